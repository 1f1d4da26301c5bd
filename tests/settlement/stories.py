"""What the stories of this folder have in common: the tables of the fees, and claims in one line each."""

from typing import NamedTuple

from tests.world import World
from tickets import actions
from tickets.models import FeeTable
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
