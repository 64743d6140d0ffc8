"""Files come into the store whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tasks.tables.columns import Column, Level, Table
from tasks.tables.store import Store, done, make_folder, write_bytes, write_rows, write_table


def test_a_folder_that_failed_on_the_way_is_not_there(tmp_path: Path) -> None:
    def fill(into: Path) -> dict[str, int]:
        (into / "half.parquet").write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        make_folder(tmp_path / "clean-1", fill)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "rows.parquet").unlink(),
        lambda folder: (folder / "rows.parquet").write_bytes(b"ro"),
        lambda folder: (folder / "done.json").write_bytes(b"{"),
    ],
    ids=["a file is missing", "a file is cut off", "the note is cut off"],
)
def test_a_damaged_folder_is_not_done_and_is_made_again(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    def fill(into: Path) -> dict[str, int]:
        (into / "rows.parquet").write_bytes(b"rows")
        return {"rows": 1}

    folder = tmp_path / "clean-1"
    made = make_folder(folder, fill)
    assert done(folder) == made == {"rows": 1, "sizes": {"rows.parquet": 4}}
    damage(folder)
    assert done(folder) is None
    assert make_folder(folder, fill) == done(folder) == made


def test_the_folder_of_another_process_stands(tmp_path: Path) -> None:
    folder = tmp_path / "clean-1"
    make_folder(folder, lambda _: {"by": "the other"})
    assert make_folder(folder, lambda _: {"by": "us"})["by"] == "the other"
    assert [path.name for path in tmp_path.iterdir()] == ["clean-1"]


def test_a_written_file_replaces_the_old_one_and_leaves_nothing_beside(tmp_path: Path) -> None:
    for data in (b"old", b"new"):
        write_bytes(tmp_path / "manifest.json", data)
    assert (tmp_path / "manifest.json").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_failed_on_the_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(tmp_path / "manifest.json", b"half")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_required_value_is_named(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("article_id", pa.string(), nullable=False)])
    with pytest.raises(ValueError, match=r"articles\.article_id: 1 values are missing"):
        write_rows(tmp_path / "articles.parquet", pa.table([pa.array(["a", None])], schema))


def test_a_value_that_a_column_may_not_hold_is_named(tmp_path: Path) -> None:
    kind = Column("kind", pa.string(), "What it is.", values=("direct", "indirect"))
    table = Table("quotes", "quotation", Level.EXTRACT, ("kind",), (kind,))
    with pytest.raises(ValueError, match=r"quotes\.kind: loud is none of direct, indirect"):
        write_table(tmp_path / "quotes.parquet", table, pa.table({"kind": ["direct", "loud"]}))


def test_source_paths_are_relative_around_the_store_and_absolute_elsewhere(tmp_path: Path) -> None:
    store = Store(tmp_path / "data" / "processed")
    assert store.source_path(tmp_path / "data" / "raw" / "a.txt") == "raw/a.txt"
    assert (
        store.source_path(tmp_path / "elsewhere" / "a.txt") == (tmp_path / "elsewhere" / "a.txt").resolve().as_posix()
    )
