"""`penalties/`: what breaches come to, claim by claim, with formula, members and other readings; who reads it."""

import pytest

from tests.api.conftest import Api
from tests.outages.office import at, down
from tests.settlement.stories import found, signed, slow

AT = "penalties/"


def test_a_claim_tells_its_finding_its_row_its_sum_and_what_it_rests_on(api: Api) -> None:
    signed(api.world)
    fault = slow(api.world)
    finding = found(api.world, [fault], "A3.8")
    (one,) = api.get("lead", AT, contract="DEMO")
    assert one == {
        "key": "A3.8/city-operation/2026-03", "number": finding.number, "state": "judged", "standing": "counts",
        "against": "provider", "rule": "A3.8", "rules": ["A3.8"], "system": ["city-operation"], "month": "2026-03",
        "amount": "7465.12", "estimated": False, "formula": "298604.95 ÷ 12 × 30%", "members": [fault.number],
        "readings": [],
    }  # fmt: skip


def test_without_a_finding_it_is_there_as_well_and_the_lighter_is_absorbed(api: Api) -> None:
    signed(api.world)
    down(api.world, at(10), at(12))
    told = {one["rule"]: (one["standing"], one["number"]) for one in api.get("auditor", AT, contract="DEMO")}
    assert told == {"A3.1": ("counts", None), "A3.5": ("absorbed", None), "": ("absorbed", None)}


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("officer", 200), ("vendor", 404), ("outsider", 404)])
def test_the_sides_of_the_contract_read_it_and_nobody_else(api: Api, who: str, status: int) -> None:
    api.get(who, AT, expect=status, contract="DEMO")


def test_it_asks_for_the_contract(api: Api) -> None:
    assert "contract" in str(api.get("lead", AT, expect=400))


def test_a_contract_without_any_breach_comes_to_nothing(api: Api) -> None:
    assert api.get("lead", AT, contract="DEMO") == []
