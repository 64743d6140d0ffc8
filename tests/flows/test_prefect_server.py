"""Which Prefect server a run uses, found without importing Prefect."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from flows import prefect_server
from flows.prefect_server import ServerError, server_address, server_to_join


class Healthy(BaseHTTPRequestHandler):
    """Says that all is well."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(True).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Run a server that answers as Prefect's does when asked for its health."""
    http = HTTPServer(("127.0.0.1", 0), Healthy)
    Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}/api"
    http.shutdown()
    http.server_close()


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("PREFECT_PROFILE", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setattr(prefect_server, "LOCAL", "http://127.0.0.1:9/api")


def test_none_is_configured_and_none_answers() -> None:
    assert server_address() is None


def test_one_answers_on_this_machine(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect_server, "LOCAL", server)
    assert server_address() == server


def test_one_is_configured_by_the_environment(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", server)
    assert server_address() == server


def test_one_is_configured_by_the_active_profile(server: str, tmp_path: Path) -> None:
    (tmp_path / "profiles.toml").write_text(f'active = "desk"\n[profiles.desk]\nPREFECT_API_URL = "{server}"\n')
    assert server_address() == server


def test_a_configured_server_that_does_not_answer_is_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(ServerError, match="start it, or run with --engine direct"):
        server_address()


@pytest.mark.parametrize(
    ("configured", "host"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("127.0.0.1", "0.0.0.0"), ("desk.lan", "desk.lan")],
)
def test_a_configured_server_that_is_to_be_started_here(
    configured: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"http://{configured}:9/api")
    monkeypatch.setattr(prefect_server, "answers", lambda address, within=1: False)
    assert server_to_join(host, 9) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api", "http://desk.lan:4200/api"])
def test_another_server_that_does_not_answer_is_not_joined(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", address)
    monkeypatch.setattr(prefect_server, "answers", lambda address, within=1: False)
    with pytest.raises(ServerError, match=f"{address} .* start it. For a server of your own `unset PREFECT_API_URL`"):
        server_to_join("127.0.0.1", 4200)


def test_a_server_that_answers_is_joined(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server_to_join("127.0.0.1", int(server.split(":")[2].removesuffix("/api"))) == server
    monkeypatch.setenv("PREFECT_API_URL", server)
    assert server_to_join("127.0.0.1", 4200) == server
