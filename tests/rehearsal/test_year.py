"""The scripted year of the contract, played through the door day by day: its clocks, its sheets and its settlement."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from tests.penalties import year
from tests.penalties.test_year import WANTED
from tests.rehearsal.own import its_own
from tests.world import taken_back
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_files
from tickets.rehearsal import outcome, play

#: It takes a minute, and some on a busy machine; it comes out the same on every database.
pytestmark = [pytest.mark.timeout(900), pytest.mark.once, pytest.mark.django_db]
HERE = Path(__file__).parent
CONTRACT = contract_files.CONTRACTS / "FW2025091703.toml"
Told = dict[str, Any]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the year came to. Of its rows nothing is left."""
    terms = contract_files.read(CONTRACT, KNOWN)
    with (
        django_db_blocker.unblock(), taken_back(), its_own(), override("zh-hans"),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):  # fmt: skip
        return outcome.told(play.play(terms, year.YEAR, play.span(terms, year.YEAR, None, None)))


@pytest.fixture
def sheet(told: Told, month: str) -> Told:
    return next(one for one in told["sheets"] if one["month"] == month)


months = pytest.mark.parametrize("month", WANTED)


def parts(month: str, part: str) -> list[dict[str, str]]:
    return [row for row in WANTED[month] if row["part"] == part]


def priced(keys: Iterable[str]) -> list[str]:
    """Without what no band prices, which waits for the parties."""
    return sorted(one for one in keys if not one.startswith("G1"))


def test_every_row_is_played(told: Told) -> None:
    assert told["remarks"] == []


def test_these_minutes_were_missed_net_and_no_others(told: Told) -> None:
    with (HERE / "year-minutes.csv").open(encoding="utf-8", newline="") as file:
        wanted = [tuple(row.values()) for row in csv.DictReader(file)]
    named = ("incident.respond", "incident.locate", "incident.locate_key", "incident.handle")
    found = [one for one in told["clocks"] if one["over"] and one["clock"] in named]
    assert sorted((one["event"], one["system"], one["clock"], one["minutes"]) for one in found) == sorted(wanted)


#: Event, clock, last day, done, days late.
DAYS = [
    ("H01", "staff.replace", "2025-11-10", "2025-11-13", 3),
    ("Y05", "payment.first", "2025-10-21", "2025-11-21", 7),
    ("W01", "report.submit", "2026-02-06", "2026-02-09", 3),
    ("X01", "change.expand", "2026-02-24", "2026-03-03", 7),
    ("X01", "change.expand_again", "2026-02-28", "2026-03-03", 3),
    ("L02", "rectification.cure", "2026-04-20", "2026-04-20", 0),
    ("X02", "change.expand", "2026-06-17", "2026-06-22", 5),
    ("X02", "change.expand_again", "2026-06-22", "2026-06-22", 0),
    ("C04", "rectification.cure", "2026-10-09", "2026-10-09", 0),
    ("T01", "acceptance.correct", "2026-11-18", "2026-11-21", 3),
    ("T02", "switchover.move", "2026-11-09", "2026-11-11", 2),
    ("T03", "secrecy_return.hand_back", "2026-12-07", "2026-12-08", 1),
]


@pytest.mark.parametrize(("event", "clock", "last", "done", "days"), DAYS)
def test_by_the_day_it_was_due_and_done_then(
    told: Told, event: str, clock: str, last: str, done: str, days: int
) -> None:
    (found,) = (one for one in told["clocks"] if (one["event"], one["clock"]) == (event, clock))
    assert (found["last_day"], found["done"][:10], found["days_late"]) == (last, done, days)


def test_no_other_limit_of_the_contract_in_days_was_missed(told: Told) -> None:
    late = [one for one in told["clocks"] if one["days_late"] and not one["internal"]]
    named = {(event, clock) for event, clock, *_rest in DAYS}
    assert [(one["event"], one["clock"]) for one in late if (one["event"], one["clock"]) not in named] == []


@months
def test_a_month_holds_these_rows_and_comes_to_this_sum(sheet: Told, month: str) -> None:
    rows = [
        {
            "sort": row["sort"], "fact_month": row["fact_month"], "rule": row["rule"] or row["key"].split("/")[0],
            "system": "+".join(row["systems"]) or "total", "formula": row["formula"] or "agreed",
            "amount": row["amount"],
        }
        for row in sheet["rows"]
        if row["sort"] != "of_agency"
    ]  # fmt: skip
    expected = [{name: row[name] for name in rows[0]} for row in parts(month, "row")] if rows else parts(month, "row")
    assert sorted(rows, key=str) == sorted(expected, key=str)
    (sums,) = parts(month, "sum")
    assert (sheet["sum"], sheet["together"], sheet["closed"]) == (sums["amount"], sums["formula"], sums["fact_month"])


@months
def test_what_is_absorbed_and_what_waits_stands_below(sheet: Told, month: str) -> None:
    absorbed = {row["key"]: row["by"] for row in sheet["absorbed"]}
    assert absorbed == {row["rule"]: row["events"] for row in parts(month, "absorbed")}
    waiting = [one["key"] for one in sheet["waiting"] if one["fact_month"] == month]
    assert priced(waiting) == priced(row["rule"] for row in parts(month, "pending"))


@months
def test_what_the_parties_disagree_on_is_held_and_the_greatest_sum_is_told(sheet: Told, month: str) -> None:
    held = [(row["key"], row["amount"]) for row in sheet["rows"] if row["held"]]
    assert held == [(row["rule"], row["amount"]) for row in parts(month, "held")]
    assert [sheet["greatest"]] == ([row["amount"] for row in parts(month, "greatest_sum")] or [None])


def test_every_sum_is_its_formula(told: Told) -> None:
    """Whoever reads 298604.95 ÷ 12 × 50% comes to the sum that stands beside it."""
    rows = [row for sheet in told["sheets"] for row in sheet["rows"] if row["formula"]]
    assert rows
    for row in rows:
        amount = year.reckoned(row["formula"])
        assert row["amount"] == str(-amount if row["sort"] == "reversed" else amount)


def test_the_sheets_come_to_the_settlement(told: Told) -> None:
    assert told["settlement"] == {
        "claimed": "267067.53", "held": "17563.95", "objected": "0.00", "apart": "0.00", "deductible": "249503.58",
        "instalment": "481204.15", "paid": "231700.57", "receivable": "0.00",
        "formula": "max(0, 481204.15 − 249503.58)", "paid_words": "贰拾叁万壹仟柒佰元伍角柒分",
        "deductible_words": "贰拾肆万玖仟伍佰零叁元伍角捌分",
    }  # fmt: skip


def test_what_the_agency_owes_stands_apart(told: Told) -> None:
    assert [(one["key"], one["amount"]) for one in told["of_agency"]] == [("12.6/total/Y05", "120.30")]


@pytest.mark.parametrize(
    ("question", "key", "formula", "amount", "counts"),
    [
        ("penalty.daily", "12.5/energy-monitoring/X01", "1203010.38 × 0.1% × 7", "8421.07", "9218.77"),
        ("penalty.daily", "12.5/energy-sensing/X02", "1203010.38 × 0.1% × 5", "6015.05", "0.00"),
        ("penalty.counted_from", "12.5/total/T01", "1203010.38 × 0.1% × 18", "21654.19", "3609.03"),
        ("penalty.late_payment", "12.6/total/Y05", "1203010.38 × 0.01% × 7", "842.11", "120.30"),
        ("penalty.late_return", "15.11/total/T03", "1203010.38 × 20%", "240602.08", "1203.01"),
    ],
)
def test_read_otherwise_it_would_be(
    told: Told, question: str, key: str, formula: str, amount: str, counts: str
) -> None:
    (found,) = (one for one in told["otherwise"] if (one["question"], one["key"]) == (question, key))
    assert (found["formula"], found["amount"], found["counts"]) == (formula, amount, counts)


def test_one_right_to_terminate_arose_and_lapses_after_a_year(told: Told) -> None:
    (right,) = told["rights"]
    assert (right["ground"], right["events"]) == ("12.4", ["C03"])
    assert (right["known"], right["last_day"]) == ("2026-09-10", "2027-09-10")


def test_one_event_of_level_b_was_settled(told: Told) -> None:
    assert told["levels"] == [{"event": "L01", "level": "B", "day": "2026-04-10"}]
