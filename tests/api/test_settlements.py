"""`settlements/`: the closed sheets, what they leave of the last instalment, and who reads it."""

import pytest

from tests.actions.test_sheets import all_closed, at, breach_of_secrecy
from tests.api.conftest import Api

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
        "repayable": "0.00", "netted": "0.00", "owed": [],
    }  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("officer", 200), ("vendor", 404), ("outsider", 404)])
def test_the_sides_of_the_contract_read_it_and_nobody_else(api: Api, who: str, status: int) -> None:
    api.get(who, AT, expect=status, contract="DEMO")
