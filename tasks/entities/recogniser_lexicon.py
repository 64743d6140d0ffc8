"""What is known of words by themselves: clusters of meaning, gazetteers, how they are written, what they tend to name.

The table is shipped as text, a line a word form: word, vector, gazetteers, capitals, habits. It is made by
`benchmarks/train_entities.py`; where its content comes from and under which terms stands in the model card.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon knows of a word form; an empty string where it knows nothing.

    `vector` is the number of the word's static vector. `gazetteers` holds a letter for each list that the
    word stands in. `capitals` tells how often the word is written with a capital inside a sentence (0 to 9) and all in
    capitals (0 to 3). `habits` tells as what a first recogniser took the word in unlabelled news.
    """

    vector: str = ""
    gazetteers: str = ""
    capitals: str = ""
    habits: str = ""


NOTHING = Entry()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lines of the table by word form, and for each static vector the clusters that hold it, from fine to coarse."""

    lines: Mapping[str, str]
    clusters: Mapping[str, tuple[str, ...]]

    def entry(self, word: str) -> Entry:
        """Return what is known of this very form."""
        line = self.lines.get(word)
        return NOTHING if line is None else Entry(*line.split("\t"))

    def vector(self, word: str) -> str:
        """Return the number of the vector of the form itself, in lower case, or with one capital; empty for none."""
        for form in (word, word.lower(), word.title()):
            line = self.lines.get(form)
            if line is not None and line[0] != "\t":
                return line.partition("\t")[0]
        return ""


def load_lexicon(path: Path) -> Lexicon:
    """Read the table. Lines that begin with '#' hold a vector's clusters: '#', the vector, its clusters."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    first = next(number for number, line in enumerate(lines) if line[0] != "#")
    clusters = (line.split("\t")[1:] for line in lines[:first])
    return Lexicon(
        lines=dict(line.split("\t", 1) for line in lines[first:]),
        clusters={vector: tuple(numbers) for vector, *numbers in clusters},
    )
