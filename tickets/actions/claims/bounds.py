"""Between what instants the value of a claim may lie: what the fact, or the clock, allows."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tickets.actions.act import Act, refuse
from tickets.actions.claims.born import Value
from tickets.actions.claims.marks import borne
from tickets.clocks import claimed
from tickets.datelaw import explain
from tickets.lifecycle.bounds import by_now, minute
from tickets.lifecycle.fields import Errors
from tickets.lifecycle.reports import DONE, Report
from tickets.models import Claim, Deadline, Fact, Ticket
from tickets.models.claims import TIME, WITHDRAWN


def check(act: Act, claim: Claim, value: Value) -> Value:
    """The value as it is meant. Raises Invalid at the field that is out of bounds."""
    if claim.type == TIME:
        assert claim.fact is not None  # noqa: S101  # the database: claim_of_time_or_pause
        if value.nothing and claim.checker_due is None:
            refuse({"happened_at": [_("That it did not happen was not claimed: name the instant at which it did.")]})
        return of_time(claim.fact, value, act.now)
    return of_pause(borne(act, claim), value, act.now)


def of_time(fact: Fact, value: Value, now: datetime) -> Value:
    """Not after it was written down, not before what must have gone before, at the earliest that anybody says.
    Returns the value as it is meant. Raises Invalid."""
    if value.nothing or value.start is None:
        return value
    refuse({"happened_at": [_("A time is one instant.")]} if value.end is not None else {})
    bound = lower(fact.ticket, declared(fact), fact.not_before, fact)
    start = meant(by_now(value.start, now), bound)
    refuse(amiss("happened_at", start, bound, fact.entered_at))
    return replace(value, start=start)


def meant(at: datetime, bound: datetime) -> datetime:
    """People type minutes: by the minute in which the bound lies the bound itself is meant."""
    return bound if at < bound and at == minute(bound) else at


def amiss(field: str, at: datetime, bound: datetime, entered_at: datetime) -> Errors:
    """What the refusal says where the instant of a fact lies before its bound, or after it was written down."""
    if at > entered_at:
        message = _("Nothing can have happened after it is written down, at %(now)s.")
        return {field: [message % {"now": _said(entered_at)}]}
    if at < bound:
        message = _("It cannot have happened before %(bound)s.")
        return {field: [message % {"bound": _said(bound)}]}
    return {}


def _said(bound: datetime) -> str:
    """To the second: nobody types more."""
    return explain.moment(bound.replace(microsecond=0))


def declared(fact: Fact) -> Report:
    """What the act or the opening says that reported the fact."""
    return reported(fact.ticket, fact.name) or DONE


def reported(ticket: Ticket, name: str) -> Report | None:
    """The report of the act of that name, or of the opening whose first instant is called so; None: there is none."""
    step, opening = ticket.machine.by_step.get(name), ticket.machine.opening.reports
    if step is not None:
        return step.reports
    return opening if opening is not None and opening.at[0].name == name else None


def lower(ticket: Ticket, report: Report, not_before: datetime, fact: Fact | None = None) -> datetime:
    """The earliest instant of a fact: not before those that must have gone before it, nor before its state began; both
    at the earliest that anybody says. `fact`: it, where it is written down already."""
    before = Fact.objects.filter(ticket=ticket)
    if fact is not None:
        before = before.filter(Q(entered_at__lt=fact.entered_at) | Q(entered_at=fact.entered_at, pk__lt=fact.pk))
    if report.reach is not None or report.gate is not None:
        return not_before
    named = [one for one in before if one.name in report.since]
    begins = [one for one in before if one.entered_at == not_before]
    bounding = named[-1:] or begins[-1:]
    return min([earliest(one) for one in bounding], default=not_before)


def of_pause(rows: list[Deadline], value: Value, now: datetime) -> Value:
    """Within the life of the clock, and not beyond now. Returns the value as it is meant. Raises Invalid."""
    if value.nothing:
        return value
    refuse({} if value.start is not None else {"from": [_("Say from when.")]})
    assert value.start is not None  # noqa: S101  # just refused
    told = by_now(value.start, now)
    begun = min((row.started_at for row in rows), default=told)
    start, end = meant(told, begun), by_now(value.end, now) if value.end else None
    if start < begun:
        refuse({"from": [_("The clock did not run before %(bound)s.") % {"bound": _said(begun)}]})
    if start > now or (end is not None and not start < end <= now):
        refuse({"to": [_("The pause ends after it begins, and not after now.")]})
    return replace(value, start=start, end=end)


def earliest(fact: Fact) -> datetime:
    """The earliest instant at which anybody says that it happened."""
    said = [fact.standing_at, fact.stated_at]
    for claim in claimed.load(Claim.objects.filter(fact=fact).exclude(state=WITHDRAWN)):
        said += [one.start for one in claim.said if one.valued]
    return min(at for at in said if at is not None)
