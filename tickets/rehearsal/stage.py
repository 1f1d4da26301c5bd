"""Where a rehearsal is played: one contract, its people, and a clock that moves on when the next act comes.

A player is a generator: it yields the instant of its next act, and is called again when that has come. Every act goes
through the door, by the person whose it is.
"""

import heapq
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import actions
from tickets.datelaw.types import local
from tickets.errors import Forbidden, Invalid, Refusal
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import Field, Sample, schema
from tickets.lifecycle.steps import Step
from tickets.models import Contract, System, Ticket
from tickets.permissions import standing
from tickets.policy.types import ContractTerms
from tickets.rehearsal import cast
from tickets.rehearsal.script import ScriptEvent
from tickets.rehearsal.timekeeper import VirtualClock

#: What a player yields: when it acts next.
Player = Iterator[datetime]
PAPER: Final = "演练材料，不具备任何效力。\n".encode()
WHY: Final = "演练：按脚本办理"
#: Characters of a title.
TITLE: Final = 60


class UnplayableRowError(Exception):
    """The service itself failed while a row was played: its words name the row and what to do."""


@dataclass
class RehearsalStage:
    """tickets: id of a row of the script -> the number of the order that it became. remarks: what could not be played
    as the script says, in sentences, each with the row."""

    contract: Contract
    clock: VirtualClock
    terms: ContractTerms | None = None
    script: Sequence[ScriptEvent] = ()
    people: dict[str, list[User]] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    remarks: list[tuple[ScriptEvent | None, str]] = field(default_factory=list)
    _agenda: list[tuple[datetime, int, Player, ScriptEvent | None]] = field(default_factory=list)
    _places: Iterator[int] = field(default_factory=count)
    _playing: ScriptEvent | None = None

    @property
    def now(self) -> datetime:
        return self.clock.now

    def enter(self, player: Player, event: ScriptEvent | None = None) -> None:
        """It acts until the instant that it yields, when it is called again. What it could not do is remarked on, and
        it does nothing more. event: the row that it plays."""
        self._playing = event
        try:
            at = next(player, None)
        except (Refusal, LookupError, ObjectDoesNotExist) as error:
            self.remarks.append((event, _said(error)))
            return
        except Exception as error:
            raise UnplayableRowError(_unplayable(event, self.now, error)) from error
        if at is not None:
            heapq.heappush(self._agenda, (at, next(self._places), player, event))

    def run(self, until: datetime) -> None:
        """Until nobody has anything to do any more, and then to that instant."""
        while self._agenda and self._agenda[0][0] <= until:
            at, _place, player, event = heapq.heappop(self._agenda)
            self.clock.pass_until(max(at, self.now))
            self.enter(player, event)
        self.clock.pass_until(max(until, self.now))
        for at, _place, _player, event in sorted(self._agenda, key=lambda one: one[:2]):
            if event is not None:
                said = _("played up to its act of %(day)s, which comes after the last day.") % {"day": local(at).date()}
                self.remarks.append((event, said))

    def attempt(self, act: Callable[[], object]) -> None:
        """What is refused is remarked on, and whoever calls goes on with the next."""
        try:
            act()
        except (Refusal, LookupError, ObjectDoesNotExist) as error:
            self.remarks.append((None, _said(error)))

    def at(self, event: ScriptEvent, key: str) -> datetime:
        """The instant of the row; where its key names another day, the same hour of that day."""
        day = event.day(key)
        return event.at if day is None else datetime.combine(day, event.at.timetz())

    def not_before_now(self, wanted: datetime) -> datetime:
        """The instant that a row names; where that day is over, now, and that is told."""
        if wanted.date() < local(self.now).date():
            said = {"wanted": wanted.date(), "played": local(self.now).date()}
            self.remarks.append((self._playing, _("%(wanted)s was over; it was done on %(played)s.") % said))
        return max(self.now, wanted)

    def number(self, event_id: str) -> str:
        """Of the order that a row became; "": of none."""
        return self.tickets.get(event_id, "")

    def row(self, event_id: str) -> ScriptEvent:
        return next(one for one in self.script if one.id == event_id)

    def rows(self, kind: str) -> Iterator[ScriptEvent]:
        return (one for one in self.script if one.kind == kind)

    def system(self, code: str) -> System | None:
        """None of the whole contract."""
        return None if code in ("", "total") else self.contract.systems.get(code=code)

    def ticket(self, event_id: str) -> Ticket:
        """The order that a row of the script became."""
        return Ticket.objects.get(number=self.tickets[event_id])

    def refresh(self) -> None:
        """The terms were loaded anew."""
        self.contract = Contract.objects.get(pk=self.contract.pk)
        self.people = cast.gather(self.contract)

    def person(self, role: str, n: int = 0) -> User:
        return self.people[role][n]

    def open(self, kind: str, role: str, system: System | None = None, title: str = "", **fields: Any) -> Ticket:
        """An order with what its form takes as examples, `fields` over them; None: left out."""
        opening = KINDS[kind].opening
        said = self._examples(opening.asked_as(frozenset({role}))) | fields
        return actions.open_ticket(
            kind, contract=self.contract, system=system, title=(title or str(KINDS[kind].label()))[:TITLE],
            actor=self.person(role), now=self.now,
            fields={name: value for name, value in said.items() if value is not None},
        )  # fmt: skip

    def fill(self, ticket: Ticket, *names: str) -> Ticket:
        """Into the form of a draft that the service has opened: the examples of these fields."""
        opening = KINDS[ticket.kind].opening
        said = self._examples([one for one in opening.asks if one.name in names])
        actor = self.person(opening.by[0])
        return actions.edit(ticket, actor=actor, now=self.now, version=ticket.version, fields=said)

    def take(
        self, ticket: Ticket, name: str, *, second: bool = False, first: int | None = None, **fields: Any
    ) -> Ticket:
        """One step with its papers, by the first of its people whom the door lets through; second: by another one than
        would take it first; first: by this person, where it is theirs to take. Raises a Refusal."""
        step = ticket.machine.by_step[name]
        seats = [
            one
            for role in step.roles(ticket.opening_party)
            for one in self.people.get(role, ())[:: -1 if second else 1]
        ]
        seats.sort(key=lambda one: one.pk != first)
        return self._by_the_first(seats, lambda actor: self.act(ticket, step, actor, **fields))

    def act(self, ticket: Ticket, step: Step, actor: User, **fields: Any) -> Ticket:
        """The step by this person."""
        said = {"comment": WHY, **self._examples(step.asks), **fields}
        self._hand_in(ticket, step, actor)
        given = {name: value for name, value in said.items() if value is not None}
        return actions.perform(ticket, step.name, actor=actor, now=self.now, **given)

    def _by_the_first(self, seats: Sequence[User], act: Callable[[User], Ticket]) -> Ticket:
        *others, last = seats
        for one in others:
            try:
                return act(one)
            except Forbidden:
                continue
        return act(last)

    def _hand_in(self, ticket: Ticket, step: Step, actor: User) -> None:
        """The papers that the step cannot do without."""
        if not step.needs:
            return
        open_slots = actions.open_slots(ticket, standing(actor, self.now))
        for slot in step.needs:
            if slot.name in open_slots:
                stream = io.BytesIO(PAPER)
                actions.attach(ticket, slot.name, name=f"{slot.name}.txt", stream=stream, actor=actor, now=self.now)

    def _examples(self, asked: Sequence[Field[Any]]) -> dict[str, Any]:
        """Of what must be filled in."""
        sample = Sample(self.now, self.contract.starts, self.contract.term_ends)
        found = schema(asked, sample)
        return {name: found["properties"][name]["examples"][0] for name in found["required"]}


def _unplayable(event: ScriptEvent | None, now: datetime, error: Exception) -> str:
    said = {"day": local(now).date(), "error": f"{type(error).__name__}: {error}"}
    if event is None:
        return _("Broken off on %(day)s: %(error)s. Play a shorter stretch (--to), and tell the makers.") % said
    said |= {"row": event.id, "line": event.line}
    told = _("Broken off at %(row)s (line %(line)d) on %(day)s: %(error)s. Leave the row out, and tell the makers.")
    return told % said


def _said(error: Exception) -> str:
    if isinstance(error, Invalid):
        fields = (f"{name}: {' '.join(sentences)}" for name, sentences in error.errors.items())
        return " ".join((error.message, *fields))
    return error.message if isinstance(error, Refusal) else str(error)
