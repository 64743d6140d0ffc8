"""The server goes down while a run is at work: nothing is left behind, and nothing waits for that run for ever."""

import signal
from pathlib import Path

import psutil
import pytest
from conftest import FERRY, article, write_lines

from served.serving import SMALL_SHARDS, WIDE, Serving, serving, stages_done, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

ARTICLES = 60
SETTINGS = dict([SMALL_SHARDS, ("PYTHONPATH", str(Path(__file__).with_name("planted")))])


def at_work(served: Serving) -> tuple[str, list[psutil.Process]]:
    """Start a run and wait until it has done some; return its id and all processes below `onrecord serve`."""
    (served.desk.root / "disk-is-slow").write_text("5")
    before = stages_done(served.desk)
    run = served.start("pipeline", workers=1, force=True)
    until(lambda: stages_done(served.desk) != before, "a stage done")
    return run, psutil.Process(served.process.pid).children(recursive=True)


def test_runs_that_were_stopped_or_killed_with_their_server_are_crashed_and_later_ones_run(tmp_path: Path) -> None:
    root = tmp_path / "newsroom"
    with serving(root, **SETTINGS) as served:
        lines = [article(n, f"{FERRY}\n\nStory {n}.", layout=WIDE) for n in range(ARTICLES)]
        write_lines(served.desk.raw / "news.jsonl", lines)
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
        served.wait(killed, "Crashed", within=400)
        served.wait(later, "Completed")
        assert served.desk.rows("SELECT count(*) FROM articles") == [(ARTICLES,)]
