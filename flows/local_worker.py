"""Loaded by each worker process that a run starts on this machine: it leaves SIGTERM to the process that started it.

Who stops a run signals the whole group of its processes. A worker that ended by itself would be started again while the
run is being stopped; without this the run waits for such workers until it is killed.
"""

import signal


def dask_setup(_worker: object) -> None:
    """Ignore SIGTERM; a worker ends when it is told to, or when the process that started it is gone."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
