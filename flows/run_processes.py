"""The processes of flow runs on this machine, whoever is their parent now: they inherit variables that name their run.

A run goes on when the worker that launched it dies. Prefect then neither cancels nor stops it, as a worker watches only
what it launched itself.
"""

import time
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from uuid import UUID

import psutil

RUN = "PREFECT__FLOW_RUN_ID"
"""The variable by which Prefect tells a process whose run it is."""
SERVED_BY = "ONRECORD_SERVED_BY"
"""The variable by which an `onrecord serve` marks its workers, and with them all that they start."""
STOPS_WITHIN = 30.0
"""Seconds that a run's processes are given to stop, as Prefect gives them."""


def processes_of_runs(served_by: str | None = None) -> dict[UUID, list[psutil.Process]]:
    """Return the living processes of each flow run here, or only of those that bear the mark of one `onrecord serve`.

    It asks each process of the machine, which takes some hundredths of a second.
    """
    found = defaultdict(list)
    for process in psutil.process_iter():
        try:
            variables = process.environ()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if variables.get(RUN) and served_by in (None, variables.get(SERVED_BY)) and _lives(process):
            found[UUID(variables[RUN])].append(process)
    return dict(found)


def stop(processes: Collection[psutil.Process]) -> None:
    """Ask processes to stop; kill those that don't."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    give_up = time.monotonic() + STOPS_WITHIN
    while (left := [process for process in processes if _lives(process)]) and time.monotonic() < give_up:
        time.sleep(0.2)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _lives(process: psutil.Process) -> bool:
    """Tell whether a process is at work; one that ended stays a zombie until its parent, which may never, asks."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
