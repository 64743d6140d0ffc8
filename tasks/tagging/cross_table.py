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
        return self.rows.take(self.numbers.take(hashes), 0)


def padded(labels: int) -> int:
    """Return the number of labels with those that pad them."""
    return -(-labels // WIDTH) * WIDTH


def cross_table(model: Model, number: int) -> CrossTable:
    """Lay out a model's cross."""
    targets, labels = len(model.crosses[number].targets), len(model.labels)
    table = np.zeros((1 << model.hash_bits, targets, padded(labels)), np.int8)
    table[:, :, :labels] = model.table(number).reshape(-1, targets, labels)
    used = reduce(np.bitwise_or, table.reshape(len(table), -1).view(np.uint64).T) > 0
    rows = np.concatenate([np.zeros_like(table[:1]), table[used]])
    return CrossTable(np.where(used, np.cumsum(used), 0).astype(np.int32), rows.astype(np.int16))
