"""What a stage of a shard is: a name, a version, a key, and the folder that it fills."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.content_hash import content_hash
from tasks.tables.columns import Table
from tasks.tables.manifest import Made, Part
from tasks.tables.store import Store, done, make_folder, write_table
from tasks.tagging.collecting import seldom_collecting


@dataclass(frozen=True, slots=True)
class Job:
    """A stage of a shard to be done, in this process or another one."""

    stage: str
    shard_id: str
    root: Path
    folder: str
    key: str
    version: str
    run_id: str
    parts: tuple[Part, ...]
    spool: Path | None
    before: Mapping[str, str]
    """Folders that earlier stages of this shard filled, by stage."""
    settings: Mapping[str, Any]
    """What of the settings the stage reads."""

    @property
    def store(self) -> Store:
        """The store that the job works in."""
        return Store(self.root)

    @property
    def made_by(self) -> str:
        """The `made_by` of each row."""
        return f"{self.stage} {self.version}"

    def input(self, stage: str, table: str) -> Path:
        """The file of a table that an earlier stage made of this shard."""
        return self.root / self.before[stage] / f"{table}.parquet"


def stage_key(*parts: str) -> str:
    """Hash what decides a stage's result: the content of its inputs, its version, the settings that it reads."""
    return content_hash(*parts)[:20]


def perform(job: Job, fill: Callable[[Job, Path], Mapping[str, int]]) -> Made:
    """Fill a job's folder, unless it is there; `fill` writes into a path and returns counts."""
    folder = job.root / job.folder
    note = done(folder)
    if note is None:

        def timed(path: Path) -> Mapping[str, Any]:
            began = time.perf_counter()
            with seldom_collecting():
                counts = fill(job, path)
            return {"counts": dict(counts), "seconds": round(time.perf_counter() - began, 3), "run_id": job.run_id}

        note = make_folder(folder, timed)
    return Made(
        stage=job.stage,
        key=job.key,
        version=job.version,
        folder=job.folder,
        run_id=note["run_id"],
        files=tuple(name for name in note["sizes"] if name.endswith(".parquet")),
        counts=note["counts"],
    )


MOST_LOOSE = 5_000
"""Rows held as Python values, which take several times the memory of columns."""


class Rows:
    """Rows of a table in the making, column by column; shard_id and made_by are added when they are written."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._types = {column.name: column.type for column in table if column.name not in ("shard_id", "made_by")}
        self._columns: dict[str, list[Any]] = {name: [] for name in self._types}
        self._packed: list[pa.Table] = []
        self.count = 0

    def add(self, **values: Any) -> None:
        """Add a row; columns that are not named are unknown (null)."""
        self.extend(1, {name: [value] for name, value in values.items()})

    def extend(self, count: int, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add some rows, given by column; columns that are not named are unknown (null)."""
        unknown = columns.keys() - self._columns.keys()
        if unknown:
            raise TypeError(f"{self._table.name} has no column {', '.join(sorted(unknown))}")
        for name, column in self._columns.items():
            column.extend(columns.get(name) or [None] * count)
        self.count += count
        if len(next(iter(self._columns.values()))) >= MOST_LOOSE:
            self._pack()

    def _pack(self) -> None:
        arrays = [pa.array(self._columns[name], type_) for name, type_ in self._types.items()]
        self._packed.append(pa.table(arrays, list(self._types)))
        for column in self._columns.values():
            column.clear()

    def leave_out(self, articles: Iterable[str]) -> None:
        """Take back the rows of articles."""
        self._pack()
        gone = pa.array(list(articles), pa.string())
        self._packed = [rows.filter(pc.invert(pc.is_in(rows["article_id"], gone))) for rows in self._packed]
        self.count = sum(rows.num_rows for rows in self._packed)

    def write(self, folder: Path, job: Job) -> None:
        """Write the rows as the table's file in a folder."""
        self._pack()
        rows = pa.concat_tables(self._packed)
        for column in self._table:
            if column.name not in self._types:
                value = job.shard_id if column.name == "shard_id" else job.made_by
                rows = rows.append_column(column.name, pa.repeat(pa.scalar(value, column.type), self.count))
        write_table(folder / f"{self._table.name}.parquet", self._table, rows)
