"""Addresses that no page of ours writes: refused in the usual shape, never a failure of the service."""

from base64 import b64encode
from urllib.parse import urlencode

import pytest

from tests.api.conftest import Api

LISTS = ["tickets/", "deadlines/", "breaches/", "notices/"]


@pytest.fixture(autouse=True)
def _rows(api: Api) -> None:
    """Something to page through in every list."""
    api.world.file("incident")
    api.world.file("incident")


@pytest.mark.parametrize("name", ["%00", "GD-2026-%00", "%ED%A0%80", "..", "%0d%0aX:1", "*", "a" * 300])
@pytest.mark.parametrize(
    "path",
    [
        "tickets/{}/",
        "tickets/{}/events/",
        "tickets/{}/attachments/",
        "contracts/{}/",
        "contracts/{}/ledger/",
        "kinds/{}/",
    ],
)
def test_a_name_that_nothing_has_is_404(api: Api, path: str, name: str):
    assert api.get("desk", path.format(name), expect=404)["code"] == "not_found"


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
@pytest.mark.parametrize("path", ["attachments/{}/", "deadlines/{}/"])
def test_a_number_that_nothing_has_is_404(api: Api, path: str, number: int):
    api.get("desk", path.format(number), expect=404)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("position", ["p=", "p=abc", "r=1&p=abc", "o=9&p=2026-13-01", "o=-1&p=x", "x"])
def test_a_cursor_that_is_none_of_ours_is_404(api: Api, path: str, position: str):
    query = urlencode({"cursor": b64encode(position.encode()).decode()})
    answer = api.client("desk").get(f"/api/v1/{path}?{query}")
    assert answer.status_code in (200, 404), answer.content


@pytest.mark.parametrize(
    ("path", "name"), [("tickets/", "opened_after"), ("deadlines/", "due_before"), ("breaches/", "occurred_after")]
)
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
