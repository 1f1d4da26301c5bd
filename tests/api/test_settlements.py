"""`settlements/`: the closed sheets, what they leave of the last instalment, and who reads it."""

import pytest

from tests.actions.test_payment import ACCEPTED, invoiced
from tests.actions.test_sheets import all_closed, at, breach_of_secrecy
from tests.api.conftest import Api
from tests.pages.conftest import Visitor, visitor, words  # noqa: F401  # a fixture
from tests.sheets import FIFTH, LATE_FEE, empty_sheets, sheet_with
from tickets.models import PenaltyEdition

AT = "settlements/"


def test_it_tells_each_sheet_and_what_is_left_to_be_paid(api: Api) -> None:
    breach_of_secrecy(api.world)
    all_closed(api.world.at(at(16)))
    told = api.get("finance", AT, contract="DEMO")
    assert [(one["month"], one["lines"], one["sum"], one["closed_by"]) for one in told.pop("sheets")] == [
        ("2026-01", 0, "0.00", None),
        ("2026-02", 1, "240602.08", None),
    ]
    assert told == {
        "instalment": "481204.15", "claimed": "240602.08", "held": "0.00", "objected": "0.00", "apart": "0.00",
        "deductible": "240602.08", "paid": "240602.07", "receivable": "0.00",
        "repayable": "0.00", "netted": "0.00", "netted_apart": "0.00", "owed": [],
    }  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("officer", 200), ("vendor", 404), ("outsider", 404)])
def test_the_sides_of_the_contract_read_it_and_nobody_else(api: Api, who: str, status: int) -> None:
    api.get(who, AT, expect=status, contract="DEMO")


def test_what_is_netted_with_what_is_claimed_by_itself_is_not_told_to_be_paid_back(
    api: Api, visitor: Visitor  # noqa: F811
) -> None:  # fmt: skip
    """W9, read otherwise: the sum of the settlement and what is owed are one story, here and on the page."""
    world = api.world
    PenaltyEdition.objects.update(readings={"penalty.set_off": "apart"})
    world.take(world.file("acceptance"), *ACCEPTED)
    final = invoiced(world, 2)
    empty_sheets(world.contract, world.now)
    sheet_with(world, (FIFTH, "current"), (LATE_FEE, "of_agency"))
    world.take(final, "send_settlement", "agree_settlement", "approve_payment", "register_payment", "confirm_receipt")
    order = world.file("recovery", "desk", owed_for="late_fee", damages=None)
    world.take(order, "demand_sum", "propose_netting", "agree_netting")

    told = api.get("manager", AT, contract="DEMO")

    names = ("apart", "netted", "netted_apart", "deductible", "paid", "receivable", "repayable")
    assert [told[name] for name in names] == ["240602.08", "120.30", "120.30", "0.00", "481204.15", "0.00", "0.00"]
    owed = [(one["owed_for"], one["sum"]) for one in told["owed"] if one["number"] is None]
    assert owed == [("claimed_apart", str(FIFTH - LATE_FEE))]
    page = words(visitor.get("finance", "/sheets/?contract=DEMO"))
    assert "240,481.78" in page
    assert "应退还乙方" not in page
