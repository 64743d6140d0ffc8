"""Flow runs whose end Prefect does not see to, as the one who would is gone.

Lost are those whose processes are gone when nobody was there to tell the server. The automation of automations.json
marks a run that falls silent as Crashed, but a server that was away itself has forgotten whom it waited for. Such a run
would stay Running, and keep all later ones of its deployment waiting.

Others live on when they were cancelled, as the worker that launched them has died.
"""

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventResourceFilter
from prefect.exceptions import PrefectException
from prefect.states import Cancelled, Crashed

from flows.run_processes import processes_of_runs, stop

ACTIVE = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)
SILENT_FOR = timedelta(minutes=3)
"""A run at work is lost when it has sent no heartbeat, one every 30 seconds, for so long."""
STARTS_WITHIN = timedelta(minutes=10)
"""A run that a worker has taken up is lost when it is not at work after so long."""
CANCELLED_FOR = timedelta(seconds=45)
"""A run that lives so long after it was cancelled is stopped by us; Prefect, which comes first, gives it 30 seconds."""
EVERY = "PREFECT_FLOWS_HEARTBEAT_FREQUENCY"
"""The variable by which a run is told how often to send heartbeats."""
LOOK_EVERY = 20.0
"""Seconds between looks."""


class LostRuns:
    """Finds the lost runs of a work pool, and tells of those that it marked as ended and of what kept it from it."""

    def __init__(self, pool: str, server_answers: Callable[[], bool], say: Callable[[str], None]) -> None:
        self._pool, self._server_answers, self._say = pool, server_answers, say
        self._next = self._server_there_since = time.monotonic()

    def look(self) -> None:
        """Look if it is time to. A server that was away is given time to hear of those who are there."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + LOOK_EVERY
        if not self._server_answers():
            self._server_there_since = self._next
            return
        self._tell("Cancelled, and stopped here", partial(stop_cancelled_runs, self._pool))
        if now > self._server_there_since + SILENT_FOR.total_seconds():
            self._tell("Not heard of any more, and marked as ended", partial(end_lost_runs, self._pool))

    def end_stopped(self, runs: Collection[UUID]) -> None:
        """Mark runs whose processes were just stopped, unless the server is gone too."""
        if runs and self._server_answers():
            self._tell("Stopped, and marked as ended", partial(end_runs, runs, self._pool))

    def _tell(self, what: str, end: Callable[[], list[str]]) -> None:
        try:
            ended = end()
        except (httpx.HTTPError, PrefectException) as error:
            self._say(f"Could not look for lost runs: {type(error).__name__}: {error}")
            return
        if ended:
            self._say(f"{what}: {', '.join(ended)}.")


def end_lost_runs(pool: str) -> list[str]:
    """Mark the lost runs of a work pool as Crashed, or as Cancelled where that was asked; return their names.

    A run that lives on this machine is not lost: it is silent when the machine was asleep.
    """
    alive = processes_of_runs()
    with get_client(sync_client=True) as client:
        silent = [run for run in _runs(client, pool, ACTIVE) if run.id not in alive and _is_lost(client, run)]
        return [_end(client, run) for run in silent]


def end_runs(stopped: Collection[UUID], pool: str) -> list[str]:
    """Mark those of some runs of a work pool that the server still takes to be active; return their names."""
    with get_client(sync_client=True) as client:
        return [_end(client, run) for run in _runs(client, pool, ACTIVE, stopped)]


def stop_cancelled_runs(pool: str) -> list[str]:
    """Stop the runs of a work pool that live on here after they were cancelled; return their names."""
    alive = processes_of_runs()
    if not alive:
        return []
    asked_before = datetime.now(UTC) - CANCELLED_FOR
    with get_client(sync_client=True) as client:
        cancelled = _runs(client, pool, (StateType.CANCELLING, StateType.CANCELLED), alive)
        overdue = [run for run in cancelled if run.state and run.state.timestamp < asked_before]
        for run in overdue:
            stop(alive[run.id])
            if run.state_type == StateType.CANCELLING:
                _end(client, run)
        return [run.name for run in overdue]


def _runs(
    client: SyncPrefectClient, pool: str, states: Collection[StateType], ids: Collection[UUID] | None = None
) -> list[FlowRun]:
    return client.read_flow_runs(
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
            id=None if ids is None else FlowRunFilterId(any_=list(ids)),
        ),
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
