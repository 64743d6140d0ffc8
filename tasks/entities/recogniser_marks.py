"""What an article tells of its words: how it writes and what it calls them elsewhere, and how much it is on sports.

Words are compared without regard to capitals, so that headlines in capitals learn from the text below them.
"""

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.reading import Reading
from tasks.tagging.tokens import TokenFlag
from tasks.tagging.types import TypeTable
from tasks.tagging.votes import votes

SPORT_SHARES = (0.004, 0.015, 0.03)
"""Shares of sports words in an article between none, few, some and many."""

NOT_CAPITAL = 9
"""The mark of a token without a capital, where others tell how often its word is written with and without one."""


def sport_marks(table: TypeTable, reading: Reading, documents: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return for each token how much its article is on sports: 0 (not) to 3."""
    is_sport = table.classes[reading.types, table.model.classes.index("sport")]
    share = np.bincount(documents, is_sport) / np.maximum(1, np.bincount(documents))
    return np.searchsorted(SPORT_SHARES, share).astype(np.uint8)[documents]


def words_of(table: TypeTable, reading: Reading, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each token the number of its word, capitals aside, in its article."""
    present = np.flatnonzero(np.bincount(reading.types))
    _, ranks = np.unique(table.classes[present, table.model.classes.index("word")], return_inverse=True)
    rank_of = np.zeros(len(table), np.min_scalar_type(len(present)))  # small numbers are put in order sooner
    rank_of[present] = ranks
    words = rank_of[reading.types]
    order = np.argsort(words, kind="stable")
    begins = (np.diff(words[order].astype(np.int64)) != 0) | (np.diff(documents[order]) != 0)
    numbers = np.zeros(len(words), np.int64)
    numbers[order[1:]] = np.cumsum(begins)
    return numbers


def capital_marks(words: NDArray[np.int64], reading: Reading) -> NDArray[np.uint8]:
    """Return for each capitalised token how its word is written elsewhere in the article.

    The mark is 0, 1 or 2 for never, once or more often without a capital, plus 3 if it is written with one inside a
    sentence too, or 6 if that is so more often than not.
    """
    capital = reading.flags & TokenFlag.CAPITAL > 0
    inside = capital & ~reading.unit_starts
    small = np.bincount(words, ~capital)[words]
    large = np.bincount(words, inside)[words] - inside
    marks = np.full(len(words), NOT_CAPITAL, np.uint8)
    marks[capital] = (np.minimum(small, 2) + 3 * (large > 0) + 3 * (large > small))[capital]
    return marks


def name_votes(
    labels: NDArray[np.int8], words: NDArray[np.int64], reading: Reading, label_count: int
) -> NDArray[np.uint8]:
    """Return what capitalised words were called elsewhere in their article."""
    counted = reading.flags & TokenFlag.CAPITAL > 0
    return votes(labels, words, np.zeros_like(words), counted, label_count)
