"""The form of a deployment in the browser: a run with parameters of one's own, and values that it refuses."""

from collections.abc import Callable

import pytest
from conftest import BRIDGE, FERRY, Desk, article, write_lines
from playwright.sync_api import Page, Request, expect

from served.pages import see_run, submit
from served.serving import Serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SHORTLY = 3_000
"""Milliseconds in which a page that refuses nothing has asked for the run."""


def open_form(page: Page) -> None:
    """Go to the form of the pipeline as one does who looks for it."""
    page.goto("deployments")
    page.get_by_role("link", name="pipeline", exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Custom run").click()
    expect(page.get_by_role("heading", name="Parameters")).to_be_visible()


def runs_asked_for(page: Page) -> list[Request]:
    """Return a list to which each request of the page for a new run is added."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "create_flow_run" in request.url else None)
    return asked


def made_one(request: Request) -> bool:
    """Tell whether the server made the run that it was asked for."""
    answer = request.response()
    return answer is not None and answer.ok


def test_a_custom_run_with_changed_parameters(
    served: Serving, page: Page, desk: Desk, keep: Callable[[str], None]
) -> None:
    wanted = write_lines(desk.raw / "wanted.jsonl", [article(1, FERRY)])
    write_lines(desk.raw / "not-wanted.jsonl", [article(2, BRIDGE)])
    open_form(page)
    page.get_by_role("textbox").and_(page.get_by_text(str(served.desk.raw), exact=True)).fill(str(wanted))
    page.get_by_label("Run Name").fill("Evening edition")
    page.get_by_label("workers").fill("1")
    page.get_by_label("data").fill(str(desk.data))
    keep("form")
    asked = runs_asked_for(page)
    run = served.wait_for_end(submit(page))
    assert [made_one(request) for request in asked] == [True]
    assert run["state"]["name"] == "Completed"
    assert run["name"] == "Evening edition"
    assert (run["parameters"]["inputs"], run["parameters"]["workers"]) == ([str(wanted)], 1)
    assert desk.rows("SELECT DISTINCT source_path FROM records") == [("raw/wanted.jsonl",)]
    see_run(page, run["id"], "Completed")
    keep("run")
    page.get_by_role("tab", name="Artifacts").click()
    expect(page.get_by_role("link", name="funnel")).to_be_visible()
    keep("artifacts")


def test_the_form_refuses_a_number_of_processes_that_cannot_be(page: Page, keep: Callable[[str], None]) -> None:
    asked = runs_asked_for(page)
    open_form(page)
    field = page.get_by_label("workers")
    field.fill("-1")
    page.get_by_role("button", name="Submit").click()
    assert field.evaluate("field => field.validationMessage") == "Value must be greater than or equal to 0."
    keep("refused")
    page.wait_for_timeout(SHORTLY)
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    assert asked == []


def test_the_form_refuses_an_address_that_is_none(page: Page, keep: Callable[[str], None]) -> None:
    asked = runs_asked_for(page)
    open_form(page)
    page.get_by_label("scheduler").fill("10.0.0.5")
    page.get_by_role("button", name="Submit").click()
    refusal = page.get_by_text("does not match").first  # said in the form, and perhaps in a passing notice too
    expect(refusal).to_be_visible()
    refusal.scroll_into_view_if_needed()
    keep("refused")
    page.wait_for_timeout(SHORTLY)
    assert not any(made_one(request) for request in asked)  # it is the server that finds the fault
