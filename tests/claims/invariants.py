"""What holds after every act, whoever did what and whenever it happened (docs/claims.md, "What always holds")."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max, Sum

from accounts.models import User
from accounts.roles import AUTHORITY_OFFICER, PARTY, SUPERVISOR_AUDITOR
from tickets import actions, audit, ledger, register
from tickets.actions.claims.telling import answerers, persons
from tickets.clocks import certificates, claimed, lives
from tickets.clocks import readings as clock_readings
from tickets.clocks.schedule import GRACE
from tickets.datelaw.calendar import Calendar
from tickets.models import Claim, Contract, Deadline, LedgerEntry, Ticket
from tickets.models.claims import ACCEPTED, DECIDED, WITHDRAWN
from tickets.models.deadlines import BREACHED, MET, PAUSED, RUNNING
from tickets.models.tickets import DONE, IDLE
from tickets.permissions import people


class Book:
    """One order with everything that hangs on it, read anew."""

    def __init__(self, ticket: Ticket, now: datetime, *, swept: bool) -> None:
        self.ticket, self.now, self.swept = Ticket.objects.get(pk=ticket.pk), now, swept
        self.rounds = clock_readings.rounds(self.ticket)
        self.claims = claimed.load(Claim.objects.filter(ticket=self.ticket))
        self.calendar = register.calendar()

    def faults(self) -> Iterator[str]:
        """What does not hold, in words."""
        for row in self.rounds:
            yield from (f"{row.code} #{row.round}: {said}" for said in self._of_clock(row))
        for claim in self.claims:
            yield from (f"c{claim.number} {claim.state}: {said}" for said in self._of_claim(claim))
        yield from self._of_order()

    def _of_order(self) -> Iterator[str]:
        final = self.ticket.closed_at is not None
        if final and any(row.open for row in self.rounds):
            yield "a clock runs on a final order"
        rows = clock_readings.current(self.rounds).values()
        counting = [row.due_at for row in rows if row.open and not row.resting and not row.internal]
        if self.ticket.next_due != min(counting, default=DONE if final else IDLE):
            yield "the order's next due is not that of its clocks"

        if not final:
            yield from self._of_movers(rows)

    def _of_movers(self, rows: Iterable[Deadline]) -> Iterator[str]:
        """No clock runs against a side of which nobody may act."""
        idle, newest = [row for row in rows if row.open and not row.resting], {row.code: row for row in rows}
        for side in dict.fromkeys(row.party for row in idle):
            own = self._people(side)
            if not any(actions.available(self.ticket, newest, actor=one, now=self.now) for one in own):
                yield f"{[row.code for row in idle if row.party == side]} of {side}, who may do nothing"

    def _people(self, side: str) -> list[User]:
        roles = [role for role, party in PARTY.items() if party == side]
        return list(User.objects.filter(pk__in=people(self.ticket, roles, self.now)))

    # Clocks: what is stored follows from facts, pauses and the calendar.

    def _of_clock(self, row: Deadline) -> Iterator[str]:
        calendar = self._calendar(row)
        life = lives.of(row)
        outcome = lives.outcome(row, life, calendar, self.now)
        if (row.due_at, row.nominal_due) != (outcome.due.legal, outcome.due.nominal):
            yield f"due {row.due_at} is not {outcome.due.legal}"
        if (row.started_at, row.stopped_at) != (life.start, life.stop):
            yield "starts or stops otherwise than its facts"
        yield from self._of_facts(row)
        yield from self._of_state(row, life, outcome)
        yield from self._of_breaches(row)
        yield from self._of_certificates(row)
        yield from self._of_marks(row, calendar)

    def _calendar(self, row: Deadline) -> Calendar:
        return self.calendar.read_as_in(row.calendar)

    def _of_facts(self, row: Deadline) -> Iterator[str]:
        if row.start_fact is not None and row.start_fact.standing_at is not None:
            floor = row.start_fact.standing_at
            if row.started_at < floor:
                yield "starts before its fact stands"
        stop = row.stop_fact
        stands = stop.standing_at if stop is not None else None
        if stands is not None and row.stopped_at != max(stands, row.started_at):
            yield f"stops at {row.stopped_at}, its fact stands at {stands}"
        if row.open and stop is not None:
            yield "runs and has a fact that stopped it"

    def _of_state(self, row: Deadline, life: lives.Life, outcome: lives.Outcome) -> Iterator[str]:
        resting = life.resting_since(self.now) is not None
        if self.swept and row.resting != (row.open and resting):
            yield f"resting {row.resting} against its pauses"
        if row.resting and (not row.open or row.state == RUNNING):
            yield "rests and runs"
        if row.state == PAUSED and not row.resting:
            yield "paused and not resting"
        if (row.state == BREACHED and row.breached_at is None) or (row.state == MET and outcome.late):
            yield f"{row.state} is not how it came out"
        if row.stopped_at is not None and not row.cancelled and outcome.late != (row.breached_at is not None):
            yield f"stopped, late {outcome.late}, breached {row.breached_at}"
        seen = self.now - GRACE
        over = row.open and not resting and lives.outcome(row, life, self._calendar(row), seen).late
        if self.swept and over and row.breached_at is None and row.due_at + timedelta(seconds=1) < self.now:
            yield "late, and the sweep passed it by"
        if row.tries:
            yield f"the sweep stumbled: {row.error}"

    def _of_breaches(self, row: Deadline) -> Iterator[str]:
        standing = [one for one in row.missed if one.set_aside_at is None]
        if [one.occurred_at for one in standing] != [at for at in [row.breached_at] if at is not None]:
            yield f"breached {row.breached_at}, standing {[one.occurred_at for one in standing]}"
        if row.breached_at not in (None, row.due_at):
            yield f"breached at {row.breached_at}, due at {row.due_at}"
        for breach in [one for one in row.missed if one.set_aside_at and one.set_aside_claim]:
            if not self._counted(breach.set_aside_claim, by=breach.set_aside_at):
                yield "a breach fell by a claim that was not settled then"

    def _counted(self, claim: Claim, *, by: datetime) -> bool:
        """Whether the audit tells it as settled by then; later it may be contested again."""
        told = self.ticket.entries_of_audit.filter(at__lte=by, data__claim=claim.number)
        return told.filter(data__state__in=(ACCEPTED, DECIDED)).exists()

    def _of_certificates(self, row: Deadline) -> Iterator[str]:
        for kept in row.versions:
            calendar = self.calendar.read_as_in(kept["calendar"])
            for what, was, now in certificates.differences(kept, calendar):
                yield f"certificate {kept['version']}: {what} {was} is {now}"
        if row.stopped_at is not None and not row.cancelled and row.versions:
            last = row.versions[-1]
            if (datetime.fromisoformat(last["due_at"]), last["state"]) != (row.due_at, row.state):
                yield f"certified {last['due_at']} {last['state']}, is {row.due_at} {row.state}"

    def _of_marks(self, row: Deadline, calendar: Calendar) -> Iterator[str]:
        own = [one for one in self.claims if one.unsettled and row.pk in {clock.pk for clock in one.clocks.all()}]
        if row.unsettled != bool(own):
            yield f"unsettled {row.unsettled}, claims {[one.number for one in own]}"
        found = claimed.readings(row, own, self.rounds, calendar, self.now)
        if bool(found) != bool(own):
            yield "no reading by the entry beside its claims"

    # Claims: somebody must answer by a limit, or nobody any more.

    def _of_claim(self, claim: Claim) -> Iterator[str]:
        if claim.unsettled:
            yield from self._of_open(claim)
        elif claim.due_at is not None:
            yield "is settled and has a limit"
        elif claim.next_at is not None and claim.next_at != claim.proof_due:
            yield "is settled and waits for something"
        yield from self._of_people(claim)
        if claim.fact is not None and claim.state in (ACCEPTED, DECIDED):
            yield from self._of_standing(claim)

    def _of_open(self, claim: Claim) -> Iterator[str]:
        if claim.due_at is None or (claim.next_at is None and not claim.decision_overdue):
            yield "nobody must answer it"
        roles = (*answerers(claim), AUTHORITY_OFFICER if claim.decision_overdue else SUPERVISOR_AUDITOR)
        if not set(people(self.ticket, roles, self.now)) - persons(claim.said):
            yield "nobody may answer it"
        if self.swept and claim.next_at is not None and claim.next_at <= self.now:
            yield "its limit is over, and the sweep passed it by"

    def _of_people(self, claim: Claim) -> Iterator[str]:
        """Claim, answer and decision are of different people."""
        stages = (("claimed", "corrected"), ("accepted", "contested"), ("decided",))
        said = [persons(one for one in claim.said if one.saying in stage) for stage in stages]
        if sum(map(len, said)) != len(set().union(*said)):
            yield "one person speaks twice"

    def _of_standing(self, claim: Claim) -> Iterator[str]:
        """What stands is what was last settled."""
        settled = [one for one in self.claims if one.fact_id == claim.fact_id and one.state in (ACCEPTED, DECIDED)]
        newest = max(settled, key=lambda one: max(word.id for word in one.said if word.saying in SETTLING))
        if newest is not claim or claim.fact is None:
            return
        value = claimed.decided(claim) or claimed.claimed(claim)
        wanted = None if value.nothing else value.start
        if claim.fact.standing_at != wanted:
            yield f"settled at {wanted}, stands at {claim.fact.standing_at}"


SETTLING = ("accepted", "decided", "reviewed", "claimed")
assert WITHDRAWN not in (ACCEPTED, DECIDED)


def unbalanced(contract: Contract, orders: Iterable[Ticket]) -> Iterator[str]:
    """Each system holds what its entries sum to, never less than nothing, and nothing once it is gone; an order enters
    a line once and gives back no more than that."""
    sums = list(LedgerEntry.objects.values("system__code", "line__code").annotate(sum=Sum("quantity"), last=Max("id")))
    newest = LedgerEntry.objects.in_bulk(row["last"] for row in sums)
    for row in sums:
        kept = newest[row["last"]].after
        if row["sum"] != kept or kept < 0:
            yield f"{row['system__code']} {row['line__code']}: {row['sum']} in sum, {kept} kept"
    gone = contract.systems.exclude(gone_since=None)
    yield from (f"{pk} is gone and holds {lines}" for pk, lines in ledger.held_in(gone).items())
    for line in ledger.balances(contract).exclude(total=None):
        if line.used > line.total:
            yield f"{line.code}: {line.used} in use of {line.total}"
    mine = LedgerEntry.objects.filter(ticket__in=list(orders), quantity__gt=0)
    twice = mine.values("ticket__number", "line__code", "system").annotate(times=Count("id")).filter(times__gt=1)
    yield from (f"{row['ticket__number']} entered {row['line__code']} {row['times']} times" for row in twice)


def untold(tickets: Iterable[Ticket]) -> list[str]:
    """Rows that are not as the audit tells, and entries that are not as they were written."""
    numbers = {one.number for one in tickets}
    faults = [fault for fault in audit.verify_rows() if fault.chain in numbers]
    return [str(fault) for fault in [*faults, *audit.verify()]]
