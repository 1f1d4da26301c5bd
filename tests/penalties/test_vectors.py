"""The worked cases of the contract's penalties, each as it comes out of the rules."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.penalties import cases, money_cases
from tests.penalties.pricing import CONTRACT
from tickets.penalties.formulas import Formula
from tickets.penalties.money import capitals
from tickets.penalties.settling import FinalDeduction
from tickets.policy.penalty_terms import Percent

HERE = Path(__file__).parent
KINDS = cases.KINDS | money_cases.KINDS


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VECTORS = rows("vectors.csv")
FINAL = CONTRACT.instalments[-1]


@pytest.mark.parametrize("vector", VECTORS, ids=[row["case"] for row in VECTORS])
def test_a_worked_case_comes_out_as_written(vector: dict[str, str]) -> None:
    facts = dict(one.split("=", 1) for one in vector["facts"].split(";"))
    told = KINDS[facts.pop("kind")](facts)
    assert told._asdict() == {name: vector[name] for name in told._fields} | {"amount": vector["amount"] or "—"}


def test_all_hundred_and_twelve_are_there() -> None:
    assert [row["case"] for row in VECTORS] == [f"p{number:02}" for number in range(1, 113)]


def shares() -> list[tuple[str, str]]:
    return [(row["what"].split(" x ")[1], row["expected"]) for row in rows("money.csv") if " / 12 x " in row["what"]]


@pytest.mark.parametrize(("share", "expected"), shares())
def test_a_share_of_a_month_of_the_whole_price(share: str, expected: str) -> None:
    """100 % is 100,250.865: half up, not half even."""
    formula = Formula(CONTRACT.amount, Percent(Decimal(share.removesuffix("%"))), months=12)
    assert str(formula.amount) == expected


@pytest.mark.parametrize(("days", "expected"), [(1, "1203.01"), (3, "3609.03"), (50, "60150.52")])
def test_days_late_are_rounded_once(days: int, expected: str) -> None:
    assert str(Formula(CONTRACT.amount, Percent(Decimal("0.1")), days=days).amount) == expected


def test_what_the_table_of_sums_says_of_instalments_is_in_the_contract() -> None:
    told = {row["what"]: row["expected"] for row in rows("money.csv")}
    first, final = (str(one.amount) for one in CONTRACT.instalments)
    assert (told["60% instalment"], told["40% instalment"]) == (first, final)
    assert str(Formula(CONTRACT.amount, Percent(Decimal(20))).amount) == told["20% of 1203010.38"]
    heaviest = Formula(CONTRACT.amount, Percent(Decimal(600)), months=12).amount
    beyond = FinalDeduction(instalment=FINAL.amount, claimed=heaviest)
    carried = "one 600% penalty on the whole fee less the final instalment (carried as receivable)"
    assert (str(beyond.paid), str(beyond.receivable)) == ("0.00", told[carried])


@pytest.mark.parametrize(
    ("amount", "said"),
    [(row["what"].split()[0], row["expected"]) for row in rows("money.csv") if row["what"].endswith("in capitals")],
)
def test_the_sums_of_the_contract_in_capitals(amount: str, said: str) -> None:
    assert capitals(Decimal(amount)) == said
