"""The hash that finds a cross's row: the sum of one mixed number a slot, cut to the table's size."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tasks.tagging.model import Cross

SLOTS = 8
"""Numbers of mixing functions kept for each cross; a cross has at most so many slots."""

UNKNOWN = 254
"""The mark of a token of which nothing is known (yet); a cross with such a mark adds nothing."""

OUTSIDE = 255
"""The mark of the empty slots between units."""


def mixed(values: ArrayLike, number: int) -> NDArray[np.int32]:
    """Scatter whole numbers over 30 bits, by the mixing function of that number (after SplitMix64)."""
    with np.errstate(over="ignore"):
        x = (np.asarray(values).astype(np.uint64) + np.uint64(number * 7919)) * np.uint64(0x9E3779B97F4A7C15)
        x ^= x >> np.uint64(29)
        x *= np.uint64(0xBF58476D1CE4E5B9)
    return ((x >> np.uint64(33)) & np.uint64(0x0FFFFFFF)).astype(np.int32)


def shifted(values: NDArray[np.intp], offset: int) -> NDArray[np.intp]:
    """Return the values `offset` places further on; the ends of a layout are empty slots, so it may wrap round."""
    return np.roll(values, -offset) if offset else values


def type_hashes(crosses: Sequence[Cross], classes: Sequence[str], values: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the mixed numbers of types: a row for each slot of each cross that names a class, a column a type.

    `values` has a row a type and a column a class.
    """
    rows = [
        mixed(values[:, classes.index(name)], SLOTS * number + slot)
        for number, cross in enumerate(crosses)
        for slot, (_, name) in enumerate(cross.slots)
        if name in classes
    ]
    return np.stack(rows) if rows else np.zeros((0, len(values)), np.int32)


@lru_cache(maxsize=1024)
def mark_hashes(number: int, slot: int) -> NDArray[np.int32]:
    """Return the mixed numbers of all marks (0 to 255) for a slot of a cross; not to be written to."""
    return mixed(np.arange(256), SLOTS * number + slot)
