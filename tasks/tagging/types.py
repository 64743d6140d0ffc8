"""What a model knows of each distinct token: its scores around it, its numbers for crosses.

A type's features are computed once, when a text first holds it. The table only saves work: results do not depend on
what it holds.
"""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.cross_table import cross_table
from tasks.tagging.growing import FIRST_ROOM, extended
from tasks.tagging.hashing import type_hashes
from tasks.tagging.model import BOUNDARY_FEATURE, Model
from tasks.tagging.vocabulary import Tokens, Vocabulary

CHUNK = 4096
"""Types summed at a time, to bound memory."""


class TypeFeatures(Protocol):
    """What a task knows of a word by itself. Pure functions of the word."""

    def describe(self, word: str) -> tuple[list[str], tuple[int, ...]]:
        """Return the names of the word's features, and its numbers (0 or more) for each of the model's `classes`."""
        ...


class TypeTable:
    """The types met so far: the words of a vocabulary, of which type 0 is the empty slot between units.

    By type: `scores` int16 (types, 5 L), `hidden` int16 (types, 5 H), `classes` int64 (types, classes) and `hashes`,
    which lie the other way: int32 (slots of crosses, types). `cross_tables` are the model's, laid out for gathering.
    `age` is the vocabulary's.
    """

    def __init__(self, model: Model, features: TypeFeatures, vocabulary: Vocabulary | None = None) -> None:
        """Make a table of the words of a vocabulary, which others may share, or of one of its own."""
        self.model = model
        self.features = features
        self.vocabulary = vocabulary or Vocabulary()
        self.age = self.vocabulary.age
        self._weights = _with_empty_row(model.weights)
        self._hidden_weights = _with_empty_row(model.hidden_weights)
        hashed = sum(name in model.classes for cross in model.crosses for _, name in cross.slots)
        self.scores: NDArray[np.int16] = np.zeros((FIRST_ROOM, model.weights.shape[1]), np.int16)
        self.hidden: NDArray[np.int16] = np.zeros((FIRST_ROOM, model.hidden_weights.shape[1]), np.int16)
        self.classes: NDArray[np.int64] = np.zeros((FIRST_ROOM, len(model.classes)), np.int64)
        self.hashes: NDArray[np.int32] = np.zeros((hashed, FIRST_ROOM), np.int32)
        crosses = range(len(model.crosses) if len(model.tables) else 0)  # a model to be trained has none yet
        self.cross_tables = tuple(cross_table(model, number) for number in crosses)
        self._fill(0, [([BOUNDARY_FEATURE], (0,) * len(model.classes))])
        self._known = 1

    def __len__(self) -> int:
        return len(self.words)

    @property
    def words(self) -> list[str]:
        """The types, by number."""
        return self.vocabulary.words

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Cut texts into tokens, having learned the new types."""
        found = self.vocabulary.tokens([text.replace("\r", "\n") for text in texts])  # either breaks a line
        if self.age != self.vocabulary.age:
            self.age, self._known = self.vocabulary.age, min(self._known, self.vocabulary.lasting)
        while self._known < len(self.words):
            some = self.words[self._known : self._known + CHUNK]
            self._fill(self._known, map(self.features.describe, some))
            self._known += len(some)
        return found

    def _fill(self, first: int, described: Iterable[tuple[list[str], tuple[int, ...]]]) -> None:
        rows: list[int] = []
        counts: list[int] = []
        classes: list[tuple[int, ...]] = []
        row_of, unknown = self.model.features.get, len(self._weights) - 1
        for names, own in described:
            rows += map(row_of, names, repeat(unknown))
            counts.append(len(names))
            classes.append(own)
        chosen, lengths = np.array(rows, np.int64), np.array(counts, np.int64)
        self.scores = extended(self.scores, first, _sums(self._weights, chosen, lengths))
        if self.hidden.shape[1]:
            unfed = len(self._hidden_weights) - 1
            self.hidden = extended(self.hidden, first, _sums(self._hidden_weights, np.minimum(chosen, unfed), lengths))
        numbers = np.array(classes, np.int64).reshape(len(classes), -1)
        self.classes = extended(self.classes, first, numbers)
        hashes = type_hashes(self.model.crosses, self.model.classes, numbers)
        self.hashes = extended(self.hashes, first, hashes, axis=1)


def _sums(weights: NDArray[np.int8], rows: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int16]:
    """Return the sum of the first `counts[0]` rows of `weights` named in `rows`, of the next `counts[1]`, and so on.

    The first rows of all are added at once, then their second ones, and so on: those with most rows lie first.
    """
    order = np.argsort(-counts, kind="stable")
    firsts, lengths = (np.cumsum(counts) - counts)[order], counts[order]
    sums = np.zeros((len(counts), weights.shape[1]), np.int16)
    for place in range(lengths[0] if len(lengths) else 0):
        longer = np.searchsorted(-lengths, -place)
        sums[:longer] += weights.take(rows[firsts[:longer] + place], 0)
    total = np.empty_like(sums)
    total[order] = sums
    return total


def _with_empty_row(weights: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the weights and, for features that the model does not have, a row of zeros."""
    return np.concatenate([weights, np.zeros((1, weights.shape[1]), np.int8)])
