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
