"""Values by which the database sorts never leave it: no answer and no page names a year beyond 2200."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import override_settings
from django.urls import URLPattern
from pytest_django import DjangoDbBlocker

from tests.actions.walks import SEEDS
from tests.api.conftest import Api
from tests.kinds import ONCE
from tests.pages.conftest import Visitor
from tests.world import Made, World, copied, made
from tickets import sweep
from tickets.api import urls as api_urls
from tickets.lifecycle import KINDS
from tickets.models import Breach, Claim, Contract, Deadline, Minutes, Notice, SupervisionOrder, Ticket
from tickets.pages import urls as page_urls
from tickets.registers import REGISTERS

FAR = 2200
#: A year in a date, as programs and as people write it.
YEAR = re.compile(r"(?<![\w.-])(\d{4,6})(?=-\d{2}-\d{2}|-\d{2}\b|/\d{1,2}/|年)")
PLACE = re.compile(r"<\w+:\w+>")
#: What is asked where an address alone asks too little.
ASKED: dict[str, dict[str, Any]] = {
    "due/": {"start": "2026-03-02", "limit": "5 days"},
    **{path: {"page_size": 200} for path in ("tickets/", "deadlines/", "breaches/", "notices/")},
}


def far(text: str) -> list[str]:
    return [year for year in YEAR.findall(text) if int(year) > FAR]


def test_a_far_year_is_seen_in_every_way_of_writing_it() -> None:
    for said in ('"9000-01-01T08:00:00+08:00"', "9001-01-01 08:00", "9000年1月1日", "9000/1/1", "10000-01-01"):
        assert far(said), said
    for said in ("2026-03-02", "GD-2026-009000", "ZX2026-0031", "9000 元"):
        assert not far(said), said


def furnished(world: World) -> World:
    once = set[str]()
    for seed in SEEDS:
        world.later(minutes=1)
        if seed.kind not in once:
            seed.ticket(world)
        once |= {seed.kind} & ONCE
    world.take(world.file("incident"), "respond", "dismiss")
    rested = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.take(rested, "suspend", who="lead", ground="waiting_agency")
    done = world.take(world.file("restart"), "submit", "approve_restart", "verify", "begin", "complete")
    world.take(done, "confirm")
    world.later(days=2)
    while sweep.fire_one(world.now):
        pass
    return world


@pytest.fixture(scope="module")
def made_office(made_once: Made, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Made:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("office")):
        return made(lambda: furnished(copied(made_once)))


@pytest.fixture
def office(db: None, made_office: Made) -> World:
    """Tickets of every kind on many ways: running, late, resting, without a clock, closed, withdrawn."""
    return copied(made_office)


def filled(route: str) -> Iterator[str]:
    """The addresses of a route: one for each row that its place may name."""
    if not PLACE.search(route):
        yield route
        return
    places: dict[str, Iterable[object]] = {
        "tickets": Ticket.objects.values_list("number", flat=True),
        "tickets/new": KINDS,
        "contracts": Contract.objects.values_list("number", flat=True),
        "kinds": KINDS,
        "batch": KINDS,
        "deadlines": Deadline.objects.values_list("pk", flat=True),
        "attachments": (),  # what people handed in says what they like
        "files": (),
        "claims": Claim.objects.values_list("pk", flat=True),
        "checks/minutes": Minutes.objects.values_list("pk", flat=True),
        "minutes": Minutes.objects.values_list("pk", flat=True),
        "notices": Notice.objects.values_list("pk", flat=True)[:1],
        "breaches": Breach.objects.values_list("pk", flat=True),
        "supervision": SupervisionOrder.objects.values_list("number", flat=True),
        "deliveries": (),  # the administrators'
        "evidence": (),  # each person's own
        "exports": (),
        "outages": (),  # only sent to
        "reports": (),
        "sampling": (),  # the supervisor's
        "sheets": (),  # none is closed
        "registers": REGISTERS,
        "exports/new": (),  # only sent to, as the two below
        "notices/put": (),
        "views": (),
        "profile/substitutes": (),
        "profile/tokens": (),
    }
    for value in places[route[: PLACE.search(route).start()].rstrip("/")]:
        yield PLACE.sub("approve", PLACE.sub(str(value), route, count=1))


def shown(patterns: Iterable[URLPattern], get: Callable[[str], Any]) -> dict[str, str]:
    """Address -> text of everything that the caller of `get` is shown. A PDF, slow to make, is its page again."""
    routes = (str(pattern.pattern) for pattern in patterns)
    asked = (route for route in routes if not route.startswith("^") and not route.endswith(".pdf"))
    answers = ((address, get(address)) for route in asked for address in filled(route))
    return {address: answer.content.decode() for address, answer in answers if answer.status_code == 200}


def test_no_answer_of_rest_names_a_far_year(office: World, clock_at: Callable[[datetime], None]) -> None:
    client, filed = Api(office, clock_at).client("clerk"), Ticket.objects.all()
    clock_at(office.now)
    assert {one.kind for one in filed} == set(KINDS)
    assert {one.earliest_due is None for one in filed if not one.final} == {True, False}
    assert {one.earliest_due for one in filed if one.final} == {None}
    seen = shown(api_urls.urlpatterns, lambda path: client.get(f"/api/v1/{path}", ASKED.get(path)))
    assert {"tickets/", "deadlines/", "breaches/", "notices/", "due/", "kinds/", "contracts/"} <= set(seen)
    assert len(seen) > 4 * len(filed)
    assert {address: found for address, text in seen.items() if (found := far(text))} == {}


def test_no_page_names_a_far_year(office: World, clock_at: Callable[[datetime], None]) -> None:
    client = Visitor(office, clock_at).client("clerk")
    seen = shown(page_urls.urlpatterns, lambda path: client.get(f"/{path}"))
    assert {"", "tickets/", "board/", "notices/", "contracts/", "tickets/new/"} <= set(seen)
    assert len(seen) > Ticket.objects.count()
    assert {address: found for address, text in seen.items() if (found := far(text))} == {}
