"""Finding a Prefect server without importing Prefect, which takes seconds."""

import os
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

from tasks.errors import UserError

LOCAL = "http://127.0.0.1:4200/api"
LOOPBACK = {"127.0.0.1", "localhost", "0.0.0.0"}
"""Hosts by any of which a server that listens on another of them is reached."""
ANSWER_WITHIN = 1.0
"""Seconds that one waits for a server which may not be there."""
BUSY_WITHIN = 15.0
"""Seconds in which a server that is there answers, on a machine that has other things to do too."""


class ServerError(UserError):
    """Prefect is configured in a way that can't be used; the message says what to do."""


def _configured() -> str | None:
    """Return the address that the environment or Prefect's active profile names."""
    if os.environ.get("PREFECT_API_URL"):
        return os.environ["PREFECT_API_URL"]
    home = Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect"))
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text("utf-8"))
    except FileNotFoundError:
        return None
    except tomllib.TOMLDecodeError as error:
        raise ServerError(f"Prefect's {home / 'profiles.toml'} can't be read ({error}): mend it.") from error
    active = os.environ.get("PREFECT_PROFILE", profiles.get("active", ""))
    address = profiles.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")
    return str(address) if address else None


def answers(address: str, within: float = ANSWER_WITHIN) -> bool:
    """Tell whether a Prefect server answers at an address, in some seconds."""
    if not address.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=within) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def is_there(address: str, within: float = ANSWER_WITHIN) -> bool:
    """Tell whether a server answers at an address, in some seconds; Prefect's cloud is taken to."""
    return "api.prefect.cloud" in address or answers(address, within)


def server_address() -> str | None:
    """Return the address of the server to use: the configured one, or one that answers on this machine.

    Raises:
        ServerError: One is configured but does not answer.
    """
    configured = _configured()
    if configured is None:
        return LOCAL if answers(LOCAL) else None
    if is_there(configured):
        return configured
    raise ServerError(
        f"The Prefect server at {configured} (PREFECT_API_URL) does not answer: start it, or run with --engine direct."
    )


def server_to_join(host: str, port: int) -> str | None:
    """Return the address of the server to join, or None where one is to be started that listens on a host's port.

    What is configured may be that very server: the steps by hand write its address into Prefect's profile.

    Raises:
        ServerError: Another one is configured but does not answer.
    """
    configured = _configured()
    hosts = LOOPBACK if host in LOOPBACK else {host}
    if configured is None or configured.rstrip("/") in {f"http://{name}:{port}/api" for name in hosts}:
        here = f"http://{host}:{port}/api"
        return here if answers(here) else None
    if is_there(configured):
        return configured
    raise ServerError(
        f"The Prefect server at {configured} (PREFECT_API_URL) does not answer: start it. For a server of your own "
        "`unset PREFECT_API_URL`, or `prefect config unset PREFECT_API_URL` where Prefect's profile names it."
    )


def prepare_environment() -> None:
    """Set what Prefect reads when it is imported, unless the user has set it.

    A passing server of Prefect's own takes 20 s of processor time to start, and its time-out is 20 s. In a terminal
    Prefect's line for each task run would drown ours, so only warnings are shown there; its UI keeps all.
    """
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    if "PREFECT_API_URL" not in os.environ and _configured() is None and answers(LOCAL):
        os.environ["PREFECT_API_URL"] = LOCAL
