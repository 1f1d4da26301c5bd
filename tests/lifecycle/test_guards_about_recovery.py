"""Guards about money that one side owes the other beyond the instalments, each both ways."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.lifecycle.scenes import scene
from tests.lifecycle.walk import BALANCE
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.kinds import payment, recovery
from tickets.lifecycle.parties import AF, PD
from tickets.lifecycle.scene import Scene
from tickets.penalties.balance import OwedFor


def owes(what: str, sum_: str | None = None, role: str = AF, demanded: dict[OwedFor, str] | None = None) -> Scene:
    """By the sheets 120301.04 beyond the instalment, and 120.30 for a late payment."""
    name = "damages" if what == "damages" else "owed_sum"
    said: dict[str, Any] = {"owed_for": what, name: Decimal(sum_) if sum_ else None, "owed_ground": "见附件"}
    already = {one: Decimal(amount) for one, amount in (demanded or {}).items()}
    return scene(role=role, fields=said, given={"balance": replace(BALANCE, demanded=already, done=already)})


HOLDS = [
    (payment.nothing_left, scene(fields={"payable": Decimal("0.00")})),
    (payment.something_left, scene(fields={"payable": Decimal("0.01")})),
    *((recovery.owed_to_us, owes(what)) for what in recovery.OF_AGENCY),
    *((recovery.owed_to_us, owes(what, role=PD)) for what in recovery.OF_PROVIDER),
    (recovery.something_owed, owes("damages")),
    (recovery.something_owed, owes("claimed_apart", demanded={OwedFor.CLAIMED_APART: "120301.03"})),
    (recovery.something_owed, owes("paid_back", demanded={OwedFor.CLAIMED_APART: "120301.05"})),
    (recovery.something_owed, owes("late_fee")),
    (recovery.something_owed, owes("late_fee_back", demanded={OwedFor.LATE_FEE: "120.31"})),
    (recovery.damages_said, owes("damages", "0.01")),
    (recovery.damages_said, owes("late_fee")),
    (recovery.owed_sum_follows, owes("damages", "0.01")),
    (recovery.owed_sum_follows, owes("late_fee", "120.30")),
    (recovery.owed_sum_follows, owes("late_fee")),
    (recovery.damages_grounded, owes("damages")),
    (recovery.damages_grounded, scene(fields={"owed_for": "late_fee"})),
    (recovery.follows_from_sheets, owes("paid_back")),
    (recovery.of_damages, owes("damages")),
    (recovery.still_owed, owes("damages")),
    (recovery.still_owed, owes("claimed_apart", demanded={OwedFor.CLAIMED_APART: "120301.04"})),
    (recovery.of_late_payment, owes("late_fee")),
    (recovery.nettable, owes("late_fee", "120301.04")),
]
REFUSES = [
    (payment.nothing_left, scene(fields={"payable": Decimal("0.01")})),
    (payment.something_left, scene(fields={"payable": Decimal("0.00")})),
    *((recovery.owed_to_us, owes(what)) for what in ("paid_back", "late_fee")),
    *((recovery.owed_to_us, owes(what, role=PD)) for what in ("claimed_apart", "late_fee_back")),
    (recovery.something_owed, owes("claimed_apart", demanded={OwedFor.CLAIMED_APART: "120301.04"})),
    (recovery.something_owed, owes("paid_back")),
    (recovery.something_owed, owes("late_fee_back")),
    (recovery.damages_said, owes("damages")),
    (recovery.damages_said, owes("damages", "0.00")),
    (recovery.damages_said, scene(fields={"owed_for": "late_fee", "damages": Decimal("1.00")})),
    (recovery.owed_sum_follows, owes("late_fee", "120.31")),
    (recovery.damages_grounded, scene(fields={"owed_for": "damages"})),
    (recovery.follows_from_sheets, owes("damages")),
    (recovery.of_damages, owes("claimed_apart")),
    (recovery.still_owed, owes("claimed_apart", demanded={OwedFor.CLAIMED_APART: "120301.05"})),
    (recovery.of_late_payment, owes("claimed_apart")),
    (recovery.nettable, owes("late_fee", "120301.05")),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS, ids=lambda one: getattr(one, "name", ""))
def test_a_guard_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES, ids=lambda one: getattr(one, "name", ""))
def test_a_guard_refuses(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
