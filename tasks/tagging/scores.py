"""The scores of labels at tokens: sums of rows gathered from the tables."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.cross_table import padded
from tasks.tagging.hashing import OUTSIDE, UNKNOWN, mark_hashes, shifted
from tasks.tagging.model import OFFSETS, Cross, Model
from tasks.tagging.reading import Reading
from tasks.tagging.types import TypeTable

HIDDEN_LIMIT = 1023
"""Most that a hidden unit passes on; products with 8-bit weights then sum exactly in 32-bit floats."""

Marks = Mapping[str, NDArray[np.uint8]]
"""A number from 0 to 250, or UNKNOWN, for each token of a reading, by the name of the mark."""


def type_scores(model: Model, table: TypeTable, reading: Reading) -> NDArray[np.float32]:
    """Return what the types around each slot say: float32 (slots, L), whole units of 1/scale (but for hidden units)."""
    types = reading.laid_out(reading.types, 0)
    scores = _around(table.scores, types).astype(np.float32)
    if table.hidden.shape[1]:
        hidden = _around(table.hidden, types)
        hidden += model.hidden_bias
        active = np.clip(hidden, 0, HIDDEN_LIMIT).astype(np.float32)
        scores += (active @ model.hidden_output.astype(np.float32)) / np.float32(model.hidden_scale)
    return scores


def _around(table: NDArray[np.int16], types: NDArray[np.int32]) -> NDArray[np.int16]:
    """Sum at each slot the blocks of columns of the types at OFFSETS from it."""
    width = table.shape[1] // len(OFFSETS)
    rows = table.take(types, 0)
    middle = OFFSETS.index(0) * width
    total = rows[:, middle : middle + width].copy()
    for block, offset in enumerate(OFFSETS):
        columns = slice(block * width, (block + 1) * width)
        if offset < 0:
            total[-offset:] += rows[:offset, columns]
        elif offset > 0:
            total[:-offset] += rows[offset:, columns]
    return total


def cross_rows(
    model: Model, table: TypeTable, reading: Reading, marks: Marks
) -> dict[int, tuple[NDArray[np.int32], NDArray[np.bool_] | None]]:
    """Return by the number of each cross, all of whose marks are given, its row at each slot and where it is unknown.

    A cross without marks counts as given when `marks` is empty; so scores can be summed in two steps.
    """
    return {number: (rows, unknown) for number, rows, unknown in _each_cross(model, table, reading, marks)}


def _each_cross(
    model: Model, table: TypeTable, reading: Reading, marks: Marks
) -> Iterator[tuple[int, NDArray[np.int32], NDArray[np.bool_] | None]]:
    """Yield what `cross_rows` returns, one cross at a time."""
    types = reading.laid_out(reading.types, 0).astype(np.intp)  # once, rather than at each look-up
    layouts = {name: reading.laid_out(values, OUTSIDE).astype(np.intp) for name, values in marks.items()}
    partly_unknown = {name for name, values in marks.items() if (values == UNKNOWN).any()}
    mask = np.int32((1 << model.hash_bits) - 1)

    @cache
    def around(name: str, offset: int) -> NDArray[np.intp]:
        return shifted(layouts.get(name, types), offset)

    columns = count()
    for number, cross in enumerate(model.crosses):
        hashes = [
            table.hashes[next(columns)] if name in model.classes else mark_hashes(number, slot)
            for slot, (_, name) in enumerate(cross.slots)
        ]
        if not _is_given(cross, model, marks):
            continue
        total = np.zeros(reading.size, np.int32)
        unknown: NDArray[np.bool_] | None = None
        for of_value, (offset, name) in zip(hashes, cross.slots, strict=True):
            values = around(name if name in layouts else "", offset)
            total += of_value.take(values, mode="clip")
            if name in partly_unknown:
                unknown = values == UNKNOWN if unknown is None else unknown | (values == UNKNOWN)
        total &= mask
        yield number, total, unknown


def _is_given(cross: Cross, model: Model, marks: Marks) -> bool:
    needed = {name for _, name in cross.slots if name in model.marks}
    return needed <= set(marks) and bool(needed) == bool(marks)


def add_crosses(
    scores: NDArray[np.float32], model: Model, table: TypeTable, reading: Reading, marks: Marks
) -> NDArray[np.float32]:
    """Return the scores and those of the crosses: those that need no mark or, given marks, those that need these."""
    sums = np.zeros((reading.size, padded(len(model.labels))), np.int16)
    for number, rows, unknown in _each_cross(model, table, reading, marks):
        found = table.cross_tables[number].at(rows)
        if unknown is not None:
            found[unknown] = 0
        for block, offset in enumerate(model.crosses[number].targets):
            part = found[:, block]
            if offset < 0:
                sums[:offset] += part[-offset:]
            elif offset > 0:
                sums[offset:] += part[:-offset]
            else:
                sums += part
    return scores + sums[:, : len(model.labels)]
