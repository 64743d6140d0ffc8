"""What is known of words by themselves: clusters of meaning, gazetteers, how they are written, what they tend to name.

The table is shipped as text, a line a word form: word, cluster, codes, gazetteers, capitals, habits. Habits belong
to words as written, the rest to words in lower case. It is made by `benchmarks/train_entities.py`; where its content
comes from and under which terms stands in the model card.
"""

import gzip
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """What the lexicon knows of a word form; an empty string where it knows nothing.

    `cluster` is the number of the finest cluster of word vectors that holds the word; `codes` has a character for each
    part of the vector, which names the nearest of 32 values of that part. `gazetteers` holds a letter for each list
    that the word stands in. `capitals` tells how often the word is written with a capital inside a sentence
    (0 to 9) and all in capitals (0 to 3). `habits` tells as what a first recogniser took the word in unlabelled news.
    """

    cluster: str = ""
    codes: str = ""
    gazetteers: str = ""
    capitals: str = ""
    habits: str = ""


NOTHING = Entry()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The table's lines, sorted, and for each finest cluster the clusters that hold it, from fine to coarse.

    A line is looked for when its word is met: to make a dictionary of all of them takes longer than a run asks for.
    """

    lines: Sequence[str]
    clusters: Mapping[str, tuple[str, ...]]

    def entry(self, word: str) -> Entry:
        """Return what is known of this very form."""
        line = self._line(word)
        return Entry(*line.split("\t")[1:]) if line else NOTHING

    def habits(self, word: str) -> str:
        """Return the habits alone of this very form."""
        return self._line(word).rpartition("\t")[2]

    def _line(self, word: str) -> str:
        """Return the line of a form, empty if there is none."""
        begin = f"{word}\t"
        place = bisect_left(self.lines, begin)
        line = self.lines[place] if place < len(self.lines) else ""
        return line if line.startswith(begin) else ""


def load_lexicon(path: Path) -> Lexicon:
    """Read the table."""
    return lexicon_of(gzip.decompress(path.read_bytes()).decode().splitlines())


def lexicon_of(lines: Sequence[str]) -> Lexicon:
    """Return the lexicon of a table's lines.

    Those that begin with '#' come first: they name a finest cluster and those that hold it, from fine to coarse.
    """
    first = next(number for number, line in enumerate(lines) if line[0] != "#")
    clusters = (line.split("\t")[1:] for line in lines[:first])
    return Lexicon(
        lines=sorted(lines[first:]),
        clusters={numbers[0]: tuple(numbers) for numbers in clusters},
    )
