"""Claims in lists: read with all that a row says, those of one question as one row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tickets.actions.rules import Rules
from tickets.clocks import claimed, readings
from tickets.models import Attachment, Claim, Deadline
from tickets.pages.claims import cards, words
from tickets.pages.claims.cards import ClaimCard, ReadClock
from tickets.pages.parts.visit import Visit

#: Ticket id -> all rounds of its clocks.
Rounds = dict[int, list[Deadline]]
#: More than a person can look at; the rest follows when these are done.
MOST = 100


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the cards of its claims, in order. Most questions are one claim."""

    cards: list[ClaimCard]

    @property
    def claim(self) -> Claim:
        """By which the question is answered, and the row is named."""
        return self.cards[0].claim

    @property
    def claims(self) -> list[Claim]:
        return [card.claim for card in self.cards]

    @property
    def headline(self) -> str:
        return self.cards[0].headline if len(self.cards) == 1 else words.question(self.claims)

    @property
    def instants(self) -> list[str]:
        """What is said of each, where there are several."""
        return [card.headline for card in self.cards] if len(self.cards) > 1 else []

    @property
    def marks(self) -> list[str]:
        return list(dict.fromkeys(card.mark for card in self.cards))

    @property
    def statuses(self) -> list[str]:
        """Where they stand; each by its name where it is not the same for all."""
        said = list(dict.fromkeys(card.status for card in self.cards))
        return said if len(said) == 1 else [words.about(card.claim, card.status) for card in self.cards]

    @property
    def reasons(self) -> list[str]:
        return list(dict.fromkeys(card.why for card in self.cards if card.why))

    @property
    def files(self) -> list[Attachment]:
        return list({file.pk: file for card in self.cards for file in card.files}.values())

    @property
    def counter_evidence(self) -> list[Attachment]:
        return list({file.pk: file for card in self.cards for file in card.counter_evidence}.values())

    @property
    def clocks(self) -> list[ReadClock]:
        return list({read.clock.pk: read for card in self.cards for read in card.clocks}.values())

    @property
    def contested(self) -> bool:
        return any(card.contested for card in self.cards)

    @property
    def overdue(self) -> bool:
        return any(one.answer_overdue or one.decision_overdue for one in self.claims)

    @property
    def in_minutes(self) -> bool:
        """Some of it stands in minutes that wait."""
        return any(card.minutes is not None and card.minutes.waiting for card in self.cards)

    def offers(self, verb: str) -> bool:
        return any(form.verb.name == verb for card in self.cards for form in card.forms)


def load(found: QuerySet[Claim]) -> list[Claim]:
    """The first of them with all that a row says."""
    pks = list(found.values_list("pk", flat=True)[:MOST])
    return of_ids(pks)


def of_ids(pks: Sequence[int]) -> list[Claim]:
    """The claims of these ids, in their order."""
    related = Claim.objects.filter(pk__in=pks).select_related("ticket__contract", "ticket__system", "fact")
    loaded = {one.pk: one for one in claimed.load(related)}
    return [loaded[pk] for pk in pks if pk in loaded]


def questions(claims: Iterable[Claim]) -> list[list[Claim]]:
    """As they come, what was asked as one question together."""
    found: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        found.setdefault((claim.ticket_id, claim.question or claim.number), []).append(claim)
    return list(found.values())


def rows(claims: Sequence[Claim], here: Visit, rounds: Rounds | None = None) -> list[Question]:
    """One row a question. As many queries for one as for a hundred. rounds: where they are read already."""
    rounds = rounds_of(claims) if rounds is None else rounds
    rules = {one.ticket.contract_id: Rules(one.ticket.contract) for one in claims}
    return [_row(asked, rounds.get(asked[0].ticket_id, []), here, rules) for asked in questions(claims)]


def _row(asked: list[Claim], rounds: Sequence[Deadline], here: Visit, rules: dict[int, Rules]) -> Question:
    ticket = asked[0].ticket
    found = cards.cards(asked, rounds, here, rules[ticket.contract_id])
    return Question(sorted(found, key=lambda card: card.claim.number))


def rounds_of(claims: Iterable[Claim]) -> Rounds:
    found: Rounds = {}
    for row in readings.load(Deadline.objects.filter(ticket__in={one.ticket_id for one in claims})):
        found.setdefault(row.ticket_id, []).append(row)
    return found
