"""资源回收 (3.5): shown to be idle, proposed by provider or authority, never without the agency's word."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets import actions, ledger
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema
from tickets.models import LedgerEntry, Ticket
from tickets.sweep import clocks

ANSWER = "reclaim.answer"


def at(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=ZONE)


def vcpu(quantity: int) -> list[dict[str, Any]]:
    return [{"line": "vcpu", "quantity": quantity}]


@pytest.fixture
def passed_on(world: World) -> Ticket:
    world.stock(vcpu=10)
    return world.take(world.file("reclaim", "manager", reclaimed=vcpu(6)), "propose_reclaim", "recommend_reclaim")


def test_agreeing_moves_no_line_and_says_that_a_change_order_follows(world: World, passed_on: Ticket) -> None:
    before = LedgerEntry.objects.count()
    closed = world.take(passed_on, "agree_reclaim", agreed_lines=vcpu(4))
    assert LedgerEntry.objects.count() == before
    assert ledger.held([world.system])[world.system.pk] == {"vcpu": 10}
    assert "另办变更" in str(closed.stage.label)
    assert {"manager", "officer", "auditor"} <= world.told(closed, "step")


def test_what_is_agreed_to_is_drafted_as_a_change_of_the_agency_linked_both_ways(
    world: World, passed_on: Ticket
) -> None:
    closed = world.take(passed_on, "agree_reclaim", agreed_lines=vcpu(4))
    (drafted,) = Ticket.objects.filter(kind="change")
    assert (drafted.state, drafted.system, drafted.opened_unit) == ("draft", world.system, world.contract.agency)
    assert (drafted.fields["type"], drafted.fields["lines"]) == ("reduction", vcpu(-4))
    assert (drafted.occasion.of, drafted.opened_by, drafted.authors) == (closed, None, [])
    assert world.told(drafted, "your_move") == {"clerk"}
    assert [entry.data["occasion"] for entry in world.audit(drafted)] == [closed.number]


def test_the_draft_is_completed_by_the_clerk_and_the_ledger_moves_by_it_alone(world: World, passed_on: Ticket) -> None:
    world.take(passed_on, "agree_reclaim")
    drafted = Ticket.objects.get(kind="change")
    with pytest.raises(Invalid) as refused:
        world.take(drafted, "submit")
    assert "data_saved" in refused.value.errors
    asked = world.examples("change", schema(KINDS["change"].opening.asks, world.sample))
    said = {name: asked[name] for name in ("window_start", "window_end", "interrupts")} | {"data_saved": True}
    drafted = actions.edit(drafted, actor=world.user("clerk"), now=world.now, version=drafted.version, fields=said)
    way = "submit approve record_filing accept start_work deliver confirm"
    assert world.take(drafted, *way.split()).state == "closed"
    assert ledger.held([world.system])[world.system.pk] == {"vcpu": 4}


def test_what_is_kept_drafts_nothing(world: World, passed_on: Ticket) -> None:
    world.take(passed_on, "keep")
    assert not Ticket.objects.filter(kind="change").exists()


def test_no_more_is_agreed_to_than_was_proposed_nor_another_line(world: World, passed_on: Ticket) -> None:
    for more in (vcpu(7), [{"line": "memory_gb", "quantity": 1}]):
        with pytest.raises(Invalid) as refused:
            world.take(passed_on, "agree_reclaim", agreed_lines=more)
        assert set(refused.value.errors) == {"agreed_lines"}


def test_the_agency_answers_within_its_time_and_silence_reclaims_nothing(world: World) -> None:
    ticket = world.take(world.file("reclaim", "officer"), "propose_reclaim", who="officer")
    clock = world.clock(ticket, ANSWER)
    assert (clock.party, clock.internal, clock.due_at) == ("agency", True, at(17).replace(hour=0))
    assert "clerk" in world.told(ticket, "your_move")
    clocks.fire_deadlines(at(20))
    assert world.fresh(ticket).state == "answering"
    for name, who in (("agree_reclaim", "manager"), ("recommend_reclaim", "desk")):
        with pytest.raises((Forbidden, WrongState)):
            world.at(at(20)).take(ticket, name, who=who)


@pytest.mark.parametrize("who", ["clerk", "manager", "officer"])
def test_the_lead_alone_agrees_or_keeps(world: World, passed_on: Ticket, who: str) -> None:
    for verdict in ("agree_reclaim", "keep"):
        with pytest.raises(Forbidden):
            world.take(passed_on, verdict, who=who)


def test_an_opinion_is_given_again_and_the_time_runs_on(world: World, passed_on: Ticket) -> None:
    returned = world.take(passed_on, "return_opinion")
    assert (returned.state, world.clock(returned, ANSWER).state) == ("answering", "running")
    assert world.take(returned, "recommend_reclaim", "keep").state == "kept"


def test_what_is_kept_is_kept_until_a_day_within_half_a_year(world: World, passed_on: Ticket) -> None:
    for day in (world.now.date() - timedelta(days=1), world.now.date() + timedelta(days=181)):
        with pytest.raises(Invalid) as refused:
            world.take(passed_on, "keep", keep_until=day.isoformat())
        assert set(refused.value.errors) == {"keep_until"}
    kept = world.take(passed_on, "keep", keep_until=(world.now.date() + timedelta(days=180)).isoformat())
    assert (kept.state, world.clock(kept, ANSWER).state) == ("kept", "met")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"usage": []}, "usage"),
        ({"usage_from": "2026-02-01"}, "usage_from"),  # 29 days until 1 March
        ({"usage_from": "2026-01-01", "usage_to": "2026-02-22"}, "usage_to"),  # eight days ago
        ({"reclaimed": vcpu(11)}, "reclaimed"),
        ({"reclaimed": vcpu(0)}, "reclaimed"),
        ({"reclaimed": [{"line": "gold", "quantity": 1}]}, "reclaimed"),
    ],
)
def test_what_is_idle_is_measured_lately_and_long_enough_and_held(
    world: World, said: dict[str, Any], field: str
) -> None:
    world.stock(vcpu=10)
    with pytest.raises(Invalid) as refused:
        world.file("reclaim", **said)
    assert set(refused.value.errors) == {field}


def test_thirty_days_that_end_a_week_ago_are_enough_and_what_was_given_back_needs_none(world: World) -> None:
    ticket = world.file("reclaim", usage_from="2026-01-25", usage_to="2026-02-23")
    assert world.take(ticket, "propose_reclaim").state == "answering"
    world.file("reclaim", reclaim_ground="returned", usage=None, usage_from=None, usage_to=None)


def test_figures_that_grew_old_in_a_draft_are_measured_again(world: World) -> None:
    ticket = world.file("reclaim", usage_from="2026-01-25", usage_to="2026-02-23")
    with pytest.raises(WrongState):
        world.at(at(3)).take(ticket, "propose_reclaim")


def test_only_the_side_that_proposed_withdraws(world: World, passed_on: Ticket) -> None:
    for other in ("officer", "lead"):
        with pytest.raises(Forbidden):
            world.take(passed_on, "withdraw", who=other)
    withdrawn = world.take(passed_on, "withdraw", who="manager")
    assert (withdrawn.state, world.clock(withdrawn, ANSWER).state) == ("withdrawn", "cancelled")
