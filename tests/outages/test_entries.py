"""监测中断: taken over idempotently, checked by people, made a fault or found to be none by two sides."""

from datetime import timedelta
from typing import Any

import pytest

from tests.outages.office import at, down, fault, mended, of_system
from tests.world import World
from tickets import actions, audit
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.management.demo.monitoring import monitored
from tickets.models import Claim, MonitoredOutage, Notice, OutageWord, Ticket
from tickets.outages.entries import WaitingOutage, waiting

MINUTE = timedelta(minutes=1)


def row(world: World, source: str = "M-1", **more: Any) -> dict[str, Any]:
    begun = {"system": world.system.code, "from": "2026-03-02 09:30", "to": "2026-03-02 09:50", "source_id": source}
    return {**begun, **more}


def taken(world: World, *rows: dict[str, Any], who: str = "desk") -> list[str]:
    judged = actions.import_outages(world.contract, rows, actor=world.user(who), now=world.now)
    return [one.does for one in judged]


def waits(world: World) -> list[WaitingOutage]:
    return waiting([world.contract], world.now)


def keys(world: World) -> list[int]:
    (group,) = waits(world)
    return [one.pk for one in group.monitored]


def say(world: World, who: str, word: str, reason: str = "探测点断网") -> None:
    actions.say_of_outage(keys(world), word, reason=reason, actor=world.user(who), now=world.now)


def answer(world: World, who: str, word: str, reason: str = "") -> None:
    actions.answer_outage(keys(world), word, reason=reason, actor=world.user(who), now=world.now)


def test_the_same_list_twice_is_taken_over_once(world: World) -> None:
    assert taken(world, row(world), row(world, "M-2", system=world.system.code.upper())) == [
        "new",
        "new",
    ]
    assert taken(world, row(world), row(world, "M-2")) == ["stands", "stands"]
    assert MonitoredOutage.objects.count() == 2


def test_a_later_list_puts_right_what_nobody_has_spoken_of(world: World) -> None:
    taken(world, row(world, to=""))
    assert taken(world, row(world)) == ["corrects"]
    (group,) = waits(world)
    assert (len(group.monitored), group.on, group.span.end) == (1, False, at(9, 50))
    say(world, "desk", "false_alarm")
    assert taken(world, row(world, to="2026-03-02 09:55")) == ["spoken_of"]


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"system": "nowhere"}, "system"),
        ({"system": ""}, "system"),
        ({"from": "gestern"}, "from"),
        ({"from": ""}, "from"),
        ({"from": "2026-03-02 10:30", "to": ""}, "from"),
        ({"from": "2025-01-02 10:30", "to": ""}, "from"),
        ({"to": "2026-03-02 09:30"}, "to"),
        ({"to": "2026-03-02 11:30"}, "to"),
        ({"source_id": ""}, "source_id"),
        ({"source_id": "M" * 101}, "source_id"),
    ],
)
def test_one_bad_row_is_named_by_its_column_and_nothing_is_taken_over(
    world: World, wrong: dict[str, str], column: str
) -> None:
    with pytest.raises(Invalid) as refused:
        taken(world, row(world, "M-0"), row(world, **wrong))
    assert set(refused.value.errors) == {f"2.{column}"}
    assert not MonitoredOutage.objects.exists()


def test_a_source_that_is_named_twice_in_a_list_is_a_fault_of_it(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        taken(world, row(world), row(world))
    assert "第1行" in refused.value.errors["2.source_id"][0]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("desk", True),
        ("clerk", True),
        ("auditor", True),
        ("officer", True),
        ("finance", False),
        ("vendor", False),
        ("outsider", False),
    ],
)
def test_sides_and_those_who_oversee_them_hand_lists_in(world: World, who: str, may: bool) -> None:
    if may:
        assert taken(world, row(world), who=who) == ["new"]
    else:
        with pytest.raises(Forbidden):
            taken(world, row(world), who=who)


def test_an_entry_starts_no_clock_and_counts_in_the_worst_reading_alone(world: World) -> None:
    taken(world, row(world))
    assert not Ticket.objects.filter(kind="incident").exists()
    found = of_system(world)
    assert (found.figure.down, found.worst.down, found.open) == (timedelta(), 20 * MINUTE, 1)


def test_those_that_overlap_on_one_system_wait_as_one(world: World) -> None:
    other = world.contract.systems.exclude(pk=world.system.pk).first()
    taken(
        world,
        row(world),
        row(world, "M-2", **{"from": "2026-03-02 09:40", "to": "2026-03-02 09:58"}),
        row(world, "M-3", **{"from": "2026-03-02 08:00", "to": "2026-03-02 08:10"}),
        row(world, "M-4", system=other.code),
    )
    assert sorted((len(one.monitored), one.span.start) for one in waits(world)) == [
        (1, at(8)),
        (1, at(9, 30)),
        (2, at(9, 30)),
    ]


def test_made_a_fault_its_clocks_run_from_the_beginning_by_the_rule_of_late_entries(world: World) -> None:
    """Half an hour late: until the other side has answered both readings stand."""
    taken(world, row(world))
    with pytest.raises(Invalid) as refused:
        actions.make_fault(keys(world), reason="", actor=world.user("clerk"), now=world.now)
    assert "late_reason" in refused.value.errors
    ticket = actions.make_fault(keys(world), reason="监测导入", actor=world.user("clerk"), now=world.now)
    assert waits(world) == []
    assert (ticket.kind, ticket.fields["alarm_at"][:16]) == ("incident", "2026-03-02T09:30")
    claim = Claim.objects.get(ticket=ticket)
    actions.accept_claim(claim.pk, actor=world.user("desk"), now=world.now)
    clock = world.clock(ticket, "incident.handle")
    assert (clock.started_at, clock.due_at) == (at(9, 30), at(10))
    assert OutageWord.objects.get().ticket == ticket


def test_told_at_once_it_asks_for_no_reason_and_its_clocks_run_from_there(world: World) -> None:
    taken(world, row(world, **{"from": "2026-03-02 09:57", "to": ""}))
    ticket = actions.make_fault(keys(world), reason="", actor=world.user("desk"), now=world.now)
    assert world.clock(ticket, "incident.respond").started_at == at(9, 57)


def test_a_false_alarm_is_none_once_the_other_side_says_so(world: World) -> None:
    taken(world, row(world))
    say(world, "desk", "false_alarm")
    told = Notice.objects.filter(event="outage_false_alarm").values_list("recipient__username", flat=True)
    assert set(told) == {"clerk", "lead"}
    assert of_system(world).worst.down == 20 * MINUTE
    for who in ("desk", "manager"):
        with pytest.raises(Forbidden):
            answer(world, who, "confirmed")
    answer(world, "clerk", "confirmed")
    assert (waits(world), of_system(world).worst.down) == ([], timedelta())


def test_contested_it_waits_anew(world: World) -> None:
    taken(world, row(world))
    say(world, "desk", "false_alarm")
    with pytest.raises(Invalid):
        answer(world, "clerk", "contested")
    answer(world, "clerk", "contested", "业务系统当时也无法登录")
    (group,) = waits(world)
    assert (group.word, group.contested and group.contested.reason) == (None, "业务系统当时也无法登录")
    actions.make_fault(keys(world), reason="监测导入", actor=world.user("clerk"), now=world.now)
    assert waits(world) == []


def test_an_outage_of_which_no_order_can_tell_any_more_counts_once_both_say_so(world: World) -> None:
    """Longer ago than a fault may be entered."""
    taken(world, row(world, **{"from": "2026-03-01 08:00", "to": "2026-03-01 09:00"}))
    with pytest.raises(Invalid):
        actions.make_fault(keys(world), reason="监测导入", actor=world.user("clerk"), now=world.now)
    say(world, "clerk", "outage", "当时未报修")
    assert of_system(world).figure.down == timedelta()
    answer(world, "desk", "confirmed")
    assert of_system(world).figure.down == 60 * MINUTE


def test_what_an_order_tells_of_already_is_joined_to_it_and_no_other(world: World) -> None:
    covering = down(world, at(9, 28), at(9, 52))
    shorter = fault(world, at(9, 40))
    mended(world, shorter, at(9, 45))
    world.at(at(10))
    taken(world, row(world))
    with pytest.raises(Invalid):
        actions.join_fault(keys(world), shorter.number, actor=world.user("desk"), now=world.now)
    actions.join_fault(keys(world), covering.number, actor=world.user("desk"), now=world.now)
    assert (waits(world), of_system(world).figure.down) == ([], 24 * MINUTE)


def test_what_has_changed_since_it_was_shown_is_not_acted_on(world: World) -> None:
    taken(world, row(world))
    shown = keys(world)
    taken(world, row(world, "M-2"))
    with pytest.raises(WrongState):
        actions.make_fault(shown, reason="监测导入", actor=world.user("desk"), now=world.now)
    with pytest.raises(Forbidden):
        actions.say_of_outage(shown, "false_alarm", reason="断网", actor=world.user("auditor"), now=world.now)


def test_the_audit_tells_of_every_row(world: World) -> None:
    taken(world, row(world))
    say(world, "desk", "false_alarm")
    answer(world, "clerk", "confirmed")
    assert list(audit.verify_rows()) == []


def test_the_demo_shows_once_what_monitoring_saw(world: World) -> None:
    people = {who: world.user(who) for who in ("desk", "manager")}
    assert [monitored(world.contract, people, world.now) for _time in range(2)] == [2, 0]
    assert sorted(one.word is None for one in waits(world)) == [False, True]
