"""The scene by which a ticket is judged, read from its rows. Rarer facts are read when asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from tickets import attendance, ledger, register, scope, scores
from tickets.actions import disputed, found, rights, terms
from tickets.actions.contract_facts import ContractFacts
from tickets.actions.rules import Rules, gate_due
from tickets.clocks import readings
from tickets.datelaw import reckoning
from tickets.datelaw.types import local
from tickets.lifecycle import KINDS
from tickets.lifecycle.attendance import Absence
from tickets.lifecycle.duties import Duty
from tickets.lifecycle.endorsements import FILING
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.kinds.assessment import OBJECTION_DAYS
from tickets.lifecycle.kinds.change.guards import URGENT_DAYS
from tickets.lifecycle.kinds.exit import Exit
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.go_live import TRIAL_DAYS
from tickets.lifecycle.kinds.incident import HANDLE, REJECT_DAYS, REOPEN_DAYS
from tickets.lifecycle.kinds.provider_exit import NOTICE, ProviderExit
from tickets.lifecycle.kinds.report import RETURN_DAYS
from tickets.lifecycle.kinds.restart import PERMIT_HOURS
from tickets.lifecycle.kinds.staff_replacement import REPLACE
from tickets.lifecycle.parameters import FACT_TOLERANCE
from tickets.lifecycle.parties import SYS
from tickets.lifecycle.questions import FILING_NO, LINES
from tickets.lifecycle.scene import NO_FACTS, ClockFact, Endorsed, Facts, HandedOver, Scene
from tickets.lifecycle.segments import CANCELLED
from tickets.models import Attachment, Claim, Contract, Deadline, Endorsement, Fact, System, Ticket
from tickets.models.claims import UNSETTLED
from tickets.permissions import Capacity, Standing
from tickets.policy.known import Parameter
from tickets.policy.types import Limit, Unit
from tickets.prepared import PreparedRows, filled, some_ids

#: What lies before an instant that is itself late belongs to the day before.
INSTANT = timedelta(microseconds=1)


def rules_of(ticket: Ticket) -> Rules:
    """What the ticket's contract says, as it was read for the ticket's scene, else to be read."""
    scene = getattr(ticket, "scene", None)
    known = scene.facts if scene is not None else None
    return known.rules if isinstance(known, TicketFacts) else Rules(ticket.contract)


@dataclass
class TicketFacts(ContractFacts):
    """What guards may ask beyond the ticket's own row (`Facts`). Each is read once, when it is asked for."""

    system: System | None
    fields: Mapping[str, Any]
    now: datetime
    #: None for one that is about to be opened.
    ticket: Ticket | None = None
    rows: Mapping[str, Deadline] = field(default_factory=dict)
    #: The slots whose files wait for one that is about to be opened.
    waiting: frozenset[str] = frozenset()

    @cached_property
    def scope(self) -> frozenset[str]:
        taken_in = scope.systems(self.rules.contract, self.system, self.fields)
        return frozenset(taken_in.values_list("code", flat=True))

    @property
    def own_system(self) -> str:
        return self.system.code if self.system is not None else ""

    @property
    def replace_by(self) -> date | None:
        return self._last_day(REPLACE, self.now)

    @property
    def next_working_day(self) -> date | None:
        return reckoning.due(self.now, Limit(1, Unit.WORKING_DAY, roll=False), self.rules.calendar).last_day

    @cached_property
    def disputed(self) -> tuple[str, ...]:
        return disputed.against_the_provider(self.rules.contract, self.now)

    def _last_day(self, duty: Duty, start: datetime) -> date | None:
        """The last day of the duty's limit from that start; None under a contract that sets none in days."""
        clause = self.rules.clauses.get(duty.code)
        if clause is None or clause.limit is None:
            return None
        return reckoning.due(start, clause.limit, self.rules.calendar).last_day

    @property
    def important(self) -> bool:
        return self.system is not None and self.system.important

    @property
    def trial_days(self) -> int:
        return self.number(TRIAL_DAYS)

    @property
    def permit_hours(self) -> int:
        return self.number(PERMIT_HOURS)

    @property
    def urgent_days(self) -> int:
        return self.number(URGENT_DAYS)

    @property
    def tolerance(self) -> timedelta:
        return timedelta(minutes=self.number(FACT_TOLERANCE))

    @cached_property
    def slots(self) -> frozenset[str]:
        if self.ticket is None:
            return self.waiting
        files = Attachment.objects.filter(ticket=self.ticket, at__gte=self.ticket.slots_since)
        return frozenset(files.values_list("slot", flat=True))

    @cached_property
    def notice_due(self) -> datetime | None:
        """The instant from which an application to leave is late; None under a contract that sets none."""
        return gate_due(self.rules, NOTICE)

    @cached_property
    def application(self) -> HandedOver | None:
        if self.ticket is None:
            return None
        unsettled = Claim.objects.filter(fact=OuterRef("pk"), state__in=UNSETTLED)
        told = Fact.objects.filter(ticket=self.ticket, name=ProviderExit.apply.name).order_by("id")
        fact = told.annotate(unsettled=Exists(unsettled)).last()
        return HandedOver(fact.standing_at or fact.entered_at, not fact.unsettled) if fact is not None else None

    @cached_property
    def rights(self) -> Mapping[str, list[int]] | None:
        contract = self.rules.contract
        offered = register.missing([contract])[contract.pk].get(Finding.kind) == ()
        return rights.usable(contract, self.now) if offered else None

    @cached_property
    def case(self) -> found.EventRows:
        return found.EventRows(self.rules.contract, self.fields, self.ticket, self.system)

    def orders(self, numbers: frozenset[str]) -> frozenset[str]:
        found = Ticket.objects.filter(contract=self.rules.contract, number__in=numbers)
        return frozenset(found.values_list("number", flat=True))

    @property
    def supplements(self) -> frozenset[str]:
        return self.rules.contract.supplements

    @property
    def catalogue(self) -> frozenset[str]:
        return frozenset(self.line_names)

    @cached_property
    def held(self) -> Mapping[str, int]:
        return ledger.held([self.system])[self.system.pk] if self.system is not None else {}

    @cached_property
    def switchover_ends(self) -> date | None:
        until = terms.switchover_until(self.rules.clauses, self.rules.calendar, self.term_ends)
        return local(until - INSTANT).date() if until is not None else None

    @cached_property
    def within(self) -> bool:
        return ledger.within(self.rules.contract, self.fields.get(LINES.name) or [])

    @cached_property
    def sisters(self) -> frozenset[str]:
        """Open tickets that take this system off the cloud."""
        if self.system is None:
            return frozenset()
        kinds = [kind.kind for kind in KINDS.values() if kind.takes_off_cloud]
        open_tickets = Ticket.objects.filter(contract=self.rules.contract, closed_at=None, sent_at__isnull=False)
        return frozenset(one.number for one in open_tickets.filter(kind__in=kinds) if scope.covers(one, self.system))

    @cached_property
    def exit_filings(self) -> frozenset[str]:
        """Of exits that cover this system, or all of the contract; what was filed, by the number of the filing."""
        covering = Q(ticket__system=self.system) | Q(ticket__system__isnull=True) if self.system else Q()
        exits = Endorsement.objects.filter(covering, ticket__kind=Exit.kind, ticket__contract=self.rules.contract)
        filed = exits.filter(name=FILING.name, voided_at__isnull=True).exclude(ticket__state=CANCELLED.code)
        numbers = filed.values_list(f"data__{FILING_NO.name}", flat=True)
        return frozenset(number for number in numbers if number)

    @cached_property
    def suspended(self) -> frozenset[str]:
        """Duties whose clocks a suspension holds."""
        return frozenset(code for code, row in self.rows.items() if readings.is_suspended(row))

    @cached_property
    def reject_until(self) -> datetime | None:
        """Until when a recovery may be turned down (M16): working days after it was reported."""
        row = self.rows.get(HANDLE.code)
        if row is None or row.stopped_at is None:
            return None
        return self._after(row.stopped_at, REJECT_DAYS, Unit.WORKING_DAY)

    @cached_property
    def reopen_until(self) -> datetime | None:
        if self.ticket is None or self.ticket.closed_at is None:
            return None
        return self._after(self.ticket.closed_at, REOPEN_DAYS, Unit.NATURAL_DAY)

    @cached_property
    def recorders(self) -> frozenset[int]:
        return scores.recorders(self.ticket) if self.ticket is not None else frozenset()

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        return attendance.of_order(self.ticket) if self.ticket is not None else ()

    @property
    def objection_by(self) -> date:
        return self.rules.calendar.nth_working_day(local(self.now).date(), self.number(OBJECTION_DAYS))

    @cached_property
    def return_until(self) -> datetime | None:
        if self.ticket is None or self.ticket.closed_at is None:
            return None
        return self._after(self.ticket.closed_at, RETURN_DAYS, Unit.WORKING_DAY)

    def _after(self, start: datetime, parameter: Parameter, unit: Unit) -> datetime:
        limit = Limit(self.number(parameter), unit, roll=False)
        return reckoning.due(start, limit, self.rules.calendar).legal


def of_ticket(
    ticket: Ticket, rows: Mapping[str, Deadline], rules: Rules, *, standing: Standing | None, now: datetime
) -> Scene:
    """Everything the guards may look at before `ticket` moves. `standing` None: time alone acts.

    rows: the newest round of each clock. The scene is left on the ticket, where django-fsm's conditions look.
    """
    fields = revive_all(ticket.machine.opening.asks, ticket.fields)
    facts = TicketFacts(rules, ticket.system, fields, now, ticket=ticket, rows=rows)
    bring_endorsed([ticket])
    return _scene(ticket, fields, rows.values(), ticket.endorsed, facts, standing, now)


def bring_endorsed(tickets: Iterable[Ticket]) -> None:
    """Lay beside each ticket the endorsements that stand. One query, none where all know theirs, as a ticket does that
    an act has just moved."""
    of = {ticket.pk: ticket for ticket in tickets if "endorsed" not in vars(ticket)}
    wanted = filled(of) if len(of) > 1 else [*of]
    for ticket in of.values():
        ticket.endorsed = []
    for row in _standing(len(wanted)).ask(wanted) if of else ():
        of[row.ticket_id].endorsed.append(row)


@cache
def _standing(count: int) -> PreparedRows[Endorsement]:
    """On so many tickets."""
    return PreparedRows(Endorsement.objects.filter(ticket__in=some_ids(count), voided_at__isnull=True))


def of_new(
    ticket: Ticket,
    rows: Mapping[str, Deadline],
    rules: Rules,
    *,
    standing: Standing,
    now: datetime,
    waiting: Iterable[str],
) -> Scene:
    """The same of a ticket that is not there yet, with the slots whose files wait for it."""
    fields = revive_all(ticket.machine.opening.asks, ticket.fields)
    facts = TicketFacts(rules, ticket.system, fields, now, rows=rows, waiting=frozenset(waiting))
    return _scene(ticket, fields, rows.values(), (), facts, standing, now)


def of_row(ticket: Ticket, *, standing: Standing, now: datetime) -> Scene:
    """What a list knows of `ticket`, without a query: its own row, `clocks` and `endorsed` as fetched with it.

    It has no facts of other rows, and whatever depends on one is taken to hold.
    """
    fields = revive_all(ticket.machine.opening.asks, ticket.fields)
    return _scene(ticket, fields, ticket.clocks, ticket.endorsed, NO_FACTS, standing, now)


def _scene(
    ticket: Ticket,
    fields: Mapping[str, Any],
    rows: Iterable[Deadline],
    endorsements: Iterable[Endorsement],
    facts: Facts,
    standing: Standing | None,
    now: datetime,
) -> Scene:
    ticket.scene = Scene(
        now=now,
        kind=ticket.kind,
        state=ticket.state,
        fields=fields,
        assignee=ticket.assignee_id,
        opened_unit=ticket.opened_unit_id,
        opening_party=ticket.opening_party,
        raised_by=ticket.raised_by,
        opened_at=ticket.opened_at,
        state_since=ticket.state_since,
        authors=frozenset(ticket.authors),
        digest=ticket.digest,
        request=ticket.request,
        endorsements={row.name: _endorsed(row, ticket) for row in endorsements},
        clocks={row.code: _clock(row, now) for row in rows},
        facts=facts,
        **(_who(standing, standing.held(ticket)) if standing else {"roles": frozenset({SYS})}),
    )
    return ticket.scene


def of_opening(
    kind: str,
    contract: Contract,
    system: System | None,
    *,
    standing: Standing,
    now: datetime,
    fields: Mapping[str, Any],
) -> Scene:
    """What the checks of an opening may look at; `fields` as typed and cleaned."""
    return Scene(
        now=now,
        kind=kind,
        state="",
        fields=fields,
        opened_at=now,
        facts=TicketFacts(Rules(contract), system, fields, now),
        **_who(standing, standing.on(contract, system, kind)),
    )


def of_rule(kind: str, contract: Contract, *, now: datetime, fields: Mapping[str, Any]) -> Scene:
    """What is known of an order that the service opens by itself."""
    known = TicketFacts(Rules(contract), None, fields, now)
    return Scene(now=now, kind=kind, state="", fields=fields, opened_at=now, facts=known, roles=frozenset({SYS}))


def _who(standing: Standing, capacities: Iterable[Capacity]) -> dict[str, Any]:
    """The actor as guards see them: the people they count as, their roles and units."""
    held = tuple(capacities)
    principals = {one.principal for one in held if one.principal is not None}
    return {
        "persons": frozenset({standing.user.pk, *principals}),
        "roles": frozenset(one.role for one in held),
        "units": frozenset(one.unit for one in held),
    }


def _endorsed(row: Endorsement, ticket: Ticket) -> Endorsed:
    step = ticket.machine.by_step.get(row.action)
    return Endorsed(
        by=row.by_id,
        digest=row.digest,
        request=row.request,
        principal=row.on_behalf_of_id,
        data=revive_all(step.asks, row.data) if step else row.data,
        used=row.used_at is not None,
        at=row.at,
        unit=row.unit_id,
    )


def _clock(row: Deadline, now: datetime) -> ClockFact:
    return ClockFact(
        party=row.party,
        state=row.state,
        late=row.late(now),
        open=row.open,
        resting=row.resting,
        started_at=row.started_at,
        nearly_at=row.amber_at,
        due_at=row.due_at,
        reasons=tuple(row.clause.pauses),
    )
