"""Imported by the process from which this machine's workers are forked, and with it by each of them.

All of them leave SIGTERM to the process that started them. Who stops a run signals the whole group of its processes. A
worker that ended by itself would be started again while the run is being stopped; without this the run waits for such
workers until it is killed.
"""

import signal

import distributed  # noqa: F401 - once for all workers, like the next

import tasks.stages.shard_stages  # noqa: F401

signal.signal(signal.SIGTERM, signal.SIG_IGN)
