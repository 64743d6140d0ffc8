"""One server with onrecord's deployments and one browser for all tests here; a page and a folder for each."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Desk
from playwright.sync_api import Browser, Page, expect, sync_playwright

from served.serving import SMALL_SHARDS, Serving, serving

PLANTED = Path(__file__).with_name("planted")
SCREENSHOTS = Path(__file__).parents[2] / "test-output" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SIZE = {"width": 1400, "height": 900}
CLICK_AGAIN = """
    const ask = window.fetch;
    window.fetch = async (...given) => {
        const request = new Request(...given);
        let answer = await ask(request.clone());
        for (let again = 0; again < 5 && answer.status === 503; again++) {
            await new Promise(resolve => setTimeout(resolve, 1000));
            answer = await ask(request.clone());
        }
        return answer;
    };
"""
"""Where SQLite is locked the server answers 503; Prefect's clients ask again, and on its pages people click again."""
SLOW = 120_000
"""Milliseconds in which the page has to follow, on a machine that has other things to do too."""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Run `onrecord serve`, on a disk that can be made full or slow; shards are small, and its worker looks often."""
    settings = dict([SMALL_SHARDS, ("PYTHONPATH", str(PLANTED)), ("PREFECT_WORKER_QUERY_SECONDS", "1")])
    with serving(tmp_path_factory.mktemp("served") / "newsroom", **settings) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Debian's Chromium."""
    expect.set_options(timeout=SLOW)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, served: Serving, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page of the server's; what it shows in the end is kept as a picture."""
    context = browser.new_context(viewport=SIZE, base_url=f"{served.url}/v2/", timezone_id="UTC")
    context.set_default_timeout(SLOW)
    context.add_init_script(CLICK_AGAIN)
    page = context.new_page()
    yield page
    page.screenshot(path=_picture(request, "end"))
    context.close()


@pytest.fixture
def keep(page: Page, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give a function that keeps what the page shows as a picture, by a word that says what it is."""
    return lambda word: page.screenshot(path=_picture(request, word)) and None


def _name(request: pytest.FixtureRequest) -> str:
    return re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")


def _picture(request: pytest.FixtureRequest, word: str) -> Path:
    folder = Path(os.environ.get("ONRECORD_SCREENSHOTS", SCREENSHOTS))
    return folder / f"{_name(request)}--{word}.png"


@pytest.fixture
def desk(served: Serving, request: pytest.FixtureRequest) -> Desk:
    """Give a test a desk of its own beside the newsroom's, for runs that name its folders."""
    root = served.desk.root / _name(request)
    (root / "raw").mkdir(parents=True)
    return Desk(root)
