from dataclasses import replace

import numpy as np
from tiny_model import TinyFeatures, crossed

from tasks.tagging.model import Cross
from tasks.tagging.reading import read
from tasks.tagging.scores import cross_rows
from tasks.tagging.types import TypeTable


def test_rows_are_found_before_there_are_tables() -> None:
    """Training reads texts with a model that has crosses but no weights yet."""
    trained = crossed(Cross(((0, "length"), (1, "length")), (0, 1)), (1, 2, 3))
    model = replace(trained, tables=np.zeros((0, 0), np.int8))
    table = TypeTable(model, TinyFeatures())
    reading = read(["a bb"], table)
    assert cross_rows(model, table, reading, {})[0][0].shape == (reading.size,)
