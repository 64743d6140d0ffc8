"""What of an article's words is kept to compare it by: a sample of its word runs, and the runs of its anchors.

A shingle is a run of four words. Of a long text only those are kept whose hash falls below a threshold, the same for
every text, so that the share of one text's shingles that another has can be told from the samples alone, also where
one text is much longer (mod sampling: Broder 1997; a MinHash of fixed size tells only the share of the union).

The skeleton is the pairs of neighbouring anchors: numbers and names in their order. Texts that a machine writes from
one template share shingles but little skeleton; a rewritten copy keeps its skeleton where its shingles are gone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.dedupe.words import Hashes, Positions, Words, mixed

SHINGLE_WORDS = 4
SKELETON_WORDS = 2
MOST_IN_A_ROW = 8
"""Anchors that prose sets beside each other without another word in between."""

LEVELS = 4
"""Rates of sampling: level 0 keeps every shingle, level 1 half of them, level 2 a quarter, and so on."""

SAMPLE = 128
"""A text is sampled at the first level that should leave no more shingles than this, if there is one."""

HASH_BITS = 52
"""Bits of a shingle's hash: with the number of its text in front, it sorts as one 64-bit number."""

_BASE = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of hashes for each of some texts: text i has `values[bounds[i]:bounds[i + 1]]`, rising and distinct."""

    values: Hashes
    bounds: Positions


@dataclass(frozen=True, slots=True)
class Sketches:
    """What is kept of some texts, an entry a text.

    `text_hashes` are of the words in their order; `counts` (texts x LEVELS) tells how many of the shingles each level
    keeps; for levels below a text's own, that is all of them.
    """

    words: Positions
    text_hashes: Hashes
    levels: Positions
    counts: Positions
    shingles: Lists
    skeletons: Lists


def sketch(words: Words) -> Sketches:
    """Sketch the words of a batch of texts."""
    texts = len(words.bounds) - 1
    length = np.diff(words.bounds)
    levels = (length[:, None] > SAMPLE << np.arange(LEVELS - 1)).sum(axis=1)
    owners = np.repeat(np.arange(texts), length)
    runs, run_owners = _runs(words.hashes, owners, SHINGLE_WORDS)
    kept = np.flatnonzero(runs <= _CEILINGS[levels][run_owners])
    shingles, shingle_owners = _distinct(runs[kept], run_owners[kept])
    counts = [np.bincount(shingle_owners[shingles <= most], minlength=texts) for most in _CEILINGS]
    anchors = _in_prose(np.flatnonzero(words.anchors), owners)
    skeletons = _distinct(*_runs(words.hashes[anchors], owners[anchors], SKELETON_WORDS))
    return Sketches(
        length,
        _text_hashes(words),
        levels,
        np.stack(counts, axis=1),
        _lists(shingles, shingle_owners, texts),
        _lists(*skeletons, texts),
    )


def ceiling(level: int) -> int:
    """Return the highest shingle hash that a level keeps."""
    return int(2**HASH_BITS - 1) >> level


_CEILINGS: NDArray[np.uint64] = np.array([ceiling(level) for level in range(LEVELS)], dtype=np.uint64)


def _runs(hashes: Hashes, owners: Positions, length: int) -> tuple[Hashes, Positions]:
    """Return the runs of so many words that lie inside one text, as hashes, and their texts."""
    last = max(len(hashes) - length + 1, 0)
    runs = np.zeros(last, dtype=np.uint64)
    for place in range(length):
        runs *= _BASE
        runs += hashes[place : place + last]
    whole = np.flatnonzero(owners[:last] == owners[length - 1 :])
    return mixed(runs[whole]) >> np.uint64(64 - HASH_BITS), owners[whole]


def _in_prose(anchors: Positions, owners: Positions) -> Positions:
    """Leave out the anchors that follow each other without another word too often: countries to choose from, tables."""
    if not len(anchors):
        return anchors
    apart = (np.diff(anchors) > 1) | (np.diff(owners[anchors]) > 0)
    runs = np.concatenate([[0], np.cumsum(apart)])
    kept: Positions = anchors[np.bincount(runs)[runs] <= MOST_IN_A_ROW]
    return kept


def _distinct(hashes: Hashes, owners: Positions) -> tuple[Hashes, Positions]:
    """Sort hashes inside their texts and drop repeated ones: one sort of numbers that begin with the text's number."""
    keys = np.sort(hashes | (owners.astype(np.uint64) << np.uint64(HASH_BITS)))
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = keys[1:] != keys[:-1]
    keys = keys[new]
    return keys & np.uint64(2**HASH_BITS - 1), (keys >> np.uint64(HASH_BITS)).astype(np.int64)


def _lists(values: Hashes, owners: Positions, texts: int) -> Lists:
    return Lists(values, np.searchsorted(owners, np.arange(texts + 1)))


def _text_hashes(words: Words) -> Hashes:
    """Hash each text's words with their places, so that two texts are alike only with the same words in order."""
    length = np.diff(words.bounds)
    place = np.arange(len(words.hashes)) - np.repeat(words.bounds[:-1], length)
    weights = mixed(np.arange(1, length.max(initial=0) + 1, dtype=np.uint64)) | np.uint64(1)
    sums = np.zeros(len(words.hashes) + 1, dtype=np.uint64)
    np.cumsum(words.hashes * weights[place], out=sums[1:])
    return mixed(np.diff(sums[words.bounds]) + length.astype(np.uint64))
