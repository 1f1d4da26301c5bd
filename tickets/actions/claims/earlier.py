"""What was entered before facts had rows of their own gets its row when somebody asks for it: when it is claimed that
it happened at another instant, or that it did not happen.

The audit's entry says when it was entered, by whom, and which clocks it moved; these stand where they stood, and hang
on the fact from then on. Nothing of it counts as entered late: the release that took it in asked for no reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from django.db.models import F

from tickets.actions.act import Act
from tickets.actions.claims.bounds import reported
from tickets.audit import ROWS
from tickets.audit.earlier import clock_change
from tickets.clocks.timers import starts_by_fact
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.reports import Report
from tickets.models import AuditEntry, Deadline, Fact, Ticket
from tickets.permissions import PARTIES

AGENCY, PROVIDER = "agency", "provider"
#: The instant of the entry, the name, and the fact or, where it has no row yet, its entry.
Event = tuple[datetime, str, Fact | AuditEntry]


def fact(act: Act, name: str, number: int | None = None) -> Fact | None:
    """The fact of that name: the newest, or by its number in the order of entry. One of an earlier release gets its
    row, and the act records it. None: there is no such fact."""
    events = [event for _at, called, event in _events_of(act.ticket) if called == name]
    chosen = events[-1:] if number is None else events[number - 1 : number] if number > 0 else []
    for event in chosen:
        return event if isinstance(event, Fact) else _entered(act, name, event)
    return None


@dataclass(frozen=True, slots=True)
class Claimable:
    """What a claim may name: the fact, and its number among those of its name in the order of entry. at: when it
    happened as it stands; None: it is settled that it did not."""

    name: str
    number: int
    at: datetime | None


def claimable(ticket: Ticket, facts: Iterable[Fact], entries: Iterable[AuditEntry]) -> list[Claimable]:
    """What a claim may name on the ticket, in the order of entry, what has no row yet among it. `entries`: its audit's.
    No query."""
    counted, found = Counter[str](), []
    for at, name, event in _events(ticket, facts, entries):
        counted[name] += 1
        stands = event.standing_at if isinstance(event, Fact) else at
        found.append(Claimable(name, counted[name], stands))
    return found


def names(ticket: Ticket) -> list[str]:
    """The names of all that a claim may be about, in the order of entry."""
    return [name for _at, name, _event in _events_of(ticket)]


def _events_of(ticket: Ticket) -> list[Event]:
    facts = Fact.objects.filter(ticket=ticket).select_related("ticket")
    return _events(ticket, facts, AuditEntry.objects.filter(ticket=ticket).select_related("actor"))


def _events(ticket: Ticket, facts: Iterable[Fact], entries: Iterable[AuditEntry]) -> list[Event]:
    """All that happened, in the order of entry. What people did before the audit told of rows has its entry alone:
    facts have rows since the same release."""
    happened: dict[tuple[datetime, str], Fact | AuditEntry] = {(one.entered_at, one.name): one for one in facts}
    for entry in entries:
        name = _name(ticket, entry)
        before = entry.allowed and entry.actor_id is not None and ROWS not in entry.data
        if before and reported(ticket, name) is not None:
            happened.setdefault((entry.at, name), entry)
    return [(at, name, event) for (at, name), event in sorted(happened.items(), key=itemgetter(0))]


def _name(ticket: Ticket, entry: AuditEntry) -> str:
    """The name of the fact that the entry reports, if it reports one."""
    opening = ticket.machine.opening.reports
    if entry.action != OPEN:
        return entry.action
    return opening.at[0].name if opening is not None else ""


def _entered(act: Act, name: str, entry: AuditEntry) -> Fact:
    """The fact of an old entry, standing at the instant by which its clocks have run so far."""
    report = reported(act.ticket, name)
    assert report is not None  # noqa: S101  # no other entry is an event
    side = _side(act.ticket, entry)
    started = [row for row in _moved(act, entry, "start") if _starts(row, entry, report, side)]
    at = min([entry.at, *(row.started_at for row in started)])
    entered = Fact(
        ticket=act.ticket,
        name=name,
        side=side,
        answered_by=report.answered_by.value if report.answered_by else PROVIDER if side == AGENCY else AGENCY,
        entered_at=entry.at,
        entered_by=entry.actor,
        on_behalf_of_id=entry.on_behalf_of_id,
        stated_at=at,
        standing_at=at,
        not_before=min(at, _not_before(act, entry, report)),
    )
    act.store(entered)
    for clock in started:
        act.clocks.begin_by(clock, entered)
    _hang_ends(act, entry, report, entered)
    return entered


def _hang_ends(act: Act, entry: AuditEntry, report: Report, fact: Fact) -> None:
    """What the entry stopped, or handed in, ended by the fact; a defect that it told of was seen then."""
    if report.turns_down:
        for row in _moved(act, entry, "void_pause"):
            act.clocks.excuse_by(row, fact)
    elif not report.denies:
        for row in _moved(act, entry, "stop", "pause"):
            act.clocks.end_by(row, fact, entry.action)


def _moved(act: Act, entry: AuditEntry, *ops: str) -> Iterator[Deadline]:
    """The clocks with which the entry says that it did one of these."""
    changes = map(clock_change, entry.data.get("clocks", ()))
    named = {(change["clock"], change["round"]) for change in changes if change["op"] in ops}
    return (row for row in act.clocks.rounds if (row.code, row.round) in named)


def _starts(row: Deadline, entry: AuditEntry, report: Report, side: str) -> bool:
    return starts_by_fact(row.clause, row.party, side, opens=entry.action == OPEN, telling=report.telling)


def _side(ticket: Ticket, entry: AuditEntry) -> str:
    """The side of the unit for which it was entered; a developer's is the agency's."""
    held = (party for party in PARTIES if getattr(ticket.contract, f"{party}_id") == entry.unit_id)
    return next(held, AGENCY)


def _not_before(act: Act, entry: AuditEntry, report: Report) -> datetime:
    """When the state began in which it was reported, or as far as it may reach back."""
    if report.reach is not None:
        return entry.at - timedelta(hours=act.rules.number(report.reach))
    moves = AuditEntry.objects.filter(ticket=act.ticket, allowed=True, seq__lt=entry.seq)
    last = moves.exclude(target="").exclude(target=F("source")).order_by("seq").last()
    return last.at if last is not None else act.ticket.opened_at
