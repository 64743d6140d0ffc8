"""A publisher killed between any two of its changes to files leaves the publish before or the next, never a mixture."""

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BRIDGE, FERRY, HARVEST, Desk, article, write_lines

from tasks.tables.manifest import KEPT_PUBLISHES

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("onrecord_steps.py")
STEPS = 45
"""Changes to files that a publish makes at least, its sweep included."""

Tables = dict[str, list[tuple[object, ...]]]


def run(desk: Desk, what: str) -> int:
    """Run over raw/ in a process of its own that does `what` before its changes in publishing."""
    command = [sys.executable, str(PROGRAM), what, str(desk.data), "run", str(desk.raw)]
    command += ["--engine", "direct", "--data", str(desk.data)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Path, Tables, Tables]:
    """Return a desk with a second dump to publish, a copy of its folder before, the tables before and with that dump.

    It has published so often that the next publish also sweeps.
    """
    root = tmp_path_factory.mktemp("story")
    (root / "raw").mkdir()
    desk = Desk(root)
    write_lines(desk.raw / "one.jsonl", [article(1, FERRY)])
    for _ in range(KEPT_PUBLISHES + 1):
        desk.run()
    shutil.copytree(desk.data, root / "as before")
    before = desk.contents()
    write_lines(desk.raw / "two.jsonl", [article(2, BRIDGE), article(3, HARVEST)])
    desk.run()
    return desk, root / "as before", before, desk.contents()


@pytest.fixture
def at_desk(story: tuple[Desk, Path, Tables, Tables]) -> tuple[Desk, Tables, Tables]:
    """Give the desk as it was before the second dump was published, and the tables before and after."""
    desk, as_before, before, after = story
    shutil.rmtree(desk.data)
    shutil.copytree(as_before, desk.data)
    return desk, before, after


def check(desk: Desk, before: Tables, after: Tables) -> None:
    """Check what a reader sees after a kill, and that the next run mends all."""
    assert desk.contents() in (before, after)
    assert desk.run().counts["shards_run"] == 0
    assert desk.contents() == after
    assert not list(desk.data.glob(".onrecord.*"))


def _files(folder: Path) -> frozenset[tuple[Path, int]]:
    """Return the files of a folder and when they were written: some changes, such as opening a file, are none yet."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return frozenset((path.relative_to(folder), path.stat().st_mtime_ns) for path in found)


@pytest.mark.timeout(900)
def test_what_a_kill_before_each_change_would_leave(at_desk: tuple[Desk, Tables, Tables], tmp_path: Path) -> None:
    desk, before, after = at_desk
    assert run(desk, f"keep:{tmp_path}") == 0
    snapshots = sorted(tmp_path.iterdir())
    assert len(snapshots) >= STEPS
    for snapshot in {_files(snapshot): snapshot for snapshot in snapshots}.values():
        shutil.rmtree(desk.data)
        shutil.copytree(snapshot, desk.data)
        check(desk, before, after)


@pytest.mark.parametrize("step", random.Random(3).sample(range(1, STEPS), 8))
def test_killed_before_a_change(at_desk: tuple[Desk, Tables, Tables], step: int) -> None:
    desk, before, after = at_desk
    assert run(desk, f"kill:{step}") == -signal.SIGKILL
    check(desk, before, after)
