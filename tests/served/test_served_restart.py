"""The server is stopped while a run is at work: nothing is left behind, and nothing waits for that run for ever."""

import signal
from pathlib import Path

import psutil
import pytest
from conftest import FERRY, article, write_lines

from served.serving import SMALL_SHARDS, WIDE, serving, stages_done, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

ARTICLES = 60
SETTINGS = dict([SMALL_SHARDS, ("PYTHONPATH", str(Path(__file__).with_name("planted")))])


def test_a_run_stopped_with_its_server_is_crashed_when_that_is_back_and_the_next_one_runs(tmp_path: Path) -> None:
    root = tmp_path / "newsroom"
    with serving(root, **SETTINGS) as served:
        lines = [article(n, f"{FERRY}\n\nStory {n}.", layout=WIDE) for n in range(ARTICLES)]
        write_lines(served.desk.raw / "news.jsonl", lines)
        slow = served.desk.root / "disk-is-slow"
        slow.write_text("5")
        stopped = served.start("pipeline", workers=1)
        until(lambda: stages_done(served.desk), "a stage done")
        processes = psutil.Process(served.process.pid).children(recursive=True)
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(120) == 0
        assert not [process for process in processes if process.is_running()]
    slow.unlink()
    with serving(root, **SETTINGS) as served:
        later = served.start("pipeline", workers=1)
        served.wait(later, "AwaitingConcurrencySlot")
        served.wait(stopped, "Crashed", within=400)
        served.wait(later, "Completed")
        assert served.desk.rows("SELECT count(*) FROM articles") == [(ARTICLES,)]
