"""A certificate lapses: its renewal is asked for once, handed in, accepted, and stands in the register (3.4)."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.world import PDF, World
from tickets import actions, audit, registered
from tickets.datelaw.types import ZONE
from tickets.errors import WrongState
from tickets.models import Breach, Contract, Deadline, RegisterEntry, Ticket

LEVEL3 = {
    "certificate": "level3", "certified": "政务云平台", "certificate_no": "DJ-2025-1", "issuer": "测评机构",
    "certificate_from": "2025-06-01", "certificate_until": "2026-05-31",
}  # fmt: skip
RENEWED = {
    "certificate_no": "DJ-2026-1", "issuer": "测评机构",
    "certificate_from": "2026-05-20", "certificate_until": "2027-05-19",
}  # fmt: skip
RULE = "report.certificate"


@pytest.fixture
def known(world: World) -> World:
    """The contract came to the service with its term; other rules open nothing."""
    rows = world.contract.interpretations
    rows.filter(key__in=("report.monthly", "report.authority", "report.plan", "assessment.monthly")).update(value="off")
    Contract.objects.filter(pk=world.contract.pk).update(loaded_at=at(2026, 1, 1))
    return world


def at(year: int, month: int, day: int, hour: int = 1) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


def on_record(world: World, **said: Any) -> RegisterEntry:
    scan = ("证照.pdf", io.BytesIO(PDF))
    by = {"actor": world.user("desk"), "now": world.now, "scan": scan}
    entry = actions.enter(world.contract, "certificates", LEVEL3 | said, **by)
    return actions.confirm_entry(entry, actor=world.user("clerk"), now=world.now)


def renewals() -> list[Ticket]:
    return list(Ticket.objects.filter(recurrence__rule=RULE).order_by("pk"))


def test_sixty_days_before_its_last_day_the_renewal_is_asked_for_once(known: World) -> None:
    on_record(known)
    assert actions.open_recurring(at(2026, 3, 31)) == 0
    assert actions.open_recurring(at(2026, 4, 1)) == 1
    assert [actions.open_recurring(at(2026, 4, day)) for day in (1, 2, 30)] == [0, 0, 0]
    (ticket,) = renewals()
    assert ticket.title == "证照续期：等级保护三级测评报告 政务云平台"
    clock = known.clock(ticket, RULE)
    assert (clock.last_day, clock.internal) == (date(2026, 5, 31), False)
    assert [one for one in map(str, audit.verify_rows()) if not one.startswith("system log")] == []


def test_what_is_corrected_meanwhile_opens_no_second_order(known: World) -> None:
    entry = on_record(known)
    actions.open_recurring(at(2026, 4, 1))
    fresh = actions.correct(
        entry,
        {**entry.values, "issuer": "另一测评机构", "why": "机构名有误"},
        actor=known.user("desk"),
        now=at(2026, 4, 2),
    )
    actions.confirm_entry(fresh, actor=known.user("clerk"), now=at(2026, 4, 2))
    assert actions.open_recurring(at(2026, 4, 3)) == 0


def test_one_that_was_renewed_ahead_is_not_asked_for(known: World) -> None:
    on_record(known)
    on_record(known, certificate_from="2026-06-01", certificate_until="2027-05-31")
    assert actions.open_recurring(at(2026, 4, 1)) == 0


def test_what_is_known_late_is_asked_for_from_then_on(known: World) -> None:
    known.at(at(2026, 5, 20))
    on_record(known)
    actions.open_recurring(at(2026, 5, 20))
    assert len(renewals()) == 1


def test_what_had_lapsed_before_and_what_lasts_beyond_the_term_opens_nothing(known: World) -> None:
    on_record(known, certificate_until="2026-02-28")
    on_record(known, certificate="security_review", certificate_until="2027-05-31")
    assert actions.open_recurring(at(2026, 3, 2)) == 0


def test_an_ssl_certificate_is_a_target_of_ours(known: World) -> None:
    on_record(known, certificate="ssl", certified="门户网站")
    actions.open_recurring(at(2026, 4, 1))
    (ticket,) = renewals()
    assert [(one.code, one.internal) for one in ticket.deadlines.all()] == [("report.upkeep", True)]


def number(world: World) -> str:
    """Of the certificate that is in force."""
    (entry,) = registered.said_on(world.contract, "certificates", world.now.date())
    return str(entry.values["certificate_no"])


def asked(known: World) -> Ticket:
    on_record(known)
    known.at(at(2026, 4, 1))
    actions.open_recurring(known.now)
    return renewals()[0]


def test_once_accepted_the_register_has_it(known: World) -> None:
    ticket = asked(known)
    known.at(at(2026, 5, 21, 10))
    ticket = known.take(ticket, "hand_in_certificate", who="desk", **RENEWED)
    assert number(known) == "DJ-2025-1"
    known.later(hours=3)
    ticket = known.take(ticket, "accept_report", who="clerk")
    (entry,) = registered.said_on(known.contract, "certificates", date(2026, 5, 21))
    assert entry.values == RENEWED | {"certificate": "level3", "certified": "政务云平台"}
    assert (entry.ends, entry.ticket) == (date(2027, 5, 19), Ticket.objects.get(pk=ticket.pk))
    assert (entry.entered_by, entry.decided_by) == (known.user("desk"), known.user("clerk"))
    assert known.clock(ticket, RULE).state == "met"
    actions.open_recurring(known.now)
    assert len(renewals()) == 1
    assert [one for one in map(str, audit.verify_rows()) if not one.startswith("system log")] == []


def test_what_is_returned_is_not_in_the_register_and_the_clock_counts_through(known: World) -> None:
    ticket = asked(known)
    known.at(at(2026, 5, 21, 10))
    ticket = known.take(ticket, "hand_in_certificate", who="desk", **RENEWED)
    ticket = known.take(ticket, "return_report", who="clerk")
    assert RegisterEntry.objects.count() == 1
    assert known.clock(ticket, RULE).last_day == date(2026, 5, 31)
    ticket = known.take(ticket, "hand_in_certificate", who="desk", **RENEWED | {"certificate_no": "DJ-2026-2"})
    known.take(ticket, "accept_report", who="clerk")
    assert number(known) == "DJ-2026-2"


def test_an_unrenewed_certificate_is_missed_on_its_last_day(known: World) -> None:
    ticket = asked(known)
    clock = known.clock(ticket, RULE)
    assert clock.due_at == datetime(2026, 6, 1, tzinfo=ZONE)
    actions.fire(clock.pk, clock.due_at + timedelta(seconds=2))
    assert Breach.objects.get(deadline=clock).occurred_at == clock.due_at


def test_no_report_is_handed_in_where_a_certificate_is_asked_for(known: World) -> None:
    ticket = asked(known)
    with pytest.raises(WrongState):
        known.take(ticket, "hand_in", who="desk")
    plain = known.file("report", "clerk")
    with pytest.raises(WrongState):
        known.take(plain, "hand_in_certificate", who="desk", **RENEWED)
    assert Deadline.objects.filter(ticket=plain).get().code == "report.submit"
