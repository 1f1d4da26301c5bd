"""`outages/`: monitoring hands in what it saw, whole or not at all; the register is read back."""

from typing import Any

from tests.api.conftest import Api
from tests.outages.office import at, down
from tests.world import World
from tickets.models import MonitoredOutage

AT = "outages/"


def body(world: World, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "contract": world.contract.number,
        "rows": [row(world, f"M-{n}") | one for n, one in enumerate(rows)],
        **more,
    }


def row(world: World, source: str) -> dict[str, Any]:
    return {
        "system": world.system.code,
        "from": "2026-03-02T09:30+08:00",
        "to": "2026-03-02T09:50+08:00",
        "source_id": source,
    }


def test_what_was_handed_in_stands_once_however_often_it_comes(api: Api) -> None:
    told = api.post("desk", AT, body(api.world, {}, {"to": None}), 201)
    assert [one["does"] for one in told["rows"]] == ["new", "new"]
    again = api.post("desk", AT, body(api.world, {}, {}), 201)
    assert [(one["source_id"], one["does"]) for one in again["rows"]] == [("M-0", "stands"), ("M-1", "corrects")]
    (first, second) = api.get("lead", AT, source="monitoring")["results"]
    assert {first["state"], second["state"]} == {"waiting"}
    assert (second["source_id"], second["began_at"], second["ended_at"]) == (
        "M-0",
        "2026-03-02T09:30:00+08:00",
        "2026-03-02T09:50:00+08:00",
    )


def test_looked_at_first_nothing_is_taken_over(api: Api) -> None:
    told = api.post("desk", AT, body(api.world, {}, check=True))
    assert [one["does"] for one in told["rows"]] == ["new"]
    refused = api.post("desk", AT, body(api.world, {}, {"system": "nowhere"}, check=True), 400)
    assert list(refused["errors"]) == ["2.system"]
    assert not MonitoredOutage.objects.exists()


def test_a_bad_row_is_named_with_its_column(api: Api) -> None:
    refused = api.post("desk", AT, body(api.world, {}, {"from": "2027-01-01 10:00", "to": ""}), 400)
    assert list(refused["errors"]) == ["2.from"]
    assert not MonitoredOutage.objects.exists()
    api.post("finance", AT, body(api.world, {}), 403)
    api.post("outsider", AT, body(api.world, {}), 404)
    assert "rows" in api.post("desk", AT, {"contract": api.world.contract.number, "rows": []}, 400)["errors"]


def test_the_register_is_narrowed_as_its_page_is(api: Api) -> None:
    world = api.world
    other = world.contract.systems.exclude(pk=world.system.pk).first()
    ticket = down(world, at(9), at(9, 30))
    down(world, at(9, 40), at(9, 50), other)
    number, system = world.contract.number, world.system.code
    assert len(api.get("auditor", AT)["results"]) == 2
    (found,) = api.get("auditor", AT, contract=number, system=system, month="2026-03", state="counted")["results"]
    assert (found["ticket"], found["source"], found["state"]) == (ticket.number, "incident", "counted")
    assert (found["began_at"], found["ended_at"]) == ("2026-03-02T09:00:00+08:00", "2026-03-02T09:30:00+08:00")
    for asked in ({"month": "2026-04"}, {"state": "on"}, {"source": "suspension"}, {"source": "monitoring"}):
        assert api.get("auditor", AT, **asked)["results"] == []
    assert api.get("outsider", AT)["results"] == []
    api.get("auditor", AT, 400, state="nothing")
