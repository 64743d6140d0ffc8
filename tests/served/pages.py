"""What a person does on the pages of Prefect's UI."""

from playwright.sync_api import Page, expect


def see_run(page: Page, run_id: str, state: str) -> None:
    """Open the page of a flow run and see it in a state."""
    page.goto(f"runs/flow-run/{run_id}")
    expect(page.get_by_role("main").get_by_text(state, exact=True).first).to_be_visible()


def choose(page: Page, what: str) -> None:
    """Choose something from the menu of the page."""
    page.get_by_role("main").get_by_role("button", name="Open menu").first.click()
    page.get_by_role("menuitem", name=what, exact=True).click()


def confirm(page: Page, what: str) -> None:
    """Say yes to the question that the page asks."""
    page.get_by_role("dialog").or_(page.get_by_role("alertdialog")).get_by_role("button", name=what, exact=True).click()


def submit(page: Page) -> str:
    """Submit the form of a run and go to the page of that run; returns its id."""
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="View run").click()
    page.wait_for_url("**/runs/flow-run/*")
    return page.url.split("/flow-run/")[1].split("?")[0]
