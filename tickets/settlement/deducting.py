"""What the sheets leave of the last instalment, as the sides stand on it now: what both agreed on since is held back no
more, and lines to which the provider objected are, until both agree or a court has judged. And what one side owes the
other beyond it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from tickets import sheets
from tickets.lifecycle.endorsements import PAID, SETTLEMENT_OBJECTED
from tickets.lifecycle.kinds.payment import INSTALMENT, OBJECTED, PAYABLE, Payment
from tickets.lifecycle.kinds.recovery import OWED_FOR, OWED_SUM, Recovery
from tickets.models import Contract, Endorsement, SheetLine, Ticket
from tickets.penalties.balance import MoneyBalance, OwedFor
from tickets.penalties.money import ZERO
from tickets.penalties.settling import FinalDeduction, RowSort
from tickets.settlement.findings import of_contract

PAID_OUT: Final = (Payment.paid.code, Payment.closed.code)
#: Where it is once its money came back: the sum was approved, and what it bore stays deducted.
COME_BACK: Final = (Payment.paying.code, Payment.deferred.code)
DONE: Final = (Recovery.closed.code, Recovery.netted.code)
#: What the sheets leave is with the provider, or on its way to them.
SETTLING: Final = (Payment.settling.code, Payment.approving.code, Payment.paying.code, Payment.deferred.code)


def deduction(contract: Contract) -> FinalDeduction:
    """Once the instalment is paid with what was deducted then. Thirteen queries at most."""
    return _reckoned(contract, demands(contract), _last_payment(contract))


def balance(contract: Contract, *, without: Ticket | None = None) -> MoneyBalance:
    """What one side owes the other beyond the last instalment, and what of it is demanded. without: a demand that is
    about to be withdrawn. Fourteen queries at most."""
    left_out = without.number if without is not None else ""
    orders, last = [one for one in demands(contract) if one.number != left_out], _last_payment(contract)
    entered = sheets.lines(contract).select_related("sheet")
    late = [one for one in sheets.standing_lines(entered).values() if one.sort == RowSort.OF_AGENCY]
    return MoneyBalance(
        found=_reckoned(contract, orders, last),
        last_order=last.number if last is not None else "",
        late_fees=sum((one.amount for one in late), ZERO),
        late_orders=tuple(sorted({event for one in late for event in one.events})),
        demanded=_summed(orders),
        done=_summed([one for one in orders if one.state in DONE]),
        settling=last is not None and last.state in SETTLING,
    )


@dataclass(frozen=True, slots=True)
class MoneyDemand:
    """An order by which one side demands what the other owes. state: its code."""

    number: str
    state: str
    what: OwedFor
    amount: Decimal


def demands(contract: Contract) -> list[MoneyDemand]:
    """In the order in which they were opened, those that were withdrawn left out."""
    there = Ticket.objects.filter(contract=contract, kind=Recovery.kind)
    return [
        MoneyDemand(
            one.number, one.state, OwedFor(one.fields[OWED_FOR.name]), Decimal(one.fields[OWED_SUM.name])
        )
        for one in there.exclude(state=Recovery.withdrawn.code).order_by("id")
    ]  # fmt: skip


def _summed(orders: Collection[MoneyDemand]) -> dict[OwedFor, Decimal]:
    found: dict[OwedFor, Decimal] = {}
    for one in orders:
        found[one.what] = found.get(one.what, ZERO) + one.amount
    return found


def _reckoned(contract: Contract, orders: Collection[MoneyDemand], last: Ticket | None) -> FinalDeduction:
    netted = sum((one.amount for one in orders if one.state == Recovery.netted.code), ZERO)
    return replace(_as_they_stand(contract), netted=netted, deducted=_deducted(contract, last))


def _last_payment(contract: Contract) -> Ticket | None:
    """The order by which the last instalment is paid."""
    number = contract.instalments.order_by("-number").values_list("number", flat=True).first()
    orders = Ticket.objects.filter(contract=contract, kind=Payment.kind).exclude(state=Payment.cancelled.code)
    return orders.filter(**{f"fields__{INSTALMENT.name}": number}).order_by("id").last() if number else None


def _deducted(contract: Contract, last: Ticket | None) -> Decimal | None:
    """What the instalment bore when it was paid, whether or not the bank gave the money back since; None: it is not
    paid yet."""
    if last is None or not (last.state in PAID_OUT or _came_back(last)):
        return None
    amount = contract.instalments.get(number=last.fields[INSTALMENT.name]).amount
    return amount - Decimal(last.fields[PAYABLE.name])


def _came_back(last: Ticket) -> bool:
    return last.state in COME_BACK and Endorsement.objects.filter(ticket=last, name=PAID.name).exists()


def _as_they_stand(contract: Contract) -> FinalDeduction:
    lines = list(sheets.lines(contract).select_related("sheet", "finding"))
    stands = sheets.standing_lines(lines).values()
    objected, at = _objected(contract, lines)
    if not objected and not any(one.held for one in stands):
        return sheets.deduction(contract)
    bound = _bound(contract)
    return sheets.deduction(
        contract,
        objected=frozenset(one.key for one in stands if one.finding_id in objected and not _since(one, bound, at)),
        agreed=frozenset(one.key for one in stands if one.finding.number in bound),
    )


def _objected(contract: Contract, lines: Collection[SheetLine]) -> tuple[frozenset[int], datetime | None]:
    """The findings behind the lines that are objected to, and since when: whatever takes the place of such a line is
    held back with it."""
    said = Endorsement.objects.filter(
        ticket__contract=contract, ticket__kind=Payment.kind, name=SETTLEMENT_OBJECTED.name, voided_at=None
    )
    given = said.exclude(ticket__state=Payment.cancelled.code).last()
    codes = set(given.data.get(OBJECTED.name) or ()) if given is not None else set()
    found = frozenset(one.finding_id for one in lines if sheets.code(one) in codes)
    return found, given.at if given is not None else None


def _bound(contract: Contract) -> dict[str, datetime]:
    """Number of each finding on which both sides agreed, or a court judged, once it was settled -> when."""
    decided = ((one.number, one.decision) for one in of_contract(contract))
    return {number: one.at for number, one in decided if one is not None and one.binds_both}


def _since(line: SheetLine, bound: dict[str, datetime], at: datetime | None) -> bool:
    settled = bound.get(line.finding.number)
    return settled is not None and at is not None and settled >= at
