"""How surely the tagger labels stretches of text, for what weighs them afterwards.

Odds are natural logarithms: by how much a label is likelier than none, all other labels as they are.
"""

from bisect import bisect
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

Span = tuple[int, int]


class Chunk(NamedTuple):
    """A stretch of text that the tagger labelled: the label's kind, its characters, its odds."""

    kind: str
    start: int
    end: int
    odds: float = 0.0


class Odds(NamedTuple):
    """How sure the tagger is of a quotation: of its cue, content and speaker (None: not labelled)."""

    cue: float | None = None
    content: float | None = None
    speaker: float | None = None


def odds_of(chunks: Sequence[Chunk], cue: Span | None, spans: Sequence[Span], speaker: Span | None) -> Odds:
    """Return the odds of what makes a quotation, given its paragraph's chunks."""
    if not chunks or cue is None:
        return Odds()
    parts = {"Q": (cue,), "C": spans, "S": (speaker,) if speaker else ()}
    best: dict[str, float] = {}
    for kind, start, end, odds in chunks:
        part = kind[0]
        for first, stop in parts[part]:
            if start < stop and first < end and odds > best.get(part, -inf):
                best[part] = odds
    return Odds(best.get("Q"), best.get("C"), best.get("S"))


_STEPS = (-8, -4, -2, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 45)


def step(odds: float | None) -> int:
    """Return the step of a ladder that odds stand on, or -1 where there are none."""
    return -1 if odds is None else bisect(_STEPS, odds)
