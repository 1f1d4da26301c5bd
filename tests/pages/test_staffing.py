"""值守与人员 on its pages: absences to be answered, what a month came to, and the notice that either leads to."""

from datetime import datetime, timedelta

import pytest

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.models import Contract, SavedForm, System, Ticket

INSTANT = timedelta(microseconds=1)
KEY = [{"duty_post": "安全岗 S-01", "site": "监控中心", "people": 1, "key_post": True}]


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def way(ticket: Ticket) -> str:
    return f"/tickets/new/rectification/?because={ticket.number}"


@pytest.fixture
def served(world: World) -> World:
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=at(1, 1))
    System.objects.filter(pk=world.system.pk).update(live_since=at(1, 5))
    return world


def over(world: World, ticket: Ticket) -> Ticket:
    ends = datetime.fromisoformat(ticket.fields["duty_to"])
    assert actions.lapse(ticket.pk, ends + INSTANT)
    world.at(ends + timedelta(hours=9))
    return world.fresh(ticket)


def short(world: World, month: int) -> Ticket:
    actions.open_recurring(at(month, 1))
    ticket = Ticket.objects.get(kind="staffing", fields__occasion_named=f"2026-{month:02}")
    ticket = world.take(over(world, ticket), "hand_in_lapses", people_kept=5, present_least=4)
    return world.take(ticket, "confirm_sheet")


@pytest.fixture
def duty(world: World) -> Ticket:
    said = {"duty_from": at(3, 6).isoformat(), "duty_to": at(3, 9, 18).isoformat(), "plan_by": "2026-03-04"}
    ticket = world.file("staffing", system=None, major_event=True, occasion_named="重大会议", **said)
    ticket = world.take(world.take(ticket, "submit_duty_plan", posts=KEY), "agree_duty_plan")
    world.at(at(3, 7, 12))
    return ticket


def test_each_absence_has_its_row_in_the_sheet_and_no_answer_is_given_beforehand(
    world: World, visitor: Visitor, duty: Ticket
) -> None:
    ticket = over(world, world.take(duty, "find_absent", who="clerk"))
    page = visitor.get("desk", f"/tickets/{ticket.number}/")
    assert "缺岗1" in words(page)
    assert "由使用单位（甲方）登记，待答复" in words(page)
    assert "1 · 云机房 驻场运维岗 A-01 2026-03-07 10:00–11:00" in page
    typed = {
        "version": str(ticket.version), "f-lapses_of_duty": "见说明", "f-present_least": "1",
        "f-absence_answers-0-absence_no": "1", "f-absence_answers-0-answer": "",
    }  # fmt: skip
    visitor.post("desk", f"/tickets/{ticket.number}/act/hand_in_lapses/", typed, expect=400)
    typed["f-absence_answers-0-answer"] = "accept"
    visitor.post("desk", f"/tickets/{ticket.number}/act/hand_in_lapses/", typed, expect=302)
    assert "由使用单位（甲方）登记，已核定" in words(visitor.get("lead", f"/tickets/{ticket.number}/"))


def test_two_short_months_lead_to_a_notice_to_rectify_that_is_filled_in(served: World, visitor: Visitor) -> None:
    first = short(served, 4)
    assert "because" not in visitor.get("clerk", f"/tickets/{first.number}/")
    second = short(served, 5)
    page = visitor.get("clerk", f"/tickets/{second.number}/")
    assert way(second) in page
    assert "5人，同时在岗最少4人；承诺6人，少于承诺" in words(page)
    assert "连续2个月人数未达到承诺" in words(page)
    assert "because" not in visitor.get("lead", f"/tickets/{second.number}/")

    form = visitor.get("clerk", way(second))
    assert "2026-04：5人（承诺6人）" in form
    assert 'value="staff_short"' in form
    typed = {
        "contract": "DEMO", "step": "1", "because": second.number, "title": "人数不足", "system": "",
        "f-rectify_ground": "staff_short", "f-demand": "整改", "f-due_on": "2026-07-01",
    }  # fmt: skip
    visitor.post("clerk", way(second), typed, expect=302)
    kept = SavedForm.objects.get(kind="rectification")
    assert [row["related_order"] for row in kept.fields["related"]] == [first.number, second.number]


def test_a_key_post_that_was_empty_leads_to_one_as_well(world: World, visitor: Visitor, duty: Ticket) -> None:
    said = {"checked_site": "监控中心", "empty_post": "安全岗 S-01"}
    ticket = world.take(duty, "report_absence", who="desk", **said)
    assert "骨干人员未到场" in words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    form = visitor.get("clerk", way(ticket))
    assert 'value="key_staff_absent"' in form
    assert "监控中心 安全岗 S-01 2026-03-07 10:00–11:00" in form
    assert "重大会议期间骨干人员未到场" in form


def test_because_of_a_duty_that_was_kept_nothing_is_filled_in(world: World, visitor: Visitor, duty: Ticket) -> None:
    assert "because" not in visitor.get("clerk", f"/tickets/{duty.number}/")
    assert "骨干人员未到场期间" not in visitor.get("clerk", way(duty))


def test_the_contracts_page_says_how_many_people_are_promised_or_that_it_is_missing(
    world: World, visitor: Visitor
) -> None:
    assert "承诺人数 6人，自2026-01-01起" in words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "承诺人数 6人" not in words(visitor.get("clerk", "/contracts/FW2025091703/"))
