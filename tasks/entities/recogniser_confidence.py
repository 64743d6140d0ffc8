"""How sure a name is: the chance that its span and kind are right, from what the scores leave open.

The chance is a logistic function of a few margins, fitted on articles that the model was not trained on
(`benchmarks/train_entities.py`); its reliability is measured in the model card.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.spans import TokenSpans

LARGEST_MARGIN = 12.0
"""Natural logarithms; larger margins are told apart no further."""

COEFFICIENTS = 6
"""An intercept, and one for each column of `evidence`."""


def evidence(
    scores: NDArray[np.float32], spans: TokenSpans, unit_starts: NDArray[np.bool_], scale: int
) -> NDArray[np.float64]:
    """Return five numbers a span, given the scores by token of labels O, B-x, I-x, B-y, I-y, ...

    They are the margin of the span's kind over the next best kind, and over no name at all, whole and for each token;
    and the margins by which the tokens of its unit just before and after are no name.
    """
    kinds, lengths = (scores.shape[1] - 1) // 2, spans.last + 1 - spans.first
    begins = np.cumsum(lengths) - lengths
    tokens = np.arange(lengths.sum()) + np.repeat(spans.first - begins, lengths)
    first, held = scores[spans.first].astype(np.float64), scores[tokens].astype(np.float64)
    total = np.add.reduceat(np.concatenate([held[:, 2::2], held[:, :1]], axis=1), begins, axis=0)
    total[:, :kinds] += first[:, 1::2] - first[:, 2::2]
    rows = np.arange(len(spans.kind))
    own = total[rows, spans.kind]
    rivals = total[:, :kinds].copy()
    rivals[rows, spans.kind] = -np.inf
    over_rivals, over_none = (own - rivals.max(axis=1)) / scale, (own - total[:, kinds]) / scale
    starts = np.append(unit_starts, True)
    before = np.where(starts[spans.first], LARGEST_MARGIN, _outside(scores[spans.first - 1].astype(np.float64)) / scale)
    following = np.minimum(spans.last + 1, len(scores) - 1)
    after = np.where(starts[spans.last + 1], LARGEST_MARGIN, _outside(scores[following].astype(np.float64)) / scale)
    each = over_none / lengths
    columns: NDArray[np.float64] = np.stack([over_rivals, over_none, each, before, after], axis=1)
    return np.clip(columns, -LARGEST_MARGIN, LARGEST_MARGIN)


def _outside(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much tokens are rather no name than the likeliest of all else."""
    margin: NDArray[np.float64] = scores[:, 0] - scores[:, 1:].max(axis=1)
    return margin


def confidence(found: NDArray[np.float64], coefficients: Sequence[float]) -> NDArray[np.float64]:
    """Return the chance, to two decimals, that each span is right, given its evidence."""
    logit = coefficients[0] + (found * np.array(coefficients[1:])).sum(axis=1)
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-logit))
    return chance.round(2)


def fit(found: NDArray[np.float64], right: NDArray[np.bool_]) -> list[float]:
    """Return the coefficients that make observed rights most likely, by Newton's method with a little ridge."""
    x = np.concatenate([np.ones((len(found), 1)), found], axis=1)
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-2 * np.eye(len(w))
        w += np.linalg.solve(hessian, x.T @ (right - p) - 1e-2 * w)
    return [round(float(v), 4) for v in w]
