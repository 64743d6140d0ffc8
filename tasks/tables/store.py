"""The folder of tables: where everything lies, and how files come into it whole or not at all.

    onrecord.duckdb         the published file: views over the Parquet files of the newest publish
    onrecord.sql            the same views for clients of their own, with paths relative to this folder
    manifest.json           the newest publish: which shards and files belong to the tables
    publishes/              the manifests of the last publishes
    shards/ID/STAGE-KEY/    what a stage made of a shard: Parquet files, and done.json, written last
    corpus/STAGE-KEY/       what a stage made of all shards
    runs/                   a JSON file a run
    plans/                  how large dumps were cut into shards
    scratch/                pieces of large dumps on their way to a worker

A folder of a stage is made under another name and renamed when all is written and flushed, so it is either whole or
not there. Its name holds the stage key, so a folder that is there need never be made again.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.errors import UserError
from tasks.tables.columns import Column, Table

DONE = "done.json"


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


PASSING = ".*." + 32 * "[0-9a-f]"
"""The names, as a pattern, of what is still being written."""


def _passing(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid4().hex}")


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: under another name, flushed to the disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = _passing(path)
    try:
        with passing.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
    finally:
        passing.unlink(missing_ok=True)
    _flush_folder(path.parent)


def write_json(path: Path, value: object) -> None:
    """Write a value as a JSON file, whole or not at all."""
    write_bytes(path, json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode())


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_bytes())


def write_table(path: Path, table: Table, rows: pa.Table) -> None:
    """Write rows as a Parquet file of a table, with exactly its schema, flushed to the disk.

    Raises:
        pyarrow.ArrowInvalid: The rows don't fit the schema.
        ValueError: A required value is missing, or a column holds one that it may not.
    """
    for column in table:
        if column.values:
            _must_hold_only(path, column, rows[column.name])
    write_rows(path, rows.select(table.schema.names).cast(table.schema))


def _must_hold_only(path: Path, column: Column, values: pa.ChunkedArray) -> None:
    others = set(pc.unique(values).to_pylist()) - {*column.values, None}
    if others:
        named = ", ".join(sorted(others))
        raise ValueError(f"{path.stem}.{column.name}: {named} is none of {', '.join(column.values)}")


def write_rows(path: Path, rows: pa.Table) -> None:
    """Write rows as a Parquet file with their own schema, flushed to the disk."""
    for field, column in zip(rows.schema, rows.columns, strict=True):
        if not field.nullable and column.null_count:
            raise ValueError(f"{path.stem}.{field.name}: {column.null_count} values are missing")
    with path.open("wb") as file:
        pq.write_table(rows, file, compression="zstd", row_group_size=50_000)
        file.flush()
        os.fsync(file.fileno())


def row_count(path: Path) -> int:
    """Count the rows of a Parquet file, from its footer."""
    return int(pq.read_metadata(path).num_rows)


_UNDECODABLE = re.compile("[\udc80-\udcff]")
"""What Python has in the place of bytes of a file's name that are not UTF-8."""
_ESCAPED = re.compile("%([89A-F][0-9A-F])")


def real_path(path: Path) -> Path:
    """Follow all links to a file; a link that leads nowhere is itself what is there."""
    try:
        return Path(os.path.realpath(path, strict=True))
    except OSError:
        return Path(os.path.realpath(path.parent), path.name)


class StoreError(UserError):
    """A folder can't hold tables; the message says what to do."""


@dataclass(frozen=True)
class Store:
    """A folder of tables, by its path.

    Raises:
        StoreError: There is a file of that name.
    """

    root: Path

    def __post_init__(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise StoreError(f"{self.root} is a file: name a folder for the tables by --data.")

    @property
    def published(self) -> Path:
        """The DuckDB file that readers open."""
        return self.root / "onrecord.duckdb"

    @property
    def manifest(self) -> Path:
        """The newest publish."""
        return self.root / "manifest.json"

    @property
    def lock(self) -> Path:
        """Held by the one who publishes."""
        return self.root / ".publish.lock"

    @property
    def scratch(self) -> Path:
        """Pieces of large dumps on their way to a worker."""
        return self.root / "scratch"

    def stage_folder(self, owner: str, stage: str, key: str) -> Path:
        """Where a stage with this key puts what it makes of a shard (`shards/ID`) or of the corpus (`corpus`)."""
        return self.root / owner / f"{stage}-{key}"

    def relative(self, path: Path) -> str:
        """A path inside the store as it is written down, with slashes."""
        return path.relative_to(self.root).as_posix()

    def source_path(self, path: Path) -> str:
        """How a source file is written down: relative to the folder around the store, where it lies inside it.

        Bytes of its name that are not UTF-8 are written as %E9.
        """
        around, path = self.root.resolve().parent, real_path(path)
        written = path.relative_to(around) if path.is_relative_to(around) else path
        return _UNDECODABLE.sub(lambda match: f"%{ord(match[0]) - 0xDC00:X}", written.as_posix())

    def source_file(self, source_path: str) -> Path:
        """Where the source file lies that is written down so; a file that has the very name goes first."""
        around = self.root.resolve().parent
        if os.path.lexists(around / source_path):
            return around / source_path
        return around / _ESCAPED.sub(lambda match: chr(0xDC00 + int(match[1], 16)), source_path)


def done(folder: Path) -> Mapping[str, Any] | None:
    """Return what was noted when the folder was made, or None when it is not there with all its files, all whole."""
    try:
        note: Mapping[str, Any] = read_json(folder / DONE)
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return note if all(_is_whole(folder / name, size) for name, size in note["sizes"].items()) else None


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def make_folder(folder: Path, fill: Callable[[Path], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Have `fill` write files into a new folder, note what it returns beside them, and give the folder its name.

    When another process has made the same folder meanwhile, theirs stands: the same key means the same content.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    passing = _passing(folder)
    passing.mkdir()
    try:
        note = dict(fill(passing))
        note["sizes"] = {path.name: path.stat().st_size for path in sorted(passing.iterdir())}
        write_json(passing / DONE, note)
        if folder.exists() and done(folder) is None:
            shutil.rmtree(folder)
        try:
            passing.rename(folder)
        except OSError:
            there = done(folder)
            if there is None:
                raise
            return there
        _flush_folder(folder.parent)
        return note
    finally:
        shutil.rmtree(passing, ignore_errors=True)
