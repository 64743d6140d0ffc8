"""What is known of words by themselves: clusters of meaning, gazetteers, how they are written, what they tend to name.

The table is shipped as text, a line a word form: word, cluster, codes, gazetteers, capitals, habits. Habits belong
to words as written, the rest to words in lower case. It is made by `benchmarks/train_entities.py`; where its content
comes from and under which terms stands in the model card.
"""

import gzip
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
    """Lines of the table by word form, and for each finest cluster the clusters that hold it, from fine to coarse."""

    lines: Mapping[str, str]
    clusters: Mapping[str, tuple[str, ...]]

    def entry(self, word: str) -> Entry:
        """Return what is known of this very form."""
        line = self.lines.get(word)
        return NOTHING if line is None else Entry(*line.split("\t"))

    def habits(self, word: str) -> str:
        """Return the habits alone of this very form."""
        return self.lines.get(word, "").rpartition("\t")[2]


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
        lines=dict(line.split("\t", 1) for line in lines[first:]),
        clusters={numbers[0]: tuple(numbers) for numbers in clusters},
    )
