"""Labels to spans: runs of tokens labelled B-x, I-x."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.reading import Reading


@dataclass(frozen=True, slots=True)
class TokenSpans:
    """Spans of a reading, in order: numbers of their first and last tokens and of their kinds."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    kind: NDArray[np.int64]


def bio_labels(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels O, B-x, I-x, B-y, I-y, ... for kinds x, y, ..."""
    return ("O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI"))


def bio_spans(labels: NDArray[np.int8], reading: Reading) -> TokenSpans:
    """Return the spans of labels as numbered by `bio_labels`. An I-x that continues nothing begins a span."""
    named = labels > 0
    before = np.zeros_like(labels)
    before[1:] = labels[:-1]
    before[reading.unit_starts] = 0
    is_inside = named & (labels % 2 == 0)
    continues = is_inside & ((before == labels) | (before == labels - 1))
    first = np.flatnonzero(named & ~continues)
    stops = np.flatnonzero(~np.append(continues, False)[1:]) if len(labels) else first
    last = stops[np.searchsorted(stops, first)]
    return TokenSpans(first, last, (labels[first].astype(np.int64) - 1) // 2)
