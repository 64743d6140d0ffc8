"""What keeps `onrecord serve` from starting is told before anything is started; and what makes it stop."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from flows.serve import ServeError, serve, stopped_by_signals


@pytest.fixture(autouse=True)
def _no_server_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_a_port_that_is_taken(taken: int) -> None:
    with pytest.raises(ServeError, match=f"Port {taken} of 127.0.0.1 is taken by another program"):
        serve("127.0.0.1", taken, print)


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"], ids=["no such name", "not of this machine"])
def test_a_host_that_nothing_here_can_listen_on(host: str) -> None:
    with pytest.raises(ServeError, match=f"Nothing can listen on port 4200 of {host}"):
        serve(host, 4200, print)


def test_a_second_server_on_one_home(tmp_path: Path) -> None:
    (tmp_path / "onrecord").mkdir()
    with (
        FileLock(tmp_path / "onrecord" / "server.lock"),
        pytest.raises(ServeError, match=f"Another `onrecord serve` runs a server on {tmp_path}: join it"),
    ):
        serve("127.0.0.1", 0, print)  # any port that is free


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_asks_it_to_stop(number: signal.Signals) -> None:
    with stopped_by_signals() as asked_to_stop:
        assert not asked_to_stop()
        os.kill(os.getpid(), number)
        assert asked_to_stop()


def test_under_nohup_it_outlives_its_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals() as asked_to_stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not asked_to_stop()
    finally:
        signal.signal(signal.SIGHUP, before)
