"""8.3 and 8.7 over REST: what was told too late is said on the order and refuses nothing; refusals are counted."""

from typing import Any

import pytest

from tests.api.conftest import Api
from tickets.models import Ticket


def remarks(api: Api, ticket: Ticket) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in api.get("clerk", f"tickets/{ticket.number}/")["remarks"]}


@pytest.mark.parametrize(("planned", "late"), [("2026-03-09", False), ("2026-03-06", True)])
def test_a_filing_that_is_too_late_is_told_when_the_order_is_filed(api: Api, planned: str, late: bool) -> None:
    ticket = api.world.file("exit", planned_date=planned)
    found = remarks(api, ticket)
    assert ("filing.advance" in found) is late
    if late:
        told = found["filing.advance"]
        assert (told["last_day"], told["told_at"]) == ("2026-02-28", None)
        assert "仍可办理" in told["message"]


def test_it_stays_on_the_order_and_refuses_nothing(api: Api) -> None:
    world = api.world
    ticket = world.take(world.file("exit", planned_date="2026-03-06"), "submit", "approve")
    sealed = world.now
    ticket = world.later(days=3).take(ticket, "record_filing", "accept")
    told = remarks(api, ticket)["filing.advance"]
    assert told["told_at"] == sealed.isoformat()
    assert "提前报备" in told["message"]


def test_what_was_sealed_in_time_is_not_late_afterwards(api: Api) -> None:
    world = api.world
    ticket = world.take(world.file("exit"), "submit", "approve")
    assert not remarks(api, world.later(days=20) and ticket)


def test_urgent_work_is_filed_afterwards_and_not_told_as_late(api: Api) -> None:
    repair = api.world.file("change", type="software", lines=None)  # a growth for good is never urgent
    ticket = api.world.take(repair, "submit_urgent", "authorize_urgent")
    assert "filing.advance" not in remarks(api, ticket)


@pytest.mark.parametrize(("day", "late"), [("2026-03-05", False), ("2026-03-04", True)])
def test_maintenance_is_announced_to_the_provider_and_its_time_compared(api: Api, day: str, late: bool) -> None:
    world = api.world
    ticket = world.take(world.file("change"), "submit_for_costing", "clear_cost", "approve")
    hours = {"work_from": f"{day}T20:00:00+08:00", "work_to": f"{day}T22:00:00+08:00"}
    ticket = world.take(ticket, "announce_work", maintenance="penetration_test", **hours)
    assert ("notice.advance" in remarks(api, ticket)) is late
    assert {"desk", "manager"} <= world.told(ticket, "step")
    assert world.audit(ticket)[-1].data["fields"]["maintenance"] == "penetration_test"


@pytest.mark.parametrize(("day", "late"), [("2026-03-05", False), ("2026-03-04", True)])
def test_a_notice_of_maintenance_that_comes_too_late_is_said_and_not_refused(api: Api, day: str, late: bool) -> None:
    hours = {"work_from": f"{day}T20:00:00+08:00", "work_to": f"{day}T22:00:00+08:00"}
    ticket = api.world.take(api.world.file("notice", **hours), "announce")
    assert ("notice.advance" in remarks(api, ticket)) is late


def test_work_that_cannot_wait_is_not_told_too_late(api: Api) -> None:
    hours = {"work_from": "2026-03-02T11:00:00+08:00", "work_to": "2026-03-02T12:00:00+08:00"}
    ticket = api.world.take(api.world.file("notice", emergency=True, **hours), "announce")
    assert "notice.advance" not in remarks(api, ticket)


def test_refused_nominees_are_counted(api: Api) -> None:
    world = api.world
    way = "submit issue_demand nominate reject_nominee nominate reject_nominee"
    ticket = world.take(world.file("staff_replacement"), *way.split())
    assert remarks(api, ticket)["reject_nominee"]["count"] == 2


def test_kinds_says_between_what_a_day_must_lie(api: Api) -> None:
    kind = api.get("clerk", "kinds/exit/")
    planned = kind["fields"]["properties"]["planned_date"]
    assert [one["point"] for one in planned["x-bounds"]] == ["today", "service_ends"]
    assert planned["description"] == "不早于今天；不晚于最后服务日"


def test_a_filing_number_on_two_orders_is_said_on_both_and_refuses_nothing(api: Api) -> None:
    world = api.world
    one, two, three = (world.take(world.file("exit"), "submit", "approve") for _ in range(3))
    for ticket, number in ((one, "BA-2026-0007"), (two, "BA-2026-0007"), (three, "BA-2026-0008")):
        world.take(ticket, "record_filing", filing_no=number)
    assert two.number in remarks(api, one)["filing_no"]["message"]
    assert one.number in remarks(api, two)["filing_no"]["message"]
    assert "filing_no" not in remarks(api, three)
