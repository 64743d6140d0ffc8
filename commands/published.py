"""Opening the published file that a command is about."""

from pathlib import Path

import duckdb

from flows.settings import load_settings
from tasks.stages import published
from tasks.tables.store import Store


def open_published(data: Path | None) -> duckdb.DuckDBPyConnection:
    """Open the tables of the folder named, else of the one that the settings name."""
    return published.open_published(Store(data if data is not None else load_settings().data))
