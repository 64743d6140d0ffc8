"""The tables of a model, and the file that holds them."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

OFFSETS = (-2, -1, 0, 1, 2)
"""Where around a token a type's features may stand; the order of the blocks of columns in `Model.weights`."""

BOUNDARY_FEATURE = "<B>"
"""The one feature of the empty slots before and after a unit."""


@dataclass(frozen=True, slots=True)
class Cross:
    """A combination of values around a token, each value's table row found by a hash.

    `slots` are (offset, name) pairs; a name is one of the model's `classes` (numbers of a type) or `marks` (numbers
    that the caller gives each token). `targets` are the offsets whose labels the row scores: a pair of neighbours
    ((0, "word"), (1, "word")) with targets (0, 1) is looked up once and scores both tokens.
    """

    slots: tuple[tuple[int, str], ...]
    targets: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model. With F features, L labels, H hidden units (0 for none) and C crosses of B hash bits:

    weights         int8 (F, 5 L): scores of labels for a feature at each of OFFSETS
    hidden_weights  int8 (G, 5 H): the same for hidden units; only the first G features feed them
    hidden_bias     int16 (H)
    hidden_output   int8 (H, L): scores of labels for a hidden unit, in units of 1 / (scale * hidden_scale)
    tables          int8 (rows, L): the crosses' rows, one cross after another, 2**B rows a target
    transitions     int16 (L + 1, L): from label to label; the last row is from the start of a unit

    All but `hidden_output` are in units of 1 / `scale` of a natural logarithm. `hidden_scale` is a power of two, so
    that sums stay exact. `about` is free: what the model was made of, and what else its task needs (JSON values).
    """

    labels: tuple[str, ...]
    features: Mapping[str, int]
    weights: NDArray[np.int8]
    transitions: NDArray[np.int16]
    scale: int
    classes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    crosses: tuple[Cross, ...] = ()
    hash_bits: int = 0
    tables: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    hidden_weights: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    hidden_bias: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))
    hidden_output: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    hidden_scale: int = 1
    about: Mapping[str, Any] = field(default_factory=dict)

    def table(self, number: int) -> NDArray[np.int8]:
        """Return the rows of a cross, one target's 2**B rows beside another's: shape (2**B, targets * L)."""
        rows = 1 << self.hash_bits
        first = sum(len(cross.targets) for cross in self.crosses[:number]) * rows
        targets = len(self.crosses[number].targets)
        blocks = self.tables[first : first + targets * rows].reshape(targets, rows, len(self.labels))
        return np.concatenate(list(blocks), axis=1)


ARRAYS = ("weights", "transitions", "tables", "hidden_weights", "hidden_bias", "hidden_output")


def save(model: Model, path: Path) -> None:
    """Write a model as a zip of NumPy arrays, a JSON header and the feature names, a line each.

    The same model gives the same bytes: entries carry no time of day.
    """
    header = {
        "labels": model.labels,
        "scale": model.scale,
        "hidden_scale": model.hidden_scale,
        "classes": model.classes,
        "marks": model.marks,
        "crosses": [{"slots": cross.slots, "targets": cross.targets} for cross in model.crosses],
        "hash_bits": model.hash_bits,
        "about": model.about,
    }
    names = sorted(model.features, key=lambda name: model.features[name])
    entries = {
        "model.json": json.dumps(header, ensure_ascii=False, indent=1).encode(),
        "features.txt": "\n".join(names).encode(),
    }
    for name in ARRAYS:
        buffer = BytesIO()
        np.save(buffer, getattr(model, name), allow_pickle=False)
        entries[f"{name}.npy"] = buffer.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


def load(path: Path) -> Model:
    """Read a model that `save` wrote. Raises FileNotFoundError, zipfile.BadZipFile, or KeyError for a missing part."""
    with zipfile.ZipFile(path) as archive:
        header = json.loads(archive.read("model.json"))
        names = archive.read("features.txt").decode().split("\n")
        arrays = {name: np.load(BytesIO(archive.read(f"{name}.npy")), allow_pickle=False) for name in ARRAYS}
    return Model(
        labels=tuple(header["labels"]),
        features={name: row for row, name in enumerate(names)},
        scale=header["scale"],
        hidden_scale=header["hidden_scale"],
        classes=tuple(header["classes"]),
        marks=tuple(header["marks"]),
        crosses=tuple(_cross(cross) for cross in header["crosses"]),
        hash_bits=header["hash_bits"],
        about=header["about"],
        **arrays,
    )


def _cross(entry: Mapping[str, Sequence[Any]]) -> Cross:
    slots = tuple((int(offset), str(name)) for offset, name in entry["slots"])
    return Cross(slots, tuple(int(offset) for offset in entry["targets"]))
