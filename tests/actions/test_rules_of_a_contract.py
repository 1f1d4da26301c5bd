"""What a finding may name are the rows of the contract's own table, and what stands beside them."""

from datetime import datetime

import pytest

from tests.settlement.stories import grown_after_the_second_limit
from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Invalid
from tickets.models import Contract, Ticket
from tickets.settlement import findings_on, of_claim
from tickets.settlement.gathering import claims_of

APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _other_table(world: World) -> None:
    """The contract prices by the table of another: rows 10.2, 10.2a, 10.4 and 10.5, with nothing beside them."""
    other = Contract.objects.get(number="ZX2026-0031").penalty_editions.get()
    world.contract.penalty_editions.update(terms=other.terms)


def raised(world: World, rule: str, who: str = "clerk", against: str = "provider") -> Ticket:
    return world.file("finding", who, against=against, rules=[{"rule": rule}])


def test_its_own_rows_are_proposed_by_their_groups_and_judge_their_claims(world: World) -> None:
    grown_after_the_second_limit(world)
    actions.propose_findings(APRIL)
    ticket = Ticket.objects.get(kind="finding")
    assert [row["rule"] for row in ticket.fields["rules"]] == ["10.2", "10.2a"]
    by = [of_claim(one, findings_on(world.contract)) for one in claims_of(world.contract, APRIL)]
    assert {one.number for one in by if one is not None} == {ticket.number}
    world.at(APRIL)
    assert world.take(ticket, "assess", grave_loss=None, grave_accident=None, grave_influence=None).state == "judged"


@pytest.mark.parametrize("rule", ["A3.4", "12.5", "12.4", "A1.1"])
def test_what_it_does_not_have_is_refused(world: World, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        raised(world, rule)
    assert refused.value.errors["rules"][0] == "本合同没有这一条款，请从本合同的条款中选择。"


def test_each_side_names_what_stands_against_the_other(world: World) -> None:
    assert raised(world, "10.5").fields["rules"] == [{"rule": "10.5"}]
    assert raised(world, "10.4", "desk", "agency").fields["rules"] == [{"rule": "10.4"}]
    with pytest.raises(Invalid):
        raised(world, "10.4")
