"""What stands of a breach, derived from its row and the claims on its clock: one place for page, REST and export."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from tickets.models import Breach, Claim, Contract, Statement, Ticket
from tickets.models.claims import CONTESTED, DECIDED, PENDING

#: 成立; 待确认: a claim on its clock waits for an answer; 有争议: the sides are at odds over it, or a decision is being
#: reviewed; 已撤销: a settlement set it aside.
STANDS, TO_CONFIRM, DISPUTED, SET_ASIDE = "stands", "to_confirm", "disputed", "set_aside"
STATES: Final = (STANDS, TO_CONFIRM, DISPUTED, SET_ASIDE)


def state() -> Case:
    """As a column of a question for breaches."""
    return Case(
        When(set_aside_at__isnull=False, then=Value(SET_ASIDE)),
        When(Exists(_on_its_clock(_at_odds())), then=Value(DISPUTED)),
        When(Exists(_on_its_clock(_unanswered())), then=Value(TO_CONFIRM)),
        default=Value(STANDS),
        output_field=CharField(),
    )


def in_state(code: str) -> Q:
    """Breaches of which `state` says so. Few claims are open at a time: their clocks are looked up first."""
    fallen, disputed, open_ = Q(set_aside_at__isnull=False), _clocks_of(_at_odds()), _clocks_of(_unanswered())
    return {
        SET_ASIDE: fallen,
        DISPUTED: ~fallen & disputed,
        TO_CONFIRM: ~fallen & ~disputed & open_,
        STANDS: ~fallen & ~disputed & ~open_,
    }[code]


def late_by(breach: Breach, now: datetime) -> timedelta:
    """From the instant that was missed to the stop, or to now while the clock is open; nothing where it stopped before,
    as settled since. Of one that was set aside: as it read until then. The clock must be at hand."""
    ends = [one for one in (breach.deadline.stopped_at, breach.set_aside_at) if one is not None]
    return max(timedelta(0), min(ends, default=now) - breach.occurred_at)


def of_contract(ticket: Ticket) -> QuerySet[Breach]:
    """What was missed on it of the contract: those that a finding can be made of, whatever stands of them."""
    return Breach.objects.filter(deadline__ticket=ticket, internal=False)


def contested_clocks(contract: Contract) -> QuerySet[Any]:
    """Clocks of the contract on which a claim is open or a decision under review, as (claim, deadline)."""
    open_ = Claim.objects.filter(_unanswered() | _at_odds(), ticket__contract=contract)
    return Claim.clocks.through.objects.filter(claim__in=open_.values("pk"))


def _unanswered() -> Q:
    return Q(state=PENDING)


def _at_odds() -> Q:
    return Q(state=CONTESTED) | Q(state=DECIDED) & Q(_said("review_asked")) & ~Q(_said("reviewed"))


def _said(saying: str) -> Exists:
    return Exists(Statement.objects.filter(claim=OuterRef("pk"), saying=saying))


def _on_its_clock(which: Q) -> QuerySet[Claim]:
    return Claim.objects.filter(which, clocks=OuterRef("deadline"))


def _clocks_of(which: Q) -> Q:
    bearing = Claim.clocks.through.objects.filter(claim__in=Claim.objects.filter(which).values("pk"))
    return Q(deadline__in=bearing.values("deadline"))
