"""Which lines are of one text, and what can be counted along its lines, for all lines of many texts in one go."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.clean.line_words import Flags, Numbers, Table

FAR = 99
"""The distance of what there is none of."""


@dataclass(frozen=True)
class Texts:
    """Which lines are of one text: how many lines each text has, at least one."""

    lines: Numbers

    @cached_property
    def starts(self) -> Numbers:
        """The first line of each text."""
        return np.cumsum(self.lines) - self.lines

    @cached_property
    def of(self) -> Numbers:
        """The text of each line."""
        return np.repeat(np.arange(len(self.lines)), self.lines)

    @cached_property
    def index(self) -> Numbers:
        """The number of each line in its text."""
        return np.arange(len(self.of)) - self.starts[self.of]

    @cached_property
    def from_end(self) -> Numbers:
        """How many lines follow each line in its text."""
        return self.lines[self.of] - 1 - self.index

    def total(self, values: npt.NDArray[np.generic]) -> Numbers:
        """For each line the sum over its text."""
        sums: Numbers = np.add.reduceat(values, self.starts, axis=0, dtype=np.int64)[self.of]
        return sums

    def before(self, values: npt.NDArray[Any]) -> Numbers:
        """For each line the sum over the lines before it in its text."""
        counted = np.cumsum(values, axis=0, dtype=np.int64) - values
        result: Numbers = counted - counted[self.starts][self.of]
        return result

    def since(self, flags: Flags) -> Numbers:
        """For each line how many lines before it the last flagged one of its text stands."""
        index = np.arange(len(flags))
        last = np.maximum.accumulate(np.where(flags, index, -FAR))
        before = np.concatenate(([-FAR], last[:-1]))
        return np.where(before >= self.starts[self.of], np.minimum(index - before, FAR), FAR)

    def until(self, flags: Flags) -> Numbers:
        """For each line how many lines after it the next flagged one of its text stands."""
        return Texts(self.lines[::-1]).since(flags[::-1])[::-1]

    def runs(self, flags: Flags) -> Numbers:
        """For each line the length of the run of flagged lines that it stands in, 0 for another line."""
        follows = flags[1:] & flags[:-1] & (self.index[1:] > 0)
        number = np.cumsum(np.concatenate(([True], ~follows))) - 1
        return np.where(flags, np.bincount(number)[number], 0)

    def shifted(self, table: npt.NDArray[Any], step: int, nobody: float) -> npt.NDArray[Any]:
        """The rows so many lines further in the same text, `nobody` where there is none."""
        moved = np.full_like(table, nobody)
        if abs(step) < len(table):
            near, far = (slice(None, -step), slice(step, None)) if step > 0 else (slice(-step, None), slice(None, step))
            moved[near] = table[far]
            moved[near][self.of[near] != self.of[far]] = nobody
        return moved

    def median(self, values: Table) -> Table:
        """For each line the median of its text."""
        ordered = values[np.lexsort((values, self.of))]
        middle = self.starts + (self.lines - 1) // 2
        medians: Table = (ordered[middle] + ordered[middle + (self.lines + 1) % 2]) / 2
        return medians[self.of]
