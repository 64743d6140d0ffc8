"""Flow runs that nobody has heard of: their processes are gone, and nobody was there to tell the server.

The automation of automations.json marks a run that falls silent as Crashed, but a server that was away itself has
forgotten whom it waited for. Such a run would stay Running, and keep all later ones of its deployment waiting.
"""

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventResourceFilter
from prefect.exceptions import PrefectException
from prefect.states import Cancelled, Crashed

SILENT_FOR = timedelta(minutes=3)
"""A run at work is lost when it has sent no heartbeat, one every 30 seconds, for so long."""
STARTS_WITHIN = timedelta(minutes=10)
"""A run that a worker has taken up is lost when it is not at work after so long."""
EVERY = "PREFECT_FLOWS_HEARTBEAT_FREQUENCY"
"""The variable by which a run is told how often to send heartbeats."""
LOOK_EVERY = 60.0
"""Seconds between looks."""


class LostRuns:
    """Finds the lost runs of a work pool, and tells of those that it marked as ended and of what kept it from it."""

    def __init__(self, pool: str, server_answers: Callable[[], bool], say: Callable[[str], None]) -> None:
        self._pool, self._server_answers, self._say = pool, server_answers, say
        self._next = time.monotonic() + SILENT_FOR.total_seconds()

    def look(self) -> None:
        """Look if it is time to. A server that was away is given time to hear of those who are there."""
        if time.monotonic() < self._next:
            return
        if not self._server_answers():
            self._next = time.monotonic() + SILENT_FOR.total_seconds()
            return
        self._next = time.monotonic() + LOOK_EVERY
        self._tell("Not heard of any more", partial(end_lost_runs, self._pool))

    def end_those_of(self, processes: Collection[int]) -> None:
        """Mark the runs whose processes, by number, were just stopped, unless the server is gone too."""
        if processes and self._server_answers():
            self._tell("Stopped", partial(end_runs_of, processes, self._pool))

    def _tell(self, why: str, end: Callable[[], list[str]]) -> None:
        try:
            ended = end()
        except (httpx.HTTPError, PrefectException) as error:
            self._say(f"Could not look for lost runs: {type(error).__name__}: {error}")
            return
        if ended:
            self._say(f"{why}, and marked as ended: {', '.join(ended)}.")


def end_lost_runs(pool: str) -> list[str]:
    """Mark the lost runs of a work pool as Crashed, or as Cancelled where that was asked; return their names."""
    with get_client(sync_client=True) as client:
        return [_end(client, run) for run in _active_runs(client, pool) if _is_lost(client, run)]


def end_runs_of(processes: Collection[int], pool: str) -> list[str]:
    """Mark the runs of a work pool whose processes, by number, were stopped on this machine; return their names."""
    stopped = set(map(str, processes))
    with get_client(sync_client=True) as client:
        return [_end(client, run) for run in _active_runs(client, pool) if run.infrastructure_pid in stopped]


def _active_runs(client: SyncPrefectClient, pool: str) -> list[FlowRun]:
    active = FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
    return client.read_flow_runs(
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=active)),
    )


def _end(client: SyncPrefectClient, run: FlowRun) -> str:
    ended = Cancelled if run.state_type == StateType.CANCELLING else Crashed
    client.set_flow_run_state(run.id, ended(message="The run's process is gone. Retry resumes it where it was."))
    return run.name


def _is_lost(client: SyncPrefectClient, run: FlowRun) -> bool:
    """Tell whether a run has fallen silent; of one that was perhaps never told to send heartbeats nothing is known.

    A run that died in its first seconds should have sent one, but the server writes them down with a delay.
    """
    now = datetime.now(UTC)
    since = now - (STARTS_WITHIN if run.state_type == StateType.PENDING else SILENT_FOR)
    if run.state is None or run.state.timestamp > since:
        return False
    if run.state_type == StateType.PENDING:
        return True
    heartbeats = EventFilter(
        event=EventNameFilter(name=["prefect.flow-run.heartbeat"]),
        resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
    )
    newest = client.read_events(heartbeats, limit=1).events
    return newest[0].occurred < since if newest else _sends_heartbeats(client, run)


def _sends_heartbeats(client: SyncPrefectClient, run: FlowRun) -> bool:
    """Tell whether a run's deployment has it send heartbeats, as those of prefect.yaml do."""
    if run.deployment_id is None:
        return False
    of_this_run = DeploymentFilter(id=DeploymentFilterId(any_=[run.deployment_id]))  # none, if it was deleted
    deployments = client.read_deployments(deployment_filter=of_this_run)
    return any(EVERY in deployment.job_variables.get("env", {}) for deployment in deployments)
