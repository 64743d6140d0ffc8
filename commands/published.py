"""Opening the published file to read it."""

from pathlib import Path

import duckdb

from commands.app import CommandError
from flows.settings import load_settings
from tasks.stages.published import create_views, publication_of, repair
from tasks.tables.manifest import load_manifest
from tasks.tables.store import Store


def data_folder(data: Path | None) -> Path:
    """Return the folder of the tables: the one named, else the one that the settings name."""
    return data if data is not None else load_settings().data


def open_published(data: Path | None) -> duckdb.DuckDBPyConnection:
    """Open the published file read-only, made anew first if the folder was moved or a publisher died.

    Raises:
        CommandError: There is none.
    """
    store = Store(data_folder(data))
    if not store.manifest.exists():
        raise CommandError(
            f"{store.root} holds no tables yet: make some with `onrecord run`, or name their folder by --data."
        )
    try:
        repair(store)
    except OSError:  # the folder may not be written to, as on a mounted copy: its views serve as well in memory
        connection = duckdb.connect()
        create_views(connection, publication_of(store, load_manifest(store), str(store.root.resolve())))
        return connection
    return duckdb.connect(store.published, read_only=True)
