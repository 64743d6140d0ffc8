"""A model small enough to reckon by hand: words in capitals are names, and so is what follows 'Mr'."""

from dataclasses import replace
from typing import Any

import numpy as np

from tasks.tagging.model import BOUNDARY_FEATURE, Cross, Model
from tasks.tagging.spans import bio_labels

LABELS = bio_labels(("X",))
FEATURES = {BOUNDARY_FEATURE: 0, "capital": 1, "Mr": 2}


class TinyFeatures:
    def describe(self, word: str) -> tuple[list[str], tuple[int, ...]]:
        return [*(["capital"] if word.isupper() else []), word], (len(word),)


def tiny_model(**changes: Any) -> Model:
    weights = np.zeros((3, 5 * len(LABELS)), np.int8)
    weights[1, 6:9] = (-20, 10, 10)  # a capital word itself is B-X or I-X
    weights[2, 3:6] = (-30, 15, 0)  # the word after Mr is B-X: Mr stands at offset -1 of it
    transitions = np.zeros((4, 3), np.int16)
    transitions[[0, 3], 2] = -1000  # no I-X after O or at the start
    transitions[[1, 2], 1] = -5  # rather I-X than B-X after a name
    model = Model(LABELS, FEATURES, weights, transitions, scale=10)
    return replace(model, **changes)


def crossed(cross: Cross, row_values: tuple[int, int, int]) -> Model:
    """A model with one cross of which every row says the same."""
    tables = np.tile(np.array(row_values, np.int8), (len(cross.targets) << 4, 1))
    return tiny_model(classes=("length",), marks=("quoted",), crosses=(cross,), hash_bits=4, tables=tables)
