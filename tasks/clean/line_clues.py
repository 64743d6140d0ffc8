"""The lexical clues of lines: words, and words and word pairs by their place, each as a hash."""

import numpy as np

from tasks.clean.line_features import SHORT
from tasks.clean.line_words import Flags, Hashes, Lookup, Numbers, Table, Words, mixed

EDGE = 8
"""Words at either end of a line of more than SHORT that count; in a shorter one all do."""
FEW = 12
"""Words of the longest line of which every pair counts."""
PAIRS = 4
"""Pairs at the beginning of a longer line that count."""
WHOLE = 4
"""Words of the longest line that counts as a whole."""
FIRSTS, LASTS = 3, 2
"""Words at the beginning and at the end that count by their place."""

_SALT, _BITS = 0xD6E8FEB86659FD93, (1 << 64) - 1


def clues_of(words: Words) -> tuple[Hashes, Numbers]:
    """Return the clues of lines, in no particular order, and the line of each."""
    n = words.per_line[words.line]
    chosen: list[tuple[Hashes, Flags]] = [(words.hashes, (n <= SHORT) | (words.place < EDGE) | (words.back < EDGE))]
    chosen += [(_salted(words.hashes, 1 + place), words.place == place) for place in range(FIRSTS)]
    chosen += [(_salted(words.hashes, 11 + back), (words.back == back) & (n > 1)) for back in range(LASTS)]
    paired = (words.back > 0) & ((n <= FEW) | (words.place < PAIRS))
    chosen.append((_salted(words.hashes, 21) ^ np.roll(words.hashes, -1), paired))
    chosen += [(_whole(words), (words.place == 0) & (n <= WHOLE))]
    hashes = np.concatenate([mixed(found[flags]) for found, flags in chosen])
    return hashes, np.concatenate([words.line[flags] for _, flags in chosen])


def _salted(hashes: Hashes, salt: int) -> Hashes:
    return hashes * np.uint64(2 * salt + 1) + np.uint64(_SALT * salt & _BITS)


def _whole(words: Words) -> Hashes:
    """For each word a hash of the WHOLE words that begin with it."""
    whole = words.hashes.copy()
    for step in range(1, WHOLE):
        inside = words.back >= step
        whole[inside] += _salted(np.roll(words.hashes, -step)[inside], 30 + step)
    return _salted(whole, 41)


def lexical_scores(lookup: Lookup, weights: Table, clues: tuple[Hashes, Numbers], lines: int) -> Table:
    """Return the sum of the weights of each line's clues, scaled down for many; unknown clues weigh nothing."""
    hashes, line = clues
    rows = lookup(hashes)
    known = rows >= 0
    found, weighed = line[known], weights.take(rows[known], axis=0).T.astype(np.float64)
    scores = np.empty((lines, weights.shape[1]), dtype=np.float32)
    for column, values in enumerate(weighed):
        scores[:, column] = np.bincount(found, values, lines)
    scores /= np.sqrt(np.maximum(np.bincount(line, minlength=lines), 1))[:, None]
    return scores
