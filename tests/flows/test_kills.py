"""Killed runs, several runs at once, and readers meanwhile: what is published is always whole."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from conftest import BRIDGE, FERRY, HARVEST, Desk, article, write_lines
from test_plan import contents

pytestmark = pytest.mark.slow

SMALL_SHARDS = {"ONRECORD_SHARD_MEGABYTES": "0.03"}
CONSISTENT = """
SELECT (SELECT count(*) FROM records WHERE disposition = 'article'), (SELECT count(*) FROM articles),
    (SELECT count(DISTINCT article_id) FROM sections),
    (SELECT count(*) FROM quotes ANTI JOIN sections USING (article_id, section_no)),
    (SELECT count(*) FROM mentions ANTI JOIN entities USING (entity_id))
"""


def dump(path: Path, first: int, count: int) -> Path:
    """Write a dump of different articles."""
    texts = (FERRY, BRIDGE, HARVEST)
    made = (
        article(n, f"{texts[n % 3]}\n\nThis was story {n} of the year {1900 + n}.") for n in range(first, first + count)
    )
    return write_lines(path, list(made))


def start(desk: Desk, *inputs: Path, workers: int = 1) -> subprocess.Popen[bytes]:
    """Start `onrecord run` in a process group of its own."""
    command = [sys.executable, "-c", "from commands import main; main()", "run", *map(str, inputs or [desk.raw])]
    command += ["--engine", "direct", "--data", str(desk.data), "--workers", str(workers)]
    return subprocess.Popen(
        command, env={**os.environ, **SMALL_SHARDS}, start_new_session=True, stdout=subprocess.DEVNULL
    )


def undisturbed(tmp_path: Path, desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return the tables of an undisturbed run over the same dumps in the same places."""
    other = Desk(tmp_path / "undisturbed")
    other.root.mkdir()
    desk.raw.rename(other.raw)
    assert start(other).wait(240) == 0
    other.raw.rename(desk.raw)
    return contents(other)


def test_one_worker_or_two_make_the_same_tables(desk: Desk, tmp_path: Path) -> None:
    dump(desk.raw / "news.jsonl", 0, 300)
    assert start(desk, workers=2).wait(240) == 0
    assert contents(desk) == undisturbed(tmp_path, desk)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_started_again_makes_the_same_tables(desk: Desk, tmp_path: Path, workers: int) -> None:
    dump(desk.raw / "news.jsonl", 0, 300)
    process = start(desk, workers=workers)
    began = time.monotonic()
    while len(list((desk.data / "shards").glob("*/clean-*"))) < 2:
        assert process.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() - began < 120
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (desk.data / "manifest.json").exists()
    assert start(desk, workers=workers).wait(240) == 0
    assert contents(desk) == undisturbed(tmp_path, desk)


def test_two_runs_at_once_and_a_reader_that_never_sees_half_a_batch(desk: Desk, tmp_path: Path) -> None:
    dumps = [dump(desk.raw / f"{name}.jsonl", 200 * n, 120) for n, name in enumerate("ab")]
    seen: set[tuple[int, ...]] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            if (desk.data / "onrecord.duckdb").exists():
                with duckdb.connect(desk.data / "onrecord.duckdb", read_only=True) as connection:
                    seen.update(connection.execute(CONSISTENT).fetchall())

    with ThreadPoolExecutor(1) as readers:
        reader = readers.submit(read)
        runs = [start(desk, path) for path in dumps]
        assert [run.wait(240) for run in runs] == [0, 0]
        stop.set()
        reader.result()
    assert {120, 240} >= {row[0] for row in seen} > set()
    assert all(row[0] == row[1] == row[2] and row[3] == row[4] == 0 for row in seen)
    assert contents(desk) == undisturbed(tmp_path, desk)
