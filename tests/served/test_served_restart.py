"""The server goes down while a run is at work: nothing is left behind, and nothing waits for that run for ever."""

import signal
from pathlib import Path

import psutil
import pytest
from conftest import FERRY, article, write_lines

from served.serving import SMALL_SHARDS, WIDE, Serving, processes_of, serving, stages_done, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

ARTICLES = 60
SETTINGS = dict([SMALL_SHARDS, ("PYTHONPATH", str(Path(__file__).with_name("planted")))])


def at_work(served: Serving) -> tuple[str, list[psutil.Process]]:
    """Start a run and wait until it has done some; return its id and all processes below `onrecord serve`."""
    (served.desk.root / "disk-is-slow").write_text("5")
    before = stages_done(served.desk)
    run = served.start("pipeline", workers=1, force=True)
    until(lambda: stages_done(served.desk) != before, "a stage done")
    return run, psutil.Process(served.process.pid).children(recursive=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder with a dump of several shards."""
    lines = [article(n, f"{FERRY}\n\nStory {n}.", layout=WIDE) for n in range(ARTICLES)]
    (tmp_path / "newsroom" / "raw").mkdir(parents=True)
    write_lines(tmp_path / "newsroom" / "raw" / "news.jsonl", lines)
    return tmp_path / "newsroom"


def test_a_run_that_outlived_its_worker_is_stopped_with_the_server_when_the_terminal_is_closed(root: Path) -> None:
    with serving(root, **SETTINGS) as served:
        run, processes = at_work(served)
        (worker,) = served.processes("worker", "start")
        worker.kill()
        until(lambda: set(served.processes("worker", "start")) - {worker}, "another worker")
        assert processes_of(run)
        served.process.send_signal(signal.SIGHUP)
        assert served.process.wait(120) == 0
        assert not processes_of(run)
        assert psutil.wait_procs(processes, timeout=60)[1] == []  # what has ended is there until init asks
    with serving(root, **SETTINGS) as served:
        assert served.run(run)["state"]["name"] == "Crashed"


def test_runs_that_were_stopped_or_killed_with_their_server_are_crashed_and_later_ones_run(root: Path) -> None:
    with serving(root, **SETTINGS) as served:
        stopped, processes = at_work(served)
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(120) == 0
        assert not [process for process in processes if process.is_running()]
    with serving(root, **SETTINGS) as served:
        assert served.run(stopped)["state"]["name"] == "Crashed"
        killed, processes = at_work(served)
        for process in [psutil.Process(served.process.pid), *processes]:
            process.kill()
        psutil.wait_procs(processes, timeout=60)
        served.process.wait(60)
    (root / "disk-is-slow").unlink()
    with serving(root, **SETTINGS) as served:
        later = served.start("pipeline", workers=1)
        served.wait(later, "AwaitingConcurrencySlot")
        served.wait(killed, "Crashed", within=900)
        served.wait(later, "Completed")
        assert served.desk.rows("SELECT count(*) FROM articles") == [(ARTICLES,)]
