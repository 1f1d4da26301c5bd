"""What the sheets leave of the last instalment, as the sides stand on it now: what both agreed on since is held back no
more, and lines to which the provider objected are, until both agree or a court has judged."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from tickets import sheets
from tickets.lifecycle.endorsements import SETTLEMENT_OBJECTED
from tickets.lifecycle.kinds.payment import INSTALMENT, OBJECTED, PAYABLE, Payment
from tickets.models import Contract, Endorsement, SheetLine, Ticket
from tickets.penalties.settling import FinalDeduction
from tickets.settlement.findings import of_contract

PAID_OUT: Final = (Payment.paid.code, Payment.closed.code)


def deduction(contract: Contract) -> FinalDeduction:
    """Once the instalment is paid with what was deducted then. Eleven queries at most."""
    return replace(_as_they_stand(contract), deducted=_deducted(contract))


def _deducted(contract: Contract) -> Decimal | None:
    """What the instalment bore when it was paid; None: it is not paid yet."""
    last = contract.instalments.order_by("-number").first()
    if last is None:
        return None
    orders = Ticket.objects.filter(contract=contract, kind=Payment.kind, state__in=PAID_OUT)
    paid = orders.filter(**{f"fields__{INSTALMENT.name}": last.number}).last()
    return last.amount - Decimal(paid.fields[PAYABLE.name]) if paid is not None else None


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
