"""The rows of a to-do: each an order that the person can carry on, with what is asked, by whom and since when."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import uuid4

from django.core.exceptions import EmptyResultSet
from django.db.models import F, prefetch_related_objects
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from tickets import permissions, queries
from tickets.lifecycle.duties import Sort
from tickets.lifecycle.steps import Step
from tickets.models import AuditEntry, Deadline, Ticket
from tickets.pages.parts import lamps, wording
from tickets.pages.parts.moments import due_short, short
from tickets.pages.parts.naming import ANY_NUMBER
from tickets.pages.parts.rows import in_brief, name, to_check
from tickets.pages.parts.shell import MANY, at_some_hour, places
from tickets.pages.parts.turn import asked_for, way_to
from tickets.pages.parts.visit import Visit
from tickets.permissions import Standing
from tickets.prepared import Prepared, filled, some_ids

#: The group of what runs out within the hour, whatever sort of duty it is.
PRESSING: Final = "pressing"
SORTS: Mapping[str, Promise] = {
    PRESSING: pgettext_lazy("sort of duty", "Running out"),
    Sort.APPROVE: pgettext_lazy("sort of duty", "To approve"),
    Sort.FILE: pgettext_lazy("sort of duty", "To file"),
    Sort.ACCEPT: pgettext_lazy("sort of duty", "To accept"),
    Sort.WORK: pgettext_lazy("sort of duty", "To work on"),
    Sort.CORRECT: pgettext_lazy("sort of duty", "To correct"),
    Sort.CONFIRM: pgettext_lazy("sort of duty", "To confirm"),
    Sort.DRAFT: pgettext_lazy("sort of duty", "To send"),
    Sort.DECIDE: pgettext_lazy("sort of duty", "To decide"),
}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One row, ready to be printed. asked: what is asked, by whom and since when. clock: the most urgent one of the
    person's own side, if one runs: the one that runs out within the hour before one that is missed; lamp, clause, due:
    of that clock. keepable: the one with the least time left. late: one of the contract's is missed. others_late: a
    clock of another side is overdue. principal: for whom the person stands in. key: of a form sent from the row. act,
    opens: where that form goes, or where the button leads: to the very act, opened."""

    number: str
    version: int
    url: str
    title: str
    kind: str
    kind_label: str
    unit: str
    system: str
    step: Step
    label: str
    sort: str
    asked: str
    clock: Deadline | None
    keepable: Deadline | None
    late: bool
    lamp: SafeString | str
    clause: str
    due: str
    others_late: bool
    to_check: bool
    unauthorised: bool
    principal: User | None
    key: str
    act: str
    opens: str


class OwnTurn(NamedTuple):
    """A turn of the person, as far as a row tells of it. place: 0 where its clock runs out within the hour. due,
    suggested: as the database writes instants, so that they sort and are nothing to reckon with."""

    place: int
    due: Any
    suggested: Any
    ticket: int
    role: str
    step: str
    sort: str


def waiting_turns(here: Visit) -> dict[int, OwnTurn]:
    """Ticket -> the person's turn on it: first what can still be kept and runs out within the hour, then the most
    urgent by their own clock; no further than to `MANY`."""
    question = _question(here.standing, places(here.standing))
    rows = [OwnTurn(*row) for row in question.ask(here.now, instants=[_in_an_hour])] if question else []
    turns: dict[int, OwnTurn] = {}
    for turn in sorted(rows, key=lambda one: (one.place, one.due, one.suggested, -one.ticket)):
        turns.setdefault(turn.ticket, turn)
    return dict(islice(turns.items(), MANY))


def _in_an_hour(now: datetime) -> datetime:
    return now + lamps.COUNTED_DOWN


@lru_cache(maxsize=1024)
def _question(standing: Standing, _places: Hashable) -> Prepared | None:
    """None: whoever holds no role has no turn."""
    here = at_some_hour(standing)
    roles, told = here.roles_held(), ("due_at", "suggested_at", "ticket", "role", "step", "sort")
    soon = queries.pressing(roles, here.now, _in_an_hour(here.now))
    try:
        # What runs out is asked for apart: a long row of missed ones must not hide it.
        return Prepared.beside([one.values_list(*told)[:MANY] for one in (soon, queries.todo(roles, here.now))])
    except EmptyResultSet:
        return None


def laid_out(turns: Mapping[int, OwnTurn], here: Visit) -> list[DutyRow]:
    """A row for each of these turns, in their order."""
    tickets = {ticket.pk: ticket for ticket in in_brief(turns)}
    moves = brought_here(tickets)
    lent = {one.principal for one in here.standing.capacities if one.principal}
    if lent:  # in whose place one acts hangs on the contract's parties
        prefetch_related_objects(list(tickets.values()), "contract", "system")
    principals = User.objects.in_bulk(lent) if lent else {}
    address, system = reverse("ticket", args=[ANY_NUMBER]), _("No one system")
    return [
        _duty(tickets[pk], turn, here, address=address, system=system, asked=moves.get(pk), principals=principals)
        for pk, turn in turns.items()
        if pk in tickets
    ]


def _duty(
    ticket: Ticket,
    turn: OwnTurn,
    here: Visit,
    *,
    address: str,
    system: str,
    asked: "ActBefore | None",
    principals: Mapping[int, User],
) -> DutyRow:
    side, step = permissions.side_of(turn.role), ticket.machine.by_step[turn.step]
    others = [clock for clock in ticket.clocks if clock.party != side and clock.open and not clock.internal]
    own = [clock for clock in ticket.clocks if clock.party == side]
    keepable = lamps.worst([clock for clock in own if lamps.keepable(clock, here.now)], here.now)
    clock = keepable if _presses(keepable, here.now) else lamps.worst(own, here.now)
    capacity = here.standing.acting(ticket, (turn.role,)) if principals else None
    url = address.replace(ANY_NUMBER, ticket.number)
    return DutyRow(
        number=ticket.number,
        version=ticket.version,
        url=url,
        title=ticket.title,
        kind=ticket.kind,
        kind_label=wording.kind(ticket.kind),
        unit=ticket.unit,  # type: ignore[attr-defined]  # annotated
        system=ticket.system_name or system,  # type: ignore[attr-defined]
        step=step,
        label=asked_for(step, ticket.machine, ticket.state),
        sort=PRESSING if _presses(keepable, here.now) else turn.sort,
        asked=_asked(ticket, step, asked, here.now),
        clock=clock,
        keepable=keepable,
        late=any(one.open and not one.internal and one.late(here.now) for one in own),
        lamp=lamps.of(clock, here.now) if clock else "",
        clause=clock.title if clock else "",  # type: ignore[attr-defined]
        due=due_short(clock, here.now) if clock and not clock.internal else "",
        others_late=any(clock.late(here.now) for clock in others),
        to_check=to_check(ticket),
        unauthorised=ticket.unauthorised,  # type: ignore[attr-defined]
        principal=principals.get(capacity.principal) if capacity and capacity.principal else None,
        key=uuid4().hex if step.one_tap else "",
        act=_act(step.name).replace(ANY_NUMBER, ticket.number) if step.one_tap else "",
        opens=way_to(url, step, ticket.machine, ticket.state),
    )


def _presses(clock: Deadline | None, now: datetime) -> bool:
    return clock is not None and lamps.pressing(clock, now)


@cache
def _act(step: str) -> str:
    return reverse("act", args=[ANY_NUMBER, step])


class ActBefore(NamedTuple):
    """The act that brought an order to where it stands; who: empty where nobody acted."""

    ticket: int
    action: str
    who: str | None
    unit: str | None


def brought_here(tickets: Iterable[int]) -> dict[int, ActBefore]:
    """Ticket -> the act that brought it to where it stands. One query."""
    wanted = filled(tickets)
    moves = _moves(len(wanted)).ask(ids=wanted) if wanted else ()
    return {move[0]: ActBefore(*move) for move in moves}


@cache
def _moves(count: int) -> Prepared:
    entries = AuditEntry.objects.filter(ticket__in=some_ids(count), allowed=True, at=F("ticket__state_since"))
    named = entries.annotate(
        who=name("actor__name", "actor__username"), of=name("unit__short_name", "unit__name")
    ).filter(target=F("ticket__state"))
    return Prepared.of(named.order_by("seq").values_list("ticket", "action", "who", "of"))


def _asked(ticket: Ticket, step: Step, move: ActBefore | None, now: datetime) -> str:
    """What is asked, by whom and since when, in one sentence."""
    at, label = short(ticket.state_since, now), asked_for(step, ticket.machine, ticket.state)
    if move is None or not move.who:
        told = {"step": label, "at": at}
        return _("You are asked to: %(step)s (since %(at)s)") % told
    who = wording.remark(move.who, move.unit or "")
    told = {"step": label, "who": who, "action": wording.act(move.action), "at": at}
    return _("You are asked to: %(step)s (%(who)s: %(action)s, %(at)s)") % told


@dataclass(frozen=True, slots=True)
class Batch:
    """批量同意: a step that several rows of one kind wait for, and that may be taken on all of them at once."""

    kind: str
    step: Step

    @property
    def form(self) -> str:
        """The id of the form to which the ticks of its rows belong."""
        return f"batch-{self.kind}-{self.step.name}"


@dataclass(frozen=True, slots=True)
class Group:
    """The duties of one sort; each row with the batch that it may be ticked for."""

    sort: str
    label: Promise | str
    rows: list[tuple[DutyRow, Batch | None]]

    @property
    def batches(self) -> list[Batch]:
        return list(dict.fromkeys(batch for _row, batch in self.rows if batch is not None))


def grouped(found: Iterable[DutyRow]) -> list[Group]:
    """What runs out first, then in the order of the most urgent duty."""
    groups: dict[str, list[DutyRow]] = {}
    for one in sorted(found, key=lambda row: row.sort != PRESSING):
        groups.setdefault(one.sort, []).append(one)
    return [Group(sort, SORTS.get(sort, sort), _ticked(members)) for sort, members in groups.items()]


def _ticked(rows: list[DutyRow]) -> list[tuple[DutyRow, Batch | None]]:
    """A row is ticked only beside another of its kind and step."""
    ways = [Batch(row.kind, row.step) if row.step.at_once else None for row in rows]
    return [
        (row, way if way is not None and ways.count(way) > 1 else None) for row, way in zip(rows, ways, strict=True)
    ]
