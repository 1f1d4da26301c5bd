"""What minutes would make of each clock that hangs on their claims, in words: as it stands, and by what is agreed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actions import Value
from tickets.actions.rules import Rules
from tickets.clocks import claimed, lives
from tickets.clocks.lives import STANDING, Otherwise
from tickets.models import Claim, Deadline, Statement
from tickets.pages.claims import words
from tickets.pages.claims.listing import Rounds
from tickets.pages.claims.previewing import PreviewedClock
from tickets.pages.parts import wording


def as_said(claim: Claim, value: Value) -> Statement:
    """A value that nobody has put on record yet, as if it were said of the claim."""
    return Statement(claim=claim, start=value.start, end=value.end, nothing=value.nothing, seen_at=value.seen_at)


def agreed(
    claims: Sequence[Claim], values: Mapping[int, Statement], rounds: Rounds, now: datetime
) -> list[PreviewedClock]:
    """The clocks, order by order. values: claim id -> what is to stand of it."""
    numbers = {one.ticket_id: one.ticket.number for one in claims}
    rules = {one.ticket_id: Rules(one.ticket.contract) for one in claims}
    found = []
    for ticket, number in numbers.items():
        own = [one for one in claims if one.ticket_id == ticket]
        other = claimed.by_all(values[one.pk] for one in own)
        for title, lines in _clocks(own, rounds[ticket], other, rules[ticket], now):
            found.append(PreviewedClock(title if len(numbers) == 1 else f"{number} · {title}", lines))
    return found


def _clocks(
    claims: Sequence[Claim], rounds: Sequence[Deadline], agreed: Otherwise, rules: Rules, now: datetime
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(title, lines) of each clock that anybody still judges."""
    borne = {clock.pk for claim in claims for clock in claim.clocks.all()}
    for row in rounds:
        if row.pk in borne and not row.cancelled:
            calendar = rules.calendar_as(row.calendar)
            worded = ((_("as it stands"), STANDING), (_("by the minutes"), agreed))
            outcomes = [(by, lives.outcome(row, lives.of(row, other, rounds), calendar, now)) for by, other in worded]
            yield wording.round_title(row), [(by, words.comes_to(outcome)) for by, outcome in outcomes]
