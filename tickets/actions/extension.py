"""The term extended by both sides for the time of an interruption by force majeure (14.4): one lead proposes, the
other side's lead agrees. No order is about it, so that it stands in the system log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AGENCY_LEAD, PROVIDER_LEAD
from tickets import audit, outbox
from tickets.actions import door, facts, terms
from tickets.actions.act import refuse
from tickets.actions.redraw import redraw
from tickets.datelaw import explain
from tickets.datelaw.types import local
from tickets.errors import Forbidden, WrongState
from tickets.lifecycle.fields import clean_all, out_of_bounds
from tickets.lifecycle.kinds.switchover import Switchover
from tickets.lifecycle.term import DAYS, EXTENSION, INTERRUPTED_FROM, INTERRUPTED_TO
from tickets.models import Contract, TermEvent
from tickets.outbox import lives
from tickets.permissions import Capacity, Standing, people_of, standing
from tickets.policy.types import TermAct

BASIS = "14.4"
LEADS = (AGENCY_LEAD, PROVIDER_LEAD)


def check_extend(contract: Contract, where: Standing, now: datetime) -> Capacity:
    """The lead of either side may propose while the term runs. Raises Forbidden, WrongState."""
    capacity = _lead(contract, where)
    if terms.ended_early(contract):
        raise WrongState(_("The contract was ended early: there is no term left to extend."))
    if local(now).date() > contract.term_ends:
        raise WrongState(_("The term is over. Agree on a supplementary contract and have its file loaded."))
    return capacity


def check_answer(event: TermEvent, where: Standing) -> Capacity:
    """The lead of the other side answers a proposal, once. Raises Forbidden, WrongState."""
    capacity = _lead(event.contract, where)
    if capacity.unit == event.proposed_unit_id:
        raise Forbidden(_("Your own side has proposed this; the other side's lead answers it."))
    _check_open(event)
    return capacity


def propose_extension(contract: Contract, raw: Mapping[str, object], *, actor: User, now: datetime) -> TermEvent:
    """Propose by how many days the term moves, for which interruption, proved by what.

    Raises Invalid, Forbidden, WrongState (also where this interruption is made good already).
    """
    typed, errors = clean_all(EXTENSION, raw)
    door.check_shut()
    with transaction.atomic(durable=True):
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
        capacity = check_extend(contract, standing(actor, now), now)
        refuse(errors or _misfits(contract, typed, standing(actor, now), now))
        _check_ground_free(contract, typed)
        event = TermEvent.objects.create(
            contract=contract, act=TermAct.EXTENSION.value, basis=BASIS, **typed,
            proposed_by=actor, proposed_unit_id=capacity.unit, proposed_at=now,
        )  # fmt: skip
        _record("propose_extension", event, actor, now)
        _tell("extension_proposed", event, actor, now)
    return event


def agree_extension(event: TermEvent, *, actor: User, now: datetime) -> TermEvent:
    """From now on the term ends so many days later. Raises Forbidden, WrongState."""
    door.check_shut()
    with transaction.atomic(durable=True):
        event = _proposal(event)
        capacity = check_answer(event, standing(actor, now))
        check_extend(event.contract, standing(actor, now), now)
        event.agreed_by, event.agreed_unit_id, event.agreed_at = actor, capacity.unit, now
        event.save(update_fields=["agreed_by", "agreed_unit", "agreed_at"])
        redraw(event.contract)
        _record("agree_extension", event, actor, now)
        _answered(event, now)
        _tell("extension_agreed", event, actor, now)
    return event


def withdraw_extension(event: TermEvent, *, actor: User, now: datetime) -> TermEvent:
    """A proposal is taken back by its own side, or declined by the other. Raises Forbidden, WrongState."""
    door.check_shut()
    with transaction.atomic(durable=True):
        event = _proposal(event)
        _lead(event.contract, standing(actor, now))
        _check_open(event)
        event.withdrawn_by, event.withdrawn_at = actor, now
        event.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _record("withdraw_extension", event, actor, now)
        _answered(event, now)
    return event


def _lead(contract: Contract, where: Standing) -> Capacity:
    held = (one for one in where.on(contract, None, "") if one.role in LEADS)
    if (capacity := next(held, None)) is None:
        raise Forbidden(_("Only the leads of agency and provider extend the term, one proposing and one agreeing."))
    return capacity


def _check_open(event: TermEvent) -> None:
    if not event.open:
        raise WrongState(_("This proposal has been answered or taken back already."))


def _proposal(event: TermEvent) -> TermEvent:
    """The contract's row is the lock of all that happens to its term."""
    contract = Contract.objects.select_for_update().get(pk=event.contract_id)
    event = TermEvent.objects.get(pk=event.pk)
    event.contract = contract
    return event


def _misfits(contract: Contract, typed: Mapping[str, Any], where: Standing, now: datetime) -> dict[str, list[str]]:
    """What does not fit together, at its fields."""
    scene = facts.of_opening(Switchover.kind, contract, None, standing=where, now=now, fields=typed)
    if errors := out_of_bounds(EXTENSION, scene):
        return errors
    lasted = (typed[INTERRUPTED_TO.name] - typed[INTERRUPTED_FROM.name]).days + 1
    if typed[DAYS.name] > lasted:
        message = _("The interruption lasted %(days)d days; the term is extended by no more than that (14.4).")
        return {DAYS.name: [message % {"days": lasted}]}
    return {}


def _check_ground_free(contract: Contract, typed: Mapping[str, Any]) -> None:
    """No day of an interruption is made good twice. Raises WrongState."""
    first, last = typed[INTERRUPTED_FROM.name], typed[INTERRUPTED_TO.name]
    same = contract.term_events.filter(act=TermAct.EXTENSION.value, withdrawn_at=None)
    if (other := same.filter(interrupted_from__lte=last, interrupted_to__gte=first).first()) is not None:
        message = _("The interruption from %(first)s to %(last)s is made good or proposed already: not a second time.")
        days = {"first": other.interrupted_from, "last": other.interrupted_to}
        raise WrongState(message % {name: explain.day(day) for name, day in days.items() if day})


def _record(action: str, event: TermEvent, actor: User, now: datetime) -> None:
    """The system log says who, for which side, what, and where the term ends then."""
    said = {name: getattr(event, name) for name in ("act", "basis", "days", "interrupted_from", "interrupted_to")}
    data = {"contract": event.contract.number, "event": event.pk, **said, "evidence": event.evidence}
    data["term_ends"] = event.contract.term_ends
    audit.log_system(action, now=now, actor=actor, data=data, rows=audit.faces_of([event]))


def _answered(event: TermEvent, now: datetime) -> None:
    """Nobody is asked for it any more."""
    lives.end(lives.of_no_order("extension_proposed", f"extension_proposed:{event.pk}"), now=now)


def _tell(name: str, event: TermEvent, actor: User, now: datetime) -> None:
    params = {"actor": actor.get_full_name(), "contract": event.contract.number, "days": event.days}
    people = people_of(event.contract, LEADS) - {actor.pk}
    outbox.queue(name, people, ticket=None, key=f"{name}:{event.pk}", params=params, now=now)
