"""The published DuckDB file: written from a manifest, exchanged in one rename, made anew when it shows another one.

A reader sees one publish or the next, never half of one: the file names every Parquet file that it reads, files are
never changed, and those of the last publishes stay. After a kill between the two renames of a publish the file still
shows the publish before, whole, until `repair` makes it anew from the manifest.
"""

import os
from uuid import uuid4

import duckdb
from filelock import FileLock

from tasks.errors import UserError
from tasks.reports import report_views
from tasks.tables.manifest import Manifest, load_manifest
from tasks.tables.store import Store, row_count, write_bytes
from tasks.tables.views import Publication

EXCEPTIONS = ("replaced", "changed", "hidden", "moved", "redirects", "namesakes")


def publish_lock(store: Store) -> FileLock:
    """Return the lock that a publisher holds. The system frees it when its holder dies."""
    store.root.mkdir(parents=True, exist_ok=True)
    return FileLock(store.lock)


def publication_of(store: Store, manifest: Manifest, prefix: str) -> Publication:
    """Tell how a manifest is to be published, with `prefix` before each path."""
    filled = {name for name in EXCEPTIONS if name in manifest.corpus and row_count(store.root / manifest.corpus[name])}
    return Publication(manifest, frozenset(filled), prefix)


def create_views(connection: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Create all views of a publication, reports included."""
    for view in publication.views(report_views()):
        connection.execute(f'CREATE VIEW "{view.name}" AS {view.query}')
        connection.execute(f"COMMENT ON VIEW \"{view.name}\" IS '{view.about.replace(chr(39), chr(39) * 2)}'")


def write_published(store: Store, manifest: Manifest) -> None:
    """Write the DuckDB file of a manifest and put it in the place of the old one; likewise the SQL file."""
    root = store.root.resolve()
    passing = store.root / f".onrecord.{uuid4().hex}.duckdb"
    try:
        with duckdb.connect(passing) as connection:
            connection.execute("CREATE TABLE publish AS SELECT ?::BIGINT AS number, ? AS run_id, ? AS root",
                               [manifest.number, manifest.run_id, str(root)])  # fmt: skip
            create_views(connection, publication_of(store, manifest, str(root)))
            connection.execute("CHECKPOINT")  # closing does the same, but says nothing when the disk is full
        with passing.open("rb") as file:
            os.fsync(file.fileno())
        passing.replace(store.published)
    finally:
        for leftover in store.root.glob(f"{passing.name}*"):
            leftover.unlink()
    lines = [
        "-- The tables and reports as views, for any DuckDB client:",
        "--   cd HERE && duckdb -init onrecord.sql",
        "",
    ]
    lines += [
        f'CREATE OR REPLACE VIEW "{view.name}" AS {view.query};'
        for view in publication_of(store, manifest, "").views(report_views())
    ]
    write_bytes(store.root / "onrecord.sql", ("\n".join(lines) + "\n").encode())


def published_number(store: Store) -> tuple[int, str] | None:
    """Return the number of the publish that the DuckDB file shows, and the folder that it was made for.

    None when there is no such file, or none that can be read.
    """
    if not store.published.exists():
        return None
    try:
        with duckdb.connect(store.published, read_only=True) as connection:
            row = connection.execute("SELECT number, root FROM publish").fetchone()
    except duckdb.Error:
        return None  # another version of DuckDB wrote it, or the disk spoilt it: `repair` makes it anew
    return (int(row[0]), str(row[1])) if row else None


def repair(store: Store) -> bool:
    """Make the DuckDB file anew when it doesn't show the manifest: after a kill, or when the folder was moved.

    Returns whether it had to. Waits for a publisher at work.
    """
    if not store.manifest.exists():
        return False
    expected = (load_manifest(store).number, str(store.root.resolve()))
    if published_number(store) == expected:
        return False
    with publish_lock(store):
        write_published(store, load_manifest(store))
    return True


class NothingPublished(UserError):  # noqa: N818 - named for what it means to a user
    """A folder holds no tables; the message says what to do."""


def open_published(store: Store) -> duckdb.DuckDBPyConnection:
    """Open the published file read-only, made anew first if the folder was moved or a publisher died.

    Raises:
        NothingPublished: There is none.
    """
    if not store.manifest.exists():
        raise NothingPublished(
            f"{store.root} holds no tables yet: make some with `onrecord run`, or name their folder by --data."
        )
    try:
        repair(store)
    except (OSError, duckdb.Error):  # not to be written, as on a full disk: its views serve as well in memory
        connection = duckdb.connect()
        create_views(connection, publication_of(store, load_manifest(store), str(store.root.resolve())))
        return connection
    return duckdb.connect(store.published, read_only=True)
