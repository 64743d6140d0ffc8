"""How the one plan is carried out: directly, or with each step as a task run under Prefect."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class TryAgainError(Exception):
    """Raised by a step that may succeed when it is tried again."""


RETRIES = {"clean": 2, "extract": 2, "sign": 2}
"""How often a step of a shard is tried again before the shard is set aside."""


class Engine(Protocol):
    """Carries out the steps of a plan."""

    flow_run_id: str | None
    """Prefect's id of the run, if it runs under Prefect."""

    def step(self, name: str, label: str, function: Callable[[], Result]) -> Result:
        """Carry out a step; `name` is its kind ('clean'), `label` says on what ('news.jsonl, records 0 to 1999')."""
        ...

    def note(self, message: str) -> None:
        """Log a line."""
        ...

    def warn(self, message: str) -> None:
        """Log a warning."""
        ...


class DirectEngine:
    """Carries the plan out right here."""

    flow_run_id: str | None = None

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def step(self, name: str, label: str, function: Callable[[], Result]) -> Result:
        """Call the function, again when it may succeed then."""
        for _ in range(RETRIES.get(name, 0)):
            try:
                return function()
            except TryAgainError as error:
                self._say(f"{name}: {label}: {error}: trying again")
        return function()

    def note(self, message: str) -> None:
        """Log nothing: in a terminal the progress tells enough."""

    def warn(self, message: str) -> None:
        """Log a warning."""
        self._say(message)
