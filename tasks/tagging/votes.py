"""What the same word was called elsewhere in its document, as marks for a second pass."""

import numpy as np
from numpy.typing import NDArray

CLEAR_MAJORITY = 0.7
"""Share of the others above which a vote counts as clear."""

ALONE = 100
"""The mark of a word that occurs once in its document."""

NOT_COUNTED = 101
"""The mark of a word whose occurrences are not compared (lower-case words, say)."""


def votes(
    labels: NDArray[np.int8],
    types: NDArray[np.int64],
    documents: NDArray[np.int64],
    counted: NDArray[np.bool_],
    label_count: int,
) -> NDArray[np.uint8]:
    """Return a mark a token: the commonest label of the *other* tokens of its type in its document.

    The mark is that label's number, plus `label_count` where the majority is not clear; or ALONE or NOT_COUNTED.
    """
    marks = np.full(len(labels), NOT_COUNTED, np.uint8)
    chosen = np.flatnonzero(counted)
    if not len(chosen):
        return marks
    key = documents[chosen] * (int(types.max()) + 1) + types[chosen]
    _, group = np.unique(key, return_inverse=True)
    own = labels[chosen].astype(np.int64)
    counts = np.bincount(group * label_count + own, minlength=(int(group.max()) + 1) * label_count)
    others = counts.reshape(-1, label_count)[group]
    others[np.arange(len(chosen)), own] -= 1
    total, best = others.sum(axis=1), others.argmax(axis=1)
    unclear = others.max(axis=1) < CLEAR_MAJORITY * total
    marks[chosen] = np.where(total == 0, ALONE, best + label_count * unclear)
    return marks
