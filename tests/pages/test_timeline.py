"""往来记录: each thing that an act did to a clock stands there in words."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from tests.pages.claimed import claim, contested, late_answer
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions, clocks, sweep
from tickets.models import AuditEntry, Ticket
from tickets.pages.ticket.timeline import CLOCK_WORDS, events

#: How the clocks write down what was done to them.
NOTED = re.compile(r'_note\(\s*"(\w+)"|"op": "(\w+)"')
#: A warning names its level instead.
LEVELLED = "alert"


def timeline(visitor: Visitor, ticket: Ticket) -> str:
    return words(visitor.get("clerk", f"/tickets/{ticket.number}/")).split("往来记录")[-1]


def test_whatever_is_noted_of_a_clock_has_words() -> None:
    sources = [one.read_text(encoding="utf-8") for one in Path(clocks.__file__).parent.glob("*.py")]
    noted = {one or other for source in sources for one, other in NOTED.findall(source)}
    assert {"start", "set_aside", "relimit", "none"} <= noted
    assert noted - {LEVELLED} <= set(CLOCK_WORDS)


def test_a_breach_that_fell_is_told(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    assert "“故障响应”的超期认定已撤销" in timeline(visitor, ticket)


def test_a_breach_that_comes_back_is_told(world: World, visitor: Visitor) -> None:
    ticket, found = contested(world), actions.Value(start=world.now.replace(minute=4))
    one = {"actor": world.user("auditor"), "now": world.now, "comment": "依通话记录"}
    actions.decide_claim(claim(ticket).pk, value=found, **one)
    actions.ask_review(claim(ticket).pk, actor=world.user("lead"), now=world.now, comment="另有监控记录")
    told = "“故障响应”于 2026-03-02 10:05 超期"
    before = timeline(visitor, ticket).count(told)
    later = actions.Value(start=world.now.replace(minute=18))
    actions.review_claim(
        claim(ticket).pk, value=later, actor=world.user("officer"), now=world.now, comment="依监控记录"
    )
    assert timeline(visitor, ticket).count(told) == before + 1


def test_an_internal_target_that_passed_is_no_breach_and_nobody_else_is_said_to_be_told(
    world: World, visitor: Visitor
) -> None:
    fault = world.take(world.file("incident", "clerk"), "respond", "start_handling")
    world.later(minutes=40)
    while sweep.fire_one(world.now):
        pass
    told = timeline(visitor, fault)
    assert "已过内部目标 2026-03-02 10:40:00 · 系统" in told
    assert "进展反馈：已过内部目标，只提示应办人员" in told
    assert "进展反馈：超期，已通知" not in told


def test_a_stretch_that_lies_behind_is_not_told_as_a_rest_of_now(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    start = world.now.replace(minute=2)
    by = {"actor": world.user("manager"), "now": world.later(minutes=9).now, "reason": "光缆中断"}
    value = actions.Value(start, start.replace(minute=7))
    pause = actions.claim_pause(ticket, code="incident.handle", ground="third_party", value=value, **by)
    actions.accept_claim(pause.pk, actor=world.user("lead"), now=world.now)
    assert "“故障处置恢复”2026-03-02 10:02至2026-03-02 10:07不计时：第三方原因" in timeline(visitor, ticket)


def test_a_clock_that_starts_at_a_fact_entered_later_is_told_with_the_due_of_that_fact(
    world: World, visitor: Visitor
) -> None:
    began = world.now - timedelta(minutes=51)
    order = world.file("suspension", interrupted_at=began.isoformat(), late_reason="抢修后补录")
    while sweep.fire_one(world.later(minutes=2).now):
        pass
    [started] = [one for entry in world.audit(order) for one in entry.data.get("clocks", ()) if one["op"] == "start"]
    assert datetime.fromisoformat(started["due_at"]) == world.clock(order, "suspension.notify").due_at
    told = timeline(visitor, order)
    assert "“书面通知暂停服务”起算，截止 2026-03-02 09:39" in told
    assert "时限 2026-03-02 10:02:00 · 系统" not in told


def test_the_sweep_has_nothing_left_to_say_of_a_limit_that_was_over_at_the_entry(world: World) -> None:
    began = world.now - timedelta(minutes=51)
    order = world.file("suspension", interrupted_at=began.isoformat(), late_reason="抢修后补录")
    before = len(world.audit(order))
    while sweep.fire_one(world.later(minutes=2).now):
        pass
    assert len(world.audit(order)) == before


def test_what_the_sweep_wrote_without_a_word_is_no_entry_of_the_timeline(world: World) -> None:
    order = world.file("incident", "clerk")
    silent = AuditEntry(ticket=order, seq=99, action="clock", at=world.now, data={})
    assert events(order, [silent], {}, []) == []


def test_an_internal_target_is_never_called_overdue(world: World, visitor: Visitor) -> None:
    order = world.file("suspension", interrupted_at=(world.now - timedelta(minutes=1)).isoformat())
    world.later(minutes=40).take(order, "notify")
    page = words(visitor.get("clerk", f"/tickets/{order.number}/"))
    assert "“书面通知暂停服务”停止时已晚于建议时间" in page
    [card] = re.findall(r"书面通知暂停服务 晚于建议时间办结(.*?)怎么算的", page)
    assert "晚于建议时间 11分" in card
    assert "超期" not in card
    assert "晚于建议时间11分" in words(visitor.get("clerk", f"/tickets/{order.number}/print/"))
