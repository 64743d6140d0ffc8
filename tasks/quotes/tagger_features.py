"""What the quote tagger knows of a word by itself.

The word lists are data: `cue_strength.tsv` (how often a word reports speech or thought: 1 to 3), `word_tags.tsv.gz`
(the parts of speech that a word is used as) and `word_clusters.tsv.gz` (words of like meaning).
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tasks.quotes.cues import DATA, cue_lexicon

LEXICAL = ("w",)
"""First letters of the features that name the word itself; training drops them at random, so that others count too."""

CLASSES = ("word", "shape", "cue", "tags", "ending", "coarse", "middling")

FINITE = ("VBD", "VBZ", "VBP", "MD")
"""Penn tags of finite verbs."""

MOST_CUES = 240
"""Cue words that are told apart by name; the rest share a number."""


@dataclass(frozen=True)
class WordLists:
    """What is known of words in lower case.

    `strength` of cue words, in the order of how often they report; `tags`, the parts of speech, and of endings of three
    letters ('-ing'); `clusters` of words of like meaning; for each the `coarser` ones around it, from fine to coarse.
    """

    strength: Mapping[str, int]
    tags: Mapping[str, str]
    clusters: Mapping[str, str]
    coarser: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Return the lists that the package ships."""
    strength = {word: int(value) for word, value in _rows((DATA / "cue_strength.tsv").read_text(encoding="utf-8"))}
    clusters = list(_rows(_unpacked("word_clusters.tsv.gz")))
    return WordLists(
        strength,
        dict(_rows(_unpacked("word_tags.tsv.gz"))),
        {row[0]: row[1] for row in clusters if len(row) == 2},
        {row[1]: tuple(row[2:]) for row in clusters if len(row) > 2},
    )


def _unpacked(name: str) -> str:
    return gzip.decompress((DATA / name).read_bytes()).decode()


def _rows(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.splitlines())


@lru_cache(maxsize=1)
def finite_words() -> frozenset[str]:
    """Return the words in lower case that can be finite verbs."""
    return frozenset(low for low, tags in word_lists().tags.items() if any(tag in tags for tag in FINITE))


@lru_cache(maxsize=1)
def mostly_finite() -> frozenset[str]:
    """Return the words in lower case that are finite verbs more often than anything else."""
    return frozenset(low for low, tags in word_lists().tags.items() if tags.partition(" ")[0] in FINITE)


@lru_cache(maxsize=16_384)
def primary_tag(low: str) -> str:
    """Return the part of speech (Penn tag) that a word in lower case is mostly used as, or an empty string."""
    return word_lists().tags.get(low, "").partition(" ")[0]


def tag_or_mark(low: str) -> str:
    """Return the part of speech of a word in lower case, or the mark that it is."""
    return primary_tag(low) if low[:1].isalnum() else low


class _Shapes(dict[int, str]):
    """Character to X capital, x small, d digit, else itself, for str.translate."""

    def __missing__(self, code: int) -> str:
        c = chr(code)
        drawn = self[code] = "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdecimal() else c
        return drawn


_SHAPES = _Shapes()


def shape(word: str) -> str:
    """Return up to three letters for how a word is written: X capital, x small, d digit, else the character itself."""
    return word[:3].translate(_SHAPES)


@lru_cache(maxsize=16_384)
def _tag_features(tags: str) -> tuple[str, ...]:
    return "t" + tags, *("T" + tag for tag in tags.split())


@lru_cache(maxsize=16_384)
def _ending_features(letters: str) -> tuple[str, str]:
    return "f3" + letters, "f2" + letters[-2:]


@lru_cache(maxsize=16_384)
def _cluster_features(cluster: str, parents: tuple[str, ...]) -> tuple[str, ...]:
    return ("k" + cluster, *(f"k{level}={parent}" for level, parent in enumerate(parents)))


def _number(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))


_repeated_number = lru_cache(maxsize=16_384)(_number)


class QuoteFeatures:
    """Features and classes of words. A `tasks.tagging` TypeFeatures."""

    def __init__(self, lists: WordLists) -> None:
        self.lists = lists
        self.cue_numbers = {word: min(n, MOST_CUES) for n, word in enumerate(lists.strength, 1)}
        self._say = cue_lexicon().say

    def describe(self, word: str) -> tuple[list[str], tuple[int, ...]]:
        """Return the names of the word's features and its numbers for CLASSES.

        Features: `w` word, `s` shape, `f` ending, `c` cue, `t` tags, `k` clusters.
        """
        low, form = word.lower(), shape(word)
        tags, strength = self.tags(word, low), self.strength(low)
        names = ["w" + low, "s" + form, f"c{strength}", *_ending_features(low[-3:]), *_tag_features(tags)]
        if low in self._say:
            names.append("cs")
        cluster = self.lists.clusters.get(low)
        coarse = middling = 0
        if cluster:
            parents = self.lists.coarser[cluster]
            middling, coarse = int(parents[1]) + 1, int(parents[2]) + 1
            names += _cluster_features(cluster, parents)
        ending = low[-2:] if word.islower() else form[:2]
        repeated = _repeated_number(form), strength, _repeated_number(tags), _repeated_number(ending)
        return names, (_number(low), *repeated, coarse, middling)

    def strength(self, low: str) -> int:
        """Return how surely a word reports: 0 to 3."""
        return self.lists.strength.get(low, 0)

    def tags(self, word: str, low: str) -> str:
        """Return the parts of speech of a word, most frequent first; those of its ending where it is not known."""
        known = self.lists.tags.get(low)
        if known is not None:
            return known
        if word[:1].isdigit():
            return "CD"
        if word[:1].isupper():
            return "NNP"
        return self.lists.tags.get("-" + low[-3:], "NN") if word[:1].isalpha() else word[:1]
