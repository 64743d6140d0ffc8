"""The data dictionary in docs/ is the one that the column definitions make."""

from pathlib import Path

from tasks.tables.columns import TABLES
from tasks.tables.dictionary import data_dictionary

DOCS = Path(__file__).parents[2] / "docs"


def test_the_dictionary_is_up_to_date() -> None:
    assert (DOCS / "data-dictionary.md").read_text("utf-8") == data_dictionary(), "run `make docs`"


def test_every_column_says_what_it_holds() -> None:
    assert all(column.description.endswith(".") for table in TABLES for column in table)
