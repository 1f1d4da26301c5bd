"""追偿与退还 on the page of the sheets: what one side owes the other beyond the last instalment, and the orders for
it."""

from dataclasses import dataclass
from decimal import Decimal

from tickets import actions, settlement
from tickets.lifecycle.kinds.recovery import OWED_FOR, Recovery, owed_to
from tickets.models import Contract
from tickets.outbox.links import recovery_form
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit
from tickets.penalties.balance import MoneyBalance, OwedFor
from tickets.settlement import MoneyDemand


@dataclass(frozen=True, slots=True)
class OwedRow:
    """number, state: of the order by which it is demanded; "": nobody demands it yet. form: where the reader may."""

    what: str
    sum: Decimal
    number: str = ""
    state: str = ""
    form: str = ""


def of(contract: Contract, found: MoneyBalance, here: Visit) -> list[OwedRow]:
    """What is demanded, in the order in which it was, then what nobody demands yet."""
    orders = settlement.demands(contract)
    may = actions.passes(actions.check_open, Recovery, contract, None, here.standing, here.now)
    return [
        *(_demanded(one) for one in orders),
        *(
            OwedRow(
                OWED_FOR.in_words(what, {}), found.open(what),
                form=recovery_form(contract.number, next(iter(found.orders(what)), ""))
                if may and what in owed_to(here.standing.roles) else "",
            )
            for what in OwedFor
            if found.open(what)
        ),
    ]  # fmt: skip


def _demanded(order: MoneyDemand) -> OwedRow:
    words = OWED_FOR.in_words(order.what, {})
    return OwedRow(words, order.amount, order.number, wording.state(Recovery.kind, order.state))
