"""Runs that are run again from the browser: what is done is never done twice."""

from collections.abc import Callable

import pytest
from conftest import FERRY, Desk, article, write_lines
from playwright.sync_api import Page

from served.pages import choose, confirm, see_run, submit
from served.serving import WIDE, Serving, stages_done

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SHARDS, FITTING = 6, 2
ARTICLES = 8  # of each shard


def extracted(served: Serving, run_id: str) -> list[str]:
    """Return the shards that `extract` was carried out on by a flow run, once for each task run that completed."""
    tasks = [task for task in served.task_runs(run_id) if task["state"]["name"] == "Completed"]
    return [task["name"] for task in tasks if task["name"].startswith("extract: ")]


def dumps(desk: Desk) -> None:
    """Write dumps of a shard each."""
    for shard in range(SHARDS):
        numbers = range(shard * ARTICLES, (shard + 1) * ARTICLES)
        records = [article(n, f"{FERRY}\n\nThis was story {n}.", layout=WIDE) for n in numbers]
        write_lines(desk.raw / f"{shard}.jsonl", records)


def test_retry_after_a_fault_runs_only_what_is_missing(
    served: Serving, page: Page, desk: Desk, keep: Callable[[str], None]
) -> None:
    dumps(desk)
    fault = desk.root / "disk-is-full"
    fault.write_text(str(FITTING))
    run_id = served.start("pipeline", inputs=[str(desk.raw)], data=str(desk.data), workers=1)
    failed = served.wait_for_end(run_id)["state"]
    assert failed["name"] == "Failed"
    assert f"{SHARDS - FITTING} of {SHARDS} shards failed" in failed["message"]
    assert "No space left on device" in failed["message"]
    assert len(extracted(served, run_id)) == FITTING
    assert desk.rows("SELECT reason, count(*) FROM records GROUP BY ALL ORDER BY ALL") == [
        ("shard_failed", SHARDS - FITTING),
        (None, FITTING * ARTICLES),
    ]
    before = stages_done(desk)
    see_run(page, run_id, "Failed")
    keep("failed")

    fault.unlink()
    choose(page, "Retry")
    keep("asked")
    confirm(page, "Retry")
    served.wait(run_id, "Completed")
    see_run(page, run_id, "Completed")
    keep("completed")
    assert served.run(run_id)["run_count"] == 2
    assert len(extracted(served, run_id)) == len(set(extracted(served, run_id))) == SHARDS
    after = stages_done(desk)
    assert before.items() <= after.items()
    assert desk.rows("SELECT reason, count(*) FROM records GROUP BY ALL") == [(None, SHARDS * ARTICLES)]


def test_copy_to_new_run_with_force_replaces_all_rows(
    served: Serving, page: Page, desk: Desk, keep: Callable[[str], None]
) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    first = served.start("pipeline", inputs=[str(desk.raw)], data=str(desk.data), workers=1)
    assert served.wait_for_end(first)["state"]["name"] == "Completed"
    assert desk.rows("SELECT DISTINCT run_id FROM quotes") == [(first,)]
    page.goto(f"runs/flow-run/{first}")
    choose(page, "Copy to new run")
    page.get_by_role("switch", name="force (Optional)", exact=True).click()
    keep("form")
    second = submit(page)
    assert served.wait_for_end(second)["state"]["name"] == "Completed"
    assert desk.rows("SELECT DISTINCT run_id FROM quotes") == [(second,)]
