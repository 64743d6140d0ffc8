"""Runs of which nobody hears any more, on a real Prefect server of the test's own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from served.serving import until

from flows import lost_runs
from flows.run_processes import RUN, processes_of_runs
from flows.server_setup import make_pool

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def run_in_state(pool: str, kind: str, *, told_to: bool, heartbeat: bool) -> UUID:
    """Make a flow run that is in a state, was told to send heartbeats or not, and did or not; returns its id."""
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import StateType
    from prefect.events import Event, Resource
    from prefect.states import State

    @flow
    def news() -> None:
        """Do nothing."""

    with get_client(sync_client=True) as client:
        variables = {"env": {lost_runs.EVERY: "30"}} if told_to else {}
        deployment = client.create_deployment(
            client.create_flow(news), name=f"news for {pool}", work_pool_name=pool, job_variables=variables
        )
        run = client.create_flow_run_from_deployment(deployment, state=State(type=StateType(kind)))
        if heartbeat:
            resource = Resource({"prefect.resource.id": f"prefect.flow-run.{run.id}"})
            event = Event(event="prefect.flow-run.heartbeat", resource=resource)
            client._client.post("/events", json=[event.model_dump(mode="json")]).raise_for_status()  # noqa: SLF001
    return run.id


def state_of(run_id: UUID) -> str:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        state = client.read_flow_run(run_id).state
    assert state is not None
    return state.type.value


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize(
    ("kind", "told_to", "heartbeat", "ended"),
    [
        ("RUNNING", True, True, "CRASHED"),
        ("CANCELLING", True, True, "CANCELLED"),
        ("PENDING", False, False, "CRASHED"),
        ("RUNNING", True, False, "CRASHED"),
        ("RUNNING", False, True, "CRASHED"),
        ("RUNNING", False, False, "RUNNING"),
    ],
    ids=[
        "silent",
        "silent while it was cancelled",
        "never started",
        "died before its first heartbeat was kept",
        "another's, silent",
        "another's, never heard of, and so perhaps at work",
    ],
)
def test_how_a_silent_run_ends(
    kind: str, told_to: bool, heartbeat: bool, ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pool(pool := f"pool-{kind}-{told_to}-{heartbeat}".lower(), 1)
    run_id = run_in_state(pool, kind, told_to=told_to, heartbeat=heartbeat)
    assert lost_runs.end_lost_runs(pool) == []
    for name in ("SILENT_FOR", "STARTS_WITHIN"):
        monkeypatch.setattr(lost_runs, name, timedelta(0))
    if ended != kind:
        until(lambda: lost_runs.end_lost_runs(pool), "the run found lost")  # events are kept with a delay
    assert lost_runs.end_lost_runs(pool) == []
    assert state_of(run_id) == ended


@contextmanager
def process_of(run_id: UUID) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of a flow run."""
    with subprocess.Popen(["sleep", "600"], env={**os.environ, RUN: str(run_id)}) as process:
        try:
            until(lambda: run_id in processes_of_runs(), "the process of the run")
            yield process
        finally:
            process.kill()


@pytest.mark.usefixtures("prefect_server")
def test_a_silent_run_whose_process_lives_here_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    make_pool("asleep", 1)
    run_id = run_in_state("asleep", "RUNNING", told_to=True, heartbeat=False)
    monkeypatch.setattr(lost_runs, "SILENT_FOR", timedelta(0))
    with process_of(run_id):
        assert lost_runs.end_lost_runs("asleep") == []
    assert len(lost_runs.end_lost_runs("asleep")) == 1


@pytest.mark.usefixtures("prefect_server")
def test_a_cancelled_run_that_lives_on_here_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    make_pool("cancelled", 1)
    run_id = run_in_state("cancelled", "CANCELLING", told_to=True, heartbeat=False)
    with process_of(run_id) as process:
        assert lost_runs.stop_cancelled_runs("cancelled") == []  # Prefect is given time to do so
        monkeypatch.setattr(lost_runs, "CANCELLED_FOR", timedelta(0))
        assert lost_runs.stop_cancelled_runs("another-pool") == []
        assert process.poll() is None
        assert len(lost_runs.stop_cancelled_runs("cancelled")) == 1
        assert process.wait(30) == -15
    assert state_of(run_id) == "CANCELLED"


@pytest.mark.usefixtures("prefect_server")
def test_of_the_runs_that_were_stopped_those_of_the_pool_are_ended() -> None:
    make_pool("stopped", 1)
    stopped, other = (run_in_state("stopped", "RUNNING", told_to=True, heartbeat=False) for _ in range(2))
    assert len(lost_runs.end_runs({stopped}, "stopped")) == 1
    assert (state_of(stopped), state_of(other)) == ("CRASHED", "RUNNING")
