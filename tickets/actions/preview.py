"""What an act or a claim would make of the clocks: done by the door itself, read, and undone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.act import Act
from tickets.actions.claims import weighing
from tickets.actions.claims.marks import unsettled
from tickets.actions.compound import stamp_late
from tickets.actions.move import Move
from tickets.actions.perform import carry_out
from tickets.actions.whole import undone
from tickets.clocks import claimed, settling
from tickets.clocks.claimed import ENTRY, ClockReading
from tickets.clocks.lives import Otherwise
from tickets.datelaw.types import local
from tickets.errors import WrongState
from tickets.lifecycle.reports import LATE_REASON
from tickets.models import AuditEntry, Deadline, Fact, Ticket

#: Stands for words that are not typed yet.
UNSAID: Final = "—"


@dataclass(frozen=True, slots=True)
class ClockPreview:
    """One clock that the act touches; `readings` as audit and REST hold them, the entry first."""

    code: str
    round: int
    readings: list[dict[str, Any]]


def preview(ticket: Ticket, verb: Callable[[], object], *, actor: User, now: datetime) -> list[ClockPreview]:
    """The clocks that `verb`, which does something to the ticket, would touch. Raises whatever the verb raises."""
    with undone():
        entries = AuditEntry.objects.filter(ticket=ticket)
        before = entries.count()
        last = Fact.objects.filter(ticket=ticket).order_by("-id").values_list("id", flat=True).first() or 0
        verb()
        return seen_of(ticket, actor=actor, now=now, before=before, last=last)


def seen_of(ticket: Ticket, *, actor: User, now: datetime, before: int = 0, last: int = 0) -> list[ClockPreview]:
    """The clocks that were touched by what stands in the audit behind the entries `before` and the fact `last`."""
    entries = AuditEntry.objects.filter(ticket=ticket)
    act = Act(Ticket.objects.get(pk=ticket.pk), "preview", actor, now)
    facts = list(Fact.objects.filter(ticket=ticket, pk__gt=last))
    changes = [change for entry in entries.order_by("seq")[before:] for change in entry.data.get("clocks", ())]
    changed = {(change["clock"], change.get("round")) for change in changes}
    return list(_seen(act, facts, changed))


def check_preview(ticket: Ticket, action: str) -> None:
    """Raises WrongState for a step that asks for a secret: to try it out would tell whether it is the right one."""
    step = ticket.machine.by_step.get(action)
    if step is not None and not all(field.kept for field in step.asks):
        raise WrongState(_("What this step asks for is a secret: it is not previewed."))


def preview_step(
    ticket: Ticket, action: str, fields: Mapping[str, object], *, actor: User, now: datetime, comment: str = ""
) -> list[ClockPreview]:
    """The same of a step that is still being typed: files and reasons may be missing yet. Raises as `perform`."""
    check_preview(ticket, action)
    typed = dict(fields)
    if not str(typed.get(LATE_REASON.name) or "").strip():
        typed[LATE_REASON.name] = UNSAID

    def verb() -> None:
        with Move.on(ticket.pk, action, actor=actor, now=now, comment=comment.strip() or UNSAID) as move:
            move.admit()
            asked = {one.name for one in move.step.asks}
            move.take_in({name: value for name, value in typed.items() if name in asked}, papers=False)
            carry_out(move)

    return preview(ticket, verb, actor=actor, now=now)


def preview_stamps(
    ticket: Ticket, stamps: Mapping[str, Mapping[str, object]], *, late_reason: str, actor: User, now: datetime
) -> list[ClockPreview]:
    """The same of stamps that are still being typed. Raises as `stamp_late`."""
    reason = late_reason.strip() or UNSAID
    return preview(
        ticket, partial(stamp_late, ticket, stamps, late_reason=reason, actor=actor, now=now), actor=actor, now=now
    )


def _seen(act: Act, facts: list[Fact], changed: set[tuple[str, int | None]]) -> Iterator[ClockPreview]:
    claims = unsettled(act)
    for row in act.clocks.rounds:
        said = [fact for fact in facts if settling.hangs_on(row, fact)]
        if said or row.unsettled or (row.code, row.round) in changed:
            own = [one for one in claims if row.pk in {clock.pk for clock in one.clocks.all()}]
            found = claimed.readings(row, own, act.clocks.rounds, act.clocks.calendar_of(row), act.now)
            plain = [claimed.plain(one) for one in found] or list(_settled(act, row, said))
            yield ClockPreview(row.code, row.round, plain)


def _settled(act: Act, row: Deadline, said: list[Fact]) -> Iterator[dict[str, Any]]:
    """Where nobody is asked: as entered and as stated."""
    entry = Otherwise(facts={fact.pk: fact.entered_at for fact in said})
    yield claimed.plain(ClockReading(ENTRY, None, weighing.outcome(act, row, entry)))
    late = [fact for fact in said if fact.stated_at != fact.entered_at]
    if late and act.actor is not None:
        other = Otherwise(facts={fact.pk: fact.stated_at for fact in late})
        stated = claimed.plain(ClockReading(act.actor.username, None, weighing.outcome(act, row, other)))
        yield {**stated, "happened_at": local(late[-1].stated_at).isoformat()}
