"""Plays the stories through `actions`, in the order of time, with the sweep in between."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation

from accounts.models import User
from tickets import actions, sweep
from tickets.management.demo import papers
from tickets.management.demo.claiming import WORDS, Word
from tickets.management.demo.script import Cue, Story, Today
from tickets.management.demo.supervising import SUPERVISING
from tickets.models import Contract, Notice, System, Ticket
from tickets.outbox import lives
from tickets.rehearsal.timekeeper import TICK, next_due

OPEN = "open"
BESIDE = {**WORDS, **SUPERVISING}
READ_WITHIN = timedelta(days=3)


@dataclass
class DemoStage:
    """One run of all stories; every act is one of `actions`, at its own past instant."""

    today: Today
    people: Mapping[str, User]
    tickets: dict[int, Ticket] = field(default_factory=dict)

    def play(self, stories: Iterable[Story]) -> int:
        """Answers how many tickets there are now. Raises Refusal where a story does not fit the machine."""
        with translation.override("zh-hans"):
            for at, number, story, cue in self._in_order(stories):
                self._sweep_until(at)
                self._take(number, story, cue, at)
            self._sweep_until(self.today.now)
        return len(self.tickets)

    def _in_order(self, stories: Iterable[Story]) -> Iterator[tuple[datetime, int, Story, Cue]]:
        """All cues by time; those of one story stay in their order where the time is the same."""
        cues = [
            (self.today.at(cue.when), number, story, cue)
            for number, story in enumerate(stories)
            if self._in_term(story)
            for cue in story.cues
        ]
        return iter(sorted(cues, key=lambda each: each[0]))

    def _in_term(self, story: Story) -> bool:
        """The other agency's contract has its own fixed term; outside it there is nothing to tell of it."""
        contract = Contract.objects.get(number=story.contract)
        return contract.starts <= self.today.at(story.cues[0].when).date() <= contract.term_ends

    def _take(self, number: int, story: Story, cue: Cue, at: datetime) -> None:
        if cue.action == OPEN:
            opening = self._open if cue.who else self._opened_by_itself
            self.tickets[number] = opening(story, cue, at)
            return
        ticket, actor = self.tickets[number], self.people[cue.who]
        if cue.action in BESIDE:
            BESIDE[cue.action](Word(ticket, cue, actor, at))
            return
        step = ticket.machine.by_step[cue.action]
        for slot in step.needs:
            self._hand_in(ticket, slot.name, actor, at)
        confirmed = {asked.name: True for asked in step.asks if asked.type == "true"}
        fields: dict[str, Any] = {**confirmed, **cue.fields}
        self.tickets[number] = actions.perform(ticket, cue.action, actor=actor, now=at, comment=cue.comment, **fields)

    def _open(self, story: Story, cue: Cue, at: datetime) -> Ticket:
        contract = Contract.objects.get(number=story.contract)
        system = System.objects.get(contract=contract, code=story.system) if story.system else None
        return actions.open_ticket(
            story.kind,
            contract=contract,
            system=system,
            title=story.title,
            fields=cue.fields,
            actor=self.people[cue.who],
            now=at,
        )

    def _opened_by_itself(self, story: Story, cue: Cue, at: datetime) -> Ticket:
        """Nobody opens it: the service does, by the rule that is named in the place of a comment."""
        actions.open_recurring(at, cue.comment)
        return Ticket.objects.get(contract__number=story.contract, title=story.title)

    def _hand_in(self, ticket: Ticket, slot: str, actor: User, at: datetime) -> None:
        paper = papers.paper(slot, ticket, f"{at:%Y-%m-%d %H:%M}")
        actions.attach(ticket, slot, name=papers.name(slot), stream=paper, actor=actor, now=at)

    def _sweep_until(self, at: datetime) -> None:
        """Fire what had fallen due by then, each at the tick after its instant."""
        while (due := next_due()) is not None and due + TICK <= at:
            sweep.fire_one(due + TICK)


def read_the_old(now: datetime) -> None:
    """People have read what is some days old; what is new waits for whoever tries the demo."""
    then = now - READ_WITHIN
    lives.mark_read(Notice.objects.filter(at__lt=then), now=then)
