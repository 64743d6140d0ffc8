"""The schedule: it fires by itself and reads what was dropped meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import BRIDGE, FERRY, article, write_lines
from playwright.sync_api import Page, expect

from served.pages import see_run
from served.serving import Serving, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@contextmanager
def every_minute(served: Serving) -> Iterator[None]:
    """Have the pipeline run every minute."""
    schedules = f"deployments/{served.deployment('pipeline')}/schedules"
    given = [{"schedule": {"cron": "* * * * *", "timezone": "UTC"}, "active": True}]
    (made,) = served.client.post(schedules, json=given).json()
    try:
        yield
    finally:
        served.client.delete(f"{schedules}/{made['id']}")


def scheduled_run_that_read(served: Serving, dump: Path) -> dict[str, Any]:
    """Wait for a scheduled run to complete whose publish holds a dump."""

    def look() -> dict[str, Any] | None:
        if not (served.desk.data / "onrecord.duckdb").exists():
            return None
        sql = f"SELECT DISTINCT run_id FROM articles WHERE source_path = 'raw/{dump.name}'"
        for (run_id,) in served.desk.rows(sql):
            run = served.run(run_id)
            if run["auto_scheduled"] and run["state"]["name"] == "Completed":
                return run
        return None

    return until(look, f"a scheduled run that read {dump.name}", within=600)


def test_a_schedule_fires_and_reads_a_newly_dropped_file(
    served: Serving, page: Page, keep: Callable[[str], None]
) -> None:
    with every_minute(served):
        there = write_lines(served.desk.raw / "there.jsonl", [article(1, FERRY)])
        first = scheduled_run_that_read(served, there)
        dropped = write_lines(served.desk.raw / "dropped.jsonl", [article(2, BRIDGE)])
        second = scheduled_run_that_read(served, dropped)
    assert first["id"] != second["id"]
    names = [task["name"] for task in served.task_runs(second["id"])]
    assert "clean: dropped.jsonl" in names
    assert "clean: there.jsonl" not in names
    see_run(page, second["id"], "Completed")
    keep("run")
    page.goto(f"deployments/deployment/{served.deployment('pipeline')}")
    expect(page.get_by_text("auto-scheduled").first).to_be_visible()
    keep("deployment")
