"""DuckDB for joins over all shards, in memory that does not grow with the corpus."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import duckdb

MEMORY = "512MB"


@contextmanager
def spilling_connection(memory: str = MEMORY, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection of its own whose tables, joins and sorts take so much memory; the rest spills to a folder.

    The folder lies where the system keeps temporary files (TMPDIR) and goes with the connection. Rows come in no order
    but one that a query asks for.
    """
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{memory}'; SET temp_directory = '{folder}'")
        connection.execute("SET preserve_insertion_order = false")
        if threads:
            connection.execute(f"SET threads = {threads}")
        yield connection
