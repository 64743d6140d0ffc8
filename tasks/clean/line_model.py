"""The trained line classifier: word weights, then oblivious decision trees in two passes, in numpy only.

The first pass scores each line by what is seen of it and its neighbours; the second also knows what the first made of
the lines around and of the whole text. It has two sets of trees: one for the kind of a line, and one that is asked
only whether a line is furniture. Scores are whole numbers, ONE to a log-odds of 1, so that a line's do not depend
on the machine or on the lines that are scored along with it.

The file `data/lines.npz` holds it as plain arrays: `classes`; `clues` (hashes of lexical clues, one a row of `weights`,
which has a column a class); and for each set of trees `features` and `thresholds` (tree, level), the questions;
`leaves` (tree, leaf, class), where bit `level` of a leaf's number says whether the feature is above the threshold;
`bias` (class). How it was made, from what, and its scores are told in `data/lines.card.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tasks.clean.line_clues import lexical_scores
from tasks.clean.line_place import PLACE, line_table, text_table
from tasks.clean.line_sight import Sight
from tasks.clean.line_story import story_table
from tasks.clean.line_words import Hashes, Lookup, Table

Arrays = dict[str, npt.NDArray[np.generic]]
Scores = npt.NDArray[np.int32]

ONE = 1024
"""The score that stands for log-odds of 1."""
TOGETHER = 256
"""Lines that are scored at once: what they need fits in a processor's cache."""
TREES = ("first", "second", "furniture")
"""The sets of trees."""


@dataclass(frozen=True)
class Trees:
    """Oblivious trees: every line goes through the same questions of a tree to one of its leaves."""

    features: npt.NDArray[np.intp]
    thresholds: Table
    leaves: Scores
    bias: Scores

    def scores(self, table: Table) -> Scores:
        """Return what the trees make of the numbers of lines: a row a line, a column a class."""
        parts = [self._part(table[i : i + TOGETHER]) for i in range(0, len(table), TOGETHER)]
        return np.concatenate(parts) + self.bias

    def _part(self, table: Table) -> Scores:
        features, thresholds, questions = self._questions
        # A column a line: whole rows are then taken and added at once.
        answers = (np.ascontiguousarray(table.T).take(features, axis=0) > thresholds[:, None]).view(np.uint8)
        leaf = answers.take(questions[0], axis=0)
        for level in range(1, len(questions)):
            leaf |= answers.take(questions[level], axis=0) << level
        trees = np.arange(len(self.leaves)) * self.leaves.shape[1]
        rows = self.leaves.reshape(-1, self.leaves.shape[2]).take(leaf + trees[:, None], axis=0)
        scores: Scores = np.add.reduce(rows, axis=0, dtype=np.int32)
        return scores

    @cached_property
    def _questions(self) -> tuple[npt.NDArray[np.intp], Table, list[npt.NDArray[np.intp]]]:
        """Each question once, as feature and threshold, and for each level the number of every tree's question."""
        pairs = np.column_stack((self.features.ravel(), self.thresholds.ravel()))
        unique, numbers = np.unique(pairs, axis=0, return_inverse=True)
        levels = numbers.reshape(self.features.shape).T
        features, thresholds = unique[:, 0].astype(np.intp), unique[:, 1].astype(np.float32)
        return features, thresholds, [np.ascontiguousarray(level) for level in levels]


@dataclass(frozen=True)
class LineModel:
    """The parts of the classifier and how they are applied."""

    classes: tuple[str, ...]
    clues: Hashes
    weights: Table
    first: Trees
    second: Trees
    furniture: Trees

    def scores(self, sight: Sight) -> Scores:
        """Return the score of each class (columns) for each line (rows), and in the last column that of furniture."""
        lexical = lexical_scores(self._lookup, self.weights, sight.clues, len(sight.lines))
        table = line_table(sight.texts, sight.own, sight.rules, sight.place, lexical)
        table = second_table(sight, table, self.first.scores(table), self.classes)
        return np.concatenate((self.second.scores(table), self.furniture.scores(table)), axis=1)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.clues)


def second_table(sight: Sight, table: Table, scores: Scores, classes: Sequence[str]) -> Table:
    """Return what the second pass sees of each line: what the first saw, and what that made of it and of the others."""
    behind = (scores.max(axis=1, keepdims=True) - scores) // (ONE // FINE)
    chances = _chances()[np.minimum(behind, len(_chances()) - 1)]
    shares = 1000 * chances // chances.sum(axis=1, keepdims=True)
    story, top, furniture = (
        shares[:, [kind in kinds for kind in classes]].sum(axis=1) for kinds in (STORY, STORY_AND_TOP, FURNITURE)
    )
    tied = sight.place[:, PLACE.index("words_before")]
    parts = (
        table,
        text_table(sight.texts, chances, scores.argmax(axis=1)),
        story_table(sight.texts, sight.shared, sight.own[:, 0], tied, story, top, furniture),
    )
    return np.concatenate(parts, axis=1, dtype=np.float32)


STORY = frozenset({"body"})
STORY_AND_TOP = STORY | {"headline", "standfirst"}
FURNITURE = frozenset({"promo", "related", "footer", "other"})
"""Classes of lines that are not the article's; `other` is furniture of no finer kind."""
FINE = 16
"""Steps to a log-odds of 1 in which chances are told apart."""


@lru_cache(maxsize=1)
def _chances() -> npt.NDArray[np.int64]:
    """How likely a class is beside the likeliest one, in thousandths, by how far its score is behind."""
    return np.round(1000 * np.exp(-np.arange(8 * FINE) / FINE)).astype(np.int64)


@lru_cache(maxsize=1)
def line_model() -> LineModel:
    """Return the classifier that comes with the package."""
    with files("tasks.clean").joinpath("data", "lines.npz").open("rb") as file, np.load(file) as arrays:
        return from_arrays({name: arrays[name] for name in arrays.files})


def from_arrays(arrays: Arrays) -> LineModel:
    """Build the classifier from its arrays."""
    first, second, furniture = (
        Trees(
            features=arrays[f"{name}_features"].astype(np.intp),
            thresholds=arrays[f"{name}_thresholds"].astype(np.float32),
            leaves=arrays[f"{name}_leaves"].astype(np.int32),
            bias=arrays[f"{name}_bias"].astype(np.int32),
        )
        for name in TREES
    )
    return LineModel(
        classes=tuple(str(name) for name in arrays["classes"]),
        clues=arrays["clues"].astype(np.uint64),
        weights=arrays["weights"].astype(np.float32),
        first=first,
        second=second,
        furniture=furniture,
    )


LEAST_WEIGHT = 0.05
"""Clues that weigh less than this for every class are not kept."""


def save(model: LineModel, path: Path) -> None:
    """Write the classifier's arrays, compressed; clues without any weight are left out."""
    used = np.abs(model.weights).max(axis=1) > LEAST_WEIGHT
    arrays: Arrays = {
        "classes": np.array(model.classes),
        "clues": model.clues[used],
        "weights": model.weights[used].astype(np.float16),
    }
    for name, trees in zip(TREES, (model.first, model.second, model.furniture), strict=True):
        arrays |= {
            f"{name}_features": trees.features.astype(np.int16),
            f"{name}_thresholds": trees.thresholds,
            f"{name}_leaves": trees.leaves.astype(np.int16),
            f"{name}_bias": trees.bias,
        }
    np.savez_compressed(path, allow_pickle=False, **arrays)
