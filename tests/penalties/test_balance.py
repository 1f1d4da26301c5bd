"""What one side owes the other beyond the last instalment: the settlement and what may be demanded tell one story."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.penalties.balance import MoneyBalance, OwedFor
from tickets.penalties.money import of_cents
from tickets.penalties.settling import FinalDeduction

CENTS = st.integers(0, 10_000).map(of_cents)
APART, BACK = OwedFor.CLAIMED_APART, OwedFor.PAID_BACK


def settled(*, claimed: int, deducted: int | None = None, apart: int = 0, netted: int = 0) -> FinalDeduction:
    """Of an instalment of 1,000; claimed: with what is claimed by itself."""
    return FinalDeduction(
        instalment=Decimal(1000), claimed=Decimal(claimed), apart=Decimal(apart), netted=Decimal(netted),
        deducted=None if deducted is None else Decimal(deducted),
    )  # fmt: skip


def balance(found: FinalDeduction, **paid: int) -> MoneyBalance:
    already = {OwedFor(what): Decimal(amount) for what, amount in paid.items()}
    return MoneyBalance(found=found, demanded=already, done=already)


#: The settlement; then what is deductible, claimed apart and paid back by it, and what may be demanded of the last two.
STORIES = [
    pytest.param({"claimed": 500}, (500, 0, 0, 0, 0), id="nothing waits but the payment"),
    pytest.param({"claimed": 1500}, (1500, 500, 0, 0, 0), id="what exceeds it waits for the payment"),
    pytest.param({"claimed": 1500, "deducted": 1000}, (1500, 500, 0, 500, 0), id="and is owed then"),
    pytest.param({"claimed": 400, "deducted": 500}, (400, 0, 100, 0, 100), id="deducted in vain"),
    pytest.param({"claimed": 500, "netted": 120}, (380, 0, 0, 0, 0), id="netted before it is paid"),
    pytest.param({"claimed": 500, "netted": 120, "deducted": 380}, (380, 0, 0, 0, 0), id="and paid so"),
    pytest.param({"claimed": 400, "netted": 120, "deducted": 380}, (280, 0, 100, 0, 100), id="netted in vain"),
    pytest.param({"claimed": 0, "netted": 120}, (-120, 0, 120, 0, 120), id="netted in vain before it is paid"),
    # W9, the other way: claimed by itself.
    pytest.param({"claimed": 1500, "apart": 1000}, (500, 0, 0, 1000, 0), id="by itself, waiting for no payment"),
    pytest.param(
        {"claimed": 1500, "apart": 1000, "deducted": 500, "netted": 120}, (500, 0, 0, 880, 0), id="by itself, netted"
    ),
    pytest.param(
        {"claimed": 1600, "apart": 1000, "deducted": 500, "netted": 120}, (500, 0, 0, 980, 0),
        id="by itself, netted first with what the instalment did not bear",
    ),
    pytest.param(
        {"claimed": 1400, "apart": 1000, "deducted": 500}, (400, 0, 100, 1000, 100), id="by itself, set off by nobody"
    ),
    pytest.param(
        {"claimed": 600, "apart": 100, "deducted": 500, "netted": 120}, (480, 0, 20, 0, 20), id="by itself, all netted"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("story", "told"), STORIES)
def test_what_is_shown_and_what_is_owed_agree(story: dict[str, Any], told: tuple[int, ...]) -> None:
    found, owed = settled(**story), balance(settled(**story))
    assert (found.deductible, found.receivable, found.repayable, owed.open(APART), owed.open(BACK)) == told


@given(CENTS, CENTS, CENTS, CENTS, st.none() | CENTS)
def test_no_cent_is_owed_twice_or_by_nobody(
    claimed: Decimal, beside: Decimal, netted: Decimal, instalment: Decimal, deducted: Decimal | None
) -> None:
    found = FinalDeduction(
        instalment=instalment, claimed=claimed + beside, apart=beside, netted=netted,
        deducted=None if deducted is None else min(deducted, instalment),
    )  # fmt: skip
    owed = MoneyBalance(found=found, demanded={}, done={})
    later = found.receivable if deducted is None else Decimal(0)
    assert found.claimed - found.netted == found.borne + later + owed.open(APART) - owed.open(BACK)
    assert owed.open(BACK) == found.repayable
    assert 0 <= found.netted_in_vain <= min(found.repayable, found.netted)
    assert not (found.receivable and found.repayable)


def test_what_was_paid_is_owed_back_only_once_and_demanded_again_only_if_it_stands_again() -> None:
    stood, fell = settled(claimed=1500, deducted=1000), settled(claimed=1000, deducted=1000)
    assert balance(stood, claimed_apart=500).open(APART) == 0
    assert balance(fell, claimed_apart=500).open(BACK) == 500
    assert balance(fell, claimed_apart=500, paid_back=500).open(BACK) == 0
    assert balance(stood, claimed_apart=500, paid_back=500).open(APART) == 500
    assert not balance(fell, claimed_apart=500).still_owed(APART)
