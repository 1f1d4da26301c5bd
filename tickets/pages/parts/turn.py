"""Whose turn it is on a ticket, and since when: by name where one is assigned, else by unit, role or party."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.roles import LABELS, PARTY, PROVIDER_ENGINEER, VENDOR
from tickets.datelaw.types import local
from tickets.lifecycle.bounds import written
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.consent import MATTER, PLATFORM_DRILL, Consent
from tickets.lifecycle.steps import Step
from tickets.lifecycle.turns import able_after, is_ruling
from tickets.models import Ticket, Turn
from tickets.pages.parts import wording
from tickets.pages.parts.moments import full, roughly, short


def waited_for(ticket: Ticket, state: str) -> list[str]:
    """The roles whose move is next once the order has come to a state, always in the same sequence: while it stands in
    it `expected` and `owner_of` say who of them is left."""
    return _in_order(ticket.machine.waits_for(state, ticket.opening_party))


def _in_order(roles: Iterable[str]) -> list[str]:
    return sorted(set(roles), key=list(LABELS).index)


def _by_state(ticket: Ticket) -> list[str]:
    """Where it is nobody's turn, whoever the state waits for; nobody, where only time takes the order on."""
    return [] if ticket.lapses_at is not None else waited_for(ticket, ticket.state)


def briefly(roles: Sequence[str]) -> str:
    """One role by its name, several by the parties they stand for: a list has little room."""
    if len(roles) == 1:
        return wording.role(roles[0])
    return wording.listed(dict.fromkeys(wording.side(PARTY[one]) for one in roles if one in PARTY))


def next_after(ticket: Ticket, step: Step, state: str) -> tuple[str, str]:
    """Who moves next once the step has brought the order to that state, by role and in brief; `ticket.scene` must be
    there. Where nobody could act as things stand, the sides that the state waits for."""
    waited = waited_for(ticket, state)
    able = able_after(step, ticket.machine, ticket.scene)
    if named := [one for one in waited if one in able]:
        return wording.listed(map(wording.role, named)), briefly(named)
    sides = wording.listed(dict.fromkeys(wording.side(PARTY[one]) for one in waited))
    return sides, sides


def way_to(address: str, step: Step, machine: type[Kind], state: str) -> str:
    """To the very act, opened; of a ruling to the choices, none of them opened. address: of the order's page."""
    return f"{address}#act" if is_ruling(step, machine, state) else f"{address}?act={step.name}#act-{step.name}"


def asked_for(step: Step, machine: type[Kind], state: str) -> str:
    """What is asked of the person, as a row says it: of a ruling no answer is suggested."""
    return _("Give a ruling") if is_ruling(step, machine, state) else str(step.label)


def owner_of(ticket: Ticket, turns: Sequence[Turn]) -> str:
    """For lists: the engineer who has it in hand, else the roles whose turn it is. turns: as `actions.awaited` finds
    them; where it is nobody's turn, the roles that the state names. Empty of one that has ended."""
    if ticket.machine.by_state[ticket.state].final:
        return ""
    named = [str(one.holder) for one in turns if one.holder and (one.role == PROVIDER_ENGINEER or len(turns) == 1)]
    if named:
        return named[0]
    return briefly(_in_order(one.role for one in turns) or _by_state(ticket))


def expected(ticket: Ticket, turns: Sequence[Turn], now: datetime) -> str:
    """Whose turn it is, by name or by role and unit, and from when on where an hour holds it up. turns: as
    `actions.awaited` finds them; where it is nobody's turn, those for whom the state waits. Empty on a ticket that has
    ended, or that only time takes on. The contract's parties and the system's vendor must be at hand."""
    if ticket.final:
        return ""
    persons = {one.role: one.holder for one in turns if one.holder}
    roles = _in_order(one.role for one in turns) or _by_state(ticket)
    if PROVIDER_ENGINEER in persons:  # whoever else of the provider may act, it is in hand
        roles = [one for one in roles if PARTY[one] != PARTY[PROVIDER_ENGINEER] or one == PROVIDER_ENGINEER]
    units: dict[Organization, list[object]] = {}
    for role in roles:
        if unit := _unit(ticket, role):
            units.setdefault(unit, []).append(persons.get(role) or wording.role(role))
    who = wording.listed(wording.remark(wording.listed(held), unit) for unit, held in units.items())
    if turns and turns[0].opens_at > now:
        return _("%(who)s, from %(at)s on") % {"who": who, "at": short(turns[0].opens_at, now)}
    return who


def _unit(ticket: Ticket, role: str) -> Organization | None:
    if role == VENDOR:
        return ticket.system.vendor if ticket.system else None
    unit: Organization = getattr(ticket.contract, PARTY[role])
    return unit


def at_rest(ticket: Ticket) -> str:
    """What is said of an open order that nobody is expected to carry on."""
    said = revive_all((MATTER,), ticket.fields) if ticket.kind == Consent.kind else {}
    drill = said.get(MATTER.name) == PLATFORM_DRILL
    if drill and ticket.lapses_at is not None:
        return _("To be used by a drill, good until %(day)s") % {"day": written(local(ticket.lapses_at).date())}
    return _("Good until its last day; nothing is to be done")


def since(ticket: Ticket, now: datetime) -> str:
    """Since when the ticket stands where it stands; empty on one that has ended."""
    if ticket.final:
        return ""
    told = {"at": full(ticket.state_since), "span": roughly(now - ticket.state_since)}
    if now - ticket.state_since < timedelta(minutes=1):
        return _("Since %(at)s") % told
    return _("Since %(at)s, for %(span)s") % told
