"""The tables that stand at the end of `make pages` and `make jobs`, whichever process looked."""

import os
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import launched
from tests.pages.desk import Desk
from tests.screens.hand import Job
from tests.world import build
from tickets import clock

#: What a test notes of each page it saw, and of each job.
PAGE, JOB = "page", "job"
#: The browser of offices that have not renewed theirs, and how it starts without what came with it.
OLD = "CHROMIUM_92"
OLD_ARGUMENTS = ["--single-process", "--no-zygote"]


@pytest.fixture
def seat(request: pytest.FixtureRequest, live_server: Any, settings: Any, tmp_path: Any) -> Iterator[Any]:
    """Makes a desk at a browser, in a language; both of them end with the test."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.MEDIA_ROOT = tmp_path
    desks = []

    def made(engine: str, language: str) -> Desk:
        browser = request.getfixturevalue("old_browser" if engine == OLD else "browser")
        desks.append(Desk(browser, live_server.url, build(clock.now()), language))
        return desks[-1]

    yield made
    for desk in desks:
        desk.leave()


@pytest.fixture
def job(desk: Desk, request: Any, record_property: Any) -> Iterator[Job]:
    """Named by the test; noted when it was done."""
    done = Job(desk, " ".join(request.node.name.split("_")[1:]))
    yield done
    record_property(JOB, done.told())
    assert desk.heard() == []


@pytest.fixture
def old_browser(playwright: Any) -> Iterator[Any]:
    """A new one for each test: in one process it does not outlive its first window."""
    yield from launched(playwright, os.environ[OLD], OLD_ARGUMENTS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    noted = defaultdict(list)
    for report in (one for those in terminalreporter.stats.values() for one in those):
        for name, value in report.user_properties if getattr(report, "when", "") == "teardown" else ():
            noted[name].append(value)
    for name, table in ((PAGE, pages), (JOB, jobs)):
        if noted[name]:
            terminalreporter.section(f"{name}s", sep="-")
            for line in table(noted[name]):
                terminalreporter.line(line)


def pages(seen: list[tuple[str, str, int, int]]) -> Iterator[str]:
    """Page × role: how often it was looked at, or how many faults it has."""
    looks: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for route, who, many, faults in seen:
        looks[route][who][0] += many
        looks[route][who][1] += faults
    roles = list(dict.fromkeys(who for _route, who, _many, _faults in seen))
    yield "".join([f"{'':52}", *(f"{who or 'nobody':>11}" for who in roles)])
    for route in sorted(looks):
        yield "".join([f"{route[:52]:52}", *(f"{cell(looks[route].get(who)):>11}" for who in roles)])
    yield f"{sum(many for *_, many, _faults in seen)} looks, {sum(faults for *_, faults in seen)} faults"


def cell(found: list[int] | None) -> str:
    if found is None:
        return "-"
    many, faults = found
    return f"{faults} faults" if faults else f"ok {many}"


def jobs(done: list[tuple[str, int, int, int, float]]) -> Iterator[str]:
    yield f"{'job':60}{'people':>8}{'clicks':>8}{'fields':>8}{'seconds':>9}"
    for name, people, clicks, fields, seconds in done:
        yield f"{name:60}{people:8}{clicks:8}{fields:8}{seconds:9.1f}"
