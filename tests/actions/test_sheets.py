"""月度清单: closed month by month by the agency's lead or by the service; a closed one never changes."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.settlement.stories import FEES, found, signed, slow
from tests.world import World
from tickets import actions, audit, sheets
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, WrongState
from tickets.models import AuditEntry, MonthSheet, Notice, PeriodicTask, SheetLine, Ticket
from tickets.outbox.words import render
from tickets.penalties import settling
from tickets.sweep import periodic

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
#: A fifth of the price (15.11).
FIFTH = Decimal("240602.08")


def at(day: int, month: int = 3, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def close(world: World, month: date, who: str = "lead") -> MonthSheet:
    return actions.close_sheet(world.contract, month, actor=world.user(who), now=world.now)


def breach_of_secrecy(world: World, day: date = date(2026, 2, 25), **more: Any) -> Ticket:
    """A finding that a second person has settled: it comes to a fifth of the price."""
    said = {"rules": [{"rule": "15.11"}], "event_on": day.isoformat(), "known_on": day.isoformat()}
    found = world.take(world.file("finding", **(said | more)), "assess", "serve", "accept_finding")
    return world.take(found, "confirm_level")


def all_closed(world: World) -> list[MonthSheet]:
    actions.close_due_sheets(world.now)
    return list(world.contract.month_sheets.all())


# Who, when, in which order.


def test_the_service_closes_what_nobody_closed_in_time_an_empty_month_too(world: World) -> None:
    (january,) = all_closed(world)
    assert (january.month, january.number, january.size, january.sum, january.closed_by) == (JANUARY, 1, 0, 0, None)
    assert january.until == at(14, 2, 0)  # the tenth working day of February is Friday the 13th
    assert actions.close_due_sheets(world.now) == 0


def test_the_lead_closes_a_month_on_its_last_day_and_not_before(world: World) -> None:
    all_closed(world)
    with pytest.raises(WrongState, match="2026-03-13"):
        close(world.at(at(12)), FEBRUARY)
    sheet = close(world.at(at(13)), FEBRUARY)
    assert (sheet.closed_by, sheet.until, sheet.number) == (world.user("lead"), world.now, 2)
    told = set(
        Notice.objects.filter(event="sheet_closed", key__endswith=f":{sheet.pk}").values_list(
            "recipient__username", flat=True
        )
    )
    assert told == {"finance", "manager", "auditor", "officer"}
    notice = Notice.objects.filter(event="sheet_closed", key__endswith=f":{sheet.pk}").first()
    assert notice is not None
    assert "2026年2月月度清单已关账" in render(notice, "zh-hans").subject


def test_months_are_closed_one_after_the_other(world: World) -> None:
    with pytest.raises(WrongState, match="2026年1月"):
        close(world.at(at(13)), FEBRUARY)
    close(world, JANUARY)
    close(world, FEBRUARY)
    with pytest.raises(WrongState):
        close(world, FEBRUARY)


@pytest.mark.parametrize("who", ["clerk", "finance", "desk", "manager", "officer", "auditor", "outsider", "sysadmin"])
def test_nobody_but_the_agencys_lead_closes_one(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        close(world.at(at(13)), JANUARY, who)


def test_a_contract_that_prices_nothing_has_no_sheets(world: World) -> None:
    world.contract.penalty_editions.update(terms=None)
    with pytest.raises(WrongState):
        close(world.at(at(13)), JANUARY)
    assert all_closed(world) == []


def test_the_sweep_closes_them(world: World) -> None:
    world.at(at(14, 3, 1))
    for name in periodic.APART:
        PeriodicTask.objects.create(name=name, due_at=world.now + timedelta(days=name != "sheets"))
    assert periodic.run_apart(world.now)
    assert [one.month for one in world.contract.month_sheets.all()] == [JANUARY, FEBRUARY]


# What stands in it.


def test_what_was_settled_by_then_stands_in_it_with_who_found_it(world: World) -> None:
    found = breach_of_secrecy(world)
    _january, february = all_closed(world.at(at(14)))
    (line,) = february.lines.all()
    assert (line.rule, line.amount, line.sort, line.fact_month) == ("15.11", FIFTH, "current", FEBRUARY)
    assert (line.finding_id, line.assessed_by, line.confirmed_by) == (found.pk, world.user("lead"), world.user("lead2"))
    assert line.settled_on == date(2026, 3, 2)
    assert line.formula == {"base": "1203010.38", "share": "20", "months": None, "days": None}
    assert set(line.said) == {"zh-hans", "en"}
    assert (february.sum, february.together) == (FIFTH, FIFTH)


def test_what_is_settled_after_its_month_closed_is_entered_in_the_next(world: World) -> None:
    world.at(at(16))
    breach_of_secrecy(world)
    _january, february = all_closed(world)
    assert february.size == 0
    (line,) = all_closed(world.at(at(16, 4)))[2].lines.all()
    assert (line.sort, line.fact_month) == ("earlier", FEBRUARY)


def test_a_sheet_that_the_service_closes_late_holds_what_was_settled_in_time(world: World) -> None:
    """The worker was down: what was settled after 24:00 belongs to the next sheet."""
    breach_of_secrecy(world.at(at(14, 3, 9)))
    found = all_closed(world.at(at(20)))
    assert [one.size for one in found] == [0, 0]


def test_what_is_not_settled_stands_below_with_its_reason(world: World) -> None:
    said = {"rules": [{"rule": "15.11"}], "event_on": "2026-02-25", "known_on": "2026-02-25"}
    found = world.take(world.file("finding", **said), "assess", "serve")
    _january, february = all_closed(world.at(at(14)))
    waiting = february.printed["waiting"]
    assert found.state != "closed"
    assert [(one["rule"], one["why"]) for one in waiting] in ([], [("15.11", "to_settle")])


def test_what_is_settled_in_words_alone_is_listed_once_below_them(world: World) -> None:
    """No claim is about it: nothing was late by any clock."""
    said = {"rules": [{"rule": "12.5"}], "event_on": "2026-02-25", "known_on": "2026-02-25"}
    found = world.take(world.file("finding", **said), "assess", "serve", "accept_finding", "confirm_finding")
    sheets_ = all_closed(world.at(at(16, 4)))
    told = {"number": found.number, "rules": ["12.5"]}
    assert [one.printed["unpriced"] for one in sheets_] == [[], [told], []]
    assert [one.sum for one in sheets_] == [0, 0, 0]


def test_tables_that_come_to_an_old_contract_close_no_month_before_them(world: World) -> None:
    """What was settled before stands in the first sheet, as of its own month."""
    breach_of_secrecy(world)
    world.contract.penalty_editions.update(since=at(20, 4))
    assert all_closed(world.at(at(28, 4))) == []
    (april,) = all_closed(world.at(at(20, 5)))
    (line,) = april.lines.all()
    assert (april.month, april.number) == (date(2026, 4, 1), 1)
    assert (line.rule, line.sort, line.fact_month, line.amount) == ("15.11", "earlier", FEBRUARY, FIFTH)


# What never changes.


def changes(sheet: MonthSheet, line: SheetLine) -> list[Any]:
    return [
        lambda: MonthSheet.objects.filter(pk=sheet.pk).update(sum=1),
        lambda: SheetLine.objects.filter(pk=line.pk).update(held=True),
        lambda: SheetLine.objects.filter(pk=line.pk).update(amount=0),
        lambda: SheetLine.objects.filter(pk=line.pk).delete(),
        lambda: MonthSheet.objects.filter(number=1).delete(),
        lambda: SheetLine.objects.bulk_create([_copy(line, number=2)]),
        lambda: MonthSheet.objects.bulk_create([_copy(sheet, month=date(2026, 5, 1), number=3)]),
        lambda: MonthSheet.objects.bulk_create([_copy(sheet, month=date(2026, 3, 2), number=3, before=FIFTH)]),
        lambda: MonthSheet.objects.bulk_create([_copy(sheet, month=MARCH, number=3, before=0)]),
    ]


def _copy(row: Any, **other: Any) -> Any:
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return type(row)(**{**values, "id": None, **other})


@pytest.mark.parametrize("place", range(9))
def test_the_database_refuses_to_change_a_closed_sheet(world: World, place: int) -> None:
    breach_of_secrecy(world)
    _january, february = all_closed(world.at(at(14)))
    line = february.lines.get()
    with pytest.raises(DatabaseError, match="a closed sheet stands"), transaction.atomic():
        changes(february, line)[place]()
    fresh = _copy(february, month=MARCH, number=3, before=FIFTH, size=0, sum=0)
    fresh.save()  # what follows it is taken


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows REPLACE")
def test_a_replace_is_refused(world: World) -> None:
    all_closed(world)
    with pytest.raises(DatabaseError, match="a closed sheet stands"), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO tickets_monthsheet SELECT * FROM tickets_monthsheet")


WRONG = {
    "sort": {"sort": "other"},
    "number": {"number": 0},
    "nobody else": {"confirmed_by_id": None},
    "negative": {"amount": Decimal(-1)},
    "taken back, of nothing": {"sort": "reversed", "amount": Decimal(-1)},
    "priced by no row": {"rule": ""},
    "held by the agency": {"sort": "of_agency", "held": True},
    "no key": {"key": ""},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_database_refuses_a_line_that_cannot_be(world: World, wrong: str) -> None:
    breach_of_secrecy(world)
    _january, february = all_closed(world.at(at(14)))
    line = february.lines.get()
    following = _copy(february, month=MARCH, number=3, before=FIFTH, size=1, sum=0)
    following.save()
    spoiled = WRONG[wrong] if wrong != "nobody else" else {"confirmed_by_id": line.assessed_by_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetLine.objects.bulk_create([_copy(line, sheet_id=following.pk, **spoiled)])


def test_who_closed_it_and_what_stood_in_it_stand_in_the_system_log(world: World) -> None:
    breach_of_secrecy(world)
    all_closed(world.at(at(13)))
    close(world, FEBRUARY)
    told = Notice.objects.filter(event="sheet_closed").latest("id")
    assert "¥240,602.08" in render(told, "zh-hans").body
    entry = AuditEntry.objects.filter(ticket=None, action="sheet_closed").order_by("seq").last()
    assert (entry.actor, entry.data["month"], entry.data["total"]) == (world.user("lead"), "2026-02", "240602.08")
    assert {"monthsheet", "sheetline"} == set(entry.data["rows"])
    assert list(audit.verify_rows()) == []


# What is decided later.


def test_what_changes_later_stands_in_the_first_open_sheet_as_a_pair_and_the_closed_one_stays(world: World) -> None:
    """A response that was slow, by the fees of its system; a later table of fees has it cost something else."""
    signed(world)
    world.take(found(world, [slow(world)], "A3.8"), "serve", "accept_finding", "confirm_finding")
    march = all_closed(world.at(at(25, 4)))[2]
    (old,) = march.lines.all()
    assert (old.amount, old.formula["base"]) == (Decimal("7465.12"), "298604.95")
    codes = sorted(FEES)
    rows = [{"fee_system": code, "fee": FEES[codes[n - 1]]} for n, code in enumerate(codes)]
    said = {"fees": rows, "fee_basis": "补充确认单"}
    table = actions.enter_fees(world.contract, said, actor=world.user("finance"), now=world.now)
    for who in ("lead", "manager"):
        table = actions.agree_fees(table, actor=world.user(who), now=world.now)
    april = all_closed(world.at(at(25, 5)))[3]
    gone, fresh = april.lines.all()
    assert (gone.sort, gone.reverses, gone.amount, gone.said) == ("reversed", old, -old.amount, old.said)
    assert (fresh.sort, fresh.amount != old.amount, april.sum) == ("corrected", True, fresh.amount - old.amount)
    assert list(march.lines.all()) == [old]
    assert april.together == fresh.amount


def test_the_sheets_come_to_what_stands_at_every_moment(world: World) -> None:
    for month, day in ((3, 4), (4, 8), (5, 7)):
        breach_of_secrecy(world.at(at(day, month)), date(2026, month, 1) - timedelta(days=3))
        closed = all_closed(world.at(at(25, month)))
        rows = [sheets.row(line) for line in sheets.lines(world.contract)]
        assert closed[-1].together == settling.total(rows) == sum(one.sum for one in closed)
        assert settling.deduction(rows, Decimal("481204.15")).claimed == closed[-1].together
