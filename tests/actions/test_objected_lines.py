"""结算异议: the provider objects to lines of the settlement; these are held back until both agree or a court judges."""

from decimal import Decimal

import pytest

from tests.actions.test_findings_decided_anew import anew
from tests.actions.test_payment import ACCEPTED, invoiced
from tests.actions.test_sheets import all_closed, at
from tests.pages.conftest import Visitor, visitor, words  # noqa: F401  # a fixture
from tests.settlement.stories import found, judged, signed, slow
from tests.world import World
from tickets import settlement
from tickets.errors import Invalid, WrongState
from tickets.models import Ticket

LINE = "2026-03-1"
SLOW, WHOLE = Decimal("7465.12"), Decimal("481204.15")


@pytest.fixture
def finding(world: World) -> Ticket:
    """The one line of all sheets: a response that was slow."""
    signed(world)
    return world.take(found(world, [slow(world)], "A3.8"), "serve", "accept_finding", "confirm_finding")


@pytest.fixture
def sent(world: World, finding: Ticket) -> Ticket:
    """The last instalment, its settlement with the provider."""
    world.take(world.file("acceptance"), *ACCEPTED)
    final = invoiced(world, 2)
    all_closed(world.at(at(25, 4)))
    return world.take(final, "send_settlement")


def objected(world: World, sent: Ticket, *lines: str) -> Ticket:
    return world.take(sent, "object_settlement", objected_rows=list(lines))


def test_what_is_objected_to_line_by_line_is_held_back_and_the_rest_is_paid(world: World, sent: Ticket) -> None:
    assert Decimal(sent.fields["payable"]) == WHOLE - SLOW
    on = world.take(objected(world, sent, LINE), "send_undisputed")
    assert Decimal(on.fields["payable"]) == WHOLE
    found_ = settlement.deduction(world.contract)
    assert (found_.claimed, found_.objected, found_.deductible, found_.receivable) == (SLOW, SLOW, 0, 0)
    assert world.take(on, "approve_payment").state == "paying"


def test_an_objection_that_names_no_line_holds_nothing_back(world: World, sent: Ticket) -> None:
    on = world.take(objected(world, sent), "send_undisputed")
    assert Decimal(on.fields["payable"]) == WHOLE - SLOW


def test_lines_that_no_sheet_has_are_refused_at_their_field(world: World, sent: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        objected(world, sent, LINE, "2026-03-2")
    assert set(refused.value.errors) == {"objected_rows"}


def test_a_settlement_that_is_sent_anew_is_objected_to_anew(world: World, sent: Ticket) -> None:
    back = objected(world, sent, LINE)
    all_closed(world.at(at(25, 5)))
    again = world.take(back, "send_settlement")
    assert Decimal(again.fields["payable"]) == WHOLE - SLOW
    back = world.take(again, "object_settlement")
    assert settlement.deduction(world.contract).objected == 0
    assert world.take(back, "send_undisputed").state == "approving"


def test_one_side_alone_ends_no_objection_and_both_do(world: World, finding: Ticket, sent: Ticket) -> None:
    objected(world, sent, LINE)
    anew(world, world.fresh(finding), decision="found", decided_rule="A3.8", **judged())
    assert settlement.deduction(world.contract).objected == SLOW
    offered = world.take(world.take(world.fresh(finding), "take_up"), "offer_decision", decided_rule="A3.8", **judged())
    world.later(hours=1).take(offered, "agree_decision")
    found_ = settlement.deduction(world.contract)
    assert (found_.objected, found_.deductible) == (0, SLOW)


def test_a_court_ends_it_as_well(world: World, finding: Ticket, sent: Ticket) -> None:
    objected(world, sent, LINE)
    said = {"decision_ground": "judgment", "decision": "found", "decided_rule": "A3.8", **judged()}
    anew(world.later(hours=1), world.fresh(finding), **said)
    assert settlement.deduction(world.contract).deductible == SLOW


def test_what_takes_the_place_of_such_a_line_is_held_back_with_it(world: World, finding: Ticket, sent: Ticket) -> None:
    objected(world, sent, LINE)
    grave = judged("grave_accident")
    anew(world, world.fresh(finding), decision="found", decided_rule="A2.7", **grave)
    all_closed(world.at(at(25, 5)))
    found_ = settlement.deduction(world.contract)
    assert (found_.claimed, found_.objected) == (Decimal("49767.49"), Decimal("49767.49"))


def test_only_what_was_objected_to_may_go_on_undisputed(world: World, sent: Ticket) -> None:
    with pytest.raises(WrongState):
        world.take(sent, "send_undisputed")


def test_the_form_lists_the_lines_and_the_paper_says_what_is_held_back(
    world: World, sent: Ticket, visitor: Visitor  # noqa: F811
) -> None:  # fmt: skip
    page = visitor.get("manager", f"/tickets/{sent.number}/")
    assert f'value="{LINE}"' in page
    assert "附件3第8项" in words(page)
    objected(world, sent, LINE)
    paper = words(visitor.get("finance", f"/tickets/{sent.number}/paper/settlement/print/"))
    assert "有异议，暂不抵扣 ¥7,465.12" in paper


# What is decided after the instalment was paid.


def paid_out(world: World, final: Ticket) -> Ticket:
    return world.take(final, "approve_payment", "register_payment", "confirm_receipt")


def test_what_was_held_back_and_is_agreed_on_after_the_payment_is_claimed_apart(
    world: World, finding: Ticket, sent: Ticket
) -> None:
    paid_out(world, world.take(objected(world, sent, LINE), "send_undisputed"))
    before = settlement.deduction(world.contract)
    assert (before.deducted, before.paid, before.receivable, before.repayable) == (0, WHOLE, 0, 0)
    up = world.later(hours=1).take(world.fresh(finding), "take_up")
    world.take(world.take(up, "offer_decision", decided_rule="A3.8", **judged()), "agree_decision")
    after = settlement.deduction(world.contract)
    assert (after.paid, after.receivable, after.repayable) == (WHOLE, SLOW, 0)


def test_what_was_deducted_and_is_set_aside_later_is_paid_back(
    world: World, finding: Ticket, sent: Ticket, visitor: Visitor  # noqa: F811
) -> None:  # fmt: skip
    paid_out(world, world.take(sent, "agree_settlement"))
    anew(world, world.fresh(finding), decision_ground="judgment", decision="set_aside")
    assert settlement.deduction(world.contract).repayable == 0  # no sheet has taken the line back yet
    all_closed(world.at(at(25, 5)))
    found_ = settlement.deduction(world.contract)
    assert (found_.deducted, found_.claimed, found_.paid, found_.repayable) == (SLOW, 0, WHOLE - SLOW, SLOW)
    assert "已抵扣的违约金中¥7,465.12不再成立，应退还乙方。" in words(visitor.get("lead", "/sheets/?contract=DEMO"))
