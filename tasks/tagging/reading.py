"""Texts cut into tokens and units, laid out so that the neighbours of every token can be gathered at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.tokens import limited, sentence_starts
from tasks.tagging.types import TypeTable

Unit = Literal["sentence", "paragraph"]

LONGEST_UNIT = 250
"""Tokens; longer units are cut, so that sums stay exact in 32-bit floats and wild input costs no more than prose."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens, white space left out, of several texts.

    By token: `types` (numbers in the TypeTable), `flags` (TokenFlag), `starts` and `ends` (characters in its text),
    `texts` (number of its text), `unit_starts`, and `slots`: its place in the layout. In the layout, of `size` slots,
    two empty slots stand before, between and after units.
    """

    types: NDArray[np.int64]
    flags: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    texts: NDArray[np.int64]
    unit_starts: NDArray[np.bool_]
    slots: NDArray[np.int64]
    size: int

    def __len__(self) -> int:
        return len(self.types)

    def laid_out(
        self, values: NDArray[np.int64] | NDArray[np.int32] | NDArray[np.uint8], empty: int
    ) -> NDArray[np.int32]:
        """Return a number for each slot of the layout: the tokens' values, and `empty` between units."""
        layout = np.full(self.size, empty, np.int32)
        layout[self.slots] = values
        return layout


def read(texts: Sequence[str], table: TypeTable, unit: Unit = "sentence") -> Reading:
    """Cut texts into tokens and units (sentences, or paragraphs: runs of text without a line break)."""
    tokens = table.tokens(texts)
    flags = table.vocabulary.flags[tokens.types]
    lines = tokens.lines
    unit_starts = sentence_starts(flags, lines) if unit == "sentence" else np.diff(lines, prepend=-1) != 0
    unit_starts = limited(unit_starts, LONGEST_UNIT)
    units = np.cumsum(unit_starts)
    return Reading(
        types=tokens.types,
        flags=flags,
        starts=tokens.starts,
        ends=tokens.ends,
        texts=tokens.texts,
        unit_starts=unit_starts,
        slots=np.arange(len(flags)) + 2 * units,
        size=len(flags) + 2 * int(units[-1] if len(units) else 0) + 2,
    )
