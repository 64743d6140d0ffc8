"""The features of a word by itself, by which names are recognised.

Names of features are short, as there are many: `w` the word in lower case, `W` as written, `s` shape, `k` clusters,
`q` codes of its vector, `b` capitals, `G` gazetteers, `p` and `f` first and last letters, `h` habits.
"""

import re
import zlib
from functools import lru_cache
from operator import getitem
from pathlib import Path
from typing import ClassVar

from tasks.entities.recogniser_lexicon import Entry, Lexicon

LEXICAL = ("w", "W")
"""First letters of the features that name the word itself; training drops them at random, so that others count too."""

LONGEST_AFFIX = 4
"""Letters."""

CODES = tuple({code: f"q{part}={code}" for code in "0123456789abcdefghijklmnopqrstuv"} for part in range(10))
"""By part of a word's vector: the feature of each code."""

_REPEATED = re.compile(r"(x|X|d)\1{2,}")


class _Shapes(dict[int, str]):
    """Character to X, x, d or itself, for str.translate."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isupper():
            drawn = "X"
        elif character.isalpha():
            drawn = "x"
        else:
            drawn = "d" if character.isdecimal() else character
        self[code] = drawn
        return drawn


_SHAPES = _Shapes()


def shape(word: str) -> str:
    """Return the word with X for capitals, x for other letters, d for digits; longer runs cut to two: 'Xxx', 'dd'."""
    return _shortened(word.translate(_SHAPES))


@lru_cache(maxsize=4096)
def _shortened(drawn: str) -> str:
    return _REPEATED.sub(r"\1\1", drawn)[:10]


@lru_cache(maxsize=1)
def sports_words() -> frozenset[str]:
    """Return the words that tell an article on sports, where the name of a town is mostly its team's."""
    path = Path(__file__).parent / "data" / "entities.sports.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


class NameFeatures:
    """Features and classes of words, given the lexicon. A `tasks.tagging` TypeFeatures."""

    CLASSES: ClassVar = ("shape", "shape_and_fine", "shape_and_coarse", "word", "sport")
    """For crosses: shape; shape with middling and with coarsest cluster; the word itself; whether it is of sports."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.sports = sports_words()

    def describe(self, word: str) -> tuple[list[str], tuple[int, ...]]:
        """Return the names of the word's features and its numbers for CLASSES."""
        low, form = word.lower(), shape(word)
        own = self.lexicon.entry(low)
        clusters = self.lexicon.clusters[own.cluster] if own.cluster else ()
        return self._features(word, low, form, own), (*_classes(low, form, clusters), low in self.sports)

    def _features(self, word: str, low: str, form: str, own: Entry) -> list[str]:
        names = ["w" + low, "W" + word, "s" + form]
        if own.cluster:
            names += cluster_features(form[:2], self.lexicon.clusters[own.cluster])
            names += map(getitem, CODES, own.codes)
        else:
            names += ("k_", "k_" + form[:2])
        names += capital_features(own.capitals or "n", form[:3])
        if word[:1].isupper():
            names += gazetteer_features(own.gazetteers, form[:2])
            names += ("pU" + low[:3], "fU" + low[-3:])
            names += self._habit_features(word)
        else:
            names.append("G-" + form[:2])
        if len(low) > LONGEST_AFFIX:
            names += beginnings(low[:LONGEST_AFFIX])
            names += endings(low[-LONGEST_AFFIX:])
        else:
            names += [
                mark + part for size in range(1, len(low)) for mark, part in (("p", low[:size]), ("f", low[-size:]))
            ]
        if "-" in low:
            names.append("y" + low.rpartition("-")[2])
        if low.isdigit():
            names.append(f"d{len(low)}")
        return names

    def _habit_features(self, word: str) -> tuple[str, ...]:
        habits = self.lexicon.habits(word)
        if not habits and word.isupper():
            habits = self.lexicon.habits(word.title())
        return habit_features(habits)


@lru_cache(maxsize=16384)
def beginnings(letters: str) -> tuple[str, ...]:
    """Return a feature for each beginning of a long word, given its first letters."""
    return tuple("p" + letters[:size] for size in range(1, LONGEST_AFFIX + 1))


@lru_cache(maxsize=16384)
def endings(letters: str) -> tuple[str, ...]:
    """Return a feature for each ending of a long word, given its last letters."""
    return tuple("f" + letters[-size:] for size in range(1, LONGEST_AFFIX + 1))


@lru_cache(maxsize=4096)
def capital_features(capitals: str, beginning: str) -> tuple[str, str]:
    """Return the features for how often the word is written with capitals."""
    return "b" + capitals, "sb" + beginning + capitals


@lru_cache(maxsize=4096)
def habit_features(habits: str) -> tuple[str, ...]:
    """Return a feature for each habit."""
    return tuple("h" + habit for habit in habits.split(" ")) if habits else ("h_",)


@lru_cache(maxsize=16384)
def cluster_features(beginning: str, clusters: tuple[str, ...]) -> tuple[str, ...]:
    """Return a feature for each cluster that holds the word; all but the coarsest also with its shape's beginning."""
    names = [f"k{level}={cluster}" for level, cluster in enumerate(clusters)]
    return (*names, *(f"kx{level}{beginning}={clusters[level]}" for level in range(3)))


@lru_cache(maxsize=16384)
def gazetteer_features(letters: str, beginning: str) -> tuple[str, ...]:
    """Return a feature for each list that holds the word, and one for all together."""
    return ("GG" + letters, *("G" + letter for letter in letters)) if letters else ("G-" + beginning,)


_SHAPE_NUMBERS = {form: number for number, form in enumerate(("x", "X", "Xx", "XX", "Xxx", "xx", "d", "dd"), 1)}
_OTHER_SHAPE = 15


def _classes(low: str, form: str, clusters: tuple[str, ...]) -> tuple[int, ...]:
    shape_number = _SHAPE_NUMBERS.get(form[:3], _OTHER_SHAPE)
    fine, coarse = (int(clusters[2]) + 1, int(clusters[3]) + 1) if clusters else (0, 0)
    return (
        shape_number,
        shape_number * 1000 + fine,
        shape_number * 1000 + coarse,
        zlib.crc32(low.encode("utf-8", "replace")),
    )
