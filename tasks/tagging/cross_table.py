"""A cross's table, laid out for gathering.

Nine rows in ten hold nothing but zeros. They share one, so that what is gathered mostly lies close together.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.model import Model

WIDTH = 16
"""Labels are padded to a multiple of this: rows of a round number of bytes are gathered and added faster."""


@dataclass(frozen=True, slots=True)
class CrossTable:
    """The rows of a cross: `numbers` gives for each of its 2**B hashes the row of `rows`, (rows, targets, labels)."""

    numbers: NDArray[np.int32]
    rows: NDArray[np.int16]

    def at(self, hashes: NDArray[np.int32]) -> NDArray[np.int16]:
        """Return what each hash adds: (hashes, targets, labels)."""
        return self.rows.take(self.numbers.take(hashes, mode="clip"), 0, mode="clip")  # all in range: no look first


def padded(labels: int) -> int:
    """Return the number of labels with those that pad them."""
    return -(-labels // WIDTH) * WIDTH


def cross_table(model: Model, number: int) -> CrossTable:
    """Lay out a model's cross."""
    targets, labels = len(model.crosses[number].targets), len(model.labels)
    table = model.table(number)
    used = np.flatnonzero(reduce(np.bitwise_or, table.T))
    numbers = np.zeros(len(table), np.int32)
    numbers[used] = np.arange(1, len(used) + 1)
    rows = np.zeros((1 + len(used), targets, padded(labels)), np.int16)
    rows[1:, :, :labels] = table[used].reshape(-1, targets, labels)
    return CrossTable(numbers, rows)
