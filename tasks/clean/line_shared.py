"""The longer words of lines, and which lines of a text have them in common."""

from typing import NamedTuple

import numpy as np

from tasks.clean.line_texts import Texts
from tasks.clean.line_words import Flags, Numbers, Table, Words, mixed

LONGER = 5
"""Letters of the shortest word that says what a line is about."""
SOON = 3
"""How far below a line its words may be taken up."""
NONE = -1.0
"""The share of a line's words where it has none."""


class Shared(NamedTuple):
    """The longer words of lines, each once a line: those of a text that are the same stand together, in order of lines.

    `line` is the line of each, `group` the number of the word in its text, `first` whether it is the first of these,
    `name` whether it has a capital and is not the line's first word. `lines` is the number of all lines.
    """

    line: Numbers
    group: Numbers
    first: Flags
    name: Flags
    lines: int

    def total(self, values: Numbers) -> Numbers:
        """For each word the sum of a number of its line over all lines that hold it."""
        return np.bincount(self.group, values[self.line])[self.group].astype(np.int64) if len(self.line) else self.line

    def sums(self, values: Numbers | Flags, of: Flags | None = None) -> Numbers:
        """For each line the sum over its words, or over some of them."""
        line = self.line if of is None else self.line[of]
        return np.bincount(line, values if of is None else values[of], self.lines).astype(np.int64)

    def share(self, values: Numbers | Flags, of: Flags | None = None) -> Table:
        """For each line the mean over its words, or over some of them; NONE for a line without any."""
        counts = np.bincount(self.line if of is None else self.line[of], minlength=self.lines)
        means: Table = np.where(counts > 0, self.sums(values, of) / np.maximum(counts, 1), NONE).astype(np.float32)
        return means


def shared_words(texts: Texts, words: Words) -> Shared:
    """Find the longer words of lines, and which of a text are the same."""
    chosen = np.flatnonzero((words.lengths >= LONGER) & ~words.number)
    line = words.line[chosen]
    keys = words.hashes[chosen] ^ mixed(texts.of[line].astype(np.uint64))
    order = np.argsort(keys, kind="stable")
    keys, line, chosen = keys[order], line[order], chosen[order]
    first = np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)]
    new = first.copy()
    new[1:] |= line[1:] != line[:-1]
    line, chosen, first = line[new], chosen[new], first[new]
    name = words.capital[chosen] & (words.place[chosen] > 0)
    return Shared(line, np.cumsum(first) - 1, first, name, len(words.per_line))


def shares_in_common(texts: Texts, shared: Shared) -> dict[str, Table]:
    """Shares of each line's longer words, and of its names, that other lines have too.

    `known`: that any other line of the text has; `head`: that its first line has; `words_before`, `words_after`,
    `words_soon` and `words_earlier`: that the line before has, the line after, one of the SOON lines after, and any
    line before; and of the names: that any other line has, the line before, and the line after.
    """
    line, group, first, name, _ = shared
    known = np.bincount(group)[group] > 1 if len(group) else first
    head = line[np.flatnonzero(first)][group] == texts.starts[texts.of[line]]
    follows = np.zeros(len(line), dtype=np.bool_)
    follows[1:] = ~first[1:] & (line[1:] - line[:-1] == 1)
    leads = np.zeros(len(line), dtype=np.bool_)
    leads[:-1] = follows[1:]
    soon = np.zeros(len(line), dtype=np.bool_)
    soon[:-1] = ~first[1:] & (line[1:] - line[:-1] <= SOON)
    return {
        "known": shared.share(known),
        "head": shared.share(head),
        "known_names": shared.share(known, name),
        "names_before": shared.share(follows, name),
        "names_after": shared.share(leads, name),
        "words_before": shared.share(follows),
        "words_after": shared.share(leads),
        "words_soon": shared.share(soon),
        "words_earlier": shared.share(~first),
    }
