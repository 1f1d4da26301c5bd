"""抽查: whoever oversees a contract draws orders by lot and says of each what was found.

The lot can be drawn again by anybody: its seed stands in the system log, so that nobody can say the orders were chosen.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from heapq import nsmallest
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AUTHORITY_OFFICER, SUPERVISOR_AUDITOR
from texts import tidy
from tickets import audit
from tickets.actions import door
from tickets.datelaw.types import midnight
from tickets.errors import Forbidden, Invalid
from tickets.models import Contract, SampledOrder, Sampling, Ticket
from tickets.models.sampling import FOUND, OBJECTED
from tickets.permissions import Capacity, Standing, standing

OVERSEERS: Final = (SUPERVISOR_AUDITOR, AUTHORITY_OFFICER)
#: As many as one lot holds, and as many letters as a note.
MOST_SAMPLED: Final = 100
LONGEST: Final = 500


def check_sampling(contract: Contract, where: Standing) -> Capacity:
    """The supervisor or the authority of the contract. Raises Forbidden."""
    held = (one for one in where.on(contract, None, "") if one.role in OVERSEERS and not one.kinds)
    if (capacity := next(held, None)) is None:
        raise Forbidden(_("Only the supervisor and the authority of the contract draw samples."))
    return capacity


def lots_of(where: Standing) -> QuerySet[Sampling]:
    """What the units for which somebody oversees have drawn."""
    return Sampling.objects.filter(unit__in=_overseeing(where))


def drawn_by(where: Standing) -> QuerySet[SampledOrder]:
    """The orders of these lots."""
    return SampledOrder.objects.filter(sampling__unit__in=_overseeing(where))


def _overseeing(where: Standing) -> set[int]:
    return {one.unit for one in where.capacities if one.role in OVERSEERS and not one.kinds}


def population(contract: Contract, month: date, kind: str = "") -> QuerySet[Ticket]:
    """The orders under the contract that were sent in the month, as months are counted in Shanghai."""
    following = (month + timedelta(days=31)).replace(day=1)
    sent = {"sent_at__gte": midnight(month), "sent_at__lt": midnight(following)}
    found = Ticket.objects.filter(contract=contract, **sent)
    return found.filter(kind=kind) if kind else found


def by_lot(numbers: Iterable[str], seed: str, size: int) -> list[str]:
    """The first `size` of the numbers by SHA-256 of `seed:number`. Pure: the same seed draws the same ones."""
    return nsmallest(size, numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())


def draw_sample(contract: Contract, month: date, size: int, *, kind: str = "", actor: User, now: datetime) -> Sampling:
    """Draw so many orders of the month. Raises Forbidden; Invalid where there are not so many."""
    capacity = check_sampling(contract, standing(actor, now))
    door.check_shut()
    numbers = list(population(contract, month, kind).values_list("number", flat=True))
    if not 1 <= size <= min(MOST_SAMPLED, len(numbers)):
        raise _refused("size", _too_many(len(numbers)))
    seed = secrets.token_hex(16)
    drawn = by_lot(numbers, seed, size)
    with transaction.atomic(durable=True):
        row = Sampling(contract=contract, month=month, kind=kind, population=len(numbers), size=size, seed=seed)
        row.by, row.unit_id, row.at = actor, capacity.unit, now
        row.save(force_insert=True)
        ids = dict(Ticket.objects.filter(number__in=drawn).values_list("number", "id"))
        orders = [SampledOrder(sampling=row, place=n, ticket_id=ids[one]) for n, one in enumerate(drawn, 1)]
        SampledOrder.objects.bulk_create(orders)
        _record("sample_drawn", row, actor, now, size=size, population=row.population, seed=seed, orders=drawn)
    return row


def _too_many(there: int) -> str:
    if not there:
        return _("No order was sent under this contract in this month.")
    said = _("At least 1, at most %(most)d: %(there)d were sent in this month, and a sample holds %(limit)d at most.")
    return said % {"most": min(MOST_SAMPLED, there), "there": there, "limit": MOST_SAMPLED}


def look_at_sample(order: SampledOrder, found: str, note: str, *, actor: User, now: datetime) -> None:
    """Say what was found in one order of a lot; it may be said anew, and both stand in the system log. Raises
    Forbidden, Invalid."""
    contract, note = order.sampling.contract, tidy.paragraphs(note)
    capacity = check_sampling(contract, standing(actor, now))
    if capacity.unit != order.sampling.unit_id:
        raise Forbidden(_("The unit that drew the sample looks at it."))
    _judge(found, note)
    door.check_shut()
    with transaction.atomic(durable=True):
        row = SampledOrder.objects.select_for_update().get(pk=order.pk)
        old = {"found": row.found, "note": row.note}
        row.found, row.note, row.looked_by, row.looked_at = found, note, actor, now
        row.save(update_fields=["found", "note", "looked_by", "looked_at"])
        new = {"found": found, "note": note}
        _record("sample_looked_at", order.sampling, actor, now, number=order.ticket.number, old=old, new=new)


def _judge(found: str, note: str) -> None:
    if found not in FOUND:
        raise _refused("found", _("Say whether it is in order."))
    if found == OBJECTED and not note:
        raise _refused("note", _("Say what is not in order."))
    if len(note) > LONGEST:
        raise _refused("note", _("Use at most %(most)d characters.") % {"most": LONGEST})


def _refused(field: str, said: str) -> Invalid:
    return Invalid(said, {field: [said]})


def _record(action: str, row: Sampling, actor: User, now: datetime, **data: Any) -> None:
    said = {"contract": row.contract.number, "month": f"{row.month:%Y-%m}", "sampling": row.pk, **data}
    audit.log_system(action, now=now, actor=actor, unit=row.unit, data=said)
