"""A whole year of the contract, month by month to the settlement, to the cent."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.penalties import year
from tests.penalties.pricing import CONTRACT, day
from tickets.datelaw.types import day_end
from tickets.penalties import beside, choice, proposing, rights, settling
from tickets.penalties.choice import ChosenClaims
from tickets.penalties.claims import PenaltyClaim, code
from tickets.penalties.readings import BESIDE_ANNEX, COUNTED_FROM, LATE_PAYMENT, LATE_RETURN, SET_OFF
from tickets.penalties.settling import RowSort, SheetRow, SummedMonth
from tickets.policy.known import Switch


def wanted() -> dict[str, list[dict[str, str]]]:
    with (year.HERE / "year-sheets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {month: [row for row in rows if row["sheet"] == month] for month in sorted({row["sheet"] for row in rows})}


WANTED = wanted()
END = day_end(date(2026, 12, 31))


def proposed(until: datetime, **readings: object) -> tuple[list[PenaltyClaim], frozenset[str]]:
    """What stands proposed at an instant, with what the parties agreed on or set aside; and the keys of these."""
    agreed, aside = year.targets("agreement", until), year.targets("setaside", until)
    found = proposing.claims(year.Known(until).facts(), year.priced(until, **readings))
    claims = [
        replace(one, agreed=Decimal(agreed[year.called(one)]["amount"])) if year.called(one) in agreed else one
        for one in found
        if year.called(one) not in aside
    ]
    return claims, frozenset(one.key for one in found if year.called(one) in aside)


def decided(on: date, standing: frozenset[str] = frozenset()) -> ChosenClaims:
    claims, _aside = proposed(day_end(on))
    waiting = {one.key for one in claims if year.settled_on(one) > on}
    return choice.chosen(claims, year.priced(day_end(on)), standing=standing, waiting=waiting)


@dataclass(frozen=True)
class Closed:
    sheet: SummedMonth
    chosen: ChosenClaims
    set_aside: frozenset[str]


def played() -> Iterator[Closed]:
    """Each sheet as it closes."""
    closings, rows = year.closings(), []
    days = sorted({*year.acts(), *closings.values()})
    for on in days:
        month = settling.sheet_of(on, closings)
        if month is None:
            return
        chosen = decided(on, frozenset(settling.net(row for _month, row in rows)))
        held = frozenset(year.targets("disagree", day_end(on)))
        rows += [
            (month, row)
            for row in settling.entered([row for _m, row in rows], chosen, month=month, settled_on=on, held=held)
        ]
        if closings[month] == on:
            mine = tuple(row for of, row in rows if of == month)
            before = settling.total(row for of, row in rows if of < month)
            yield Closed(SummedMonth(month=month, rows=mine, before=before), chosen, proposed(day_end(on))[1])


@pytest.fixture(scope="module")
def sheets() -> dict[str, Closed]:
    return {code(one.sheet.month): one for one in played()}


def parts(month: str, part: str) -> list[dict[str, str]]:
    return [row for row in WANTED[month] if row["part"] == part]


def told(row: SheetRow) -> dict[str, str]:
    claim = row.claim
    return {
        "sort": row.sort.value,
        "fact_month": code(row.fact_month),
        "rule": claim.rule or claim.key.partition("/")[0],
        "system": "+".join(claim.systems) or "total",
        "formula": "agreed" if claim.agreed is not None else str(claim.formula),
        "amount": str(row.amount),
    }


@pytest.mark.parametrize("month", WANTED)
def test_a_month_holds_these_rows_and_comes_to_this_sum(sheets: dict[str, Closed], month: str) -> None:
    sheet = sheets[month].sheet
    rows = [told(row) for row in sheet.rows if row.sort is not RowSort.OF_AGENCY]
    named = ("sort", "fact_month", "rule", "system", "formula", "amount")
    expected = [{name: row[name] for name in named} for row in parts(month, "row")]
    assert sorted(rows, key=str) == sorted(expected, key=str)
    (sums,) = parts(month, "sum")
    assert (str(sheet.sum), str(sheet.together)) == (sums["amount"], sums["formula"])


@pytest.mark.parametrize("month", WANTED)
def test_it_closes_on_the_tenth_working_day_or_as_it_was_closed(month: str) -> None:
    assert str(year.closings()[day(f"{month}-01")]) == parts(month, "sum")[0]["fact_month"]


@pytest.mark.parametrize("month", WANTED)
def test_what_is_absorbed_stands_below_with_what_took_its_place(sheets: dict[str, Closed], month: str) -> None:
    closed = sheets[month]
    found = settling.absorbed(closed.sheet.rows, closed.chosen)
    assert {key: one.key for key, one in found.items()} == {
        row["rule"]: row["events"] for row in parts(month, "absorbed")
    }


@pytest.mark.parametrize("month", WANTED)
def test_what_waits_what_no_band_prices_and_what_is_set_aside(sheets: dict[str, Closed], month: str) -> None:
    closed = sheets[month]
    mine = [one.key for one in closed.chosen.waiting if code(one.month) == month]
    assert sorted(mine) == sorted(row["rule"] for row in parts(month, "pending"))
    unsettled = [year.called(one) for one in closed.chosen.unsettled if code(one.month) == month]
    assert unsettled == [row["rule"] for row in parts(month, "unsettled")]
    held = [(row.claim.key, str(row.amount)) for row in closed.sheet.rows if row.held]
    assert held == [(row["rule"], row["amount"]) for row in parts(month, "held")]


def test_what_no_band_prices_is_listed_in_every_sheet_until_the_parties_settle_it(sheets: dict[str, Closed]) -> None:
    listed = {month: [year.called(one) for one in closed.chosen.unsettled] for month, closed in sheets.items()}
    assert listed["2026-02"] == listed["2026-03"] == ["G1-unattended/total/2026-02"]
    assert {month for month, keys in listed.items() if keys} == {"2026-02", "2026-03"}


def test_what_both_sides_set_aside_is_named(sheets: dict[str, Closed]) -> None:
    assert sheets["2025-11"].set_aside == {parts("2025-11", "set_aside")[0]["rule"]}


def test_the_set_with_the_greatest_sum_is_another_in_one_month_alone(sheets: dict[str, Closed]) -> None:
    pricing = year.priced(END)
    for month, closed in sheets.items():
        mine = [row.claim for row in closed.sheet.rows if row.sort is not RowSort.REVERSED and row.claim.agreed is None]
        absorbed = {*settling.absorbed(closed.sheet.rows, closed.chosen)}
        claims, _aside = proposed(day_end(year.closings()[closed.sheet.month]))
        ordered = choice.in_order(
            [one for one in claims if one in mine or (one.key in absorbed and one.amount)], pricing
        )
        greatest, heaviest = choice.greatest_sum(ordered), choice.heaviest_first(ordered)
        other = parts(month, "greatest_sum")
        assert [str(choice.summed(greatest))] == ([other[0]["amount"]] if other else [str(choice.summed(heaviest))])


def all_rows(sheets: dict[str, Closed]) -> list[SheetRow]:
    return [row for closed in sheets.values() for row in closed.sheet.rows]


def test_the_sheets_come_to_the_settlement(sheets: dict[str, Closed]) -> None:
    found = settling.deduction(all_rows(sheets), CONTRACT.instalments[-1].amount)
    assert {
        "claimed": str(found.claimed), "held": str(found.held), "deductible": str(found.deductible),
        "paid": str(found.paid), "receivable": str(found.receivable), "formula": str(found),
    } == {
        "claimed": "267067.53", "held": "17563.95", "deductible": "249503.58", "paid": "231700.57",
        "receivable": "0.00", "formula": "max(0, 481204.15 − 249503.58)",
    }  # fmt: skip


def test_what_the_agency_owes_stands_apart_and_is_netted_with_nothing(sheets: dict[str, Closed]) -> None:
    (row,) = (row for row in all_rows(sheets) if row.sort is RowSort.OF_AGENCY)
    assert (row.claim.key, str(row.amount)) == ("12.6/total/Y05", "120.30")


def otherwise(event: str, switch: Switch, value: str) -> list[tuple[str, str, str]]:
    claims, _aside = proposed(END, **{switch.key.replace(".", "__"): value})
    pricing = year.priced(END)
    mine = choice.in_order([one for one in claims if event in one.events and one.formula], pricing)
    return [(one.rule, str(one.formula), str(one.amount)) for one in mine]


@pytest.mark.parametrize(
    ("event", "switch", "value", "heaviest"),
    [
        ("X01", BESIDE_ANNEX, "beside_bands", ("A3.4", "553126.40 ÷ 12 × 20%", "9218.77")),
        ("X02", BESIDE_ANNEX, "beside_bands", ("12.5", "1203010.38 × 0.1% × 5", "6015.05")),
        ("T01", COUNTED_FROM, "first_failure", ("12.5", "1203010.38 × 0.1% × 18", "21654.19")),
        ("Y05", LATE_PAYMENT, "daily", ("12.6", "1203010.38 × 0.01% × 7", "842.11")),
        ("T03", LATE_RETURN, "secrecy", ("15.11", "1203010.38 × 20%", "240602.08")),
    ],
)
def test_read_otherwise_it_would_be(event: str, switch: Switch, value: str, heaviest: tuple[str, str, str]) -> None:
    assert otherwise(event, switch, value)[0] == heaviest


def test_beside_the_annex_the_days_of_the_growth_would_be_a_lighter_candidate() -> None:
    assert otherwise("X01", BESIDE_ANNEX, "beside_bands")[1] == ("12.5", "1203010.38 × 0.1% × 7", "8421.07")
    assert otherwise("X02", BESIDE_ANNEX, "where_no_band") == []


def test_before_the_fees_are_signed_a_single_system_is_estimated_by_the_whole_price() -> None:
    claims, _aside = proposed(day_end(date(2025, 11, 14)))
    (response,) = (one for one in claims if one.key == "A3.8/energy-sensing/2025-10")
    assert (response.estimated, str(response.amount)) == (True, "30075.26")


def test_who_was_short_of_people_for_two_months_gave_a_right_that_dies_after_a_year() -> None:
    until = END
    counted = [(day(f"{one.data['month']}-01"), int(one.data["present"])) for one in year.of("headcount", until)]
    rows = rights.short_of_staff(counted, 12, year.priced(until).readings)
    found = {
        one.data["ground"]: rights.of_cure(
            one.data["ground"], [one.id], day(one.data["last"]), cured=bool(one.data["done"])
        )
        for one in year.of("rectify", until)
    }
    assert rows == [(date(2026, 7, 1), date(2026, 8, 1))]
    assert (found["12.4(1)"], found["12.4(2)"]) == (None, None)
    right = found["12.4(3)"]
    assert right is not None
    assert (right.known, right.last_day) == (date(2026, 9, 10), date(2027, 9, 10))
    assert right.expired(day_end(date(2027, 9, 10)))


def test_one_event_of_level_b_gives_none() -> None:
    events = [
        rights.LevelEvent(one.id, day(one.data["occurred"]), day(one.data["known"])) for one in year.of("level", END)
    ]
    assert len(events) == 1
    assert rights.of_level_b(events, year.priced(END).readings, CONTRACT.starts) is None


def test_the_other_readings_of_the_year_stand_beside_with_what_counts_instead() -> None:
    """Of each event that another reading would price otherwise: the switch, the claim, its sum, and what counts."""
    found = beside.readings(year.Known(END).facts(), year.priced(END))
    told_ = {
        (one.switch, one.claim.key, str(one.claim.amount), "+".join(str(each.amount) for each in one.counts))
        for one in found
        if one.claim.rule in ("12.5", "12.6", "15.11")
    }
    assert told_ >= {
        (BESIDE_ANNEX, "12.5/energy-monitoring/X01", "8421.07", "9218.77"),
        (BESIDE_ANNEX, "12.5/energy-sensing/X02", "6015.05", ""),
        (COUNTED_FROM, "12.5/total/T01", "21654.19", "3609.03"),
        (LATE_PAYMENT, "12.6/total/Y05", "842.11", "120.30"),
        (LATE_RETURN, "15.11/total/T03", "240602.08", "1203.01"),
    }


def test_the_instalment_bears_the_rows_of_the_annexes_first(sheets: dict[str, Closed]) -> None:
    rows = all_rows(sheets)
    whole = settling.borne(rows, CONTRACT.instalments[-1].amount)
    assert str(sum(taken for _row, taken in whole)) == "249503.58"
    assert all(taken == row.amount for row, taken in whole)
    scarce = settling.borne(rows, Decimal("240000.00"))
    unpaid = [row.claim.rule for row, taken in scarce if taken < row.amount]
    assert str(sum(taken for _row, taken in scarce)) == "240000.00"
    assert unpaid == ["12.5"] * len(unpaid)
    assert unpaid


def test_read_otherwise_what_is_set_off_by_notice_is_claimed_apart(sheets: dict[str, Closed]) -> None:
    rows = all_rows(sheets)
    readings = year.priced(END).readings
    assert settling.apart(rows, readings) == frozenset()
    keys = settling.apart(rows, readings.otherwise(SET_OFF, "apart"))
    found = settling.deduction(rows, CONTRACT.instalments[-1].amount, apart=keys)
    assert (str(found.apart), str(found.deductible)) == ("10827.09", "238676.49")
