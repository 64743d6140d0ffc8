"""Texts cut into tokens and units, laid out so that the neighbours of every token can be gathered at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.tokens import TokenFlag, limited, sentence_starts, split
from tasks.tagging.types import TypeTable

Unit = Literal["sentence", "paragraph"]

LONGEST_UNIT = 250
"""Tokens; longer units are cut, so that sums stay exact in 32-bit floats and wild input costs no more than prose."""

TEXT_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens, white space left out, of several texts.

    By token: `types` (numbers in the TypeTable), `flags` (TokenFlag), `starts` and `ends` (characters in its text),
    `texts` (number of its text), `unit_starts`, and `slots`: its place in the layout. In the layout, of `size` slots,
    two empty slots stand before, between and after units.
    """

    types: NDArray[np.int32]
    flags: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    texts: NDArray[np.int64]
    unit_starts: NDArray[np.bool_]
    slots: NDArray[np.int64]
    size: int

    def __len__(self) -> int:
        return len(self.types)

    def laid_out(self, values: NDArray[np.int32] | NDArray[np.uint8], empty: int) -> NDArray[np.int32]:
        """Return a number for each slot of the layout: the tokens' values, and `empty` between units."""
        layout = np.full(self.size, empty, np.int32)
        layout[self.slots] = values
        return layout


def read(texts: Sequence[str], table: TypeTable, unit: Unit = "sentence") -> Reading:
    """Cut texts into tokens and units (sentences, or paragraphs: runs of text without a line break)."""
    keys = table.keys(split(TEXT_BREAK.join(texts)))
    lengths, flags = table.lengths[keys].astype(np.int64), table.flags[keys]
    ends = np.cumsum(lengths)
    starts = ends - lengths + (flags & TokenFlag.LEADING_SPACE > 0)
    lines = np.cumsum(flags & TokenFlag.LINE_BREAK > 0, dtype=np.int64)
    kept = np.flatnonzero(flags & TokenFlag.SPACE == 0)
    types, flags = table.types[keys[kept]], flags[kept]
    starts, ends, lines = starts[kept], ends[kept], lines[kept]
    text_starts = np.cumsum([0, *(len(text) + len(TEXT_BREAK) for text in texts)])
    numbers = np.searchsorted(text_starts, starts, side="right") - 1
    unit_starts = sentence_starts(flags, lines) if unit == "sentence" else np.diff(lines, prepend=-1) != 0
    unit_starts = limited(unit_starts, LONGEST_UNIT)
    units = np.cumsum(unit_starts)
    return Reading(
        types=types,
        flags=flags,
        starts=starts - text_starts[numbers],
        ends=ends - text_starts[numbers],
        texts=numbers,
        unit_starts=unit_starts,
        slots=np.arange(len(types)) + 2 * units,
        size=len(types) + 2 * int(units[-1] if len(units) else 0) + 2,
    )
