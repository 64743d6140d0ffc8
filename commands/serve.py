"""`onrecord serve`: Prefect on this machine."""

import sys
from contextlib import suppress
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from flows import serve as server


def _say(message: str) -> None:
    with suppress(OSError):  # nobody reads on a terminal that was closed, and what is at work is still to be stopped
        print(message, file=sys.stderr, flush=True)  # noqa: T201 - this is where a user is told


def serve(
    *, host: str = "127.0.0.1", port: Annotated[int, Parameter(validator=Number(gte=1, lte=65535))] = 4200
) -> None:
    """Start a Prefect server with onrecord's deployments and a worker, or join the server that is configured.

    Parameters
    ----------
    host
        The address that the server listens on. Whoever can reach it can start runs: there is no login.
    port
        The port that it listens on.
    """
    server.serve(host, port, _say)
