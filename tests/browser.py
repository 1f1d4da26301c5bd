"""The system's own Chromium for tests that look at pages as people do."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from tests.pages.desk import Desk
from tests.world import build
from tickets import clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium was found (install chromium, or name one in CHROMIUM): the browser tests did NOT run"
#: As root Chromium has no sandbox to start; a small /dev/shm makes it crash on large pages.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]


def chromium() -> str:
    """The path of a Chromium, or an empty text."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")


@pytest.fixture(scope="session")
def playwright() -> Iterator["Playwright"]:
    """One for all browsers of a process: a second loop is refused in its thread."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as started:
        yield started
        # what tests opened while the loop ran is reached only while it runs, and would keep the database from its end
        connections.close_all()


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator["Browser"]:
    """A Playwright browser. Without Chromium its tests are skipped, or fail where REQUIRE_BROWSER=1."""
    path = chromium()
    if not path:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(MISSING)
    yield from launched(request.getfixturevalue("playwright"), path)


def launched(playwright: "Playwright", path: str, arguments: Iterable[str] = ()) -> Iterator["Browser"]:
    started = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])
    yield started
    started.close()


@pytest.fixture
def desk(browser: "Browser", live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Desk]:
    """The demo's cast before one browser, at the present hour."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.MEDIA_ROOT = tmp_path
    desk = Desk(browser, live_server.url, build(clock.now()))
    yield desk
    desk.leave()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(MISSING)
