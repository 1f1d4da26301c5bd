from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import register
from tickets.actions.rules import Rules
from tickets.audit import earlier
from tickets.clock import now
from tickets.clocks import readings
from tickets.datelaw import explain
from tickets.lifecycle.words import KINDS, PAUSE_REASONS
from tickets.models import Breach, Claim, Deadline, Pause, Ticket
from tickets.pages.claims import cards, words
from tickets.pages.parts import lamps


class Command(BaseCommand):
    help = "Print every clock of a work order with its arithmetic, and what was claimed, answered and decided of times."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", metavar="NUMBER", help="number of the work order, such as GD-2026-000187")

    def handle(self, *, number: str, **_options: Any) -> None:
        ticket = Ticket.objects.filter(number=number).first()
        if ticket is None:
            raise CommandError(_("There is no work order %(number)s.") % {"number": number})
        self.stdout.write(f"{ticket.number} {ticket.title}（{KINDS[ticket.kind]}，{ticket.stage.label}）")
        at = now()
        rows = readings.load(Deadline.objects.filter(ticket=ticket), "breaches")
        claims = cards.of_ticket(ticket)
        read = cards.readings(rows, claims, Rules(ticket.contract), at)
        for row in sorted(rows, key=lambda row: (row.started_at, row.pk)):
            title = row.clause.title_in(get_language())
            self.stdout.write(f"\n{row.code} {title} #{row.round} [{lamps.words(row, at)}]")
            for line in (*clock(row), *(read[row.pk].sentences if row.pk in read else ())):
                self.stdout.write(f"  {line}")
        if not rows:
            self.stdout.write(_("No clock has begun on this order."))
        for claim in claims:
            self.stdout.write(f"\n{words.numbered(claim)} [{words.mark(claim)}]")
            for line in said(claim):
                self.stdout.write(f"  {line}")


def said(claim: Claim) -> Iterator[str]:
    """One claim in lines: where it stands, and who said what of it when."""
    yield words.status(claim)
    for one in claim.said:
        told = {
            "at": explain.moment(one.at),
            "who": words.speaker(one),
            "act": words.saying(one),
            "value": words.spoken_of(claim, one, one.at) if one.valued else "",
            "why": one.reason,
        }
        yield (_("%(at)s %(who)s: %(act)s %(value)s %(why)s") % told).rstrip()


def clock(row: Deadline) -> Iterator[str]:
    """One clock in lines: the arithmetic, the pauses, the breaches, how it was judged each time, earlier answers. One
    that is part of an earlier round is reckoned there."""
    if row.merged_into is None:
        yield from explain.lines(readings.derive(row, register.calendar_as(row.calendar), explain=True))
    yield from map(pause, row.rests)
    if row.stopped_at is not None and row.merged_into is None:
        yield _("Stopped: %(at)s.") % {"at": explain.moment(row.stopped_at)}
    yield from map(missed, row.missed)
    yield from map(judged, row.versions)
    yield from map(former, map(earlier.certificate, row.certificates))


def pause(rest: Pause) -> str:
    ended = explain.moment(rest.ended_at) if rest.ended_at else _("still resting")
    text = _("Pause: %(ground)s, %(start)s – %(end)s.")
    words = text % {"ground": PAUSE_REASONS[rest.reason], "start": explain.moment(rest.started_at), "end": ended}
    return f"{words} {_('Turned down: it does not count.')}" if rest.voided else words


def missed(breach: Breach) -> str:
    text = _("Missed: occurred %(occurred)s, detected %(detected)s.")
    told = text % {"occurred": explain.moment(breach.occurred_at), "detected": explain.moment(breach.detected_at)}
    if breach.set_aside_at is not None:
        return f"{told} {words.set_aside(breach)}"
    return f"{told} {words.reinstated(breach, breach.reinstated_at)}" if breach.reinstated_at is not None else told


def judged(version: dict[str, Any]) -> str:
    """How the clock came out, as it was certified then."""
    told = {
        "n": version["version"],
        "at": explain.moment(datetime.fromisoformat(version["at"])),
        "state": words.state(version["state"]),
        "due": explain.moment(datetime.fromisoformat(version["due_at"])),
        "gross": explain.span(timedelta(microseconds=version["gross"])),
        "net": explain.span(timedelta(microseconds=version["net"])),
        "claim": version["claim"],
    }
    text = _("Judged %(n)d, %(at)s: %(state)s, due %(due)s, gross %(gross)s, net %(net)s.")
    return f"{text % told} {_('After claim %(claim)s.') % told}" if version["claim"] is not None else text % told


def former(certificate: dict[str, Any]) -> str:
    reasons = {
        "voided": _("a pause was turned down"),
        "reopened": _("the clock runs on"),
        "reopened, pause voided": _("the clock runs on and its last pause does not count"),
        "calendar": _("a new calendar"),
    }
    return _("Earlier answer (%(why)s): due %(due)s.") % {
        "why": reasons.get(certificate["why"], certificate["why"]),
        "due": explain.moment(datetime.fromisoformat(certificate["due_at"])),
    }
