"""A publisher killed between any two of its steps leaves the publish before or the next, never a mixture."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BRIDGE, FERRY, Desk, article, write_lines
from test_plan import contents

pytestmark = pytest.mark.slow

KILLER = """
import os, signal, sys
from pathlib import Path
from commands import main

countdown = int(sys.argv.pop(1))
plain = Path.replace

def replace(self, target):
    global countdown
    if Path(target).name in ("manifest.json", "onrecord.duckdb", "onrecord.sql") or "publishes" in str(target):
        countdown -= 1
        if countdown == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return plain(self, target)

Path.replace = replace
main()
"""


def run(desk: Desk, kill_before: int) -> int:
    """Run over raw/ in a process that kills itself before its n-th rename in publishing; 0 lets it live."""
    command = [sys.executable, "-c", KILLER, str(kill_before), "run", str(desk.raw)]
    return subprocess.run(
        [*command, "--engine", "direct", "--data", str(desk.data)], env=os.environ, check=False
    ).returncode


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_killed_before_a_rename(desk: Desk, tmp_path: Path, step: int) -> None:
    write_lines(desk.raw / "one.jsonl", [article(1, FERRY)])
    desk.run()
    write_lines(desk.raw / "two.jsonl", [article(2, BRIDGE)])
    assert run(desk, step) < 0
    articles = desk.rows("SELECT count(*) FROM articles")
    assert articles in ([(1,)], [(2,)])
    assert desk.rows("SELECT count(DISTINCT article_id) FROM sections") == articles
    assert desk.run().counts["shards_run"] == 0
    other = Desk(tmp_path / "other")
    other.root.mkdir()
    desk.raw.rename(other.raw)
    other.run(other.raw / "one.jsonl")
    other.run()
    assert contents(desk) == contents(other)
