"""What a person sees of a run meanwhile: a bar in a terminal, plain lines elsewhere."""

import sys
import time
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

LINE_EVERY = 30.0
"""Seconds between plain lines."""


class Progress(Protocol):
    """Is told how a run gets on."""

    def start(self, size: int) -> None:
        """Begin: about `size` bytes lie ahead, unpacked."""
        ...

    def advance(self, size: int, articles: int) -> None:
        """A shard of `size` bytes, unpacked, is done and held so many articles."""
        ...

    def stop(self) -> None:
        """End, however the run ended."""
        ...


class Silence:
    """Shows nothing."""

    def start(self, size: int) -> None:
        """Show nothing."""

    def advance(self, size: int, articles: int) -> None:
        """Show nothing."""

    def stop(self) -> None:
        """Show nothing."""


class ProgressCount:
    """Counts what is done. The whole is a guess until the end, as packed files say little of what is in them."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.size = self.done = self.articles = 0

    def begin(self, size: int) -> None:
        """Begin with what lies ahead."""
        self.began, self.size = time.monotonic(), size

    def add(self, size: int, articles: int) -> None:
        """Count a part that is done."""
        self.done += size
        self.articles += articles
        self.size = max(self.size, self.done)

    @property
    def share(self) -> float:
        """How much of the whole is done, 0 to 1."""
        return self.done / self.size if self.size else 1.0

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / max(time.monotonic() - self.began, 1e-9)


class Lines:
    """Prints a plain line now and then."""

    def __init__(self) -> None:
        self._count, self._last = ProgressCount(), 0.0

    def start(self, size: int) -> None:
        """Begin."""
        self._count.begin(size)
        self._last = time.monotonic()

    def advance(self, size: int, articles: int) -> None:
        """Count, and print a line when the last one is some time ago."""
        self._count.add(size, articles)
        if time.monotonic() - self._last >= LINE_EVERY:
            self._last = time.monotonic()
            left = (time.monotonic() - self._count.began) * (1 / max(self._count.share, 1e-9) - 1)
            print(  # noqa: T201 - this is what the class is for
                f"{self._count.articles:,} articles, {self._count.rate:,.0f} a second, about {left:,.0f} s left",
                file=sys.stderr, flush=True,
            )  # fmt: skip

    def stop(self) -> None:
        """End."""


class TerminalBar:
    """Draws a bar: articles, rate, time left."""

    def __init__(self) -> None:
        self._count = ProgressCount()
        self._bar = Bar(
            TextColumn("reading"), BarColumn(), TextColumn("{task.fields[articles]:,} articles"),
            TextColumn("{task.fields[rate]:,.0f} a second"), TimeElapsedColumn(), TimeRemainingColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task: TaskID | None = None

    def start(self, size: int) -> None:
        """Begin."""
        self._count.begin(size)
        self._task = self._bar.add_task("reading", total=max(size, 1), articles=0, rate=0.0)
        self._bar.start()

    def advance(self, size: int, articles: int) -> None:
        """Move the bar."""
        self._count.add(size, articles)
        if self._task is not None:
            self._bar.update(
                self._task, total=self._count.size, completed=self._count.done, articles=self._count.articles,
                rate=self._count.rate,
            )  # fmt: skip

    def stop(self) -> None:
        """End."""
        self._bar.stop()


def progress_for_here() -> Progress:
    """Return a bar where standard error is a terminal, else plain lines."""
    return TerminalBar() if sys.stderr.isatty() else Lines()
