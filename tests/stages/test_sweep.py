"""What nobody can need any more is removed, and nothing else."""

import os
import time
from pathlib import Path

import pytest
from conftest import FERRY, Desk, article, write_lines
from filelock import FileLock

from tasks.stages.sweep import ABANDONED_AFTER, sweep
from tasks.tables.manifest import KEPT_PUBLISHES
from tasks.tables.store import Store, write_bytes


def clean_folders(desk: Desk) -> int:
    """Count the folders that the clean stage filled."""
    return len(list((desk.data / "shards").glob("*/clean-*")))


def published(desk: Desk, runs: int) -> None:
    """Make everything again a number of times."""
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    for _ in range(runs):
        desk.run(force=True)


def test_the_files_of_the_last_publishes_stay_and_older_ones_go(desk: Desk) -> None:
    published(desk, KEPT_PUBLISHES + 2)
    assert clean_folders(desk) == KEPT_PUBLISHES
    assert len(list((desk.data / "publishes").iterdir())) == KEPT_PUBLISHES
    assert desk.rows("SELECT count(*) FROM articles") == [(1,)]


def test_nothing_is_removed_while_another_run_is_alive(desk: Desk) -> None:
    desk.run()
    with FileLock(desk.data / "scratch" / "another-run.lock"):
        published(desk, KEPT_PUBLISHES + 2)
        assert clean_folders(desk) == KEPT_PUBLISHES + 2


def test_what_a_dead_run_left_is_removed_in_time(desk: Desk) -> None:
    published(desk, 1)
    dead = desk.data / "scratch" / "dead-run"
    dead.mkdir()
    Path(f"{dead}.lock").touch()
    folders = {age: desk.data / "shards" / age / "clean-1" for age in ("young", "old")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    long_ago = time.time() - ABANDONED_AFTER - 60
    os.utime(folders["old"], (long_ago, long_ago))
    assert sweep(Store(desk.data)) == 1
    assert (dead.exists(), folders["young"].exists(), folders["old"].exists()) == (False, True, False)


def test_files_that_were_never_written_to_the_end_are_removed_in_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(desk, 1)
    before = {path for path in desk.data.rglob("*") if path.is_file()}
    names = ("manifest.json", "publishes/00000002.json", "runs/dead.json", "plans/large.json")
    with monkeypatch.context() as killed:
        killed.setattr(Path, "replace", lambda *_: None)
        killed.setattr(Path, "unlink", lambda *_, **__: None)
        for name in (*names, *names):
            write_bytes(desk.data / name, b"half")
    left = sorted({path for path in desk.data.rglob("*") if path.is_file()} - before)
    assert len(left) == 2 * len(names)
    long_ago = time.time() - ABANDONED_AFTER - 60
    for path in left[::2]:
        os.utime(path, (long_ago, long_ago))
    sweep(Store(desk.data))
    assert {path for path in desk.data.rglob("*") if path.is_file()} == before | set(left[1::2])
