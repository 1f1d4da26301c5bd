"""The kinds of rows that a script may have, the keys of each, and who plays them (docs/rehearsal.md)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from tickets.rehearsal.players import duties, events, faults, judging, money, months, rectifying
from tickets.rehearsal.script import ScriptError, ScriptEvent, at_line, instant
from tickets.rehearsal.stage import Player, RehearsalStage

Plays = Callable[[RehearsalStage, ScriptEvent], Player]


@dataclass(frozen=True, slots=True)
class ScriptKind:
    """needs, takes: its keys. free: it takes any further key. plays: None where nothing follows from it by itself: what
    it says is looked up when its time comes."""

    plays: Plays | None
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    free: bool = False


KINDS: Final[Mapping[str, ScriptKind]] = {
    "effective": ScriptKind(None, takes=("sealed",)),
    "parameter": ScriptKind(events.parameter, free=True),
    "allocation": ScriptKind(money.allocation, free=True),
    "fault": ScriptKind(faults.fault, needs=("reported",), takes=(
        "alarm", "responded", "located", "recovered", "outage", "important", "impact", "loss", "accident", "influence",
        "pause", "pause_outcome", "fm", "contested", "withdrawn",
    )),
    "decision": ScriptKind(faults.decision, needs=("target", "field", "value")),
    "force_majeure": ScriptKind(
        events.force_majeure, needs=("from", "to", "outcome"), takes=("notice", "proof", "event")
    ),
    "staff": ScriptKind(duties.staff, takes=("demanded", "done")),
    "expansion": ScriptKind(duties.expansion, takes=("requested", "second_at", "second_days", "delivered")),
    "acceptance": ScriptKind(duties.acceptance, takes=("applied", "held", "failed", "done", "passed")),
    "switchover": ScriptKind(duties.switchover, takes=("done",)),
    "secrecy": ScriptKind(duties.secrecy, takes=("demanded", "done", "copies")),
    "assessment": ScriptKind(months.assessment, needs=("month", "score"), takes=("accepted",)),
    "complaint": ScriptKind(months.complaint, takes=("about",)),
    "headcount": ScriptKind(months.headcount, needs=("month", "present"), takes=("promised",)),
    "unattended": ScriptKind(months.unattended, needs=("from", "to"), takes=("impact",)),
    "report": ScriptKind(months.report, needs=("month",), takes=("due", "done")),
    "reliability": ScriptKind(None, needs=("month", "lost", "total")),
    "supervisor_notice": ScriptKind(
        rectifying.supervisor_notice, needs=("result",), takes=("days", "last", "reviewed", "done")
    ),
    "assessment_rectification": ScriptKind(
        rectifying.assessment_rectification, needs=("months", "last", "outcome"), takes=("reviewed",)
    ),
    "rectify": ScriptKind(
        rectifying.rectify, needs=("ground", "last", "result"), takes=("days", "done", "known")
    ),
    "problem": ScriptKind(rectifying.problem, needs=("notices",), takes=("impact", "loss", "accident", "influence")),
    "level": ScriptKind(judging.level, needs=("level",), takes=("about", "rule", "occurred", "known", "reviewer")),
    "invoice": ScriptKind(money.invoice, needs=("number",), takes=("amount",)),
    "fiscal_delay": ScriptKind(None, takes=("number",)),
    "payment": ScriptKind(
        money.payment, needs=("number", "paid"), takes=("last", "told", "lifted", "amount")
    ),
    "objection": ScriptKind(judging.objection, needs=("target", "decided", "result"), takes=("filed",)),
    "setaside": ScriptKind(judging.setaside, needs=("target",)),
    "agreement": ScriptKind(judging.agreement, needs=("target", "amount")),
    "disagree": ScriptKind(None, needs=("target",)),
    "rejudge": ScriptKind(
        judging.rejudge, needs=("target", "impact"), takes=("loss", "accident", "influence")
    ),
    "set_settle": ScriptKind(judging.set_settle, needs=("target",)),
    "close": ScriptKind(judging.close, needs=("month",)),
    "settlement_agreed": ScriptKind(money.settlement_agreed, takes=("by",)),
}  # fmt: skip


#: What the value of a key is, whatever kind of row it stands in.
INSTANTS: Final = frozenset({"reported", "alarm", "responded", "located", "recovered", "from", "to", "notice", "value"})
DAYS: Final = frozenset({
    "demanded", "done", "requested", "second_at", "delivered", "applied", "held", "failed", "passed", "last",
    "reviewed", "known", "occurred", "told", "lifted", "paid", "proof", "decided", "filed", "due",
})  # fmt: skip
MONTHS: Final = frozenset({"month", "months"})
SPANS: Final = frozenset({"outage", "pause"})
NUMBERS: Final = frozenset({"number", "score", "present", "second_days", "days", "promised", "lost", "total", "amount"})
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ground": tuple(rectifying.GROUNDS), "impact": ("major", "no"), "loss": ("yes", "no"), "accident": ("yes", "no"),
    "influence": ("yes", "no"), "withdrawn": ("yes", "no"), "important": ("yes", "no"), "level": ("A", "B"),
    "pause_outcome": ("accepted", "refused"), "contested": tuple(faults.STAMPS), "field": tuple(faults.STAMPS),
}  # fmt: skip
#: Whose value is the id of another row, or several joined by “+”.
ROWS: Final = frozenset({"about", "notices", "fm"})


def check(events_: Iterable[ScriptEvent]) -> None:
    """Raises ScriptError with every row of an unknown kind, every key that is unknown or missing, and every value that
    cannot be read."""
    listed = list(events_)
    known = {one.id for one in listed}
    problems = [sentence for one in listed for sentence in _faults(one, known)]
    if problems:
        raise ScriptError(problems)


def _faults(event: ScriptEvent, rows: Collection[str]) -> Iterator[str]:
    kind = KINDS.get(event.kind)
    if kind is None:
        said = {"kind": event.kind, "all": ", ".join(sorted(KINDS))}
        yield at_line(event.line, _("there is no kind “%(kind)s”. There are: %(all)s.") % said)
        return
    known = {*kind.needs, *kind.takes}
    if not kind.free and (unknown := sorted(event.data.keys() - known)):
        said = {"kind": event.kind, "keys": ", ".join(unknown), "all": ", ".join(sorted(known)) or "—"}
        yield at_line(event.line, _("%(kind)s knows no %(keys)s. It knows: %(all)s.") % said)
    if missing := [one for one in kind.needs if not event.get(one)]:
        said = {"kind": event.kind, "keys": ", ".join(missing)}
        yield at_line(event.line, _("%(kind)s needs %(keys)s.") % said)
    for key, value in event.data.items():
        if key in known and value and (problem := _unreadable(key, value, rows)):
            yield at_line(event.line, f"{key}: {problem}")


def _unreadable(key: str, value: str, rows: Collection[str]) -> str:
    """Why the value cannot be read; "": it can."""
    if key in WORDS and value not in WORDS[key]:
        return _("one of %(words)s.") % {"words": ", ".join(WORDS[key])}
    if key in ROWS and (unknown := [one for one in value.split("+") if one not in rows]):
        return _("no row has the id %(ids)s.") % {"ids": ", ".join(unknown)}
    readers = (
        (INSTANTS, instant, _("“%(said)s” is no instant; write 2026-03-05T22:00.")),
        (DAYS, date.fromisoformat, _("“%(said)s” is no day; write 2026-03-05.")),
        (MONTHS, _months, _("“%(said)s” is no month; write 2026-03.")),
        (SPANS, _span, _("“%(said)s” is no stretch; write 2026-03-05T22:00/2026-03-05T22:40.")),
        (NUMBERS, Decimal, _("“%(said)s” is no number.")),
    )  # fmt: skip
    for keys, read, sentence in readers:
        if key in keys and not _reads(read, value):
            return sentence % {"said": value}
    return ""


def _reads(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except (ValueError, InvalidOperation):
        return False
    return True


def _months(value: str) -> list[date]:
    return [date.fromisoformat(f"{one}-01") for one in value.split("+")]


def _span(value: str) -> tuple[datetime, datetime]:
    start, _slash, end = value.partition("/")
    return instant(start), instant(end)
