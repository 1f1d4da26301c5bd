"""What an instant that is being typed would make of each clock, in words: by the entry, as it is stated, and by each
claim that is open on the clock already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tickets import register
from tickets.actions import ClockPreview
from tickets.clocks import claimed
from tickets.clocks.claimed import ALL, ENTRY, SYSTEM
from tickets.models import Claim, Statement, Ticket
from tickets.models.claims import UNSETTLED
from tickets.pages.claims import words
from tickets.pages.parts import wording
from tickets.pages.parts.moments import beside, due_dated, span


@dataclass(frozen=True, slots=True)
class PreviewedClock:
    """One clock, and what it comes to by each word."""

    title: str
    lines: list[tuple[str, str]]


def previewed(seen: Iterable[ClockPreview], ticket: Ticket, now: datetime) -> list[PreviewedClock]:
    clauses = register.clauses(ticket.contract)
    claims = claimed.load(Claim.objects.filter(ticket=ticket, state__in=UNSETTLED))
    return [_clock(one, wording.clause_title(clauses[one.code]), claims, now) for one in seen if one.readings]


def _clock(one: ClockPreview, title: str, claims: Sequence[Claim], now: datetime) -> PreviewedClock:
    said = _said_before(one, claims)
    lines = [(_whose(reading, said, now), _comes_to(reading)) for reading in one.readings]
    return PreviewedClock(wording.of_round(title, one.round), lines)


def _said_before(one: ClockPreview, claims: Iterable[Claim]) -> list[Statement]:
    """What was said of the clock before anything was typed."""
    own = [claim for claim in claims if (one.code, one.round) in {(row.code, row.round) for row in claim.clocks.all()}]
    return [value for claim in own for value in (claimed.claimed(claim), claimed.contested(claim)) if value is not None]


def _whose(reading: Mapping[str, Any], said: list[Statement], now: datetime) -> str:
    """Each word that was said before is used up, so that the same instant typed once more is what is typed."""
    if reading["by"] == ENTRY:
        return _("by the entry at %(at)s") % {"at": beside(now, now)}
    if reading["by"] == ALL:
        return _("by all that is claimed")
    for one in said:
        if _is(reading, one):
            said.remove(one)
            return words.by_word(one.claim, one)
    at = reading.get("happened_at")
    return _("by what is typed, %(at)s") % {"at": beside(datetime.fromisoformat(at), now)} if at else _("as claimed")


def _is(reading: Mapping[str, Any], said: Statement) -> bool:
    """The reading is by this word."""
    by = said.by.username if said.by is not None else SYSTEM
    value = reading.get("happened_at", reading.get("pause"))
    return bool(reading["by"] == by and value == claimed.said(said.claim, said))


def _comes_to(reading: Mapping[str, Any]) -> str:
    due, net = datetime.fromisoformat(reading["due_at"]), timedelta(seconds=reading["net"])
    told = {"state": words.state(reading["state"]), "due": due_dated(due), "net": span(net)}
    return _("%(state)s (due %(due)s, took %(net)s)") % told
