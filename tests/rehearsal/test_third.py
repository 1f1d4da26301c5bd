"""A quarter of a third contract, with what the second has not: short staff, public funds that come late, a sum agreed
on, a finding and a sheet with a day of their own, a leap day, outages of a part of their faults.

third-sheets.csv and the days were reckoned by hand. Of 2028 no holiday is known: Saturdays and Sundays are rest days.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from tests.penalties.year import reckoned
from tests.rehearsal.own import its_own
from tests.world import taken_back
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms, SystemTerms
from tickets.rehearsal import outcome, play, script

pytestmark = [pytest.mark.timeout(900), pytest.mark.once, pytest.mark.django_db]
HERE = Path(__file__).parent
Told = dict[str, Any]


def third() -> ContractTerms:
    terms = contract_files.read(contract_files.CONTRACTS / "FW2025091703.toml", KNOWN)
    assert terms.penalties is not None
    sums = (Decimal("360000.00"), Decimal("240000.00"))
    return replace(
        terms, number="QN2028011001", title="又一份合同", starts=date(2028, 1, 10), ends=date(2028, 3, 31),
        amount=Decimal("600000.00"), documents=(),
        systems=(SystemTerms("portal", "门户系统"), SystemTerms("hotline", "热线系统")),
        instalments=tuple(replace(one, amount=sums[place]) for place, one in enumerate(terms.instalments)),
        penalties=replace(terms.penalties, service_months=3),
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What it came to. Of its rows nothing is left."""
    terms, events = third(), script.read(HERE / "third.csv")
    with (
        django_db_blocker.unblock(), taken_back(), its_own(), override("zh-hans"),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):  # fmt: skip
        return outcome.told(play.play(terms, events, play.span(terms, events, None, None)))


def wanted() -> Iterator[dict[str, str]]:
    with (HERE / "third-sheets.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_every_row_is_played_but_the_disagreement_on_the_one_candidate_that_was_left(told: Told) -> None:
    (said,) = (one["said"] for one in told["remarks"])
    assert "仅余一项候选条款" in said


def test_nothing_came_out_otherwise_than_a_row_says(told: Told) -> None:
    """Outages of a part of their faults, the limits of the payments that public funds held up, what is left to pay."""
    assert told["differences"] == []


def test_the_sheets_hold_what_was_reckoned_by_hand(told: Told) -> None:
    found = [
        (
            sheet["month"], row["sort"], row["fact_month"], row["rule"], "+".join(row["systems"]) or "total",
            row["formula"] or row["amount"], row["held"], row["amount"],
        )
        for sheet in told["sheets"]
        for row in sheet["rows"]
        if row["sort"] != "of_agency"
    ]  # fmt: skip
    named = ("sheet", "sort", "fact_month", "rule", "system", "formula")
    expected = [(*(row[key] for key in named), row["held"] == "yes", str(reckoned(row["formula"]))) for row in wanted()]
    assert sorted(found) == sorted(expected)


def test_sheets_close_on_the_tenth_working_day_and_the_last_one_when_its_row_says(told: Told) -> None:
    closed = [(sheet["month"], sheet["closed"]) for sheet in told["sheets"]]
    assert closed == [
        ("2028-01", "2028-02-14"), ("2028-02", "2028-03-14"), ("2028-03", "2028-04-14"), ("2028-04", "2028-05-03"),
    ]  # fmt: skip


def test_it_comes_to_what_they_come_to(told: Told) -> None:
    claimed = sum((reckoned(row["formula"]) for row in wanted()), Decimal(0))
    assert {key: told["settlement"][key] for key in ("claimed", "held", "deductible", "paid", "receivable")} == {
        "claimed": "59533.33", "held": "0.00", "deductible": str(claimed), "paid": "180466.67", "receivable": "0.00",
    }  # fmt: skip


def test_of_the_payments_one_was_late_by_a_day_and_one_was_excused(told: Told) -> None:
    late = {one["event"]: one["days_late"] for one in told["clocks"] if one["clock"].startswith("payment.f")}
    assert (late["B05"], late.get("T07", 0)) == (1, 0)
    assert [(one["key"], one["amount"]) for one in told["of_agency"]] == [("12.6/total/B05", "60.00")]


def test_two_short_months_and_the_limit_that_was_missed_give_the_right(told: Told) -> None:
    rights = [(one["ground"], one["events"], one["known"], one["last_day"]) for one in told["rights"]]
    assert rights == [("12.4", ["C03"], "2028-03-10", "2029-03-10")]
