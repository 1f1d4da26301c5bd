"""Queries of lists, boards and counts. Each takes the queryset of the tickets that the person may see."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from accounts.roles import (
    AGENCY_CLERK,
    AGENCY_LEAD,
    AUTHORITY_OFFICER,
    PARTY,
    PROVIDER_DESK,
    PROVIDER_ENGINEER,
    PROVIDER_LEAD,
    SUPERVISOR_AUDITOR,
    VENDOR,
)
from tickets.datelaw.types import local, midnight
from tickets.lifecycle.duties import Sort
from tickets.lifecycle.kinds.finding.questions import AGAINST
from tickets.lifecycle.steps import Side
from tickets.lifecycle.turns import Sided, waiting
from tickets.models import (
    AuditEntry,
    Claim,
    Consultation,
    Deadline,
    Delegation,
    Endorsement,
    Fact,
    Minutes,
    SavedForm,
    Statement,
    Ticket,
    Turn,
)
from tickets.models.claims import CONTESTED, DECIDED, PAUSE, PENDING, UNSETTLED
from tickets.models.deadlines import CANCELLED, ELAPSED, PAUSED, RUNNING
from tickets.models.tickets import DONE, IDLE
from tickets.policy.types import Party

#: Longest overdue, then least left, then paused, then done, the newest first among equals.
URGENT_FIRST = ("next_due", "-id")
#: The same of turns, by the clock of one's own side.
OWN_CLOCK_FIRST = ("due_at", "suggested_at", "-ticket")


def saved_forms(user: User) -> QuerySet[SavedForm]:
    """暂存稿: what the person has begun to write and not filed, the newest first. Nobody else sees them."""
    return SavedForm.objects.filter(owner=user, ticket=None).select_related("contract", "system").order_by("-saved_at")


def saved_edit(user: User, ticket: Ticket) -> SavedForm | None:
    """What the person has typed over the order and not kept as a change."""
    return SavedForm.objects.filter(owner=user, ticket=ticket).first()


def mine(user: User) -> Q:
    """Tickets that the person opened or is to handle."""
    return Q(opened_by=user) | Q(assignee=user)


def acted_on(user: User) -> Q:
    """Tickets on which the person did something, for themselves or for somebody."""
    return Q(pk__in=AuditEntry.objects.filter(actor=user, allowed=True, ticket__isnull=False).values("ticket"))


def overdue(now: datetime) -> Q:
    """Tickets of which an open clock of the contract is late, whether or not the sweep has said so."""
    open_clocks = Deadline.objects.filter(internal=False, stopped_at__isnull=True)
    return Q(Exists(open_clocks.filter(late(now), ticket=OuterRef("pk"))))


def late(now: datetime) -> Q:
    """Deadlines that are missed at `now`: the last instant of minutes and hours is still on time."""
    running = Q(state=RUNNING, due_at__lt=now) | (Q(state=RUNNING, due_at=now) & ~Q(limit_unit__in=ELAPSED))
    return Q(breached_at__isnull=False) | running


def lamp(colour: str, now: datetime) -> Q:
    """Deadlines whose lamp shows `colour` (green, amber, red, grey) at `now`: as `Deadline.lamp` does."""
    grey = Q(resting=True) | Q(state__in=(PAUSED, CANCELLED)) | Q(started_at__gt=now)
    amber = Q(stopped_at__isnull=True, amber_at__lte=now)
    return {
        "red": late(now),
        "grey": ~late(now) & grey,
        "amber": ~late(now) & ~grey & amber,
        "green": ~late(now) & ~grey & ~amber,
    }[colour]


def showing(colour: str, now: datetime) -> Q:
    """Tickets with an open clock of the contract whose lamp shows `colour`.

    Looked up ticket by ticket, in the order of the list: databases take the late clocks for a tenth of what they are,
    and would fetch every one of them first. Where none can show it, none is looked at. A ticket is no less than itself:
    of what is to be equal PostgreSQL expects next to nothing, and walks no order for it.
    """
    clocks = Deadline.objects.filter(internal=False, stopped_at__isnull=True, ticket=OuterRef("pk"))
    shows = Q(pk__gte=Subquery(clocks.filter(lamp(colour, now)).values("ticket")[:1]))
    return shows & {"red": Q(next_due__lte=now), "grey": Q(next_due__lt=DONE)}.get(colour, Q(next_due__lt=IDLE))


@dataclass(frozen=True, slots=True)
class CountedFlag:
    """What was raised on a ticket, and how often it was under the contract in that month, later taken back or not."""

    name: str
    at: datetime
    by: str
    in_month: int


def counted(ticket: Ticket, names: Iterable[str]) -> list[CountedFlag]:
    """The standing flags of those names (`endorsements.COUNTED`) on the ticket. Two queries, none without a name."""
    if not (names := set(names)):
        return []
    given = Endorsement.objects.filter(name__in=names)
    rows = list(given.filter(ticket=ticket, voided_at__isnull=True).select_related("by").order_by("at", "id"))
    months = Counter(
        (name, _month(at))
        for name, at in given.filter(_months_of(rows), ticket__contract=ticket.contract_id).values_list("name", "at")
    )
    return [CountedFlag(row.name, row.at, str(row.by or ""), months[row.name, _month(row.at)]) for row in rows]


def _month(at: datetime) -> tuple[int, int]:
    here = local(at)
    return here.year, here.month


def _months_of(rows: Iterable[Endorsement]) -> Q:
    """Given in the month of one of these rows, as months are counted in Shanghai."""
    some = Q(pk__in=[])
    for year, month in {_month(row.at) for row in rows}:
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        some |= Q(at__gte=midnight(first), at__lt=midnight(last + timedelta(days=1)))
    return some


def clocks(tickets: QuerySet[Ticket]) -> QuerySet[Deadline]:
    """All deadlines of those tickets."""
    return Deadline.objects.filter(ticket__in=tickets).select_related("clause", "ticket")


def claims(tickets: QuerySet[Ticket]) -> QuerySet[Claim]:
    """All claims on those tickets, each with the `round` of its fact: how many of that name came before, and it."""
    before = {"name": OuterRef("fact__name"), "entered_at__lte": OuterRef("fact__entered_at")}
    same = Fact.objects.filter(ticket=OuterRef("ticket"), **before)
    counted = same.order_by().values("name").annotate(n=Count("pk")).values("n")
    rows = Claim.objects.filter(ticket__in=tickets).annotate(round=Subquery(counted))
    said = Prefetch("statements", Statement.objects.select_related("by", "on_behalf_of"))
    return rows.select_related("ticket", "fact", "replaces").prefetch_related(said, "clocks")


def minutes(tickets: QuerySet[Ticket]) -> QuerySet[Minutes]:
    """会商纪要 over those tickets alone, each with what is `proposed` of its claims."""
    hidden = Statement.objects.filter(minutes=OuterRef("pk")).exclude(claim__ticket__in=tickets)
    said = Statement.objects.filter(saying="proposed").select_related("claim__ticket")
    rows = Minutes.objects.filter(~Exists(hidden))
    people = (f"{did}_{who}" for did in ("proposed", "agreed", "withdrawn") for who in ("by", "for"))
    rows = rows.select_related("contract", *people)
    return rows.prefetch_related(Prefetch("statements", said, to_attr="proposed"))


def claimed_by(user: User) -> Q:
    """Claims that the person raised, or that were raised in their name."""
    own = Q(by=user) | Q(on_behalf_of=user)
    return Q(Exists(Statement.objects.filter(own, claim=OuterRef("pk"), saying="claimed")))


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role in a unit, one's own or lent: `holder` has it, for `kinds` of tickets (none named: for all)."""

    role: str
    unit: int
    holder: int
    kinds: tuple[str, ...] = ()

    def has_turn(self) -> Q:
        """Its turns. An engineer has those on what is assigned to them or to nobody."""
        mine = Q(role=self.role, unit=self.unit) & (Q(holder__isnull=True) | Q(holder=self.holder))
        return mine & Q(kind__in=self.kinds) if self.kinds else mine

    def waiting(self) -> Q:
        """Tickets whose state waits for it, whether or not anything can be done just now."""
        party = "system__vendor" if self.role == VENDOR else f"contract__{PARTY[self.role]}"
        mine = self._states() & Q(**{party: self.unit})
        if self.role == PROVIDER_ENGINEER:
            mine &= Q(assignee=self.holder) | Q(assignee__isnull=True)
        return mine

    def _states(self) -> Q:
        own, other = (Q(kind_state__in=self._pairs(side)) for side in (Side.OPENER, Side.OTHER))
        sided = (own & Q(opened_unit=self.unit)) | (other & ~Q(opened_unit=self.unit))
        for party in (Party.AGENCY, Party.PROVIDER):
            sided |= Q(kind_state__in=self._pairs(party), **{f"fields__{AGAINST.name}": party.value})
        return Q(kind_state__in=self._pairs(None)) | sided

    def _pairs(self, side: Sided) -> list[str]:
        pairs = waiting().get((self.role, side), ())
        return [pair for pair in pairs if not self.kinds or pair.split(":")[0] in self.kinds]


def turns(roles: Iterable[RoleHeld], now: datetime) -> QuerySet[Turn]:
    """The turns of a person with these roles at `now`, drafts among them."""
    return _turns(roles).filter(Q(until__isnull=True) | Q(until__gt=now), opens_at__lte=now)


def turns_ahead(roles: Iterable[RoleHeld], now: datetime) -> QuerySet[Turn]:
    """Those that an hour will open."""
    return _turns(roles).filter(opens_at__gt=now)


def _turns(roles: Iterable[RoleHeld]) -> QuerySet[Turn]:
    mine = Q(pk__in=[])
    held = {one for one in roles if one.role in PARTY}
    for one in sorted(held, key=repr):
        mine |= one.has_turn()
    found = Turn.objects.filter(mine)
    for person in sorted({one.holder for one in held}):
        found = found.exclude(barred__names=person)
    return found


def todo(roles: Iterable[RoleHeld], now: datetime) -> QuerySet[Turn]:
    """What the person can carry on now: one query for both count and list. Their own clock orders it. A draft is
    among it only where whoever wrote it cannot send it: else it stands with their own drafts."""
    # The order is looked up within: only drafts cost a look at theirs.
    writer = Ticket.objects.filter(pk=OuterRef(OuterRef("ticket_id"))).values("opened_by")
    sender = Membership.objects.filter(user__in=writer, role=OuterRef("role"), organization=OuterRef("unit"))
    return turns(roles, now).exclude(Q(sort=Sort.DRAFT) & Exists(sender)).order_by(*OWN_CLOCK_FIRST)


def pressing(roles: Iterable[RoleHeld], now: datetime, until: datetime) -> QuerySet[Turn]:
    """Of these the ones whose clock is not missed yet, and is before `until`."""
    return todo(roles, now).filter(due_at__gte=now, due_at__lt=until)


def consultations(user: User | int) -> QuerySet[Consultation]:
    """待会签: what the person is asked for, and that nothing has overtaken; the oldest first."""
    waiting = Consultation.objects.filter(asked_of=user, given_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.filter(asked_at__gte=F("ticket__state_since"), ticket__closed_at__isnull=True).order_by("asked_at")


def passed_on(tickets: Iterable[Ticket]) -> dict[int, Delegation]:
    """Ticket -> to whom its present turn was passed on. One query."""
    rows = Delegation.objects.filter(
        ticket__in=tickets, undone_at__isnull=True, passed_at__gte=F("ticket__state_since")
    )
    return {one.ticket_id: one for one in rows.select_related("passed_by", "passed_to").order_by("id")}


def drafts(roles: Iterable[RoleHeld], now: datetime) -> QuerySet[Turn]:
    """What waits to be sent for the first time."""
    return turns(roles, now).filter(sort=Sort.DRAFT).order_by("-ticket")


def waiting_for_others(
    tickets: QuerySet[Ticket], user: User, roles: Sequence[RoleHeld], now: datetime
) -> QuerySet[Ticket]:
    """Open tickets that are the person's, or whose state waits for their role, and that others or an hour hold up."""
    mine = Q(opened_by=user) | Q(assignee=user)
    for held in sorted({one for one in roles if one.role in PARTY}, key=repr):
        mine |= held.waiting()
    at_hand = turns(roles, now).filter(ticket=OuterRef("pk"))
    return tickets.filter(mine, ~Exists(at_hand), closed_at__isnull=True)


def checks(tickets: QuerySet[Ticket], roles: Iterable[RoleHeld]) -> QuerySet[Claim]:
    """The claims that wait for one of the `roles`: to answer, to decide, or to decide on review. One query for both
    count and list; what a person has spoken on already does not wait for them."""
    mine, people = Q(pk__in=[]), set[int]()
    for held in sorted({one for one in roles if one.role in CHECKERS}, key=repr):
        mine |= CHECKERS[held.role](held.role) & _within(held)
        people.add(held.holder)
    spoken = Statement.objects.filter(claim=OuterRef("pk"), saying__in=SPOKEN)
    own = spoken.filter(Q(by__in=people) | Q(on_behalf_of__in=people))
    return Claim.objects.filter(mine, ~Exists(own), ticket__in=tickets)


def decisions(tickets: QuerySet[Ticket], roles: Iterable[RoleHeld]) -> QuerySet[Claim]:
    """Of these what waits for a decision: no time of one's own side to check, but a duty like others."""
    return checks(tickets, (one for one in roles if one.role in DECIDERS))


#: In SQL one number a question: claims entered in one act have it in common, any other has its own.
QUESTION = ExpressionWrapper(F("ticket_id") * 65536 + Coalesce("question", "number"), output_field=BigIntegerField())


def negotiable(tickets: QuerySet[Ticket], roles: Iterable[RoleHeld]) -> QuerySet[Claim]:
    """The open claims between the two sides, which a lead among the `roles` may propose to settle by minutes."""
    mine = Q(pk__in=[])
    for held in _leads(roles):
        mine |= _within(held)
    return Claim.objects.filter(mine, **_BETWEEN, ticket__in=tickets)


def agreeable(tickets: QuerySet[Ticket], roles: Iterable[RoleHeld]) -> QuerySet[Minutes]:
    """The minutes that wait for one of the `roles`: proposed by the other side's lead, their claims still open."""
    mine = Q(pk__in=[])
    for held in _leads(roles):
        open_claims = Claim.objects.filter(_within(held), **_BETWEEN, ticket__in=tickets)
        beyond = Statement.objects.filter(minutes=OuterRef("pk"), saying="proposed").exclude(claim__in=open_claims)
        mine |= _contract_of(held) & ~Q(side=PARTY[held.role]) & ~Q(Exists(beyond))
    return minutes(tickets).filter(mine, **_WAITING)


def proposed(tickets: QuerySet[Ticket], roles: Iterable[RoleHeld]) -> QuerySet[Minutes]:
    """The minutes that wait for the other side, proposed by that of one of the `roles`; a lead may take them back."""
    mine = Q(pk__in=[])
    for held in _leads(roles):
        mine |= _contract_of(held) & Q(side=PARTY[held.role])
    return minutes(tickets).filter(mine, **_WAITING)


_BETWEEN = {
    "state__in": UNSETTLED, "side__in": ("agency", "provider"), "answered_by__in": ("agency", "provider")
}  # fmt: skip
_WAITING = {"agreed_at__isnull": True, "withdrawn_at__isnull": True}


def _leads(roles: Iterable[RoleHeld]) -> list[RoleHeld]:
    return sorted({one for one in roles if one.role in LEADS}, key=repr)


def _contract_of(held: RoleHeld) -> Q:
    return Q(**{f"contract__{PARTY[held.role]}": held.unit})


def _within(held: RoleHeld) -> Q:
    place = Q(**{f"ticket__contract__{PARTY[held.role]}": held.unit})
    return place & Q(ticket__kind__in=held.kinds) if held.kinds else place


def _said(*sayings: str) -> Exists:
    return Exists(Statement.objects.filter(claim=OuterRef("pk"), saying__in=sayings))


def _to_answer(role: str) -> Q:
    """Pending, and not passed on; a pause is the lead's."""
    mine = Q(state=PENDING, answered_by=PARTY[role]) & ~Q(_said("referred"))
    return mine if role in LEADS else mine & ~Q(type=PAUSE)


def _ripe() -> Q:
    return Q(state=CONTESTED) | Q(state=PENDING) & (Q(answer_overdue=True) | Q(_said("referred")))


def _to_decide(_role: str) -> Q:
    return _ripe() & Q(decision_overdue=False) & ~Q(side="supervisor") & ~Q(answered_by="supervisor")


def _fell_to_authority(_role: str) -> Q:
    """What the supervisor left undecided, is a party to, or cannot decide since there is none; and reviews."""
    seats = Membership.objects.filter(
        organization=OuterRef("ticket__contract__supervisor"), role=SUPERVISOR_AUDITOR, user__is_active=True
    )
    fell = Q(decision_overdue=True) | Q(side="supervisor") | Q(answered_by="supervisor") | ~Q(Exists(seats))
    review = Q(state=DECIDED) & Q(_said("review_asked")) & ~Q(_said("reviewed"))
    return (_ripe() & fell) | review | (Q(state=PENDING, answered_by="authority") & ~Q(_said("referred")))


LEADS = (AGENCY_LEAD, PROVIDER_LEAD)
DECIDERS = (SUPERVISOR_AUDITOR, AUTHORITY_OFFICER)
#: Who has spoken so on a claim does not speak on it again.
SPOKEN = ("claimed", "corrected", "accepted", "contested", "decided")
#: role -> which claims wait for it, wherever its unit is a party.
CHECKERS: dict[str, Callable[[str], Q]] = {
    AGENCY_CLERK: _to_answer,
    AGENCY_LEAD: _to_answer,
    PROVIDER_DESK: _to_answer,
    PROVIDER_LEAD: _to_answer,
    SUPERVISOR_AUDITOR: _to_decide,
    AUTHORITY_OFFICER: _fell_to_authority,
}
