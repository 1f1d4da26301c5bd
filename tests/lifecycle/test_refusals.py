"""Every refusal of every approved table, for real: each kind is walked through the door, step by step, and
at each place everything that may not be done is tried.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils.translation import gettext

from tests.actions.obstacles import BEHIND, OBSTACLES, obstacle
from tests.actions.walks import Seed, Try, Walk, kinds, taken_back
from tests.world import SEATS, World
from tickets import actions
from tickets.actions.move import Move
from tickets.clocks import readings
from tickets.errors import Forbidden, Invalid, Refusal, WrongState
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.parties import SYS
from tickets.lifecycle.steps import Step
from tickets.models import Attachment, AuditEntry, Deadline, Endorsement, Notice, Ticket
from tickets.permissions import Standing, standing, visible

ANSWERS = {Ask.WHO: Forbidden, Ask.STANDING: WrongState, Ask.SAID: WrongState, Ask.TYPED: Invalid}
STRANGERS = ("outsider", "sysadmin", "secadmin", "auditadmin")
EVERYBODY = (*SEATS.values(), *STRANGERS)
#: To lock an order takes ten times as long as to find out that somebody may not do something with it.
KNOCKS = 7
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)[sd]")


def sentence(guard: Guard) -> str:
    return PLACEHOLDER.sub(".+", re.escape(gettext(guard.why)))


def everything(ticket: Ticket) -> dict[str, Any]:
    """What a refusal may not have changed."""
    return {
        "ticket": Ticket.objects.filter(pk=ticket.pk).values().get(),
        "clocks": list(Deadline.objects.filter(ticket=ticket).order_by("id").values()),
        "rows": [
            model.objects.filter(ticket=ticket).count() for model in (Attachment, AuditEntry, Endorsement, Notice)
        ],
    }


def sees(ticket: Ticket, mine: Standing) -> bool:
    """A ticket that its unit has not sent is nobody else's."""
    return visible(mine).filter(pk=ticket.pk).exists()


def papers_wanting(chance: Try) -> set[str]:
    """The required slots that hold no file put in since the last edit or return."""
    files = chance.ticket.attachments.filter(at__gte=chance.ticket.slots_since)
    return {slot.name for slot in chance.step.needs} - set(files.values_list("slot", flat=True))


@dataclass
class Attempts:
    """What was tried on one kind, and what did not go as it must."""

    world: World
    tried: int = 0
    guards: set[tuple[str, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    seeing: dict[str, bool] = field(default_factory=dict)

    def must(self, *, hold: bool, where: str) -> None:
        self.tried += 1
        if not hold:
            self.faults.append(where)

    # --- in each state ---

    def at_state(self, ticket: Ticket) -> None:
        """Nothing changes here, so that where everybody stands is read once, and who sees it where that is asked."""
        before = everything(ticket)
        self.standings = {name: standing(self.world.user(name), self.world.now) for name in EVERYBODY}
        self.seeing = {}
        for number, step in enumerate(ticket.machine.steps):
            self.by_a_wrong_person(ticket, step, number)
            if ticket.state not in step.sources:
                self.in_the_wrong_state(ticket, step)
        rounds = readings.latest(ticket)
        for name in EVERYBODY:
            self.listed(ticket, rounds, name)
        self.must(hold=everything(ticket) == before, where=f"{ticket.kind} {ticket.state}: something changed")

    def by_a_wrong_person(self, ticket: Ticket, step: Step, turn: int) -> None:
        """Each of the others in turn: over the states everybody has tried everything."""
        others = [name for role, name in SEATS.items() if role not in step.by] + list(STRANGERS)
        here = [state.code for state in ticket.machine.states].index(ticket.state)
        name = others[(here + turn) % len(others)]
        self.refused(ticket, step, name, Forbidden, "")

    def in_the_wrong_state(self, ticket: Ticket, step: Step) -> None:
        people = [SEATS[role] for role in step.roles(ticket.opening_party) if role in SEATS]
        name = people[len(ticket.state) % len(people)] if people else SEATS.get(step.by[0], STRANGERS[0])
        if people and self.seen(ticket, name):
            self.refused(ticket, step, name, WrongState, str(ticket.stage.label))
        else:
            self.refused(ticket, step, name, Forbidden, "")

    def seen(self, ticket: Ticket, name: str) -> bool:
        if name not in self.seeing:
            self.seeing[name] = sees(ticket, self.standings[name])
        return self.seeing[name]

    def refused(self, ticket: Ticket, step: Step, name: str, answer: type[Refusal], said: str) -> None:
        where = f"{ticket.kind} {ticket.state}: {step.name} by {name}"
        try:
            self.knock(ticket, step, name)
        except Refusal as refusal:
            self.must(hold=type(refusal) is answer and said in refusal.message, where=f"{where}: {refusal!r}")
        else:
            self.must(hold=False, where=f"{where} was let through")

    def knock(self, ticket: Ticket, step: Step, name: str) -> None:
        """At the door itself, where the order is locked anew each time, once in `KNOCKS`; else as the door judges."""
        who: Any = {"actor": self.world.user(name), "now": self.world.now}
        if self.tried % KNOCKS == 0:
            actions.perform(ticket, step.name, where=self.standings[name], **who)
        else:
            Move(ticket, step.name, **who).admit(self.standings[name])

    def listed(self, ticket: Ticket, rounds: Mapping[str, Deadline], name: str) -> None:
        """Nobody is offered what they could not do."""
        roles, party = {role for role, seat in SEATS.items() if seat == name}, ticket.opening_party
        mine = self.standings[name]
        offered = actions.available(ticket, rounds, actor=self.world.user(name), now=self.world.now, where=mine)
        wrong = [one.name for one in offered if ticket.state not in one.sources or not roles & set(one.roles(party))]
        self.must(hold=not wrong, where=f"{ticket.kind} {ticket.state}: {name} is offered {wrong}")

    # --- before each step ---

    def before(self, chance: Try) -> None:
        with taken_back(self.world):
            self.with_nothing_in_hand(chance)
        for guard in chance.step.when:
            with taken_back(self.world):
                self.against(chance, guard)

    def with_nothing_in_hand(self, chance: Try) -> None:
        """One answer names every field, paper and reason that is missing."""
        step, wanting = chance.step, {field.name for field in chance.step.asks if field.required}
        wanting |= papers_wanting(chance) | ({"comment"} if step.why else set())
        named: set[str] = set()
        try:
            actions.perform(chance.ticket, step.name, actor=chance.actor, now=self.world.now)
        except Invalid as refusal:
            named = set(refusal.errors)
        self.must(hold=named == wanting, where=f"{chance.name}: asks for {named}, not {wanting}")

    def against(self, chance: Try, guard: Guard) -> None:
        step = chance.step
        self.guards.add((step.name, guard.name))
        blocked = obstacle(step.name, guard.name)(chance)
        if guard.asks in (Ask.SAID, Ask.TYPED):
            self.world.hand_in(blocked.ticket, step, blocked.actor)
        first = BEHIND.get((step.name, guard.name), guard.name)
        refusing = next(one for one in step.when if one.name == first)
        self.answered(blocked, refusing)

    def answered(self, blocked: Try, guard: Guard) -> None:
        ticket, where = self.world.fresh(blocked.ticket), f"{blocked.name} against {guard.name}"
        length, before = ticket.chain_length, (ticket.state, ticket.version)
        offered = actions.available(ticket, actor=blocked.actor, now=self.world.now)
        self.must(hold=(blocked.step in offered) is (guard.asks in (Ask.SAID, Ask.TYPED)), where=f"{where}: offered")
        try:
            blocked.attempt()
        except Refusal as refusal:
            # A draft of another unit is not even seen, so that no guard comes to speak.
            unseen = type(refusal) is Forbidden and not sees(ticket, standing(blocked.actor, self.world.now))
            fits = unseen or self.fits(refusal, guard)
            self.must(hold=fits, where=f"{where}: {refusal!r} {refusal.errors}")
        else:
            self.must(hold=False, where=f"{where} was let through")
        after = self.world.fresh(ticket)
        self.must(hold=(after.state, after.version) == before, where=f"{where}: the order moved")
        self.must(hold=self.recorded(after, length) == guard.recorded, where=f"{where}: the record")

    def fits(self, refusal: Refusal, guard: Guard) -> bool:
        messages = refusal.errors.get(guard.field, []) if guard.asks is Ask.TYPED else [refusal.message]
        said = [one for one in messages if re.fullmatch(sentence(guard), one)]
        return type(refusal) is ANSWERS[guard.asks] and bool(said)

    def recorded(self, ticket: Ticket, length: int) -> bool:
        """After the rollback the attempt is in the chain; anything else leaves no trace."""
        if ticket.chain_length == length:
            return False
        entry = AuditEntry.objects.filter(ticket=ticket).latest("seq")
        return (entry.seq, entry.allowed) == (length + 1, False) and bool(entry.data["guard"])


def declared(kind: str) -> set[tuple[str, str]]:
    """What holds up a step that time alone takes is refused to nobody: it is tried where that step is."""
    steps = (step for step in KINDS[kind].steps if step.by != (SYS,))
    return {(step.name, guard.name) for step in steps for guard in step.when}


def all_guards() -> Iterator[Guard]:
    return (guard for machine in KINDS.values() for step in machine.steps for guard in step.when)


def test_every_obstacle_has_a_guard() -> None:
    """The other way round a guard without one is met as its row in the table says; one without a row fails below."""
    assert set(OBSTACLES) <= {guard.name for guard in all_guards()}


@pytest.mark.once  # what the machine refuses; what the door writes and locks is asked of each database elsewhere
@pytest.mark.parametrize(("kind", "seeds"), list(kinds()))
def test_nothing_is_done_but_by_the_right_people_in_the_right_state_with_all_that_it_takes(
    world: World, kind: str, seeds: list[Seed]
) -> None:
    attempts = Attempts(world)
    walk = Walk(world, attempts.at_state, attempts.before)
    for seed in seeds:
        walk.from_seed(seed)

    assert attempts.faults == []
    assert walk.states == set(KINDS[kind].by_state)
    assert walk.taken == {step.name for step in KINDS[kind].steps if step.by != (SYS,)}
    assert attempts.guards == declared(kind)
