"""A Prefect server, its deployments and a worker on this machine, for as long as they are wanted."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO
from uuid import uuid4

from filelock import FileLock, Timeout

from flows.prefect_server import BUSY_WITHIN, answers, is_there, prepare_environment, server_to_join
from flows.run_processes import SERVED_BY, processes_of_runs, stop
from tasks.errors import UserError

DEPLOYMENTS = Path("prefect.yaml")
AUTOMATIONS = Path("automations.json")
POOL = "onrecord"
RUNS_AT_ONCE = 2
"""Flow runs that a worker carries out at once: a report need not wait for the night's run."""
STARTS_WITHIN = 600.0
"""Seconds in which a server answers, also on a busy machine that makes its database first."""
STOPS_WITHIN = 45.0
"""Seconds that a process is given to stop; Prefect gives a flow run 30."""
RESTART_AFTER = 3.0
"""Seconds after which a process that died is started again."""


class ServeError(UserError):
    """What a server needs is not here; the message says what to do."""


@dataclass
class Child:
    """A process that is started again when it dies."""

    name: str
    command: Sequence[str]
    log: IO[bytes]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C in the terminal reaches us alone."""
        self.process = subprocess.Popen(
            self.command, stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
        )

    @property
    def died(self) -> bool:
        """Whether it ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Ask it to stop; kill it, with all that it started, when it doesn't."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None


def _prefect(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect", *arguments]


def _check_that_one_can_listen(host: str, port: int) -> None:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServeError(f"Port {port} of {host} is taken by another program: choose one by --port.") from error
        raise ServeError(f"Nothing can listen on port {port} of {host}: {error.strerror}.") from error


def _own_folder() -> Path:
    folder = Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect")) / "onrecord"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _only_server_of(folder: Path) -> AbstractContextManager[object]:
    """Take the lock of those that start a server on what Prefect's home holds, which two servers would spoil."""
    try:
        return FileLock(folder / "server.lock").acquire(blocking=False)
    except Timeout as error:
        raise ServeError(
            f"Another `onrecord serve` runs a server on {folder.parent}: "
            "join it by PREFECT_API_URL=http://HOST:PORT/api, stop it, or choose another PREFECT_HOME."
        ) from error


def _wait_until_it_answers(address: str, server: Child, asked_to_stop: Callable[[], bool]) -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while not answers(address) and not asked_to_stop():
        if server.died or time.monotonic() > give_up:
            raise ServeError(f"The Prefect server did not start: {server.log.name} says why.")
        time.sleep(0.3)


def _deploy() -> None:
    done = subprocess.run(
        _prefect("--no-prompt", "deploy", "--all", "--prefect-file", str(DEPLOYMENTS)),
        capture_output=True, text=True, check=False, env={**os.environ, "PWD": str(Path.cwd())},
        start_new_session=True,  # so that Ctrl-C in the terminal reaches us alone
    )  # fmt: skip
    if done.returncode:
        raise ServeError(f"The deployments could not be made: {' '.join((done.stderr or done.stdout).split())}")


@contextmanager
def stopped_by_signals() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether Ctrl-C or SIGTERM has come, or the terminal was closed."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup has it ignored
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(
    children: Sequence[Child], look: Callable[[], None], asked_to_stop: Callable[[], bool], say: Callable[[str], None]
) -> None:
    while not asked_to_stop():
        for child in children:
            if child.died:
                say(f"The {child.name} died ({child.log.name} may say why): starting it again.")
                time.sleep(RESTART_AFTER)
                child.start()
        look()
        time.sleep(0.5)


def serve(host: str, port: int, say: Callable[[str], None]) -> None:
    """Start a server, or join the one that is configured; make the deployments; run a worker until one is told to stop.

    Ctrl-C, SIGTERM and the closing of the terminal (SIGHUP) tell it to.

    Raises:
        ServeError: There is no prefect.yaml here, the port can't be had, another one runs, or Prefect does not start.
        ServerError: Another server is configured but does not answer.
    """
    for needed in (DEPLOYMENTS, AUTOMATIONS):
        if not needed.exists():
            raise ServeError(f"There is no {needed} here: run `onrecord serve` in the folder of the project.")
    joined = server_to_join(host, port)
    if joined is None:
        _check_that_one_can_listen(host, port)
    prepare_environment()
    logs, address = _own_folder(), joined or f"http://{host}:{port}/api"
    os.environ[SERVED_BY] = mark = uuid4().hex
    with stopped_by_signals() as asked_to_stop, ExitStack() as stack:

        def child(name: str, command: Sequence[str]) -> Child:
            log = stack.enter_context((logs / f"{name}.log").open("ab"))
            made = Child(name, command, log)
            stack.callback(made.stop)
            made.start()
            return made

        children = []
        if joined is None:
            stack.enter_context(_only_server_of(logs))
            os.environ.setdefault("PREFECT_SERVER_UI_API_URL", "/api")  # the UI asks the server that it came from
            say("Starting a Prefect server.")
            server = child("server", _prefect("server", "start", "--host", host, "--port", str(port)))
            _wait_until_it_answers(address, server, asked_to_stop)
            children.append(server)
            if asked_to_stop():
                return
        os.environ["PREFECT_API_URL"] = address
        say("Making the work pool, the deployments and the automation.")
        from flows.lost_runs import LostRuns
        from flows.server_setup import make_automations, make_pool

        make_pool(POOL, RUNS_AT_ONCE)
        _deploy()
        make_automations(AUTOMATIONS)
        if asked_to_stop():
            return
        worker = child("worker", _prefect("worker", "start", "--pool", POOL))
        children.append(worker)
        say(f"Ready: {address.removesuffix('/api')}/deployments (logs in {logs}). Ctrl-C stops it.")
        lost_runs = LostRuns(POOL, partial(is_there, address, BUSY_WITHIN), say)
        try:
            _watch(children, lost_runs.look, asked_to_stop, say)
        finally:
            say("Stopping; a flow run at work is stopped too, and can be retried.")
            at_work = set(processes_of_runs(mark))
            worker.stop()
            left = processes_of_runs(mark)  # by a worker that died before
            stop([process for processes in left.values() for process in processes])
            lost_runs.end_stopped(at_work | left.keys())
