"""Clocks of the former release go on as they were: those that rest go on resting, and nobody is late by the upgrade."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests.upgrade.kept import kept
from tests.world import World
from tickets import actions
from tickets.clocks import lives
from tickets.datelaw.types import ZONE
from tickets.models import Breach, Deadline, Pause, Ticket

MIGRATION = import_module("tickets.migrations.0017_old_clocks_rest_and_count")
COLUMNS = ("id", "state", "resting", "cancelled", "has_breaches")


def of(sequence: int) -> Ticket:
    return Ticket.objects.get(number=f"GD-2026-{sequence:06}")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def rests(row: Deadline) -> Deadline:
    row.rests = list(row.pauses.all())
    return row


def test_what_was_paused_rests_and_what_was_missed_or_cancelled_says_so(world: World) -> None:
    was = {row["id"]: row for row in kept().tables["tickets_deadline"]}
    missed = {row["deadline_id"] for row in kept().tables["tickets_breach"]}
    rows = list(Deadline.objects.all())
    assert {row.pk for row in rows if row.resting} == {pk for pk, row in was.items() if row["state"] == "paused"}
    assert {row.pk for row in rows if row.has_breaches} == missed
    cancelled = {(row.ticket.number[-2:], row.code, row.state) for row in rows if row.cancelled}
    assert cancelled == {
        ("04", "change.temporary_end", "cancelled"),
        ("13", "restart.execute", "breached"),  # only the audit tells that it did not stop by being done
        ("22", "incident.report", "cancelled"),
    }


def test_every_clock_reads_by_its_life_as_it_is_kept(world: World) -> None:
    """State, resting and the two ends follow from pauses and facts: what is stored must not say anything else."""
    for row in map(rests, Deadline.objects.select_related("clause")):
        life = lives.of(row)
        assert (life.start, life.stop) == (row.started_at, row.stopped_at), row
        assert (life.resting_since(kept().at) is not None) == row.resting, row
        assert lives.state(life, kept().at, late=row.breached_at is not None) == row.state, row


def test_the_migration_goes_back_and_comes_again(world: World) -> None:
    after = list(Deadline.objects.order_by("id").values_list(*COLUMNS))
    MIGRATION.backwards(apps, None)
    states = {row["id"]: row["state"] for row in kept().tables["tickets_deadline"]}
    assert dict(Deadline.objects.values_list("id", "state")) == states
    MIGRATION.forwards(apps, None)
    assert list(Deadline.objects.order_by("id").values_list(*COLUMNS)) == after


def test_what_a_checker_overran_hangs_on_the_pause_that_it_excuses(world: World) -> None:
    """The kept office has no such case: one is written here as the former release wrote it."""
    handed_in, due, told = (instant(f"2026-11-18T{hour}:00") for hour in ("09", "12", "15"))
    row = Deadline.objects.get(ticket=of(8), code="staff.replace")
    common = {"deadline": row, "reason": "with_other_side", "ended_at": told, "action": "reject_nominee"}
    voided = Pause.objects.create(**common, started_at=handed_in, voided=True, voided_at=told)
    overran = Pause.objects.create(**common, started_at=due)
    MIGRATION.forwards(apps, None)
    overran.refresh_from_db()
    assert (overran.excuses, overran.checker_due) == (voided, due)
    assert lives.begins(overran, rests(row)) == due
    MIGRATION.backwards(apps, None)
    overran.refresh_from_db()
    assert (overran.excuses, overran.checker_due) == (None, None)


def test_a_sweep_over_the_upgraded_database_finds_nobody_late_but_whom_time_made_late(
    world: World, clock_at: Callable[[datetime], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The one restart whose half hour ran out while the service was down."""
    before = set(Breach.objects.values_list("id", flat=True))
    clock_at(world.now)
    call_command("sweep", until_idle=True)
    found = Breach.objects.exclude(id__in=before)
    assert [(one.deadline.ticket.number, one.deadline.code) for one in found] == [("GD-2026-000024", "restart.execute")]
    assert not Deadline.objects.filter(state="breached", breaches=None).exists()
    call_command("verify_audit")


def test_nobody_is_late_on_a_clock_that_rests_however_long(
    world: World, clock_at: Callable[[datetime], None], capsys: pytest.CaptureFixture[str]
) -> None:
    resting = set(Deadline.objects.filter(resting=True, resumes_at=None).values_list("id", flat=True))
    before = set(Breach.objects.values_list("id", flat=True))
    clock_at(world.now + timedelta(days=40))
    call_command("sweep", until_idle=True)
    late = set(Breach.objects.exclude(id__in=before).values_list("deadline", flat=True))
    assert late
    assert not late & resting


def test_a_suspended_clock_resumes_and_leaves_out_the_days_that_it_rested(world: World) -> None:
    """Approved on the 16th, six days and a weekend: due on the 23rd at 24:00. It rested over three whole days."""
    ticket = of(12)
    expand = world.clock(ticket, "change.expand")
    assert (expand.state, expand.resting, expand.due_at) == ("paused", True, instant("2026-11-24T00:00"))
    world.at(instant("2026-11-23T10:00"))
    ticket = world.take(ticket, "resume")
    expand = world.clock(ticket, "change.expand")
    assert (expand.state, expand.resting) == ("running", False)
    assert expand.due_at == instant("2026-11-27T00:00")
    assert expand.pauses.get(action="suspend").ended_at == world.now


def test_a_wait_for_a_window_ends_with_it(world: World, clock_at: Callable[[datetime], None]) -> None:
    assert world.clock(of(17), "common.implement").resting
    clock_at(world.now)
    call_command("sweep", until_idle=True)
    clock = world.clock(of(17), "common.implement")
    assert (clock.state, clock.resting, clock.resumes_at) == ("running", False, None)


def test_a_result_handed_in_before_the_upgrade_stops_its_clock_when_it_was_handed_in(world: World) -> None:
    ticket = world.take(of(7), "file_afterwards", "record_late_filing", "confirm")
    clock = world.clock(ticket, "common.implement")
    assert (clock.state, clock.stopped_at) == ("met", instant("2026-11-11T19:40"))
    assert len(clock.versions) == 1


def test_a_clock_that_was_missed_and_rests_reads_late_and_stays_missed(world: World) -> None:
    clock = world.clock(of(8), "staff.replace")
    assert (clock.state, clock.resting, clock.lamp(world.now)) == ("breached", True, "red")
    ticket = world.take(of(8), "accept_nominee", "report_handover", "confirm_handover")
    clock = world.clock(ticket, "staff.replace")
    assert (ticket.state, clock.state, clock.breaches.get().set_aside_at) == ("closed", "breached", None)


def test_a_pause_is_claimed_on_a_clock_of_before_and_moves_its_due(world: World) -> None:
    """The agency's lead grants an hour of GD-2026-000021's late recovery to a third party: it speaks against itself."""
    ticket, clock = of(21), world.clock(of(21), "incident.handle")
    assert clock.due_at == instant("2026-11-20T09:03")
    value = actions.Value(instant("2026-11-20T09:00"), instant("2026-11-20T10:00"))
    named = {"code": "incident.handle", "ground": "third_party", "reason": "机房断电，见供电公司通知"}
    actions.claim_pause(ticket, **named, value=value, actor=world.user("lead"), now=world.now)
    clock.refresh_from_db()
    assert clock.due_at == instant("2026-11-20T10:03")
    old, new = clock.breaches.all()
    assert (old.occurred_at, old.set_aside_at) == (instant("2026-11-20T09:03"), world.now)
    assert (new.occurred_at, new.set_aside_at) == (instant("2026-11-20T10:03"), None)
    call_command("verify_audit")


def test_a_clock_that_was_missed_and_rests_is_urgent_from_its_limit_on(world: World) -> None:
    resting = Deadline.objects.filter(resting=True, internal=False, ticket__closed_at=None).first()
    assert resting is not None
    Deadline.objects.filter(pk=resting.pk).update(breached_at=resting.due_at)
    before = dict(Ticket.objects.exclude(pk=resting.ticket_id).values_list("pk", "next_due"))
    import_module("tickets.migrations.0071_missed_clocks_come_first").draw(apps, connection.schema_editor())
    assert Ticket.objects.get(pk=resting.ticket_id).next_due == resting.due_at
    assert dict(Ticket.objects.exclude(pk=resting.ticket_id).values_list("pk", "next_due")) == before
