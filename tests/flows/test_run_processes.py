"""Processes are found by the run that they are of, and stopped."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest

from flows import run_processes
from flows.run_processes import RUN, SERVED_BY, processes_of_runs, stop

Start = Callable[..., subprocess.Popen[str]]
IGNORES_SIGTERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
SAYS_THAT_IT_IS_THERE = "print(flush=True); import time; time.sleep(300)"


@pytest.fixture
def start() -> Iterator[Start]:
    """Give a function that starts a process of a run, which a worker with a mark launched."""
    started = []

    def start(run: UUID, mark: str, before: str = "") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", f"{before}\n{SAYS_THAT_IT_IS_THERE}"],
            env={**os.environ, RUN: str(run), SERVED_BY: mark}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_processes_are_found_by_run_and_by_who_started_their_worker(start: Start) -> None:
    ours, anothers = uuid4(), uuid4()
    first, second, other = start(ours, "us"), start(ours, "us"), start(anothers, "another")
    found = processes_of_runs()
    assert {process.pid for process in found[ours]} == {first.pid, second.pid}
    assert {process.pid for process in found[anothers]} == {other.pid}
    assert processes_of_runs("us").keys() == {ours}


def test_processes_are_stopped_and_a_stubborn_one_is_killed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_processes, "STOPS_WITHIN", 1.0)
    run = uuid4()
    willing, stubborn = start(run, "us"), start(run, "us", before=IGNORES_SIGTERM)
    stop(processes_of_runs()[run])
    assert (willing.wait(30), stubborn.wait(30)) == (-15, -9)
    assert run not in processes_of_runs()
