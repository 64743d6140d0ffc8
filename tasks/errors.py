"""Errors whose message is meant for the user. Any other is a fault of ours and keeps its traceback."""

from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


class UserError(Exception):
    """Something that the user gave can't be used, or what was asked can't be done; the message says what to do."""

    exit_status = 2
    """Of a command that ends so: 2 when it can't be begun, 1 when it was carried out and failed."""


def tried(function: Callable[[Given], Result], given: Given) -> Result | Exception:
    """Return what a function returns, or the error that it raises, where one fault must not stop the others."""
    try:
        return function(given)
    except Exception as error:  # noqa: BLE001 - the caller is given it
        return error


def stop_behind(error: BaseException) -> BaseException | None:
    """Return the request to stop, such as a Ctrl-C, that an error came of; None if it is a fault.

    DuckDB and pydantic make errors of their own of one that comes while they are at work.
    """
    seen: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in seen:
        if not isinstance(at, Exception):
            return at
        seen.append(at)
        at = at.__cause__ or at.__context__
    return None
