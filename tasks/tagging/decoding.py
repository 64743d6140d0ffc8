"""The best sequence of labels of every unit, by Viterbi's algorithm over all units at once."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.model import Model
from tasks.tagging.reading import Reading


def best_labels(
    scores: NDArray[np.float32], model: Model, reading: Reading, sure: float | None = None
) -> NDArray[np.int8]:
    """Return the number of the best label of each token, given the scores by slot.

    With `sure` (natural logarithms), a token whose label 0 is better by more than that than any other label is held to
    be 0, and only the runs between such tokens are searched. With 6 or more, hardly a label changes.
    """
    inside = np.zeros(reading.size, bool)
    inside[reading.slots] = True
    searched = inside.copy()
    if sure is not None:
        searched &= scores[:, 0] - reduce(np.maximum, scores[:, 1:].T) < sure * model.scale
    edges = np.diff(searched.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    labels = np.zeros(reading.size, np.int8)
    if len(starts):
        order = np.argsort((starts - ends).astype(np.int16), kind="stable")  # as no unit is longer: a radix sort
        _search(labels, scores, model.transitions.astype(np.float32), starts[order], ends[order], inside)
    return labels[reading.slots]


def _search(
    labels: NDArray[np.int8],
    scores: NDArray[np.float32],
    transitions: NDArray[np.float32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    inside: NDArray[np.bool_],
) -> None:
    """Fill in the labels of runs of slots, the longest first.

    A run begins at a unit's start or after a token of label 0, and ends likewise.
    """
    between, from_start = transitions[:-1], transitions[-1]
    lengths = ends - starts
    longest = int(lengths[0])
    running = len(lengths) - np.searchsorted(lengths[::-1], np.arange(1, longest + 2), side="left")
    first = np.where(inside[starts - 1][:, None], between[0], from_start) + scores[starts]
    best = [np.ascontiguousarray(first.T)]
    for step in range(1, longest):
        before = best[-1][:, : running[step]]
        best.append((before[:, None, :] + between[:, :, None]).max(axis=0) + scores[starts[: running[step]] + step].T)
    to_outside = np.where(inside[ends][None, :], between[:, 0][:, None], np.float32(0))
    current = np.zeros(len(starts), np.int64)
    for step in range(longest - 1, -1, -1):
        going, ending = running[step + 1], running[step]
        if going:
            current[:going] = (best[step][:, :going] + between[:, current[:going]]).argmax(axis=0)
        if ending > going:
            current[going:ending] = (best[step][:, going:ending] + to_outside[:, going:ending]).argmax(axis=0)
        labels[starts[:ending] + step] = current[:ending]
