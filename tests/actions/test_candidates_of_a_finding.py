"""择其重者 (12.3): what remains of a finding's rules once its weight is judged, and who then agrees to what."""

import pytest

from tests.world import World
from tickets.errors import Invalid, WrongState
from tickets.settlement import findings_on


@pytest.mark.parametrize(("impact", "left"), [("yes", "A2.1"), ("no", "A3.1")])
def test_where_the_impact_leaves_one_candidate_nobody_is_asked_to_agree_to_a_rule(
    world: World, impact: str, left: str
) -> None:
    """Candidates compete, not the rules that were named before it was judged (12.3)."""
    ticket = world.take(world.file("finding", rules=[{"rule": "A2.1"}, {"rule": "A3.1"}]), "assess", grave_loss=impact)
    ticket = world.take(ticket, "serve")
    with pytest.raises(WrongState):
        world.take(ticket, "accept_with_rule", chosen_rule=left)
    ticket = world.take(ticket, "accept_finding")
    with pytest.raises(WrongState):
        world.take(ticket, "confirm_several")
    closed = world.take(ticket, "confirm_finding")
    (one,) = findings_on(world.contract)[closed.number]
    assert (closed.state, one.chosen, one.held) == ("closed", left, False)


def test_what_the_impact_rules_out_is_not_agreed_on(world: World) -> None:
    rules = [{"rule": one} for one in ("A2.1", "A3.1", "A3.5")]
    ticket = world.take(world.take(world.file("finding", rules=rules), "assess", grave_loss="yes"), "serve")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "accept_with_rule", chosen_rule="A3.1")
    assert set(refused.value.errors) == {"chosen_rule"}
    ticket = world.take(ticket, "accept_with_rule", chosen_rule="A2.1")
    assert world.take(ticket, "confirm_finding").state == "closed"


def test_what_is_judged_into_the_gap_between_two_rows_is_for_both_to_price_or_set_aside(world: World) -> None:
    """No grave accident (A2.7), and yet a grave influence (A3.8)."""
    rules = [{"rule": "A2.7"}, {"rule": "A3.8"}]
    ticket = world.take(world.file("finding", rules=rules), "assess", grave_influence="yes")
    ticket = world.take(ticket, "serve", "accept_finding")
    with pytest.raises(WrongState):
        world.take(ticket, "confirm_finding")
    ticket = world.take(ticket, "confirm_several")
    with pytest.raises(WrongState):
        world.take(ticket, "propose_rule", chosen_rule="A2.7", who="lead")
    ticket = world.take(ticket, "propose_sum", who="lead", settled_by="sum", agreed_sum="40000.00")
    closed = world.take(ticket, "agree_to_claim", who="manager")
    (one,) = findings_on(world.contract)[closed.number]
    assert (closed.state, one.chosen, str(one.agreed)) == ("closed", "no_band", "40000.00")
