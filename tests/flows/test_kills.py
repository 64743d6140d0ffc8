"""Killed runs, several runs at once, and readers meanwhile: what is published is always whole."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest
from conftest import BRIDGE, FERRY, HARVEST, Desk, article, write_lines
from served.serving import until

pytestmark = pytest.mark.slow

ARTICLES = 240
BATCH = 80
"""Articles of each of several dumps."""
LAYOUT = "column 1, " * 500
"""A field that nobody reads, which makes the dump large enough for two workers to be two processes."""
SHARD_MEGABYTES = "0.1"
STEPS = 3 * 12
"""At least so many stages of shards are run."""
CONSISTENT = """
SELECT (SELECT count(*) FROM records WHERE disposition = 'article'), (SELECT count(*) FROM articles),
    (SELECT count(DISTINCT article_id) FROM sections),
    (SELECT count(*) FROM quotes ANTI JOIN sections USING (article_id, section_no)),
    (SELECT count(*) FROM mentions ANTI JOIN entities USING (entity_id))
"""

Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(autouse=True, scope="module")
def _small_shards() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONRECORD_SHARD_MEGABYTES", SHARD_MEGABYTES)
        yield


def dump(path: Path, first: int, count: int) -> Path:
    """Write a dump of different articles."""
    texts = (FERRY, BRIDGE, HARVEST)
    made = (
        article(n, f"{texts[n % 3]}\n\nThis was story {n} of the year {1900 + n}.", layout=LAYOUT)
        for n in range(first, first + count)
    )
    return write_lines(path, list(made))


def new_desk(root: Path) -> Desk:
    """Make an empty desk."""
    (root / "raw").mkdir(parents=True)
    return Desk(root)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Return the tables of an undisturbed run."""
    desk = new_desk(tmp_path_factory.mktemp("undisturbed") / "desk")
    dump(desk.raw / "news.jsonl", 0, ARTICLES)
    assert 3 * desk.run().counts["shards_run"] >= STEPS
    return desk.contents()


def start(desk: Desk, *inputs: Path, workers: int = 1, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start `onrecord run` in a process group of its own."""
    command = [sys.executable, "-c", "from commands import main; main()", "run", *map(str, inputs or [desk.raw])]
    command += ["--engine", "direct", "--data", str(desk.data), "--workers", str(workers)]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=stderr)


def stages_done(desk: Desk) -> dict[Path, int]:
    """Count for each shard the stages that are done."""
    return {shard: len(list(shard.glob("[!.]*/done.json"))) for shard in (desk.data / "shards").glob("*")}


def test_one_worker_or_two_make_the_same_tables(desk: Desk, undisturbed: Tables) -> None:
    dump(desk.raw / "news.jsonl", 0, ARTICLES)
    assert start(desk, workers=2).wait(240) == 0
    assert desk.contents() == undisturbed


@pytest.mark.parametrize("seed", range(12))
def test_a_run_killed_at_any_moment_goes_on_where_it_was(desk: Desk, undisturbed: Tables, seed: int) -> None:
    dump(desk.raw / "news.jsonl", 0, ARTICLES)
    moment = random.Random(seed)
    steps, seconds = moment.randrange(STEPS - 3), moment.uniform(0, 0.3)
    process = start(desk, workers=2 if seed == 0 else 1)
    while sum(stages_done(desk).values()) < steps or not desk.data.exists():
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.005)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (desk.data / "manifest.json").exists()
    whole = [shard for shard, stages in stages_done(desk).items() if stages == 3]
    assert desk.run().counts["shards_kept"] == len(whole)
    assert desk.contents() == undisturbed


@pytest.mark.parametrize("stages", [0, 6], ids=["while workers start", "at work"])
def test_ctrl_c_stops_a_run_with_a_word(desk: Desk, undisturbed: Tables, stages: int) -> None:
    dump(desk.raw / "news.jsonl", 0, ARTICLES)
    process = start(desk, workers=2, stderr=subprocess.PIPE)
    while sum(stages_done(desk).values()) < stages or not desk.data.exists():
        assert process.poll() is None, "the run ended before it could be stopped"
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    assert process.communicate(timeout=120)[1] == b"onrecord: stopped.\n"
    assert process.returncode == 128 + signal.SIGINT
    assert not (desk.data / "manifest.json").exists()
    desk.run()
    assert desk.contents() == undisturbed


def test_runs_at_once_and_a_reader_that_never_sees_half_a_batch(desk: Desk, tmp_path: Path) -> None:
    """One run is held up in its middle until the reader has seen what others, which go for the same lock, published."""
    held_dump, *dumps = [dump(desk.raw / f"{name}.jsonl", 200 * n, BATCH) for n, name in enumerate("abc")]
    seen: set[tuple[int, ...]] = set()
    stop = threading.Event()

    def read() -> None:
        ended = False
        while not ended:
            ended = stop.is_set()  # once more after the end
            if (desk.data / "onrecord.duckdb").exists():
                with duckdb.connect(desk.data / "onrecord.duckdb", read_only=True) as connection:
                    seen.update(connection.execute(CONSISTENT).fetchall())

    with ThreadPoolExecutor(1) as readers, ExitStack() as stack:
        reader = readers.submit(read)
        stack.callback(stop.set)
        held = start(desk, held_dump)
        stack.callback(held.kill)
        while not sum(stages_done(desk).values()):
            assert held.poll() is None, "the run ended before it could be held up"
            time.sleep(0.005)
        held.send_signal(signal.SIGSTOP)
        assert not (desk.data / "manifest.json").exists()
        runs = [start(desk, path) for path in dumps]
        until(lambda: seen or reader.done(), "what the others published")
        held.send_signal(signal.SIGCONT)
        assert [run.wait(240) for run in (held, *runs)] == [0, 0, 0]
        stop.set()
        reader.result()
    *middle, last = sorted({row[0] for row in seen})
    assert last == 3 * BATCH
    assert {BATCH, 2 * BATCH} >= set(middle) > set()
    assert all(row[0] == row[1] == row[2] and row[3] == row[4] == 0 for row in seen)
    alone = new_desk(tmp_path / "alone")
    desk.raw.rename(alone.raw)
    alone.run()
    assert desk.contents() == alone.contents()
