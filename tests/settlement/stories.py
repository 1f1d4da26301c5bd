"""What the stories of this folder have in common: what happens in them, the tables of the fees, and claims in one line
each."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.sheets import FIFTH, empty_sheets, sheet_with
from tests.world import World
from tickets import actions, sweep
from tickets.models import Contract, FeeTable, Ticket
from tickets.penalties.claims import PenaltyClaim
from tickets.settlement import claims_of

FEES = {"energy-monitoring": "553126.40", "energy-sensing": "351279.03", "city-operation": "298604.95"}
WORDS = ("grave_loss", "grave_accident", "grave_influence")


class ToldClaim(NamedTuple):
    """A claim as the tables of the tests name it."""

    rule: str
    systems: tuple[str, ...]
    month: str
    amount: str
    contested: bool = False


def told(world: World) -> list[ToldClaim]:
    return [line(one) for one in claims(world)]


def claims(world: World) -> tuple[PenaltyClaim, ...]:
    return claims_of(world.contract, world.now)


def line(one: PenaltyClaim) -> ToldClaim:
    return ToldClaim(one.rule, one.systems, f"{one.month:%Y-%m}", str(one.amount), one.contested)


def signed(world: World) -> FeeTable:
    """Both leads have agreed on what each system costs."""
    rows = [{"fee_system": code, "fee": fee} for code, fee in FEES.items()]
    table = actions.enter_fees(
        world.contract, {"fees": rows, "fee_basis": "分系统费用确认单"}, actor=world.user("finance"), now=world.now
    )
    for who in ("lead", "manager"):
        table = actions.agree_fees(table, actor=world.user(who), now=world.now)
    return table


def judged(*grave: str) -> dict[str, str]:
    return {word: "yes" if word in grave else "no" for word in WORDS}


def swept(world: World) -> None:
    while sweep.fire_one(world.now):
        pass


def slow(world: World, minutes: int = 20, ends: int = 25, **more: Any) -> Ticket:
    """A fault that is answered after so many minutes, and over before recoveries are late; nothing is down."""
    begins = world.now
    ticket = world.file("incident", impact="risk", reported_at=begins.isoformat(), **more)
    ticket = world.later(minutes=minutes).take(ticket, "respond")
    return world.later(minutes=ends - minutes).take(ticket, "recover")


def staff_replaced_late(world: World) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    swept(world.at(world.clock(ticket, "staff.replace").due_at + timedelta(days=2)))
    way = ("acknowledge", "nominate", "accept_nominee", "report_handover", "confirm_handover")
    world.take(ticket, *[one for one in way if one in ticket.machine.by_step])


def grown_after_the_second_limit(world: World) -> None:
    way = "submit_for_costing clear_cost approve record_filing accept"
    ticket = world.take(world.file("change"), *way.split())
    swept(world.at(world.clock(ticket, "change.expand").due_at))
    ticket = world.take(ticket, "order_expansion")
    swept(world.at(world.clock(ticket, "change.expand_again").due_at))
    world.take(ticket, "start_work", "deliver", "confirm")


def in_vain(world: World) -> Ticket:
    order = world.take(world.file("rectification", "auditor"), "issue_supervision")
    world.at(world.clock(order, "rectification.cure").due_at)
    return world.take(order, "find_not_cured", who="lead2")


def found(world: World, orders: list[Ticket], rule: str, grave: tuple[str, ...] = ()) -> Ticket:
    """A finding on these orders, as it was assessed."""
    rows = [{"event_order": one.number} for one in orders]
    day = {"event_on": world.now.date().isoformat(), "known_on": world.now.date().isoformat()}
    finding = world.file("finding", system=orders[-1].system, event_rows=rows, rules=[{"rule": rule}], **day)
    return world.take(finding, "assess", **judged(*grave))


def paid_late(world: World) -> None:
    Contract.objects.filter(pk=world.contract.pk).update(effective_on=date(2026, 2, 27))
    world.contract.refresh_from_db()
    ticket = world.file("payment", instalment=1, payable=None)
    ticket = world.take(ticket, "submit_invoice", invoice_sum="721806.23")
    ticket = world.take(ticket, "accept_invoice", "approve_payment")
    swept(world.at(world.clock(ticket, "payment.first").due_at + timedelta(days=6, hours=10)))
    world.take(ticket, "register_payment", "confirm_receipt")


def nothing_left_of_the_last(world: World) -> Ticket:
    """Three fifths of the price by 15.11 against a last instalment of two: nothing of it is left, as both sides say."""
    world.take(world.file("acceptance"), "apply_acceptance", "accept_material", "submit_findings", "pass_acceptance")
    final = world.file("payment", instalment=2, payable=None)
    final = world.take(final, "submit_invoice", invoice_sum="481204.15")
    empty_sheets(world.contract, world.now)
    sheet_with(world, (FIFTH, "current"), (FIFTH, "current"), (FIFTH, "current"))
    return world.take(final, "send_settlement", "agree_settlement")
