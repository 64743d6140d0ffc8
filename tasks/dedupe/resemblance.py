"""How alike two texts are, by their sketches, and what counts as a copy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.dedupe.sketch import HASH_BITS, Lists
from tasks.dedupe.words import Flags, Hashes, Positions

Shares = NDArray[np.float64]

PAIRS_AT_ONCE = 256
"""Pairs whose hashes are sorted together: what fits a processor's cache. At most 1 << (64 - HASH_BITS),
as the number of a pair stands in front of each hash."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on two texts are copies. Chosen on one half of the trial in benchmarks/copies.py, and by reading.

    Follow-ups of one outlet share up to half of their words (the background of a story), reports of one event by two
    outlets up to a fifth, and stories of one template two thirds, but then less than half of the skeleton.
    """

    near: float = 0.47
    """The share of its shingles that each has in common with the other."""

    part: float = 0.75
    """The share of its shingles that one has in the other, to be a part of it."""

    skeleton: float = 0.4
    """The share of the smaller skeleton that is common to both as well."""

    unnamed: float = 0.65
    """The share of shingles that is enough where a skeleton is too short to tell (`short_skeleton` pairs or fewer)."""

    rewritten: float = 0.55
    """The share of the larger skeleton that shows a text whose words were changed, whatever is left of its shingles:
    `kept_pairs` or more, and a share that is larger by `gap` than that of the shingles, since a passage quoted whole
    keeps both alike. Reports of one event that share hardly a run of words have up to 0.4 in common."""

    gap: float = 0.25
    kept_pairs: int = 10
    short_skeleton: int = 5


COPY = Thresholds()
KIN = Thresholds(near=0.37, part=0.6, skeleton=0.35, unnamed=0.5, rewritten=0.5, gap=0.2)
"""Enough between a representative and a text that is a copy of one of the cluster's others."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts of the corpus: their ranks, rising, and their sketches, in the same order."""

    ranks: Positions
    levels: Positions
    counts: Positions
    shingles: Lists
    skeletons: Lists


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How alike pairs of texts are: what share of the one's shingles the other has, both ways, and of the skeletons.

    `skeleton` is the share of the smaller skeleton, which has `skeleton_size` pairs, and `names` that of the larger.
    """

    one_in_other: Shares
    other_in_one: Shares
    skeleton: Shares
    skeleton_size: Positions
    names: Shares

    @property
    def similarity(self) -> Shares:
        """The larger share, which is that of the shorter text."""
        return np.maximum(self.one_in_other, self.other_in_one)

    def chosen(self, pairs: Flags) -> "Resemblance":
        """Return that of some of the pairs."""
        return Resemblance(
            self.one_in_other[pairs],
            self.other_in_one[pairs],
            self.skeleton[pairs],
            self.skeleton_size[pairs],
            self.names[pairs],
        )

    def within(self, limits: Thresholds) -> Flags:
        """Tell which pairs are copies by these thresholds, to the letter or rewritten."""
        return self.repeated(limits) | self.rewritten(limits)

    def repeated(self, limits: Thresholds) -> Flags:
        """Tell in which pairs much of the one's words stands in the other, to the letter."""
        least = np.minimum(self.one_in_other, self.other_in_one)
        unnamed = self.skeleton_size <= limits.short_skeleton
        alike = (least >= limits.near) | (self.similarity >= limits.part)
        alike &= np.where(unnamed, self.similarity >= limits.unnamed, self.skeleton >= limits.skeleton)
        return alike

    def rewritten(self, limits: Thresholds) -> Flags:
        """Tell in which pairs the words were changed and the names and numbers kept."""
        kept = np.rint(self.skeleton * self.skeleton_size) >= limits.kept_pairs
        return kept & (self.names >= limits.rewritten) & (self.names - self.similarity >= limits.gap)


def compare(texts: Texts, one: Positions, other: Positions) -> Resemblance:
    """Compare pairs of texts, given by their places in `texts`."""
    level = np.maximum(texts.levels[one], texts.levels[other])
    shared = _shared(texts.shingles, one, other)
    sizes = np.diff(texts.skeletons.bounds)
    skeleton_size = np.minimum(sizes[one], sizes[other])
    common = _shared(texts.skeletons, one, other)
    return Resemblance(
        shared / np.maximum(texts.counts[one, level], 1),
        shared / np.maximum(texts.counts[other, level], 1),
        common / np.maximum(skeleton_size, 1),
        skeleton_size,
        common / np.maximum(np.maximum(sizes[one], sizes[other]), 1),
    )


def _shared(lists: Lists, one: Positions, other: Positions) -> Positions:
    """Count the hashes that the two lists of each pair share: set them side by side, sort, and count neighbours."""
    shared = np.zeros(len(one), dtype=np.int64)
    for first in range(0, len(one), PAIRS_AT_ONCE):
        part = slice(first, first + PAIRS_AT_ONCE)
        keys = np.concatenate([_keys(lists, one[part]), _keys(lists, other[part])])
        keys.sort()
        twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(HASH_BITS)
        shared[part] = np.bincount(twice.astype(np.int64), minlength=len(one[part]))
    return shared


def _keys(lists: Lists, texts: Positions) -> Hashes:
    """Return the hashes of some lists one after the other, each with the number of its list in front."""
    begins, lengths = lists.bounds[texts], lists.bounds[texts + 1] - lists.bounds[texts]
    numbers = np.repeat(np.arange(len(texts)), lengths)
    places = np.arange(len(numbers)) + np.repeat(begins - np.cumsum(lengths) + lengths, lengths)
    keys = numbers.astype(np.uint64) << np.uint64(HASH_BITS)
    keys |= lists.values[places]
    return keys
