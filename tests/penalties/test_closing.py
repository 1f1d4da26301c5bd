"""A sheet that is made once, when its month closes: the scripted year comes out as when each act was entered by itself;
what nobody has found holds nothing up; what the parties agreed on goes before the heavier."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.penalties import year
from tests.penalties.pricing import day, pricing
from tests.penalties.test_properties import some_claims
from tests.penalties.test_year import WANTED, parts, proposed, told
from tickets.datelaw.types import day_end
from tickets.penalties import closing, kept, settling
from tickets.penalties.claims import LONGEST_KEY, Hit, PenaltyClaim, code, key_of
from tickets.penalties.closing import ClosingMonth, MonthCase, Verdict, Waits
from tickets.penalties.derived import Judged
from tickets.penalties.settling import RowSort, SheetRow

MONTH = day("2026-04-01")
ON = date(2026, 5, 18)


def verdict(on: date = ON, *, held: bool = False) -> Verdict:
    return Verdict(settled_on=on, finding=1, assessed_by=1, confirmed_by=2, held=held)


def as_known(on: date) -> MonthCase:
    claims, _aside = proposed(day_end(on))
    held = year.targets("disagree", day_end(on))
    ready = {one.key: year.settled_on(one) for one in claims if year.settled_on(one) <= on}
    return MonthCase(
        pricing=year.priced(day_end(on)),
        claims=tuple(claims),
        verdicts={key: verdict(day_, held=key in held) for key, day_ in ready.items()},
        why={one.key: Waits.TO_SETTLE for one in claims if one.key not in ready},
    )


def played() -> dict[str, tuple[ClosingMonth, MonthCase]]:
    rows: list[SheetRow] = []
    found = {}
    for month, on in year.closings().items():
        case = as_known(on)
        found[code(month)] = closed = closing.close(month, case, rows, on=on), case
        rows += closed[0].rows
    return found


@pytest.fixture(scope="module")
def sheets() -> dict[str, tuple[ClosingMonth, MonthCase]]:
    return played()


@pytest.mark.parametrize("month", WANTED)
def test_made_when_it_closes_a_sheet_of_the_year_holds_the_same(
    sheets: dict[str, tuple[ClosingMonth, MonthCase]], month: str
) -> None:
    closed, case = sheets[month]
    rows = [told(row) for row in closed.rows if row.sort is not RowSort.OF_AGENCY]
    named = ("sort", "fact_month", "rule", "system", "formula", "amount")
    assert sorted(rows, key=str) == sorted([{one: row[one] for one in named} for row in parts(month, "row")], key=str)
    assert {key: one.key for key, one in closed.absorbed.items()} == {
        row["rule"]: row["events"] for row in parts(month, "absorbed")
    }
    waiting = [one.key for one, _why in closed.waiting if code(one.month) == month]
    assert sorted(waiting) == sorted(row["rule"] for row in parts(month, "pending"))
    other = parts(month, "greatest_sum")
    greatest = closing.greatest(closed, case)
    assert [str(sum(one.amount or Decimal(0) for one in greatest))] == ([other[0]["amount"]] if other else ["0"])


def test_why_each_waits_is_said(sheets: dict[str, tuple[ClosingMonth, MonthCase]]) -> None:
    why = {month: {reason for _one, reason in closed.waiting} for month, (closed, _case) in sheets.items()}
    assert why["2025-10"] == {Waits.FEES}
    assert why["2025-12"] == {Waits.CONTESTED, Waits.GROUP}
    assert why["2026-07"] == {Waits.TO_SETTLE, Waits.GROUP}


def a_claim(key: str, cents: int, *events: str, month: date = MONTH) -> PenaltyClaim:
    rule = key.partition("/")[0]
    return PenaltyClaim(
        key=key, rule=rule, trigger=pricing().terms.rule(rule).trigger, systems=("city-operation",), month=month,
        events=frozenset(events), derived=Judged(), agreed=Decimal(cents),
    )  # fmt: skip


def case(*claims: PenaltyClaim, settled: str = "", **more: object) -> MonthCase:
    found = {one.key: verdict() for one in claims if one.key in settled.split()}
    why = {one.key: Waits.TO_FIND for one in claims if one.key not in found}
    return replace(MonthCase(pricing=pricing(), claims=claims, verdicts=found, why=why), **more)


def test_what_nobody_has_found_is_absorbed_where_it_is_lighter_and_waits_alone_where_it_is_heavier() -> None:
    light, mine, heavy = a_claim("A3.8/l", 1, "F1"), a_claim("A3.10/m", 5, "F1"), a_claim("A3.1/h", 9, "F1")
    found = closing.close(MONTH, case(light, mine, heavy, settled="A3.10/m"), [], on=ON)
    assert [row.claim.key for row in found.rows] == ["A3.10/m"]
    assert {key: one.key for key, one in found.absorbed.items()} == {"A3.8/l": "A3.10/m"}
    assert found.waiting == ((heavy, Waits.TO_FIND),)


def test_a_finding_that_is_not_settled_holds_up_its_whole_group() -> None:
    mine, heavy = a_claim("A3.10/m", 5, "F1"), a_claim("A3.1/h", 9, "F1")
    for why in (Waits.OBJECTED, Waits.TO_SETTLE):
        found = closing.close(MONTH, case(mine, heavy, settled="A3.10/m", why={"A3.1/h": why}), [], on=ON)
        assert (found.rows, dict(found.waiting)[mine], dict(found.waiting)[heavy]) == ((), Waits.GROUP, why)


def test_what_the_parties_agreed_on_counts_before_a_heavier_rule_of_the_same_finding() -> None:
    mine, heavy = a_claim("A3.10/m", 5, "F1"), a_claim("A3.1/h", 9, "F1")
    both = case(mine, heavy, settled="A3.10/m A3.1/h", passed_over={"A3.1/h": "A3.10/m"})
    found = closing.close(MONTH, both, [], on=ON)
    assert [row.claim for row in found.rows] == [mine]
    assert found.absorbed == {"A3.1/h": mine}


def test_what_was_passed_over_waits_as_long_as_what_was_chosen() -> None:
    mine, heavy = replace(a_claim("A3.10/m", 5, "F1"), estimated=True), a_claim("A3.1/h", 9, "F1")
    both = case(mine, heavy, settled="A3.10/m A3.1/h", passed_over={"A3.1/h": "A3.10/m"})
    found = closing.close(MONTH, both, [], on=ON)
    assert (found.rows, {one for one, _why in found.waiting}) == ((), {mine, heavy})


def test_what_the_agency_owes_and_nobody_files_keeps_no_sheet_open() -> None:
    owed = a_claim("12.6/y", 12030, "Y1")
    assert closing.close(MONTH, case(owed), [], on=ON).waiting == ()
    assert [row.sort for row in closing.close(MONTH, case(owed, settled="12.6/y"), [], on=ON).rows] == [
        RowSort.OF_AGENCY
    ]


def test_what_the_agency_owed_and_is_taken_back_is_in_no_sum_against_the_provider() -> None:
    owed = a_claim("12.6/y", 12030, "Y1")
    entered = closing.close(MONTH, case(owed, settled="12.6/y"), [], on=ON).rows
    back = closing.close(MONTH, case(), entered, on=ON).rows
    assert [row.sort for row in back] == [RowSort.REVERSED]
    assert [settling.total(rows) for rows in (entered, back, (*entered, *back))] == [0, 0, 0]


def test_what_happened_after_the_month_is_for_a_later_sheet() -> None:
    later = a_claim("A3.8/l", 1, "F1", month=day("2026-05-01"))
    assert closing.close(MONTH, case(later, settled="A3.8/l"), [], on=ON).rows == ()
    (row,) = closing.close(later.month, case(later, settled="A3.8/l"), [], on=ON).rows
    assert (row.sort, row.settled_on) == (RowSort.CURRENT, ON)


@given(st.lists(some_claims(), min_size=1, max_size=4))
def test_whatever_is_found_from_month_to_month_the_sheets_come_to_what_counts(found: list[list[PenaltyClaim]]) -> None:
    rows: list[SheetRow] = []
    for claims in found:
        keys = " ".join(one.key for one in claims)
        closed = closing.close(MONTH, case(*claims, settled=keys), rows, on=ON)
        rows += closed.rows
        assert settling.total(rows) == sum((row.amount for row in settling.net(rows).values()), Decimal(0))
        assert {row.claim.key for row in closed.rows if row.sort is RowSort.REVERSED} <= {
            row.claim.key for row in rows[: len(rows) - len(closed.rows)]
        }


@given(some_claims())
def test_a_row_that_was_kept_is_compared_as_the_claim_that_it_came_from(claims: list[PenaltyClaim]) -> None:
    for one in claims:
        read = kept.claim_of(
            key=one.key, rule=one.rule, trigger=one.trigger.value, systems=list(one.systems), month=one.month,
            events=sorted(one.events), formula=kept.formula_data(one.formula), amount=one.amount or Decimal(0),
        )  # fmt: skip
        assert (read.key, read.events, read.amount, read.of_agency) == (one.key, one.events, one.amount, one.of_agency)


def test_a_key_of_many_systems_fits_its_column_and_stays_apart() -> None:
    systems = tuple(f"system-{n:030d}" for n in range(20))
    hits = [
        Hit(where=where, systems=systems, month=day("2026-03-01"), events=frozenset(), derived=Judged())
        for where in ("GD-2026-000001", "GD-2026-000002")
    ]
    keys = [key_of("A3.5", hit) for hit in hits]
    assert {len(key) for key in keys} == {LONGEST_KEY}
    assert keys[0] != keys[1]
