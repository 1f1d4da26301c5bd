"""What happened under the former release can be contested like anything else: its fact is made when it is asked for."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from tests.pages.conftest import Visitor
from tests.upgrade.test_clocks_of_before import instant, of
from tests.world import World
from tickets import actions
from tickets.clocks import certificates
from tickets.errors import Invalid
from tickets.models import AuditEntry, Claim, Deadline, Fact, Interpretation, Ticket
from tickets.register import calendar_as

REASON = "与电话录音不符"


def claim(world: World, ticket: Ticket, fact: str, at: datetime, who: str, number: int | None = None) -> Claim:
    value, actor = actions.Value(at), world.user(who)
    return actions.claim_time(ticket, fact=fact, value=value, reason=REASON, actor=actor, now=world.now, number=number)


def contested_and_decided(world: World, claim: Claim, contester: str, at: datetime) -> None:
    now, value = world.now, actions.Value(at)
    actions.contest_claim(claim.pk, value=None, actor=world.user(contester), now=now, comment=REASON)
    actions.decide_claim(claim.pk, value=value, actor=world.user("auditor"), now=now, comment=REASON)


def fact_of(named: Claim) -> Fact:
    assert named.fact is not None
    return named.fact


def stopped_by(clock: Deadline) -> str:
    assert clock.stop_fact is not None
    return clock.stop_fact.name


def as_frozen(clock: Deadline) -> list[tuple[object, ...]]:
    return [
        (one["version"], one["claim"], one["state"], one["stop"] and datetime.fromisoformat(one["stop"]))
        for one in clock.versions
    ]


def test_a_late_answer_of_before_is_claimed_contested_and_decided(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answered at 8:12 as entered, due 8:06; by telephone at 8:04, says the provider, and the supervisor finds so."""
    entered, happened = instant("2026-11-20T08:12"), instant("2026-11-20T08:04")
    raised = claim(world, of(21), "respond", happened, "manager")
    fact = Fact.objects.get()
    assert (fact.entered_at, fact.stated_at, fact.standing_at) == (entered, entered, entered)
    assert (fact.entered_by.username, fact.side, fact.answered_by) == ("engineer", "provider", "agency")
    assert (fact.not_before, fact.late) == (instant("2026-11-20T08:01"), False)
    clock = world.clock(of(21), "incident.respond")
    assert (clock.stop_fact, clock.stopped_at, clock.state, clock.unsettled) == (fact, entered, "breached", True)

    contested_and_decided(world, raised, "lead", happened)
    clock = world.clock(of(21), "incident.respond")
    assert (clock.state, clock.stopped_at, clock.unsettled) == ("met", happened, False)
    assert as_frozen(clock) == [(1, None, "breached", entered), (2, raised.number, "met", happened)]
    assert clock.breaches.get().set_aside_claim == raised
    call_command("verify_audit")


def test_both_certificates_are_reckoned_again_to_the_same(world: World) -> None:
    raised = claim(world, of(21), "respond", instant("2026-11-20T08:04"), "manager")
    contested_and_decided(world, raised, "lead", instant("2026-11-20T08:04"))
    versions = world.clock(of(21), "incident.respond").versions
    assert [list(certificates.differences(one, calendar_as(one["calendar"]))) for one in versions] == [[], []]


def test_the_clocks_that_began_with_the_answer_move_with_it(world: World) -> None:
    raised = claim(world, of(21), "respond", instant("2026-11-20T08:04"), "manager")
    actions.accept_claim(raised.pk, actor=world.user("lead"), now=world.now)
    first = Deadline.objects.get(ticket=of(21), code="incident.progress", round=1)
    assert (first.started_at, first.due_at) == (instant("2026-11-20T08:04"), instant("2026-11-20T08:34"))
    assert (first.state, first.breaches.get().occurred_at) == ("breached", instant("2026-11-20T08:34"))
    call_command("verify_audit")


def test_the_report_of_an_old_fault_is_claimed_earlier(world: World) -> None:
    """Every clock that began with the report begins anew; a closed order is touched as long as a claim is in time."""
    raised = claim(world, of(16), "reported_at", instant("2026-11-18T09:50"), "desk")
    if raised.state == "pending":
        actions.accept_claim(raised.pk, actor=world.user("lead"), now=world.now)
    fact = Fact.objects.get()
    assert (fact.name, fact.entered_at) == ("reported_at", instant("2026-11-18T10:00"))
    started = Deadline.objects.filter(start_fact=fact)
    assert set(started.values_list("code", "state")) == {
        ("incident.respond", "breached"), ("incident.handle", "met"), ("incident.locate", "met"),
    }  # fmt: skip
    assert set(started.values_list("started_at", flat=True)) == {instant("2026-11-18T09:50")}
    call_command("verify_audit")


def test_a_result_handed_in_before_is_what_its_clock_stopped_by(world: World) -> None:
    """Not the confirmation at the same clock: that stopped the checker's. Nothing turns on half an hour: it counts."""
    claim(world, of(16), "submit_report", instant("2026-11-18T14:30"), "manager")
    report = Deadline.objects.get(ticket=of(16), code="incident.report")
    assert (stopped_by(report), report.stopped_at) == ("submit_report", instant("2026-11-18T14:30"))
    assert report.pauses.get().start_fact == report.stop_fact
    claim(world, of(16), "confirm", instant("2026-11-19T09:00"), "lead")
    report.refresh_from_db()
    assert stopped_by(report) == "submit_report"
    assert stopped_by(world.clock(of(16), "common.confirm")) == "confirm"


def test_facts_of_before_and_of_now_are_counted_in_the_order_of_their_entry(world: World) -> None:
    ticket = world.take(of(21), "report_progress")
    newest = claim(world, ticket, "report_progress", world.now - timedelta(minutes=2), "manager")
    oldest = claim(world, ticket, "report_progress", instant("2026-11-20T08:35"), "manager", number=1)
    assert fact_of(newest).entered_at == world.now
    assert fact_of(oldest).entered_at == instant("2026-11-20T08:40")
    assert list(Fact.objects.values_list("entered_at", flat=True)) == [
        fact_of(oldest).entered_at,
        fact_of(newest).entered_at,
    ]


def test_the_fact_is_made_once(world: World) -> None:
    first = claim(world, of(21), "respond", instant("2026-11-20T08:04"), "manager")
    actions.withdraw_claim(first.pk, actor=world.user("manager"), now=world.now)
    second = claim(world, of(21), "respond", instant("2026-11-20T08:05"), "manager")
    assert first.fact == second.fact
    assert Fact.objects.count() == 1


def test_a_fact_of_before_is_bound_like_any_other(world: World) -> None:
    for at in ("2026-11-20T08:00", "2026-11-20T08:13"):
        with pytest.raises(Invalid):
            claim(world, of(21), "respond", instant(at), "manager")
    assert not Fact.objects.exists()


def test_an_act_that_reports_nothing_has_no_fact_and_the_refusal_names_those_there_are(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        claim(world, of(21), "suspend", instant("2026-11-20T08:20"), "lead")
    assert "reported_at, respond, start_handling, report_progress" in refused.value.message


def test_a_recovery_of_before_that_was_none_is_claimed_not_to_have_happened(world: World) -> None:
    """Recovered under the former release, turned down under this one: the first round runs on once that is settled."""
    ticket = world.take(awaiting_confirmation(world), "reject_recovery")
    denial = Claim.objects.get(ticket=ticket)
    assert (fact_of(denial).name, fact_of(denial).entered_at) == ("recover", instant("2026-11-18T10:20"))
    assert Deadline.objects.get(ticket=ticket, code="incident.handle", round=1).stop_fact == denial.fact
    actions.accept_claim(denial.pk, actor=world.user("manager"), now=world.now)
    first, merged = Deadline.objects.filter(ticket=ticket, code="incident.handle").order_by("round")
    assert (first.stopped_at, merged.cancelled) == (None, True)
    assert [one["state"] for one in first.versions] == ["met"]


def awaiting_confirmation(world: World) -> Ticket:
    """The kept office has no fault that waits for it: one of its closed faults, as it stood before it was confirmed."""
    turned_down = Interpretation.objects.filter(contract=world.contract, key="incident.reject_recovery_working_days")
    turned_down.update(value=5)
    Ticket.objects.filter(pk=of(16).pk).update(state="confirming", closed_at=None)
    return of(16)


def test_the_page_offers_what_was_entered_before_and_claims_it(world: World, visitor: Visitor) -> None:
    page = visitor.get("manager", f"/tickets/{of(21).number}/")
    assert 'value="respond:1"' in page
    typed = {"fact": "respond:1", "start": "2026-11-20T08:04", "comment": REASON}
    visitor.post("manager", f"/tickets/{of(21).number}/claim-time/", typed)
    assert fact_of(Claim.objects.get()).entered_at == instant("2026-11-20T08:12")


def test_of_several_of_one_name_each_is_numbered_by_its_entry(world: World) -> None:
    """One that has its row by now does not move before those that have none."""
    entries = AuditEntry.objects.filter(ticket=of(21))
    before = actions.claimable(of(21), Fact.objects.filter(ticket=of(21)), entries)
    progress = [one.number for one in before if one.name == "report_progress"]
    claim(world, of(21), "respond", instant("2026-11-20T08:04"), "manager")
    after = actions.claimable(of(21), Fact.objects.filter(ticket=of(21)), entries)
    assert [(one.name, one.number) for one in after] == [(one.name, one.number) for one in before]
    assert progress == list(range(1, len(progress) + 1))
