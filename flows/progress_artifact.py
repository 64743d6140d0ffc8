"""What a person sees of a run in Prefect's UI meanwhile: a progress artifact."""

import time
from typing import cast
from uuid import UUID

import httpx
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.exceptions import PrefectException

from flows.progress import Progress, ProgressCount

UPDATE_EVERY = 5.0
"""Seconds between updates, so that they cost next to nothing."""


class ProgressArtifact:
    """Keeps a progress artifact up to date, and tells another progress of everything too."""

    def __init__(self, beside: Progress) -> None:
        self._beside, self._count = beside, ProgressCount()
        self._artifact: UUID | None = None
        self._last = 0.0

    def start(self, size: int) -> None:
        """Begin."""
        self._beside.start(size)
        self._count.begin(size)
        self._artifact = cast("UUID", create_progress_artifact(0.0, key="progress", description="Shards done"))
        self._last = time.monotonic()

    def advance(self, size: int, articles: int) -> None:
        """Count, and update the artifact when that is some time ago."""
        self._beside.advance(size, articles)
        self._count.add(size, articles)
        if time.monotonic() - self._last >= UPDATE_EVERY:
            self._update()

    def stop(self) -> None:
        """End: the artifact shows how far the run came."""
        self._beside.stop()
        self._update()

    def complete(self) -> None:
        """Show that all is done: how much lay ahead was a guess."""
        self._count.size = self._count.done
        self._update()

    def _update(self) -> None:
        self._last = time.monotonic()
        if self._artifact is None:
            return
        told = f"{self._count.articles:,} articles, {self._count.rate:,.0f} a second"
        try:
            update_progress_artifact(self._artifact, round(100 * self._count.share, 1), description=told)
        except (httpx.HTTPError, PrefectException):
            # A server that is away for a while must not cost the run; its next update tells the same and more.
            return
