"""Where the work is done: in this process, in processes of this machine, or on a Dask cluster. One way in for all."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import forkserver
from threading import Lock
from time import monotonic
from typing import Any, Protocol, TypeVar

from tasks.errors import UserError, tried

Result = TypeVar("Result")
Warn = Callable[[str], None]
INLINE_BYTES = 1_000_000
"""Inputs up to this size are worked on in this process, as starting others would take longer."""
ASK_AFTER = 30.0
"""Seconds without any result after which the scheduler is asked whether it has workers."""
GIVE_UP_AFTER = 600.0
"""Seconds for which a run waits for a worker when all are lost: enough for one that is started anew to come back."""


class ComputeError(UserError):
    """The place where the work should be done can't be reached; the message says what to do."""


class ClusterLost(ComputeError):  # noqa: N818 - named for what it means to a user
    """A run was under way when its cluster lost its scheduler or all workers, and none came back."""

    exit_status = 1


class Compute(Protocol):
    """Runs plain functions on plain values."""

    slots: int
    """How many calls of `run` can usefully be under way at once."""

    def run(self, function: Callable[[Any], Result], jobs: Sequence[object], warn: Warn) -> list[Result | Exception]:
        """Run a function on each job and wait; give for each what it returned, or raised.

        `warn` is told of what keeps the work from going on.

        Raises:
            ComputeError: There is nothing left to run it.
        """
        ...

    def stop(self) -> None:
        """Give up what is under way: calls of `run` return soon, with errors."""
        ...


class Inline:
    """This very process."""

    slots = 1

    def run(
        self,
        function: Callable[[Any], Result],
        jobs: Sequence[object],
        warn: Warn,  # noqa: ARG002
    ) -> list[Result | Exception]:
        """Call the function on one job after another."""
        return [tried(function, job) for job in jobs]

    def stop(self) -> None:
        """Leave the job that is at work to end by itself: there is no way to stop it."""


class _Watch:
    """Notices when a cluster is lost. It asks for workers only when no result has come in for a while."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._cluster = f"The Dask cluster at {client.scheduler.address}"
        self._lock = Lock()
        self._heard = monotonic()
        self._alone_since: float | None = None

    def result_came(self) -> None:
        """Take it that there are workers."""
        self._heard, self._alone_since = monotonic(), None

    def must_be_connected(self) -> None:
        """Raise ClusterLost when the scheduler is given up, which Dask does some seconds after it was lost."""
        if self._client.status in ("closing", "closed"):
            raise ClusterLost(f"{self._cluster} lost its scheduler: start one and run again; what is done is kept.")

    def look(self, warn: Warn) -> None:
        """Ask for workers, as a result is late; say so once when there are none.

        Raises:
            ClusterLost: There have been none for GIVE_UP_AFTER seconds, or there is no scheduler.
        """
        with self._lock:
            self.must_be_connected()
            now = monotonic()
            if now - self._heard < ASK_AFTER:
                return
            self._heard = now
            if self._client.scheduler_info(n_workers=0).get("n_workers"):
                self._alone_since = None
            elif self._alone_since is None:
                self._alone_since = now
                minutes = f"{GIVE_UP_AFTER / 60:.0f} minutes"
                warn(f"{self._cluster} has no workers left: the run waits {minutes} for one to come.")
            elif now - self._alone_since >= GIVE_UP_AFTER:
                raise ClusterLost(
                    f"{self._cluster} lost all its workers: start some and run again; what is done is kept."
                )


def _result_soon(future: Any) -> Any:
    return future.result(ASK_AFTER)


class Cluster:
    """A Dask cluster, of this machine or of others. One of this machine is started when there is first work for it."""

    def __init__(self, start: Callable[[], Any], workers: int) -> None:
        self._start = start
        self._client: Any = None
        self._watch: _Watch
        self._lock = Lock()
        self.slots = workers + 1

    def run(self, function: Callable[[Any], Result], jobs: Sequence[object], warn: Warn) -> list[Result | Exception]:
        """Send the jobs to the workers; a lost worker's jobs run again elsewhere."""
        with self._lock:
            if self._client is None:
                self._client = self._start()
                self._watch = _Watch(self._client)
        self._watch.must_be_connected()
        futures = [self._client.submit(function, job, pure=False) for job in jobs]
        return [self._outcome(future, warn) for future in futures]

    def _outcome(self, future: Any, warn: Warn) -> Any:
        while isinstance(outcome := tried(_result_soon, future), TimeoutError) and future.status != "error":
            self._watch.look(warn)
        self._watch.result_came()
        return outcome

    def stop(self) -> None:
        """Have the scheduler forget the jobs that were sent."""
        if self._client is not None:
            self._client.close()


def worker_count(asked: int) -> int:
    """Return how many processes to use: as many as asked, or one a processor."""
    return asked or len(os.sched_getaffinity(0))


@contextmanager
def compute(size: int, workers: int, scheduler: str) -> Iterator[Compute]:
    """Give the place for work on `size` bytes of input: this process for little work or one worker.

    Leaving it stops what is still at work.

    Raises:
        ComputeError: The scheduler does not answer, or has no workers.
    """
    if scheduler:
        with _client(scheduler) as client:
            yield Cluster(lambda: client, _remote_workers(client, scheduler))
    elif _takes_processes(size, workers):
        with ExitStack() as stack:
            yield Cluster(lambda: _local(stack, worker_count(workers)), worker_count(workers))
    else:
        yield Inline()


def prepare(size: int, workers: int, scheduler: str) -> None:
    """Begin with what `compute` does first for work on `size` bytes that is sure to come, and takes seconds for."""
    if not scheduler and _takes_processes(size, workers):
        _start_fork_server()


def _takes_processes(size: int, workers: int) -> bool:
    return size > INLINE_BYTES and worker_count(workers) > 1


def _client(scheduler: str) -> Any:
    from distributed import Client

    try:
        return Client(scheduler, timeout=20, set_as_default=False)
    except OSError as error:
        raise ComputeError(f"No Dask scheduler answers at {scheduler}: start one, or leave the address out.") from error


def _remote_workers(client: Any, scheduler: str) -> int:
    try:
        client.wait_for_workers(1, timeout=60)
    except TimeoutError as error:
        raise ComputeError(
            f"The Dask scheduler at {scheduler} has no workers: start `dask worker {scheduler}`."
        ) from error
    return int(client.scheduler_info(n_workers=0)["n_workers"])


LOCAL_WORKERS = {
    # Dask's own choice, 64 KiB, returns every array to the system when it is done with; with each then made of fresh
    # pages the work takes half as long again.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.worker.profile.enabled": False,
    # nobody looks, and to read /proc twice a second and to wake up fifty times takes time
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "500ms",
    "distributed.worker.multiprocessing-method": "forkserver",
}
"""Dask's settings for the workers of this machine, where they differ from its own."""

OF_WORKERS = {
    # what keeps each worker to a processor, as Dask sets it for workers that it does not fork
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # one heap for all threads of a worker, of which only one works: what one frees another can take
    "MALLOC_ARENA_MAX": "1",
}
"""Variables of the environment that workers of this machine start with."""


def _start_fork_server() -> None:
    """Start the process that workers are forked from. It imports all that they need, once and meanwhile."""
    before = {name: os.environ.get(name) for name in OF_WORKERS}
    os.environ.update(OF_WORKERS)
    try:
        forkserver.set_forkserver_preload(["flows.local_worker"])
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _local(stack: ExitStack, workers: int) -> Any:
    import dask

    stack.enter_context(dask.config.set(LOCAL_WORKERS))
    _start_fork_server()
    from distributed import Client, LocalCluster

    cluster = LocalCluster(
        n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address="127.0.0.1:0", silence_logs=40,
        preload=["flows.local_worker"],
    )  # fmt: skip
    return stack.enter_context(Client(stack.enter_context(cluster), set_as_default=False))
