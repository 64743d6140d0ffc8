"""`onrecord serve` in a process of its own, and what its server says over HTTP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx
import psutil
from conftest import Desk
from prefect.client.base import PrefectHttpxSyncClient

from flows.run_processes import processes_of_runs

Found = TypeVar("Found")
PROJECT = Path(__file__).parents[2]
SMALL_SHARDS = ("ONRECORD_SHARD_MEGABYTES", "0.4")
"""A setting with which the first shards hold up to 100 kB, a fourth of that."""
WIDE = "column 1, " * 1000
"""A field that nobody reads, which makes large dumps of few articles."""
WITHIN = 240.0
"""Seconds in which what a test waits for has to come, on a machine that has other things to do too."""


def until(look: Callable[[], Found | None], what: str, within: float = WITHIN) -> Found:
    """Look again and again until there is something; say what was missed when it does not come."""
    give_up = time.monotonic() + within
    while time.monotonic() < give_up:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what}: not within {within:.0f} s")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Serving:
    """An `onrecord serve` at work, with a desk whose folders are the defaults of its deployments."""

    url: str
    desk: Desk
    home: Path
    process: subprocess.Popen[bytes]
    client: httpx.Client
    """Prefect's own, which asks again where SQLite was locked and the server answers 503; raises on other errors."""

    def post(self, path: str, **body: Any) -> Any:
        """Ask the server."""
        answer = self.client.post(path, json=body)
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        """Ask the server for what is at a path."""
        return self.client.get(path).json()

    def deployment(self, name: str) -> str:
        """Return the id of a deployment."""
        (found,) = self.post("deployments/filter", deployments={"name": {"any_": [name]}})
        return str(found["id"])

    def start(self, deployment: str, **parameters: Any) -> str:
        """Have a deployment run; returns the flow run's id."""
        given = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return str(self.post(f"deployments/{self.deployment(deployment)}/create_flow_run", **given)["id"])

    def set_state(self, run_id: str, kind: str, name: str) -> None:
        """Put a flow run into a state, as the UI does."""
        answer = self.post(f"flow_runs/{run_id}/set_state", state={"type": kind, "name": name})
        assert answer["status"] == "ACCEPT", answer

    def runs(self, deployment: str) -> list[dict[str, Any]]:
        """Return the flow runs of a deployment, newest first."""
        asked = {"deployments": {"id": {"any_": [self.deployment(deployment)]}}, "sort": "EXPECTED_START_TIME_DESC"}
        found: list[dict[str, Any]] = self.post("flow_runs/filter", **asked)
        return found

    def run(self, run_id: str) -> dict[str, Any]:
        """Return a flow run as it stands."""
        found: dict[str, Any] = self.get(f"flow_runs/{run_id}")
        return found

    def taken_up(self, run_id: str, since: datetime) -> bool:
        """Tell whether a worker has taken up a flow run since some time."""
        states = self.client.get("flow_run_states/", params={"flow_run_id": run_id}).json()
        return any(
            state["type"] == "PENDING" and datetime.fromisoformat(state["timestamp"]) > since for state in states
        )

    def task_runs(self, run_id: str) -> list[dict[str, Any]]:
        """Return the task runs of a flow run in the order in which they started."""
        asked = {"flow_runs": {"id": {"any_": [run_id]}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 200}
        found: list[dict[str, Any]] = self.post("task_runs/filter", **asked)
        return found

    def wait(self, run_id: str, *states: str, within: float = WITHIN) -> dict[str, Any]:
        """Wait until a flow run is in one of some states, by their names."""

        def look() -> dict[str, Any] | None:
            run = self.run(run_id)
            return run if run["state"]["name"] in states else None

        return until(look, f"flow run {run_id} {' or '.join(states)}", within)

    def wait_for_end(self, run_id: str) -> dict[str, Any]:
        """Wait until a flow run has ended, well or not."""
        return self.wait(run_id, "Completed", "Failed", "Crashed")

    def processes(self, *words: str) -> list[psutil.Process]:
        """Return the processes that `onrecord serve` started, at any remove, whose command holds all these words."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                command = process.cmdline()
            except psutil.NoSuchProcess:
                continue
            if set(words) <= set(command):
                found.append(process)
        return found


def processes_of(run_id: str) -> list[psutil.Process]:
    """Return the living processes of a flow run, whoever is their parent now."""
    return processes_of_runs().get(UUID(run_id), [])


def stages_done(desk: Desk) -> dict[Path, int]:
    """Return when each stage of each shard was done."""
    return {note: note.stat().st_mtime_ns for note in (desk.data / "shards").glob("*/[!.]*/done.json")}


@contextmanager
def serving(root: Path, **environment: str) -> Iterator[Serving]:
    """Run `onrecord serve` on a free port, with a Prefect home and folders of its own, as long as the context lasts.

    With the folder of an earlier one it knows what that one knew.
    """
    desk, home, port = Desk(root), root / "prefect", free_port()
    for folder in (desk.raw, home):
        folder.mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ONRECORD_"))}
    env |= {"PREFECT_HOME": str(home), "ONRECORD_RAW": str(desk.raw), "ONRECORD_DATA": str(desk.data), **environment}
    command = [sys.executable, "-c", "from commands import main; main()", "serve", "--port", str(port)]
    with (root / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log)
    try:
        ready = f"http://127.0.0.1:{port}"
        until(lambda: b"Ready" in (root / "serve.log").read_bytes() or process.poll() is not None, "onrecord serve")
        assert process.poll() is None, (root / "serve.log").read_text()
        with PrefectHttpxSyncClient(base_url=f"{ready}/api/", timeout=60) as client:
            yield Serving(ready, desk, home, process, client)
    finally:
        started = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.terminate()
        process.wait(120)
        for left in psutil.wait_procs(started, timeout=60)[1]:
            left.kill()
