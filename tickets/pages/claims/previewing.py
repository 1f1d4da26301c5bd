"""What an instant that is being typed would make of each clock, in words: by the entry, and as it is stated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tickets import register
from tickets.actions import ClockPreview
from tickets.clocks.claimed import ALL, ENTRY
from tickets.models import Ticket
from tickets.pages import wording
from tickets.pages.claims import words
from tickets.pages.moments import beside, due_dated, span


@dataclass(frozen=True, slots=True)
class PreviewedClock:
    """One clock, and what it comes to by each word; turns: not by all of them the same."""

    title: str
    lines: list[tuple[str, str]]
    turns: bool


def previewed(seen: Iterable[ClockPreview], ticket: Ticket, now: datetime) -> list[PreviewedClock]:
    clauses = register.clauses(ticket.contract)
    return [_clock(one, wording.clause_title(clauses[one.code]), now) for one in seen if one.readings]


def _clock(one: ClockPreview, title: str, now: datetime) -> PreviewedClock:
    lines = [(_whose(reading, now), _comes_to(reading)) for reading in one.readings]
    if one.round > 1:
        title = wording.remark(title, _("round %(n)d") % {"n": one.round})
    outcomes = {(reading["state"], reading["due_at"]) for reading in one.readings}
    return PreviewedClock(title, lines, len(outcomes) > 1)


def _whose(reading: Mapping[str, Any], now: datetime) -> str:
    if reading["by"] == ENTRY:
        return _("by the entry at %(at)s") % {"at": beside(now, now)}
    if reading["by"] == ALL:
        return _("by all that is claimed")
    at = reading.get("happened_at")
    return _("by what is typed, %(at)s") % {"at": beside(datetime.fromisoformat(at), now)} if at else _("as claimed")


def _comes_to(reading: Mapping[str, Any]) -> str:
    due, net = datetime.fromisoformat(reading["due_at"]), timedelta(seconds=reading["net"])
    told = {"state": words.state(reading["state"]), "due": due_dated(due), "net": span(net)}
    return _("%(state)s (due %(due)s, took %(net)s)") % told
