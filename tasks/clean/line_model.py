"""The trained line classifier: word weights, then oblivious decision trees, in numpy only.

The file `data/lines.npz` holds it as plain arrays: `classes`; `clues` (lexical clues, one a row of `weights`, which has
a column a class); `features` and `thresholds` (tree, level), the questions; `leaves` (tree, leaf, class), where bit
`level` of a leaf's number says whether the feature is above the threshold; `bias` (class). How it was made, from what,
and its scores are told in `data/lines.card.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tasks.clean.line_features import Table, line_table
from tasks.clean.line_sight import Sight

Arrays = dict[str, npt.NDArray[np.generic]]


@dataclass(frozen=True)
class LineModel:
    """The arrays of the classifier and how they are applied."""

    classes: tuple[str, ...]
    clues: dict[str, int]
    weights: Table
    features: npt.NDArray[np.intp]
    thresholds: Table
    leaves: Table
    bias: Table

    def scores(self, sight: Sight) -> Table:
        """Return the log-odds of each class (columns) for each line (rows)."""
        lexical = lexical_scores(self.clues, self.weights, sight.clues)
        return self.tree_scores(line_table(sight.own, sight.rules, sight.place, lexical))

    def tree_scores(self, table: Table) -> Table:
        """Return what the trees make of the numbers of lines."""
        features, thresholds, questions = self._questions
        # A column a line: whole rows are then taken and added at once.
        answers = (table.T.take(features, axis=0) > thresholds[:, None]).view(np.uint8)
        leaf = answers.take(questions[0], axis=0)
        for level in range(1, len(questions)):
            leaf |= answers.take(questions[level], axis=0) << level
        trees = np.arange(len(self.leaves)) * self.leaves.shape[1]
        rows = self.leaves.reshape(-1, len(self.classes)).take(leaf + trees[:, None], axis=0)
        scores: Table = rows.sum(axis=0) + self.bias
        return scores

    @cached_property
    def _questions(self) -> tuple[npt.NDArray[np.intp], Table, list[npt.NDArray[np.intp]]]:
        """Each question once, as feature and threshold, and for each level the number of every tree's question."""
        pairs = np.column_stack((self.features.ravel(), self.thresholds.ravel()))
        unique, numbers = np.unique(pairs, axis=0, return_inverse=True)
        levels = numbers.reshape(self.features.shape).T
        features, thresholds = unique[:, 0].astype(np.intp), unique[:, 1].astype(np.float32)
        return features, thresholds, [np.ascontiguousarray(level) for level in levels]


def lexical_scores(rows: dict[str, int], weights: Table, clues: Sequence[Sequence[str]]) -> Table:
    """Return the sum of the weights of each line's clues, scaled down for many; unknown clues weigh nothing."""
    ends = np.cumsum([0, *map(len, clues)])
    found = np.array(list(map(rows.get, chain.from_iterable(clues), repeat(-1))), dtype=np.intp)
    known = found >= 0
    starts = np.concatenate(([0], np.cumsum(known)))[ends]
    sums: npt.NDArray[np.float64] = np.zeros((starts[-1] + 1, weights.shape[1]))
    np.cumsum(weights.take(found[known], axis=0), axis=0, out=sums[1:])
    total = sums[starts[1:]] - sums[starts[:-1]]
    scaled: Table = (total / np.sqrt(np.maximum(np.diff(starts), 1))[:, None]).astype(np.float32)
    return scaled


@lru_cache(maxsize=1)
def line_model() -> LineModel:
    """Return the classifier that comes with the package."""
    with files("tasks.clean").joinpath("data", "lines.npz").open("rb") as file, np.load(file) as arrays:
        return from_arrays({name: arrays[name] for name in arrays.files})


def from_arrays(arrays: Arrays) -> LineModel:
    """Build the classifier from its arrays."""
    return LineModel(
        classes=tuple(str(name) for name in arrays["classes"]),
        clues={clue: row for row, clue in enumerate(str(arrays["clues"]).split("\n"))},
        weights=arrays["weights"].astype(np.float32),
        features=arrays["features"].astype(np.intp),
        thresholds=arrays["thresholds"].astype(np.float32),
        leaves=arrays["leaves"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
    )


def save(model: LineModel, path: Path) -> None:
    """Write the classifier's arrays, compressed; clues without any weight are left out."""
    used = np.abs(model.weights).max(axis=1) > LEAST_WEIGHT
    np.savez_compressed(
        path,
        classes=np.array(model.classes),
        clues=np.array("\n".join(clue for clue, row in model.clues.items() if used[row])),
        weights=model.weights[used].astype(np.float16),
        features=model.features.astype(np.int16),
        thresholds=model.thresholds,
        leaves=model.leaves.astype(np.float16),
        bias=model.bias,
    )


LEAST_WEIGHT = 0.05
"""Clues that weigh less than this for every class are not kept."""
