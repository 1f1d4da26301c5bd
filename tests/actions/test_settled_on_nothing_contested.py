"""结算 (7.2): the last instalment is settled once the sheets are closed and nothing is contested any more."""

from datetime import timedelta

import pytest

from tests.actions.test_absence_on_duty import contested
from tests.actions.test_absence_on_duty import duty as duty  # noqa: PLC0414  # a fixture
from tests.actions.test_payment import ACCEPTED, invoiced
from tests.settlement.stories import found, signed, slow
from tests.sheets import empty_sheets
from tests.world import World
from tickets import actions
from tickets.actions.claims.born import Value
from tickets.errors import WrongState
from tickets.models import Claim, Ticket
from tickets.outages.entries import waiting


@pytest.fixture
def fault(world: World) -> Ticket:
    signed(world)
    return slow(world)


@pytest.fixture
def final(world: World, fault: Ticket) -> Ticket:
    """Accepted, billed, and every sheet is closed."""
    world.take(world.file("acceptance"), *ACCEPTED)
    billed = invoiced(world, 2)
    empty_sheets(world.contract, world.now)
    return billed


def contest(world: World, fault: Ticket) -> Claim:
    """The desk says that it answered sooner, and the agency turns that down."""
    value = Value(world.clock(fault, "incident.respond").started_at + timedelta(minutes=4))
    claim = actions.claim_time(
        fault, fact="respond", number=1, value=value, reason="电话先行响应", actor=world.user("desk"), now=world.now
    )
    actions.contest_claim(claim.pk, value=None, actor=world.user("clerk"), now=world.now, comment="无通话记录")
    return claim


def refused(world: World, order: Ticket, step: str) -> str:
    with pytest.raises(WrongState) as refusal:
        world.take(order, step)
    return str(refusal.value.message)


def test_it_is_not_sent_while_a_time_is_contested_which_is_named(world: World, fault: Ticket, final: Ticket) -> None:
    claim = contest(world, fault)
    assert f"下列事项尚有争议，请先裁定或者由双方协商确定：{fault.number}第{claim.number}号主张。" in refused(
        world, final, "send_settlement"
    )
    actions.withdraw_claim(claim.pk, actor=world.user("desk"), now=world.now)
    assert world.take(final, "send_settlement").state == "settling"


def test_nor_while_the_provider_objects_to_a_finding_which_is_named(world: World, fault: Ticket, final: Ticket) -> None:
    finding = world.take(found(world, [fault], "A3.8"), "serve", "object_finding")
    assert finding.number in refused(world, final, "send_settlement")
    finding = world.take(finding, "give_opinion")
    assert finding.number in refused(world, final, "send_settlement")
    world.take(finding, "uphold_finding")
    assert world.take(final, "send_settlement").state == "settling"


def test_of_several_each_is_named(world: World, fault: Ticket, final: Ticket) -> None:
    claim = contest(world, fault)
    finding = world.take(found(world, [slow(world)], "A3.8"), "serve", "object_finding")
    assert f"：{fault.number}第{claim.number}号主张、{finding.number}。" in refused(world, final, "send_settlement")


def reported(world: World) -> list[int]:
    """An outage that monitoring saw."""
    row = {"system": world.system.code, "from": "2026-03-02 08:30", "to": "2026-03-02 08:50", "source_id": "M-1"}
    actions.import_outages(world.contract, [row], actor=world.user("desk"), now=world.now)
    return [one.pk for group in waiting([world.contract], world.now) for one in group.monitored]


def test_nor_while_an_outage_is_contested(world: World, final: Ticket) -> None:
    keys = reported(world)
    actions.say_of_outage(keys, "outage", reason="用户无法访问", actor=world.user("clerk"), now=world.now)
    assert "监测中断M-1。" in refused(world, final, "send_settlement")
    actions.answer_outage(keys, "contested", reason="切换演练", actor=world.user("desk"), now=world.now)
    assert "M-1" in refused(world, final, "send_settlement")
    actions.say_of_outage(keys, "false_alarm", reason="切换演练", actor=world.user("desk"), now=world.now)
    actions.answer_outage(keys, "confirmed", reason="", actor=world.user("clerk"), now=world.now)
    assert world.take(final, "send_settlement").state == "settling"


def test_nor_while_the_provider_contests_that_a_post_was_empty(world: World, duty: Ticket) -> None:
    signed(world)
    sheet_of_duty = contested(world, duty)
    world.take(world.file("acceptance"), *ACCEPTED)
    billed = invoiced(world, 2)
    empty_sheets(world.contract, world.now)
    assert f"{sheet_of_duty.number}。" in refused(world, billed, "send_settlement")
    world.take(sheet_of_duty, "uphold_absence", who="auditor")
    assert world.take(billed, "send_settlement").state == "settling"


def test_an_outage_of_which_nobody_spoke_holds_nothing_up(world: World, final: Ticket) -> None:
    reported(world)
    assert world.take(final, "send_settlement").state == "settling"


def test_it_is_not_agreed_to_and_not_passed_over_while_something_is_contested(
    world: World, fault: Ticket, final: Ticket
) -> None:
    """What was contested only after it was sent."""
    sent = world.take(final, "send_settlement")
    claim = contest(world, fault)
    assert fault.number in refused(world, sent, "agree_settlement")
    world.at(world.clock(sent, "payment.settle").due_at + timedelta(minutes=1))
    assert fault.number in refused(world, sent, "pass_over_settlement")
    actions.withdraw_claim(claim.pk, actor=world.user("desk"), now=world.now)
    assert world.take(sent, "agree_settlement").state == "approving"


def test_what_is_objected_to_at_the_settlement_itself_goes_on_without_it(
    world: World, fault: Ticket, final: Ticket
) -> None:
    objected = world.take(final, "send_settlement", "object_settlement")
    contest(world, fault)
    assert fault.number in refused(world, objected, "send_settlement")
    assert world.take(objected, "send_undisputed").state == "approving"


def test_it_is_not_sent_before_the_sheets_are_closed(world: World) -> None:
    world.take(world.file("acceptance"), *ACCEPTED)
    billed = invoiced(world, 2)
    assert "月度清单" in refused(world, billed, "send_settlement")
    empty_sheets(world.contract, world.now)
    assert world.take(billed, "send_settlement").state == "settling"
