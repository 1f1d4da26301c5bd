"""分系统费用表 (G3): entered by the agency's finance, agreed to by both leads; it sums to the contract's amount."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.editions import edition
from tests.world import World
from tickets import actions, register
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import AuditEntry, FeeTable, Notice, SystemFee


def rows(world: World, *amounts: str) -> list[dict[str, Any]]:
    """These amounts, and the rest of the contract's on the last system."""
    codes = list(world.contract.systems.order_by("code").values_list("code", flat=True))
    given = [Decimal(one) for one in (*amounts, *("1.00",) * len(codes))][: len(codes) - 1]
    return [
        {"fee_system": code, "fee": str(amount)}
        for code, amount in zip(codes, (*given, world.contract.amount - sum(given)), strict=True)
    ]


def enter(world: World, who: str = "finance", **changes: Any) -> FeeTable:
    said = {"fees": rows(world), "fee_basis": "确认单〔2026〕1号"} | changes
    return actions.enter_fees(world.contract, said, actor=world.user(who), now=world.now)


def agree(world: World, table: FeeTable, who: str) -> FeeTable:
    return actions.agree_fees(table, actor=world.user(who), now=world.now)


@pytest.mark.parametrize("order", [("lead", "manager"), ("manager", "lead")])
def test_it_counts_once_both_leads_have_agreed(world: World, order: tuple[str, str]) -> None:
    table = enter(world)
    assert agree(world, table, order[0]).signed_at is None
    world.later(hours=1)
    signed = agree(world, table, order[1])
    assert (signed.signed_at, signed.number) == (world.now, 1)
    assert sum(one.amount for one in signed.fees.all()) == world.contract.amount
    assert not Notice.objects.filter(event="fees_entered", ended_at=None).exists()
    told = Notice.objects.filter(event="fees_signed").values_list("recipient__username", flat=True)
    assert set(told) == {"lead", "manager", "finance"} - {order[1]}


@pytest.mark.parametrize("who", ["clerk", "desk", "manager", "officer", "auditor", "outsider", "sysadmin"])
def test_nobody_but_the_agencys_finance_or_lead_enters_one(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        enter(world, who)


@pytest.mark.parametrize("who", ["clerk", "finance", "desk", "officer", "auditor", "outsider"])
def test_nobody_but_the_two_leads_agrees(world: World, who: str) -> None:
    table = enter(world)
    with pytest.raises(Forbidden):
        agree(world, table, who)


def test_nobody_agrees_to_what_they_entered_and_no_side_agrees_twice(world: World) -> None:
    table = enter(world, "lead")
    with pytest.raises(Forbidden):
        agree(world, table, "lead")
    agree(world, table, "lead2")
    with pytest.raises(WrongState):
        agree(world, table, "lead2")


def test_fees_that_do_not_come_to_the_amount_are_refused_with_the_difference(world: World) -> None:
    wrong = rows(world)
    wrong[-1]["fee"] = str(Decimal(wrong[-1]["fee"]) + Decimal("0.01"))
    with pytest.raises(Invalid) as refused:
        enter(world, fees=wrong)
    assert "0.01" in str(refused.value.errors["fees"])
    assert not FeeTable.objects.exists()


@pytest.mark.parametrize("spoil", [lambda some: some[:-1], lambda some: [*some, some[0]]])
def test_every_system_is_named_once(world: World, spoil: Any) -> None:
    with pytest.raises(Invalid) as refused:
        enter(world, fees=spoil(rows(world)))
    assert set(refused.value.errors) == {"fees"}


def test_one_waits_at_a_time_and_what_is_taken_back_stays(world: World) -> None:
    table = enter(world)
    with pytest.raises(WrongState):
        enter(world)
    with pytest.raises(Invalid):
        actions.withdraw_fees(table, " ", actor=world.user("manager"), now=world.now)
    actions.withdraw_fees(table, "主机数量有误", actor=world.user("manager"), now=world.now)
    with pytest.raises(WrongState):
        agree(world, table, "lead")
    assert enter(world).number == 2
    assert FeeTable.objects.get(number=1).reason == "主机数量有误"


@pytest.mark.parametrize("changed", ["amount", "systems"])
def test_what_the_contract_has_outgrown_is_not_agreed_to(world: World, changed: str) -> None:
    """A later edition of its file came between."""
    table = agree(world, enter(world), "manager")
    terms = edition(world.contract)
    more = replace(terms.systems[0], code="new-system", name="新增信息系统")
    register.load(
        replace(terms, amount=terms.amount + 1)
        if changed == "amount"
        else replace(terms, systems=(*terms.systems, more)),
        now=world.now,
    )
    with pytest.raises(WrongState):
        agree(world, table, "lead")
    actions.withdraw_fees(table, "合同已变更", actor=world.user("lead"), now=world.now)


def test_a_later_one_takes_the_place_of_the_earlier_which_is_kept(world: World) -> None:
    first, second = (agree(world, agree(world, enter(world), "lead"), "manager") for _again in range(2))
    counting = world.contract.fee_tables.filter(signed_at__isnull=False).first()
    assert (counting, FeeTable.objects.get(pk=first.pk).signed_at is None) == (second, False)


def test_who_what_and_when_stand_in_the_system_log(world: World) -> None:
    agree(world, agree(world, enter(world), "lead"), "manager")
    told = AuditEntry.objects.filter(ticket=None, action__startswith="fees_").order_by("seq")
    assert [one.action for one in told] == ["fees_entered", "fees_agreed", "fees_agreed"]
    assert {"feetable", "systemfee"} <= set(told[0].data["rows"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda table: FeeTable.objects.filter(pk=table.pk).update(signed_at=table.entered_at),
        lambda table: FeeTable.objects.filter(pk=table.pk).update(
            agency_by=table.entered_by, agency_at=table.entered_at
        ),
        lambda table: SystemFee.objects.filter(table=table).update(amount=-1),
        lambda table: SystemFee.objects.create(table=table, system=table.fees.first().system, amount=0),
    ],
)
def test_the_database_refuses_what_cannot_be(world: World, spoil: Any) -> None:
    table = enter(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        spoil(table)
