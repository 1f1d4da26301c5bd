"""Half a year of another contract: other systems, fees, shares and days, every kind of row, in other combinations.

second-sheets.csv was reckoned by hand from what the contract says; its sums are those of its formulas.
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
from tickets.policy.penalty_terms import Percent
from tickets.policy.types import ContractTerms, SystemTerms
from tickets.rehearsal import outcome, play, rows, script

pytestmark = [pytest.mark.timeout(900), pytest.mark.once, pytest.mark.django_db]
HERE = Path(__file__).parent
NAMES = {"portal": "门户系统", "hotline": "热线系统", "transit": "交通系统", "water": "供水系统"}
SHARES = {"A3.1": 40, "12.5": Decimal("0.2"), "A2.12": 150}
Told = dict[str, Any]


def another() -> ContractTerms:
    terms = contract_files.read(contract_files.CONTRACTS / "FW2025091703.toml", KNOWN)
    assert terms.penalties is not None
    priced = (replace(one, share=Percent(Decimal(SHARES.get(one.code, one.share)))) for one in terms.penalties.rules)
    sums = (Decimal("1440000.00"), Decimal("960000.00"))
    return replace(
        terms, number="HD2025070101", title="另一份合同", starts=date(2025, 7, 1), ends=date(2025, 12, 31),
        amount=Decimal("2400000.00"), documents=(),
        systems=tuple(SystemTerms(code, name) for code, name in NAMES.items()),
        instalments=tuple(replace(one, amount=sums[place]) for place, one in enumerate(terms.instalments)),
        penalties=replace(terms.penalties, service_months=6, rules=tuple(priced)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What it came to. Of its rows nothing is left."""
    terms, events = another(), script.read(HERE / "second.csv")
    with (
        django_db_blocker.unblock(), taken_back(), its_own(), override("zh-hans"),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):  # fmt: skip
        return outcome.told(play.play(terms, events, play.span(terms, events, terms.starts, None)))


def wanted() -> Iterator[dict[str, str]]:
    with (HERE / "second-sheets.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def amount(row: dict[str, str]) -> Decimal:
    return -reckoned(row["formula"]) if row["sort"] == "reversed" else reckoned(row["formula"])


def test_with_the_third_it_has_every_kind_of_row() -> None:
    there = {one.kind for name in ("second.csv", "third.csv") for one in script.read(HERE / name)}
    assert rows.KINDS.keys() == there


def test_every_row_is_played_and_what_came_out_otherwise_is_told(told: Told) -> None:
    """The report is due on the fifth working day, of which the first was a Sunday at work."""
    assert told["remarks"] == []
    (one,) = told["differences"]
    assert (one["row"], one["key"], one["said"], one["came"]) == ("W01", "due", "2026-01-09", "2026-01-08")


def test_the_sheets_hold_what_was_reckoned_by_hand(told: Told) -> None:
    found = [
        {
            "sheet": sheet["month"], "sort": row["sort"], "fact_month": row["fact_month"], "rule": row["rule"],
            "system": "+".join(row["systems"]) or "total", "formula": row["formula"], "held": row["held"],
            "amount": row["amount"],
        }
        for sheet in told["sheets"]
        for row in sheet["rows"]
        if row["sort"] != "of_agency"
    ]  # fmt: skip
    expected = [
        {key: row[key] for key in ("sheet", "sort", "fact_month", "rule", "system", "formula")}
        | {"held": row["held"] == "yes", "amount": str(amount(row))}
        for row in wanted()
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_it_comes_to_what_they_come_to(told: Told) -> None:
    claimed = sum(map(amount, wanted()))
    held = sum(amount(row) for row in wanted() if row["held"])
    deductible, instalment = claimed - held, Decimal("960000.00")
    assert {key: told["settlement"][key] for key in ("claimed", "held", "deductible", "paid", "receivable")} == {
        "claimed": str(claimed), "held": str(held), "deductible": str(deductible),
        "paid": str(max(Decimal("0.00"), instalment - deductible)),
        "receivable": str(max(Decimal("0.00"), deductible - instalment)),
    }  # fmt: skip


def test_its_sheets_close_by_its_own_answer(told: Told) -> None:
    """On the eighth working day."""
    closed = {sheet["month"]: sheet["closed"] for sheet in told["sheets"]}
    assert (closed["2025-09"], closed["2025-12"]) == ("2025-10-17", "2026-01-13")


def test_the_rights_are_those_of_the_limits_that_were_missed_and_of_the_third_event(told: Told) -> None:
    rights = [(one["ground"], one["events"], one["known"], one["last_day"]) for one in told["rights"]]
    assert rights == [
        ("12.2", ["L03"], "2025-12-18", "2026-12-18"),
        ("12.4", ["R14"], "2025-12-22", "2026-12-22"),
        ("15.11", ["T03"], "2026-02-11", "2027-02-11"),
    ]
