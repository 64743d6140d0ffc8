"""Opening the published file that a command is about."""

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import duckdb
import pyarrow as pa

from commands.app import CommandError
from flows.settings import load_settings
from tasks.stages import published
from tasks.tables.store import Store


def open_published(data: Path | None) -> duckdb.DuckDBPyConnection:
    """Open the tables of the folder named, else of the one that the settings name."""
    return published.open_published(Store(data if data is not None else load_settings().data))


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table | None:
    """Ask the tables; None for a statement that has no answer. Ctrl-C ends also a query that DuckDB is deep in.

    Raises:
        CommandError: It is not one query, or DuckDB finds a fault in it.
    """

    def ask() -> pa.Table | None:
        if len(connection.extract_statements(sql)) != 1:
            raise CommandError("one query at a time, please.")
        found = connection.sql(sql)
        return found.to_arrow_table() if found is not None else None

    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(ask)
        try:
            while not wait([asked], timeout=0.2).done:  # a long wait would outlast Ctrl-C where Polars is loaded
                pass
            return asked.result()
        except duckdb.Error as error:
            raise CommandError(str(error).strip()) from error
        except KeyboardInterrupt:
            connection.interrupt()
            raise
