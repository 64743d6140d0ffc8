"""Where the work is done: in this process, in processes of this machine, or on a Dask cluster. One way in for all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from tasks.errors import UserError

Result = TypeVar("Result")
INLINE_BYTES = 1_000_000
"""Inputs up to this size are worked on in this process, as starting others would take longer."""


class ComputeError(UserError):
    """The place where the work should be done can't be reached; the message says what to do."""


class Compute(Protocol):
    """Runs plain functions on plain values."""

    slots: int
    """How many can usefully be asked for at once."""

    def run(self, function: Callable[[Any], Result], job: object) -> Result:
        """Run a function on a job and wait for what it returns."""
        ...


class Inline:
    """This very process."""

    slots = 1

    def run(self, function: Callable[[Any], Result], job: object) -> Result:
        """Call the function."""
        return function(job)


class Cluster:
    """A Dask cluster, of this machine or of others."""

    def __init__(self, client: Any, workers: int) -> None:
        self._client = client
        self.slots = workers + 1

    def run(self, function: Callable[[Any], Result], job: object) -> Result:
        """Send the job to a worker; a lost worker's jobs run again elsewhere."""
        future = self._client.submit(function, job, pure=False)
        result: Result = future.result()
        return result


def worker_count(asked: int) -> int:
    """Return how many processes to use: as many as asked, or one a processor."""
    return asked or len(os.sched_getaffinity(0))


@contextmanager
def compute(size: int, workers: int, scheduler: str | None) -> Iterator[Compute]:
    """Give the place for work on `size` bytes of input: this process for little work or one worker.

    Raises:
        ComputeError: The scheduler does not answer.
    """
    workers = worker_count(workers)
    if scheduler is None and (size <= INLINE_BYTES or workers == 1):
        yield Inline()
        return
    from distributed import Client, LocalCluster

    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=20, set_as_default=False)
        except OSError as error:
            raise ComputeError(
                f"No Dask scheduler answers at {scheduler}: start one, or leave the address out."
            ) from error
        with client:
            yield Cluster(client, max(1, len(client.scheduler_info(n_workers=-1)["workers"])))
        return
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=40
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield Cluster(client, workers)
