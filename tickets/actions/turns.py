"""Whose turn it is on an order, drawn into rows whenever an act may have changed it. The sole writer of `Turn`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.roles import PARTY, PROVIDER_ENGINEER
from tickets import permissions, queries
from tickets.actions import facts
from tickets.actions.rules import Rules
from tickets.clocks import readings
from tickets.clocks.schedule import first_due
from tickets.lifecycle import KINDS
from tickets.lifecycle import turns as machine
from tickets.lifecycle.steps import Step, touch_of
from tickets.models import Deadline, Ticket, Turn
from tickets.prepared import SOME_HOUR, Prepared, PreparedRows, filled, some_ids


def _edition() -> str:
    """Of the release and its declarations: turns drawn by another are drawn anew, for a guard may judge otherwise
    under its old name."""
    said = [(kind.kind, *_told(step)) for kind in KINDS.values() for step in kind.steps]
    return sha256(repr((settings.VERSION, said)).encode()).hexdigest()[:16]


def _told(step: Step) -> tuple[object, ...]:
    """What of a step decides whose turn it is, and of what sort."""
    guards = [(one.name, one.prompts) for one in step.when]
    sorts = [touch_of(one).clock.sort for one in step.stops]
    nature = (step.side, step.aside, step.turns_back, step.refuses, step.ripens)
    return step.name, step.sources, step.target, step.by, nature, guards, sorts


EDITION: Final = _edition()
#: What those read who name whose turn it is.
_TOLD: Final = (
    "ticket_id", "role", "unit_id", "barred", "step", "sort", "opens_at", "until", "holder__name", "holder__username"
)  # fmt: skip


def drawn(ticket: Ticket, rows: Iterable[Deadline], rules: Rules, now: datetime) -> list[Turn]:
    """Whose turn it is from `now` on; nothing is written. rows: of each clock the round that is open, else the
    newest."""
    if ticket.final:
        return []
    judged, clocks = ticket.__dict__.get("scene"), {row.code: row for row in rows}
    scene = facts.of_ticket(ticket, clocks, rules, standing=None, now=now)
    roles = {role for step in ticket.machine.leaving(ticket.state) for role in step.by if role in PARTY}
    units = {role: permissions.unit_of(ticket, role) for role in roles}
    found = machine.turns(ticket.machine, replace(scene, units_of=units))
    if judged is not None:
        ticket.scene = judged
    return [row for one in found if (row := _row(ticket, one, clocks.values())) is not None]


def bring(tickets: Iterable[Ticket]) -> None:
    """Lay beside each ticket what is asked of its rows when its turns are drawn, as an act on one ticket has found it:
    two queries, none for what lies there."""
    listed = list(tickets)
    facts.bring_endorsed(listed)
    _bring_passed([ticket for ticket in listed if "passed" not in vars(ticket)])


def _bring_passed(tickets: Collection[Ticket]) -> None:
    passed = queries.passed_on(tickets) if tickets else {}
    for ticket in tickets:
        row = passed.get(ticket.pk)
        ticket.passed = (row.role, row.passed_to_id) if row is not None else ("", None)


def write(drawn_now: Mapping[Ticket, Iterable[Turn]]) -> None:
    """These in place of what stood there. The tickets' rows must be locked; who writes saves `turns_edition` with
    them."""
    if not drawn_now:
        return
    Turn.objects.filter(ticket__in=drawn_now).delete()
    Turn.objects.bulk_create(turn for found in drawn_now.values() for turn in found)
    for ticket in drawn_now:
        ticket.turns_edition = EDITION


def awaited(tickets: Iterable[Ticket | int], now: datetime) -> dict[int, list[Turn]]:
    """Ticket -> whose turn it is: those whose turn is open now, else those for whom it opens first. Who has done their
    part is not among them, whatever roles the state names. One query, whose text is kept."""
    found: dict[int, list[Turn]] = defaultdict(list)
    wanted = filled(one if isinstance(one, int) else one.pk for one in tickets)
    for turn in _lasting(len(wanted)).ask(wanted, now=now) if wanted else ():
        before = found[turn.ticket_id]
        if not before or turn.opens_at <= max(now, before[0].opens_at):
            before.append(turn)
    return dict(found)


@cache
def _lasting(count: int) -> PreparedRows[Turn]:
    """The turns on so many tickets that are not over, those who hold them named."""
    lasting = Turn.objects.filter(Q(until__isnull=True) | Q(until__gt=SOME_HOUR), ticket__in=some_ids(count))
    told = lasting.select_related("holder").only(*_TOLD)
    return PreparedRows(told.order_by("opens_at", "id"))


def roles_drawn(tickets: Collection[Ticket]) -> dict[int, set[tuple[str, int | None]]]:
    """Ticket -> (role, holder) of the turns as they were last drawn. One query."""
    found: dict[int, set[tuple[str, int | None]]] = {ticket.pk: set() for ticket in tickets}
    wanted = filled(found)
    for ticket, role, holder in _drawn(len(wanted)).ask(ids=wanted) if wanted else ():
        found[ticket].add((role, holder))
    return found


@cache
def _drawn(count: int) -> Prepared:
    return Prepared.of(Turn.objects.filter(ticket__in=some_ids(count)).values_list("ticket", "role", "holder"))


def _row(ticket: Ticket, turn: machine.DrawnTurn, clocks: Iterable[Deadline]) -> Turn | None:
    """None where nobody holds that role on the ticket, or their unit does not see it yet."""
    unit = permissions.unit_of(ticket, turn.role)
    if unit is None or (ticket.sent_at is None and unit != ticket.opened_unit_id):
        return None
    own = _of_side(turn.role, clocks)
    role, taker = ticket.passed
    return Turn(
        ticket=ticket,
        kind=ticket.kind,
        role=turn.role,
        unit_id=unit,
        holder_id=ticket.assignee_id if turn.role == PROVIDER_ENGINEER else taker if turn.role == role else None,
        step=turn.step,
        sort=turn.sort.value,
        opens_at=turn.opens_at,
        until=turn.until,
        due_at=first_due(own),
        suggested_at=first_due(own, internal=True),
        barred=sorted(turn.barred),
    )


def _of_side(role: str, clocks: Iterable[Deadline]) -> list[Deadline]:
    """The clocks that run against the role's side."""
    side = permissions.side_of(role)
    return [row for row in clocks if row.party == side]


def stale() -> QuerySet[Ticket]:
    """Open tickets whose turns were drawn by other declarations, or never."""
    other = Q(turns_edition__lt=EDITION) | Q(turns_edition__gt=EDITION)
    return Ticket.objects.filter(other, closed_at__isnull=True)


def stale_on_either_side() -> tuple[QuerySet[Ticket], QuerySet[Ticket]]:
    """The same in two, each of which the index of editions finds at once."""
    open_ones = Ticket.objects.filter(closed_at__isnull=True)
    before, after = open_ones.filter(turns_edition__lt=EDITION), open_ones.filter(turns_edition__gt=EDITION)
    return before.order_by("turns_edition"), after.order_by("-turns_edition")


def draw_stale(pk: int, now: datetime) -> bool:
    """Draw those of one ticket anew, unless an act has it in hand. False: nothing is left to do here."""
    with transaction.atomic(durable=True):
        found = stale().filter(pk=pk).select_related("contract", "system", "opened_unit")
        ticket = found.select_for_update(of=("self",), skip_locked=True).first()
        if ticket is None:
            return False
        rows = readings.latest(ticket).values()
        _bring_passed([ticket])
        write({ticket: drawn(ticket, rows, Rules(ticket.contract), now)})
        ticket.next_due = first_due(rows)
        ticket.save(update_fields=["next_due", "turns_edition"])
    return True
