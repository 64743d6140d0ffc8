"""Runs of which nobody hears any more, on a real Prefect server of the test's own."""

from datetime import timedelta
from uuid import UUID

import pytest
from served.serving import until

from flows import lost_runs
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
