"""What is known of each distinct token: its scores around it, its numbers for crosses, its length and flags.

A type's features are computed once, when a text first holds it. The table only saves work: results do not depend on
what it holds.
"""

from collections.abc import Sequence
from itertools import chain, repeat
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.hashing import type_hashes
from tasks.tagging.model import BOUNDARY_FEATURE, Model
from tasks.tagging.tokens import bare, flags_of

Scalar = TypeVar("Scalar", bound=np.generic)

CHUNK = 4096
"""Types summed at a time, to bound memory."""


FIRST_ROOM = 1 << 12
"""Rows of a fresh table; it grows by doubling."""


class TypeFeatures(Protocol):
    """What a task knows of a word by itself. Pure functions of the word."""

    def describe(self, word: str) -> tuple[list[str], tuple[int, ...]]:
        """Return the names of the word's features, and its numbers (0 or more) for each of the model's `classes`."""
        ...


class _Keys(dict[str, int]):
    """Token string to number; a look-up of a new string only notes it."""

    def __init__(self) -> None:
        super().__init__()
        self.fresh: list[str] = []

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        self.fresh.append(token)
        return number


class TypeTable:
    """The types met so far. Type 0 is the empty slot between units.

    By token string (with its leading space): `lengths`, `flags`, `types`. By type: `scores` int16 (types, 5 L),
    `hidden` int16 (types, 5 H), `classes` int64 (types, classes) and `hashes`, which lie the other way: int32 (slots of
    crosses, types). `cross_tables` are the model's, laid out for gathering.
    """

    def __init__(self, model: Model, features: TypeFeatures) -> None:
        self.model = model
        self.features = features
        self.words: list[str] = [""]
        self._keys = _Keys()
        self._weights = _with_empty_row(model.weights)
        self._hidden_weights = _with_empty_row(model.hidden_weights)
        self._type_of: dict[str, int] = {"": 0}
        hashed = sum(name in model.classes for cross in model.crosses for _, name in cross.slots)
        self.lengths: NDArray[np.int32] = np.zeros(FIRST_ROOM, np.int32)
        self.flags: NDArray[np.uint8] = np.zeros(FIRST_ROOM, np.uint8)
        self.types: NDArray[np.int32] = np.zeros(FIRST_ROOM, np.int32)
        self.scores: NDArray[np.int16] = np.zeros((FIRST_ROOM, model.weights.shape[1]), np.int16)
        self.hidden: NDArray[np.int16] = np.zeros((FIRST_ROOM, model.hidden_weights.shape[1]), np.int16)
        self.classes: NDArray[np.int64] = np.zeros((FIRST_ROOM, len(model.classes)), np.int64)
        self.hashes: NDArray[np.int32] = np.zeros((hashed, FIRST_ROOM), np.int32)
        crosses = range(len(model.crosses) if len(model.tables) else 0)  # a model to be trained has none yet
        self.cross_tables = tuple(model.table(number) for number in crosses)
        self._fill(0, [[BOUNDARY_FEATURE]], [(0,) * len(model.classes)])

    def __len__(self) -> int:
        return len(self.words)

    def keys(self, tokens: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each token string, having learned the new ones."""
        found = np.fromiter(map(self._keys.__getitem__, tokens), np.int32, len(tokens))
        if self._keys.fresh:
            self._learn(self._keys.fresh)
            self._keys.fresh = []
        return found

    def _learn(self, tokens: list[str]) -> None:
        first = len(self._keys) - len(tokens)
        words: list[str] = []
        types, type_of, known = [], self._type_of, len(self.words)
        for token in tokens:
            word = bare(token)
            number = type_of.get(word)
            if number is None:
                number = type_of[word] = known + len(words)
                words.append(word)
            types.append(number)
        self.lengths = _with_room(self.lengths, len(self._keys))
        self.flags = _with_room(self.flags, len(self._keys))
        self.types = _with_room(self.types, len(self._keys))
        self.lengths[first : len(self._keys)] = [len(token) for token in tokens]
        self.flags[first : len(self._keys)] = [flags_of(token) for token in tokens]
        self.types[first : len(self._keys)] = types
        for a in range(0, len(words), CHUNK):
            described = [self.features.describe(word) for word in words[a : a + CHUNK]]
            self._fill(known + a, [names for names, _ in described], [numbers for _, numbers in described])
        self.words += words

    def _fill(self, first: int, features: list[list[str]], classes: list[tuple[int, ...]]) -> None:
        last = first + len(features)
        self.scores = _with_room(self.scores, last)
        self.hidden = _with_room(self.hidden, last)
        self.hashes = _with_columns(self.hashes, last)
        self.classes = _with_room(self.classes, last)
        counts = np.fromiter(map(len, features), np.int64, len(features))
        names = chain.from_iterable(features)
        rows = np.fromiter(map(self.model.features.get, names, repeat(len(self._weights) - 1)), np.int64)
        self.scores[first:last] = _sums(self._weights, rows, counts)
        if self.hidden.shape[1]:
            unfed = len(self._hidden_weights) - 1
            self.hidden[first:last] = _sums(self._hidden_weights, np.minimum(rows, unfed), counts)
        self.classes[first:last] = np.array(classes, np.int64).reshape(len(features), -1)
        self.hashes[:, first:last] = type_hashes(self.model.crosses, self.model.classes, self.classes[first:last])


def _sums(weights: NDArray[np.int8], rows: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int16]:
    """Return the sum of the first `counts[0]` rows of `weights` named in `rows`, of the next `counts[1]`, and so on."""
    total = np.zeros((len(counts), weights.shape[1]), np.int16)
    filled = np.flatnonzero(counts)
    if len(filled):
        starts = (np.cumsum(counts) - counts)[filled]
        total[filled] = np.add.reduceat(weights.take(rows, 0), starts, axis=0, dtype=np.int16)
    return total


def _with_empty_row(weights: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the weights and, for features that the model does not have, a row of zeros."""
    return np.concatenate([weights, np.zeros((1, weights.shape[1]), np.int8)])


def _with_room(array: NDArray[Scalar], needed: int) -> NDArray[Scalar]:
    """Return the array, twice as long as often as it takes to hold `needed` rows."""
    while needed > len(array):
        array = np.concatenate([array, np.zeros_like(array)])
    return array


def _with_columns(array: NDArray[Scalar], needed: int) -> NDArray[Scalar]:
    """Return the array, twice as wide as often as it takes to hold `needed` columns."""
    while needed > array.shape[1]:
        array = np.concatenate([array, np.zeros_like(array)], axis=1)
    return array
