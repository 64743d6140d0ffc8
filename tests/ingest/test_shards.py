"""How work is cut into shards, and what of it stays when files come, grow and change."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tasks.content_hash import content_hash
from tasks.ingest.reading import read_source
from tasks.ingest.record import RawRecord
from tasks.ingest.shards import LEAST_SHARE, Planner, Shard, cut, expected_shards, group_small, room
from tasks.ingest.survey import InputError, Source, find_files, survey
from tasks.tables.manifest import Made, Manifest, ShardEntry, with_shards
from tasks.tables.store import Store

SHARD_BYTES = LEAST_SHARE * 20
"""The first shards hold 20 bytes."""


def source(name: str, text: str, size: int | None = None) -> Source:
    return Source(Path(name), name, len(text) if size is None else size, content_hash(text))


def records(lines: list[str]) -> list[RawRecord]:
    return [RawRecord(f"line {n}", "jsonl", len(line), content_hash(line), text=line) for n, line in enumerate(lines)]


@dataclass
class Desk:
    """A planner over files held as lists of lines, which remembers what was published and what was read."""

    root: Path
    files: dict[str, list[str]] = field(default_factory=dict)
    manifest: Manifest = field(default_factory=Manifest)
    made: set[str] = field(default_factory=set)
    read_files: list[str] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)

    def _read(self, given: Source) -> Iterator[RawRecord]:
        self.read_files.append(given.source_path)
        yield from records(self.files[given.source_path])

    def plan(self, *names: str) -> list[Shard]:
        self.read_files.clear()
        sources = [source(name, "\n".join(self.files[name])) for name in names]
        self.hashes = {given.source_path: given.file_hash for given in sources}
        planner = Planner(
            Store(self.root),
            self.manifest,
            self.root / "spool",
            SHARD_BYTES,
            self._read,
            lambda s: s.shard_id not in self.made,
        )
        return list(planner.shards(sources))

    def publish(self, shards: list[Shard]) -> None:
        made = {"clean": Made("clean", "k", "v", "f", "r", ())}
        entries = [ShardEntry(s.shard_id, s.parts, made) for s in shards]
        self.manifest = with_shards(self.manifest, entries, self.hashes)
        self.made |= {s.shard_id for s in shards}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_small_files_are_grouped_up_to_the_size_of_a_shard() -> None:
    shards = list(group_small([source(name, "x" * 9) for name in "abc"], SHARD_BYTES))
    assert [[part.source_path for part in shard.parts] for shard in shards] == [["a", "b"], ["c"]]


def test_a_large_file_is_cut_between_records_and_its_last_part_is_open() -> None:
    parts = [part for part, _ in cut(source("d", ""), records(["x" * 10] * 5), SHARD_BYTES)]
    assert [(part.start, part.stop, part.size) for part in parts] == [(0, 2, 20), (2, 4, 20), (4, None, 10)]


def test_shards_grow_with_what_lies_before_them_up_to_the_largest() -> None:
    assert [room(before, 800) for before in (0, 6_000, 9_600, 100_000)] == [200, 200, 300, 800]
    parts = [part for part, _ in cut(source("d", ""), records(["x" * 10] * 3_000), 800)]
    assert expected_shards(30_000, 800) == len(parts)
    assert [parts[0].size, parts[-2].size] == [200, 800]


def test_a_page_counts_for_little_more_than_its_text() -> None:
    page = RawRecord("line 1", "jsonl", 80_000, "hash", html="<p>")
    parts = [part for part, _ in cut(source("d", ""), [page] * 5, LEAST_SHARE * 20_000)]
    assert [(part.start, part.stop) for part in parts] == [(0, 2), (2, 4), (4, None)]


def test_an_empty_large_file_is_one_part() -> None:
    assert [(part.start, part.stop) for part, _ in cut(source("d", ""), [], SHARD_BYTES)] == [(0, None)]


def test_a_new_file_leaves_the_shards_there_are_alone(desk: Desk) -> None:
    desk.files = {"a.txt": ["one"], "b.txt": ["two"]}
    first = desk.plan("a.txt", "b.txt")
    desk.publish(first)
    desk.files["c.txt"] = ["three"]
    again = desk.plan("a.txt", "b.txt", "c.txt")
    assert [shard.shard_id for shard in again[:1]] == [shard.shard_id for shard in first]
    assert [[part.source_path for part in shard.parts] for shard in again[1:]] == [["c.txt"]]


def test_a_changed_file_makes_a_shard_of_its_own(desk: Desk) -> None:
    desk.files = {"a.txt": ["one"], "b.txt": ["two"]}
    desk.publish(desk.plan("a.txt", "b.txt"))
    desk.files["b.txt"] = ["two, corrected"]
    desk.publish(desk.plan("a.txt", "b.txt"))
    held = {p.source_path: p.file_hash for e in desk.manifest.shards.values() for p in e.current_parts}
    assert held == {"a.txt": content_hash("one"), "b.txt": content_hash("two, corrected")}


def test_an_unchanged_large_file_is_not_read_again(desk: Desk) -> None:
    desk.files = {"d.jsonl": ["x" * 10] * 5}
    desk.publish(desk.plan("d.jsonl"))
    assert len(desk.plan("d.jsonl")) == 3
    assert desk.read_files == []


def test_a_file_that_grew_keeps_its_first_shards(desk: Desk) -> None:
    desk.files = {"d.jsonl": [f"{n:10}" for n in range(5)]}
    first = desk.plan("d.jsonl")
    desk.publish(first)
    desk.files["d.jsonl"] += ["new"]
    grown = desk.plan("d.jsonl")
    assert [s.shard_id for s in grown[:2]] == [s.shard_id for s in first[:2]]
    assert [s.spool is None for s in grown] == [True, True, False]


def test_after_a_kill_before_publishing_the_cuts_are_remembered(desk: Desk) -> None:
    desk.files = {"d.jsonl": [f"{n:10}" for n in range(5)]}
    first = desk.plan("d.jsonl")
    desk.made |= {first[0].shard_id}
    again = desk.plan("d.jsonl")
    assert [s.shard_id for s in again] == [s.shard_id for s in first]
    assert [s.spool is None for s in again] == [True, False, False]


def test_a_stale_shard_whose_other_file_is_gone_leaves_that_files_rows(desk: Desk) -> None:
    desk.files = {"a.txt": ["one"], "b.txt": ["two"]}
    desk.publish(desk.plan("a.txt", "b.txt"))
    desk.made.clear()
    desk.publish(desk.plan("a.txt"))
    current = sorted(p.source_path for e in desk.manifest.shards.values() for p in e.current_parts)
    assert current == ["a.txt", "b.txt"]
    assert len(desk.manifest.shards) == 2


def test_files_are_found_once_without_hidden_ones_and_the_tables(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "processed").mkdir()
    for name in ("b.txt", "sub/a.txt", ".git/x", "sub/.hidden", "processed/manifest.json"):
        (tmp_path / name).write_text("x")
    (tmp_path / "latest.txt").symlink_to(tmp_path / "b.txt")
    found = find_files([tmp_path, tmp_path / "b.txt"], tmp_path / "processed")
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["b.txt", "sub/a.txt"]


def test_linked_folders_are_read_once_however_they_lead_back(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "archive" / "old").mkdir(parents=True)
    (tmp_path / "archive" / "old" / "a.txt").write_text("x")
    (tmp_path / "raw" / "linked").symlink_to(tmp_path / "archive")
    (tmp_path / "raw" / "same").symlink_to(tmp_path / "archive" / "old")
    (tmp_path / "archive" / "old" / "up").symlink_to(tmp_path / "raw")
    assert find_files([tmp_path / "raw"], tmp_path / "processed") == [tmp_path / "archive" / "old" / "a.txt"]


def test_what_cannot_be_reached_is_one_unreadable_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, listing = tmp_path / "raw", os.scandir
    (raw / "locked").mkdir(parents=True)
    (raw / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (raw / "ring").symlink_to(raw / "ring")
    os.mkfifo(raw / "pipe")

    def list_unless_locked(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return listing(path)

    monkeypatch.setattr(os, "scandir", list_unless_locked)
    store = Store(tmp_path / "processed")
    sources = list(survey(store, find_files([raw], store.root)))
    assert [source.source_path for source in sources] == ["raw/gone.txt", "raw/locked", "raw/ring"]
    read = [[record.reason for record in read_source(store.source_file(s.source_path))] for s in sources]
    assert read == [["unreadable"]] * 3


def test_a_name_that_is_not_utf_8_is_escaped_and_found_again(tmp_path: Path) -> None:
    named, store = tmp_path / os.fsdecode(b"caf\xe9.txt"), Store(tmp_path / "processed")
    named.write_text("x")
    (tmp_path / "r%C3%A9sum%C3%A9.txt").write_text("y")
    sources = list(survey(store, find_files([tmp_path], store.root)))
    assert [source.source_path for source in sources] == ["caf%E9.txt", "r%C3%A9sum%C3%A9.txt"]
    assert [store.source_file(source.source_path).read_text() for source in sources] == ["x", "y"]


def test_an_input_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find_files([tmp_path / "nothing"], tmp_path / "processed")


def test_the_hash_of_an_unchanged_file_is_remembered_and_of_a_changed_one_not(tmp_path: Path) -> None:
    file, store = tmp_path / "a.txt", Store(tmp_path / "processed")
    file.write_text("one")
    (first,) = survey(store, [file])
    assert list(survey(store, [file])) == [first]
    file.write_text("two, longer")
    (changed,) = survey(store, [file])
    assert changed.file_hash != first.file_hash
