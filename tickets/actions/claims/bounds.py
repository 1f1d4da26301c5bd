"""Between what instants the value of a claim may lie: what the fact, or the clock, allows."""

from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actions.act import Act, refuse
from tickets.actions.claims.born import Value
from tickets.clocks import claimed
from tickets.datelaw import explain
from tickets.lifecycle.reports import DONE, Report
from tickets.models import Claim, Deadline, Fact, Ticket
from tickets.models.claims import TIME


def check(act: Act, claim: Claim, value: Value) -> None:
    """Raises Invalid at the field that is out of bounds."""
    if claim.type == TIME:
        assert claim.fact is not None  # noqa: S101  # the database: claim_of_time_or_pause
        if value.nothing and claim.checker_due is None:
            refuse({"happened_at": [_("That it did not happen was not claimed: name the instant at which it did.")]})
        refuse(of_time(claim.fact, value))
    else:
        pks = {one.pk for one in claim.clocks.all()}
        refuse(of_pause([row for row in act.clocks.rounds if row.pk in pks], value, act.now))


def of_time(fact: Fact, value: Value) -> dict[str, list[str]]:
    """Not after it was written down, not before what must have gone before, at the earliest that anybody says."""
    if value.nothing or value.start is None:
        return {}
    if value.start > fact.entered_at:
        message = _("Nothing can have happened after it is written down, at %(now)s.")
        return {"happened_at": [message % {"now": explain.moment(fact.entered_at)}]}
    bound = lower(fact.ticket, declared(fact), fact.not_before, fact)
    if value.start < bound:
        message = _("It cannot have happened before %(bound)s.")
        return {"happened_at": [message % {"bound": explain.moment(bound)}]}
    return {}


def declared(fact: Fact) -> Report:
    """What the act or the opening says that reported the fact."""
    machine = fact.ticket.machine
    step = machine.by_step.get(fact.name)
    return (step.reports if step is not None else machine.opening.reports) or DONE


def lower(ticket: Ticket, report: Report, not_before: datetime, fact: Fact | None = None) -> datetime:
    """The earliest instant of a fact: not before those that must have gone before it, nor before its state began; both
    at the earliest that anybody says. `fact`: it, where it is written down already."""
    before = Fact.objects.filter(ticket=ticket).order_by("id")
    if fact is not None:
        before = before.filter(pk__lt=fact.pk)
    if report.reach is not None:
        return not_before
    named = [one for one in before if one.name in report.since]
    begins = [one for one in before if one.entered_at == not_before]
    bounding = named[-1:] or begins[-1:]
    return min([earliest(one) for one in bounding], default=not_before)


def of_pause(rows: list[Deadline], value: Value, now: datetime) -> dict[str, list[str]]:
    """Within the life of the clock, and not beyond now."""
    if value.nothing or value.start is None:
        return {}
    begun = min((row.started_at for row in rows), default=value.start)
    if value.start < begun:
        message = _("The clock did not run before %(bound)s.")
        return {"from": [message % {"bound": explain.moment(begun)}]}
    end = value.end or now
    if end > now or (value.end is not None and value.end <= value.start) or value.start > now:
        return {"to": [_("The pause ends after it begins, and not after now.")]}
    return {}


def earliest(fact: Fact) -> datetime:
    """The earliest instant at which anybody says that it happened."""
    said = [fact.standing_at, fact.stated_at]
    for claim in claimed.load(Claim.objects.filter(fact=fact)):
        said += [one.start for one in claim.said if one.valued]
    return min(at for at in said if at is not None)
