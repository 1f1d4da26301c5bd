"""Addresses that no page of ours writes: refused in the usual shape, never a failure of the service."""

from base64 import b64encode
from urllib.parse import urlencode

import pytest

from tests.api.addresses import METHODS, filled, places, routes
from tests.api.conftest import Api
from tickets.api import urls
from tickets.api.endpoint import Listing

#: Every list that is given in pages, with a parameter that takes an instant, where it has one.
LISTS = {
    "tickets/": "opened_after",
    "deadlines/": "due_before",
    "breaches/": "occurred_after",
    "notices/": "",
    "claims/": "due_before",
    "minutes/": "",
    "supervision/": "",
    "outages/": "",
    "deliveries/": "",
    "registers/<str:code>/": "",
}
#: Every address that names something by words, and by what other numbers it goes on.
NAMES = [
    "kinds/<str:kind>/",
    "tickets/<str:number>/",
    "tickets/<str:number>/actions/<str:name>/",
    *(
        f"tickets/<str:number>/actions/{verb}/"
        for verb in ("consult", "give_opinion", "withdraw_question", "pass_on", "pass_back")
    ),
    "tickets/<str:number>/events/",
    "tickets/<str:number>/attachments/",
    "tickets/<str:number>/comments/",
    "tickets/<str:number>/reminders/",
    "tickets/<str:number>/filing/",
    "tickets/<str:number>/claims/",
    "tickets/<str:number>/preview/",
    "tickets/<str:number>/stamps/",
    "tickets/<str:number>/supervision/",
    "tickets/<str:number>/evidence/",
    "supervision/<str:number>/",
    *(f"supervision/<str:number>/{verb}/" for verb in ("reply", "return", "raise", "accept", "withdraw")),
    "contracts/<str:number>/",
    "contracts/<str:number>/ledger/",
    "contracts/<str:number>/extensions/",
    "contracts/<str:number>/extensions/<int:pk>/agree/",
    "contracts/<str:number>/extensions/<int:pk>/withdraw/",
    "registers/<str:code>/",
    "registers/<str:code>/<int:pk>/",
    *(
        f"registers/<str:code>/<int:pk>/{verb}/"
        for verb in ("confirm", "return", "withdraw", "correct", "annul", "file")
    ),
]
#: Every address that names something by a number.
NUMBERS = [
    "attachments/<int:pk>/",
    "evidence/<int:pk>/",
    "evidence/<int:pk>/file/",
    "deadlines/<int:pk>/",
    "notices/<int:pk>/read/",
    "claims/<int:pk>/",
    *(
        f"claims/<int:pk>/{verb}/"
        for verb in ("accept", "contest", "refer", "decide", "withdraw", "correct", "end", "review", "proof")
    ),
    "minutes/<int:pk>/agree/",
    "minutes/<int:pk>/withdraw/",
    "deliveries/<int:pk>/",
    *(f"deliveries/<int:pk>/{verb}/" for verb in ("retry", "send", "cancel")),
    "contracts/<str:number>/extensions/<int:pk>/agree/",
    "contracts/<str:number>/extensions/<int:pk>/withdraw/",
    "registers/<str:code>/<int:pk>/",
    *(
        f"registers/<str:code>/<int:pk>/{verb}/"
        for verb in ("confirm", "return", "withdraw", "correct", "annul", "file")
    ),
]
VIEWS = {route: one.callback.view_class for route, one in routes(urls.urlpatterns)}  # type: ignore[union-attr]
AT = "2026-03-02T10:04:00+08:00"
SENT = {"value": AT, "happened_at": AT, "reason": "无", "type": "time", "action": "respond", "stamps": {}}


@pytest.fixture
def rows(api: Api) -> None:
    """Something to page through in every list."""
    api.world.file("incident")
    api.world.file("incident")


def test_every_address_is_in_its_table() -> None:
    sorts = {route: places(route) for route in VIEWS}
    assert {route for route, found in sorts.items() if "str" in found} == set(NAMES)
    assert {route for route, found in sorts.items() if "int" in found} == set(NUMBERS)
    assert {route for route, view in VIEWS.items() if issubclass(view, Listing)} == set(LISTS)


def ask(api: Api, route: str, *values: object) -> dict:
    """By the first method that the address knows."""
    method = next(one for one in METHODS if hasattr(VIEWS[route], one))
    return api.call("lead", method, filled(route, *values), SENT if method != "get" else {}, 404)


@pytest.mark.parametrize("name", ["%00", "GD-2026-%00", "%ED%A0%80", "..", "%0d%0aX:1", "*", "a" * 300])
@pytest.mark.parametrize("route", NAMES)
def test_a_name_that_nothing_has_is_404(api: Api, route: str, name: str) -> None:
    assert ask(api, route, name, *([1] if "int" in places(route) else ["respond"]))["code"] == "not_found"


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
@pytest.mark.parametrize("route", NUMBERS)
def test_a_number_that_nothing_has_is_404(api: Api, route: str, number: int) -> None:
    ask(api, route, *(["DEMO"] if "str" in places(route) else []), number)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("position", ["p=", "p=abc", "r=1&p=abc", "o=9&p=2026-13-01", "o=-1&p=x", "x"])
def test_a_cursor_that_is_none_of_ours_is_404(api: Api, path: str, position: str):
    query = urlencode({"cursor": b64encode(position.encode()).decode()})
    answer = api.client("desk").get(f"/api/v1/{path}?{query}")
    assert answer.status_code in (200, 404), answer.content


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(("path", "name"), [(path, name) for path, name in LISTS.items() if name])
@pytest.mark.parametrize(
    "instant",
    [
        "2026-03-01T00:00+23:59",
        "0001-01-01",
        "0001-01-01T00:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31",
        "9999-12-31T23:59-14:00",
    ],
)
def test_an_instant_at_the_edge_of_the_calendar_is_read_or_refused(api: Api, path: str, name: str, instant: str):
    answer = api.client("desk").get(f"/api/v1/{path}?{urlencode({name: instant})}")
    assert answer.status_code in (200, 400), answer.content
