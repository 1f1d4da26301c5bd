"""One change of one ticket, as each verb of this package makes it.

with Act.on(ticket.pk, "comment", actor=actor, now=now) as act:
    act.capacity = …                     # judge: raise a Refusal, or say in which capacity it is done
    act.ticket.title = …                 # change the ticket, act.clocks and other rows
    act.record(comment=text)             # the audit entry
    act.tell("comment", people)          # notices of what was recorded
    act.save("title")                    # clocks, notices, the ticket's columns and the head of its audit
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Final, ParamSpec, Self

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accounts.models import User
from texts import tidy
from tickets import audit, crash_points, leaps
from tickets.actions import door, lapsing, namings, saving, telling, turns
from tickets.actions.locking import locked
from tickets.actions.rules import Rules
from tickets.actions.telling import Audience
from tickets.actions.whole import outermost
from tickets.clocks import readings
from tickets.clocks.timers import Clockwork
from tickets.errors import Invalid, Refusal, Stale
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.fields import Field, out_of_bounds
from tickets.lifecycle.form_fields import faults
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.scene import Scene
from tickets.models import AuditEntry, Claim, Deadline, Fact, Ticket, Turn
from tickets.models.tickets import DONE
from tickets.notices.catalogue import CATALOGUE
from tickets.outbox import Message
from tickets.permissions import Capacity, Roster

P = ParamSpec("P")

#: What time alone does to clocks.
CLOCK: Final = "clock"
COMMENT_LIMIT = 5_000
#: So much of what the actor wrote stands in a notice; all of it on the order.
TOLD = 200


@dataclass
class Act:
    """What one actor does to one locked ticket at one instant.

    action: its name in the audit. actor: None for what time alone does. capacity: the role and unit in which the
    actor acts. values: where the anchors and limits of clocks are looked up, typed values over those of the ticket.
    """

    #: Whether it is a step of the machine, which tells whoever moves next by itself.
    steps: ClassVar[bool] = False

    ticket: Ticket
    action: str
    actor: User | None
    now: datetime
    comment: str = ""
    capacity: Capacity | None = None
    values: dict[str, Any] = field(default_factory=dict)
    #: The newest entry of this act. Entries are appended when it is saved, for they tell of every row that it wrote.
    entry: AuditEntry | None = field(default=None, init=False)
    entries: list[AuditEntry] = field(default_factory=list, init=False)
    written: audit.Written = field(default_factory=audit.Written, init=False)
    messages: list[Message] = field(default_factory=list, init=False)
    #: What this act reports, each with its own time.
    facts: list[Fact] = field(default_factory=list, init=False)
    #: What follows from the act and is recorded behind it: (name, data).
    consequences: list[tuple[str, dict[str, Any]]] = field(default_factory=list, init=False)
    #: What is told once the act is recorded: of claims, and of clocks whose telling a claim had held back.
    _claims_told: list[tuple[str, Audience, Claim, dict[str, Any]]] = field(default_factory=list, init=False)
    _levels_told: list[tuple[Deadline, str]] = field(default_factory=list, init=False)
    #: What people were told before and is over by this act; all that was told of these clocks.
    over: list[Q] = field(default_factory=list, init=False)
    over_clocks: set[int] = field(default_factory=set, init=False)
    #: What effects have to tell (event, people, parameters): told first of all, once the act is recorded.
    news: list[tuple[str, frozenset[int], dict[str, Any]]] = field(default_factory=list, init=False)

    @classmethod
    @contextmanager
    def on(
        cls,
        ticket: int,
        action: str,
        *,
        actor: User | None,
        now: datetime,
        comment: str = "",
        wait: bool = True,
        older: int | None = None,
    ) -> Iterator[Self]:
        """Open the transaction and lock the ticket's row, as `locked` does. Raises Unavailable where the clock cannot
        be trusted; an instant just before the last entry of the ticket becomes that entry's.

        older: another ticket that the act moves as well; it is locked first, as rows are locked in order of id.
        """
        door.check()
        with transaction.atomic(durable=outermost()):
            if older is not None:
                locked(older)
            row = locked(ticket, wait=wait)
            last: datetime | None = row.last_entry_at  # type: ignore[attr-defined]  # fetched along by `locked`
            act = cls(row, action, actor, leaps.entered_at(now, last), tidy.paragraphs(comment))
            act.written.found(act.ticket)
            crash_points.here("door.locked")
            yield act

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.ticket.contract)

    @cached_property
    def rounds(self) -> list[Deadline]:
        """All rounds of all clocks as stored; a ticket that this act files has none."""
        return self._found([] if self.action == OPEN else readings.rounds(self.ticket))

    def take(self, rounds: list[Deadline]) -> None:
        """These, read just now, are all of them."""
        self.rounds = self._found(rounds)

    def _found(self, rounds: list[Deadline]) -> list[Deadline]:
        for row in rounds:
            self.written.found(row, *row.rests, *row.missed)
        return rounds

    @cached_property
    def rows(self) -> dict[str, Deadline]:
        """Of each clock the round that is open, else the newest."""
        return readings.current(self.rounds)

    @cached_property
    def clocks(self) -> Clockwork:
        """The ticket's clocks as they stand now: pauses whose known end has passed are ended before all else."""
        clocks = Clockwork(
            ticket=self.ticket,
            rules=self.rules,
            now=self.now,
            rows=self.rows,
            rounds=self.rounds,
            values=self.values,
            actor=self.actor.pk if self.actor is not None else None,
            action=self.action,
            note=self.comment,
        )
        clocks.wake()
        return clocks

    @cached_property
    def turns(self) -> list[Turn]:
        """Whose turn it is by what this act does: asked for once all of it is done."""
        return turns.drawn(self.ticket, self.rows.values(), self.rules, self.now)

    @cached_property
    def drawn_before(self) -> set[tuple[str, int | None]]:
        """(role, holder) of the turns as they were drawn last."""
        return turns.roles_drawn([self.ticket])[self.ticket.pk]

    @cached_property
    def _turned(self) -> set[str]:
        """The roles whose turn it is. Where only time has passed, as they were drawn last."""
        if "turns" in vars(self):
            return {one.role for one in self.turns}
        return {role for role, _holder in self.drawn_before}

    @cached_property
    def roster(self) -> Roster:
        """Who holds which role as this act finds it."""
        return Roster(self.now)

    def sign(self) -> None:
        """From now on the actor, and the principal they act for, count as authors of what the ticket says."""
        actor = self.actor.pk if self.actor is not None else None
        principal = self.capacity.principal if self.capacity else None
        people = {person for person in (actor, principal) if person is not None}
        self.ticket.authors = sorted({*self.ticket.authors, *people})

    def record(self, *, source: str = "", target: str = "", allowed: bool = True, **data: Any) -> None:
        """Put the act down for the ticket's audit, and what follows from it."""
        self.entry = self._draft(self.action, source=source, target=target, allowed=allowed, data=data)
        for action, more in self.consequences if allowed else ():
            self._draft(action, source="", target="", allowed=True, data=more)

    def _draft(self, action: str, *, source: str, target: str, allowed: bool, data: dict[str, Any]) -> AuditEntry:
        """One entry, with the unit and the principal for whom the actor acts."""
        entry = audit.draft(
            self.ticket,
            action,
            now=self.now,
            actor=self.actor,
            unit=self.capacity.unit if self.capacity else None,
            on_behalf_of=self.capacity.principal if self.capacity else None,
            source=source,
            target=target,
            allowed=allowed,
            data=data,
            ahead=len(self.entries),
        )
        self.entries.append(entry)
        return entry

    def wrote(self, *rows: Model) -> None:
        """Rows that this act has stored, as they stand now: its entry tells of them, and `verify_audit` holds them to
        it. Every row that is evidence (`audit.faces`) must pass here; the clocks do by themselves."""
        for row in rows:
            self.written.wrote(row)

    def store(self, row: Model, *columns: str) -> None:
        """Write a new row, or these columns of one that is there, and have the act's entry tell of it."""
        if columns:
            row.save(update_fields=columns)
        else:
            row.save(force_insert=True)
        self.wrote(row)

    def tell(self, event: str, people: Iterable[int] | Audience, **params: Any) -> None:
        """Tell these people, the actor apart, of what was recorded. Each is told once of one act: the first counts."""
        assert self.entry is not None  # noqa: S101  # what is told stands in the audit
        said = {"action": self.action, "state": self.ticket.state, **params}
        self._say(event, people, f"step:{self.ticket.pk}:{self.entry.seq}", said)

    def _say(self, event: str, people: Iterable[int] | Audience, key: str, params: Mapping[str, Any]) -> None:
        """One message to those told at once, one to those who read of it later; none to the actor."""
        told = people if isinstance(people, Audience) else Audience(frozenset(people))
        name = self.actor.get_full_name() if self.actor is not None else ""
        said = {"actor": name, "text": self.comment[:TOLD], **params}
        for recipients, held in ((told.at_once, ""), (told.later, told.held)):
            others = recipients - ({self.actor.pk} if self.actor is not None else set())
            if others:
                self.messages.append(Message(event=event, recipients=others, key=key, params=said, held=held))

    def tell_of_claim(self, event: str, people: Audience, claim: Claim, **about: Any) -> None:
        """Tell these people, the actor apart, of what was done to a claim; once the act is recorded."""
        self._claims_told.append((event, people, claim, about))
        self.over_with(claim, CATALOGUE[event].ends)

    def over_with(self, claim: Claim, events: Iterable[str]) -> None:
        """What was told of the claim by these events asks nothing more of anybody."""
        if events:
            self.over.append(Q(event__in=events, key__startswith=f"claim:{claim.pk}:"))

    def tell_level(self, row: Deadline, level: str) -> None:
        """As `alert`, once the act is recorded."""
        self._levels_told.append((row, level))

    def _tell_rest(self) -> None:
        seq = self.entry.seq if self.entry is not None else 0
        for event, people, claim, about in self._claims_told:
            self._say(event, people, f"claim:{claim.pk}:{event}:{seq}", {"claim": claim.number, **about})
        for row, level in self._levels_told:
            self.alert(row, level)

    def announce(self, event: str, people: Iterable[int], **params: Any) -> None:
        """Tell these people as soon as the act is recorded, before all others."""
        self.news.append((event, frozenset(people), params))

    def alert(self, row: Deadline, level: str) -> None:
        """Tell those concerned that the clock has come to this level; what was told of it before is over."""
        told = telling.of_alert(row, self.ticket, level, self._turned, self.roster)
        found = row.breach is not None and row.breach.found_by_id is not None
        key = f"level:{row.pk}:{level}" + (f":{row.due_at.isoformat()}" if found else "")
        for people, held in ((told.at_once, ""), (told.later, told.held)):
            if people:
                self.messages.append(Message(event=level, recipients=people, key=key, deadline=row, held=held))
        self.over_clocks.add(row.pk)

    def save(self, *columns: str) -> None:
        """Write the clocks, the audit's entries, the notices, and these columns of the ticket with the head of its
        audit."""
        saving.save_all([(self, columns)])

    def changed(self, *columns: str) -> tuple[str, ...]:
        """The clocks are written: the columns of the ticket that go with them."""
        if "clocks" in vars(self):
            self.wrote(*self.clocks.wrote)
            self.over_clocks |= self._stopped()
            columns = (*columns, "next_due", *self._lapses())
        if self.ticket.final:
            self.ticket.next_due = DONE
        return columns

    def settle(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Whose turn it is, where that may have changed, and what is told: these columns, and what goes with that."""
        if self.moved(columns):
            self._hand_on()
            columns = (*columns, "turns_edition")
        if self.action == OPEN or "fields" in columns:
            namings.write(self.ticket)
        self._tell_rest()
        return columns

    def _lapses(self) -> tuple[str, ...]:
        """When time takes the order on, where a clock says so that this act may have moved."""
        before, self.ticket.lapses_at = self.ticket.lapses_at, lapsing.by_clock(self.ticket, self.clocks.rows)
        return ("lapses_at",) if self.ticket.lapses_at != before else ()

    def _hand_on(self) -> None:
        """What is done beside the way may take somebody's part from them, or give it: they are asked no more, or told.
        Steps tell of it themselves."""
        if self.steps or self.action == OPEN or self.drawn_before == {(one.role, one.holder_id) for one in self.turns}:
            return
        moving = telling.moving(self.ticket, self.turns, self.roster)
        self.over.append(Q(event="your_move") & ~Q(recipient__in=moving))
        fresh = [one for one in self.turns if (one.role, one.holder_id) not in self.drawn_before]
        if fresh and self.entry is not None:
            self.tell("your_move", telling.moving(self.ticket, fresh, self.roster))

    def moved(self, columns: Collection[str]) -> bool:
        """Whether it may be somebody else's turn now: not where the sweep only told of clocks that stand as they stood,
        for what the hour alone changes was drawn before."""
        if not columns:
            return False
        if self.action == OPEN or set(columns) != {"next_due"}:
            return True
        return self.clocks.moved if self.action == CLOCK else bool(self.clocks.changes)

    def _stopped(self) -> set[int]:
        """The clocks that this act has stopped, and those whose breach fell."""
        rows = (row for row in self.clocks.wrote if isinstance(row, Deadline) and row.stopped_at is not None)
        return {row.pk for row in rows} | {breach.deadline_id for breach in self.clocks.fallen}

    def to_append(self) -> Iterator[tuple[Ticket, AuditEntry, Mapping[str, Any]]]:
        """The first entry tells of all rows, so that of an order that is opened and answered at once its opening does;
        what was written without a word gets an entry of its own."""
        rows = self.written.taken()
        if rows and not self.entries:
            self.record()
        for entry in self.entries:
            yield self.ticket, entry, rows
            rows = {}
        self.entries = []


def passes(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether a rule that raises a Refusal lets this pass: for pages, which offer only what may be done."""
    try:
        check(*args, **kwargs)
    except Refusal:
        return False
    return True


def refuse(errors: Mapping[str, list[str]]) -> None:
    """Raises Invalid with all that is amiss, field by field; nothing amiss passes."""
    if errors:
        raise Invalid(_("Check what you entered."), errors)


def comment_errors(comment: str, missing: str = "", *, most: int = COMMENT_LIMIT) -> dict[str, list[str]]:
    """What is amiss with a comment. `missing`: the sentence where there must be one."""
    text = tidy.paragraphs(comment)
    if missing and not text:
        return {"comment": [missing]}
    return {"comment": sentences} if (sentences := faults(text, most)) else {}


def check_version(ticket: Ticket, version: int | None) -> None:
    """Raises Stale if the ticket has changed since this version; None asks nothing."""
    if version is not None and version != ticket.version:
        raise Stale(_("Somebody changed this order while you were at it. Look at it again; what you typed is kept."))


def failures(asked: Iterable[Field[Any]], guards: Iterable[Guard], scene: Scene) -> dict[str, list[str]]:
    """field -> the sentences of all its bounds and guards that do not hold."""
    errors = out_of_bounds(asked, scene)
    for guard in guards:
        if not guard.holds(scene):
            errors.setdefault(guard.field, []).append(guard.reason(scene))
    return errors
