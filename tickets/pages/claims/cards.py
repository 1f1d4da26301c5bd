"""What the order's page shows of its claims: each with its words, its readings and what the person may do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tickets import actions, queries
from tickets.actions import Claimable
from tickets.actions.rules import Rules
from tickets.clocks import claimed
from tickets.clocks.claimed import ALL, ENTRY, ClockReading
from tickets.models import Attachment, Claim, Deadline, Minutes, Statement, Ticket
from tickets.models.claims import CONTESTED, PENDING
from tickets.pages.claims import words
from tickets.pages.claims.forms import VERBS, ClaimForm, PauseForm, TimeForm, ValueForm
from tickets.pages.parts import wording
from tickets.pages.parts.moments import dated
from tickets.pages.parts.visit import Visit
from tickets.policy.types import EVENTS

#: These stand as buttons side by side; the others fold.
ANSWERS = ("accept", "contest", "refer")


@dataclass(frozen=True, slots=True)
class ReadClock:
    """One clock by each word: (whose, what it comes to)."""

    clock: Deadline
    title: str
    lines: list[tuple[str, str]]
    contested: bool

    @property
    def sentences(self) -> list[str]:
        return [wording.pair(whose, comes_to) for whose, comes_to in self.lines]


@dataclass(frozen=True, slots=True)
class ClaimCard:
    claim: Claim
    headline: str
    mark: str
    status: str
    said: list[tuple[Statement, str, str, str]]
    files: list[Attachment]
    clocks: list[ReadClock]
    forms: list[ClaimForm] = field(default_factory=list)
    #: The other claims of its question that are not settled.
    asked_with: list[Claim] = field(default_factory=list)

    @property
    def together(self) -> str:
        """Which claims one answer settles with it; the supervisor decides on each by itself."""
        answerable = self.claim.state == PENDING or any(one.verb.name == "accept" for one in self.forms)
        return words.together(self.asked_with) if self.asked_with and answerable else ""

    @property
    def why(self) -> str:
        return claimed.claimed(self.claim).reason

    @property
    def answers(self) -> list[ClaimForm]:
        return [one for one in self.forms if one.verb.name in ANSWERS]

    @property
    def others(self) -> list[ClaimForm]:
        return [one for one in self.forms if one.verb.name not in ANSWERS]

    @property
    def contested(self) -> bool:
        return self.claim.state == CONTESTED

    @property
    def minutes(self) -> Minutes | None:
        """会商纪要 that settled the claim, or that wait for the other side."""
        return words.minutes_of(self.claim)

    @property
    def counter_evidence(self) -> list[Attachment]:
        """What came with an answer, or with a request for a review."""
        own = {paper.pk for paper in self.files}
        said = [paper for one in self.claim.said for paper in one.papers.all()]
        return [paper for paper in dict.fromkeys(said) if paper.pk not in own]


def of_ticket(ticket: Ticket) -> list[Claim]:
    """Its claims with what was said of them; one query where there is none."""
    claims = claimed.of_ticket(ticket)
    for claim in claims:
        claim.ticket = ticket
        if claim.fact is not None:
            claim.fact.ticket = ticket
    return claims


def cards(
    claims: Iterable[Claim], rows: Sequence[Deadline], here: Visit, rules: Rules, tried: ValueForm | None = None
) -> list[ClaimCard]:
    """The unsettled first, then the newest. rows: all rounds of all clocks of their order."""
    listed = sorted(claims, key=lambda one: (not one.unsettled, -one.number))
    read = readings(rows, listed, rules, here.now)
    return [
        ClaimCard(
            claim,
            words.headline(claim),
            words.mark(claim),
            words.status(claim),
            [(one, words.saying(one), words.speaker(one), _value(claim, one)) for one in claim.said],
            evidence(claim),
            [read[pk] for pk in sorted(one.pk for one in claim.clocks.all()) if pk in read and claim.unsettled],
            _forms(claim, here, rules, tried),
            [one for one in listed if one is not claim and asked_as_one(claim, one)],
        )
        for claim in listed
    ]


def seen_minutes(listed: Iterable[ClaimCard], here: Visit) -> set[int]:
    """Ids of the minutes over these claims that the person may open: they see every order in them. No query where there
    are none."""
    named = {card.minutes.pk for card in listed if card.minutes is not None}
    return set(queries.minutes(here.tickets()).filter(pk__in=named).values_list("pk", flat=True)) if named else set()


def _value(claim: Claim, said: Statement) -> str:
    return words.spoken_of(claim, said, said.at) if said.valued else ""


def _forms(claim: Claim, here: Visit, rules: Rules, tried: ValueForm | None) -> list[ClaimForm]:
    sent = tried if isinstance(tried, ClaimForm) and tried.claim.pk == claim.pk else None
    offered = actions.offered_on_claim(claim, here.standing, rules, here.now)
    return [sent if sent and sent.verb.name == one else ClaimForm(VERBS[one], claim) for one in offered]


def evidence(claim: Claim) -> list[Attachment]:
    """The files that came with what was claimed."""
    words_of = [one for one in claim.said if one.saying in ("claimed", "corrected", "proof")]
    return list(dict.fromkeys(paper for one in words_of for paper in one.papers.all()))


def readings(rows: Sequence[Deadline], claims: Sequence[Claim], rules: Rules, now: datetime) -> dict[int, ReadClock]:
    """Clock id -> what it comes to by each word, for clocks on which something is unsettled."""
    found = {}
    for row in rows:
        own = [one for one in claims if one.unsettled and row.pk in {clock.pk for clock in one.clocks.all()}]
        if own:
            read = claimed.readings(row, own, rows, rules.calendar_as(row.calendar), now)
            if len({(one.outcome.state, one.outcome.due.legal, one.outcome.net) for one in read}) == 1:
                continue  # whichever word holds, it comes to the same
            read = [one for one in read if not _as_it_stands(one)]
            if _one_answer(own):  # none of them can hold without the others
                read = [one for one in read if one.by in (ENTRY, ALL)]
            found[row.pk] = ReadClock(row, wording.clause_title(row.clause), list(_lines(read, own)), _disputed(own))
    return found


def asked_as_one(claim: Claim, other: Claim) -> bool:
    """Both are of one question, and neither is settled."""
    same = claim.question is not None and (claim.ticket_id, claim.question) == (other.ticket_id, other.question)
    return same and claim.unsettled and other.unsettled


def _as_it_stands(reading: ClockReading) -> bool:
    """Who contests for the time that stands gives no reading of their own."""
    said = reading.value
    fact = said.claim.fact if said is not None and said.saying == CONTESTED else None
    return fact is not None and said is not None and not said.nothing and said.start == fact.standing_at


def _one_answer(claims: Sequence[Claim]) -> bool:
    """Several claims of one question that nobody has answered yet."""
    same = {one.question for one in claims}
    return len(claims) > 1 and len(same) == 1 and None not in same and all(one.state == PENDING for one in claims)


def _disputed(claims: Iterable[Claim]) -> bool:
    return any(one.state == CONTESTED for one in claims)


def _lines(read: Iterable[ClockReading], claims: Sequence[Claim]) -> Iterable[tuple[str, str]]:
    by_pk = {one.pk: one for one in claims}
    for one in read:
        claim = by_pk.get(one.value.claim_id) if one.value is not None else claims[0]
        yield words.by_whom(one, claim), words.comes_to(one.outcome)


def raising(
    here: Visit, ticket: Ticket, rules: Rules, happened: Sequence[Claimable], tried: ValueForm | None
) -> list[TimeForm | PauseForm]:
    """The forms by which the person claims another time, and a pause, on this order; a refused one as it was sent."""
    if not actions.may_claim(ticket, here.standing, rules, here.now):
        return []
    pausing = {row.code: row for row in ticket.clocks if row.clause.pauses}
    found = [TimeForm(offered_facts(happened))] if happened else []
    made = [*found, *([PauseForm(*offered_pauses(pausing))] if pausing else [])]
    return [tried if type(tried) is type(one) else one for one in made]  # type: ignore[misc]  # of the same type


def offered_facts(happened: Iterable[Claimable]) -> list[tuple[str, str]]:
    """`respond:1` with its words and the time by which it stands, if it does."""
    offered = []
    for one in happened:
        label = words.fact_label(one.name)
        label = wording.remark(label, dated(one.at)) if one.at is not None else label
        offered.append((f"{one.name}:{one.number}", label))
    return offered


def offered_pauses(rows: Mapping[str, Deadline]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(clocks, grounds) to choose from; which ground fits which clock the door says."""
    clocks = [(code, wording.clause_title(row.clause)) for code, row in rows.items() if row.clause.pauses]
    grounds = dict.fromkeys([*(ground for row in rows.values() for ground in row.clause.pauses), *sorted(EVENTS)])
    every = [("*", words.every_clock())]
    return [*clocks, *every], [(one, wording.pause_reason(one)) for one in grounds]
