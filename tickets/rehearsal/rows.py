"""The kinds of rows that a script may have, the keys of each, and who plays them (docs/rehearsal.md)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from tickets.lifecycle.kinds.finding import levels
from tickets.lifecycle.known import KNOWN
from tickets.policy.known import Switch
from tickets.policy.types import ContractTerms
from tickets.rehearsal.players import decisions, duties, events, faults, judging, money, months, rectifying
from tickets.rehearsal.script import ScriptError, ScriptEvent, at_line, instant
from tickets.rehearsal.stage import Player, RehearsalStage

Plays = Callable[[RehearsalStage, ScriptEvent], Player]


@dataclass(frozen=True, slots=True)
class ScriptKind:
    """needs, takes: its keys. words: what some of them may say in a row of this kind. placed: it is about one system.

    plays: None where nothing follows from it by itself: what it says is looked up when its time comes.
    further: what other keys it takes, of the contract's terms.
    """

    plays: Plays | None
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    placed: bool = False
    further: Callable[[ContractTerms], Collection[str]] | None = None


YES_NO: Final = ("yes", "no")
PASSED: Final = ("passed", "failed")
GRAVE: Final = ("impact", "loss", "accident", "influence")


KINDS: Final[Mapping[str, ScriptKind]] = {
    "effective": ScriptKind(None, takes=("sealed",), words={"sealed": ("both",)}),
    "parameter": ScriptKind(
        events.parameter, takes=("important", "promised_staff", "pass_score", *events.SWITCHES),
        words={key: tuple(answers) for key, (_name, answers) in events.SWITCHES.items()},
        further=lambda terms: [one.key for one in terms.interpretations],
    ),
    "allocation": ScriptKind(money.allocation, further=lambda terms: [one.code for one in terms.systems]),
    "fault": ScriptKind(
        faults.fault, needs=("reported",), placed=True,
        takes=(
            "alarm", "responded", "located", "recovered", "outage", "important", *GRAVE, "pause", "pause_outcome", "fm",
            "contested", "withdrawn",
        ),
        words={"pause_outcome": ("accepted", "refused"), "contested": tuple(faults.STAMPS), "important": YES_NO},
    ),
    "decision": ScriptKind(
        faults.decision, needs=("target", "field", "value"), words={"field": tuple(faults.STAMPS)}
    ),
    "force_majeure": ScriptKind(
        events.force_majeure, needs=("from", "to", "outcome"), takes=("notice", "proof", "event"),
        words={"outcome": ("confirmed", "refused"), "event": events.HAPPENINGS},
    ),
    "staff": ScriptKind(duties.staff, takes=("demanded", "done")),
    "expansion": ScriptKind(
        duties.expansion, takes=("requested", "second_at", "second_days", "delivered"), placed=True
    ),
    "acceptance": ScriptKind(duties.acceptance, takes=("applied", "held", "failed", "done", "passed")),
    "switchover": ScriptKind(duties.switchover, takes=("done",)),
    "secrecy": ScriptKind(duties.secrecy, takes=("demanded", "done", "copies"), words={"copies": YES_NO}),
    "assessment": ScriptKind(
        months.assessment, needs=("month", "score"), takes=("accepted",), words={"accepted": YES_NO}
    ),
    "complaint": ScriptKind(months.complaint, takes=("about",), placed=True),
    "headcount": ScriptKind(months.headcount, needs=("month", "present"), takes=("promised",)),
    "unattended": ScriptKind(months.unattended, needs=("from", "to"), takes=GRAVE),
    "report": ScriptKind(months.report, needs=("month",), takes=("due", "done")),
    "reliability": ScriptKind(months.reliability, needs=("month", "lost", "total"), takes=GRAVE),
    "supervisor_notice": ScriptKind(
        rectifying.supervisor_notice, needs=("result",), takes=("days", "last", "reviewed", "done"),
        words={"result": PASSED},
    ),
    "assessment_rectification": ScriptKind(
        rectifying.assessment_rectification, needs=("months", "last", "outcome"), takes=("days", "reviewed", "done"),
        words={"outcome": PASSED},
    ),
    "rectify": ScriptKind(
        rectifying.rectify, needs=("ground", "last", "result"), takes=("days", "done", "known", "reviewed"),
        words={"ground": tuple(rectifying.GROUNDS), "result": PASSED},
    ),
    "problem": ScriptKind(rectifying.problem, needs=("notices",), takes=GRAVE),
    "level": ScriptKind(
        judging.level, needs=("level",), takes=("about", "rule", "occurred", "known", "reviewer"),
        words={"level": ("A", "B"), "rule": tuple(levels.A1)},
    ),
    "invoice": ScriptKind(money.invoice, needs=("number",), takes=("amount",)),
    "fiscal_delay": ScriptKind(None, takes=("number",)),
    "payment": ScriptKind(
        money.payment, needs=("number", "paid"), takes=("last", "told", "lifted", "amount")
    ),
    "objection": ScriptKind(
        decisions.objection, needs=("target", "decided", "result"), takes=("filed",),
        words={"result": ("dismissed", "upheld")},
    ),
    "setaside": ScriptKind(decisions.setaside, needs=("target",)),
    "agreement": ScriptKind(decisions.agreement, needs=("target", "amount")),
    "disagree": ScriptKind(judging.disagree, needs=("target",)),
    "rejudge": ScriptKind(
        decisions.rejudge, needs=("target", "impact"), takes=("loss", "accident", "influence")
    ),
    "set_settle": ScriptKind(decisions.set_settle, needs=("target",)),
    "close": ScriptKind(judging.close, needs=("month",)),
    "settlement_agreed": ScriptKind(money.settlement_agreed, takes=("by",), words={"by": ("provider",)}),
}  # fmt: skip


#: What the value of a key is, whatever kind of row it stands in.
INSTANTS: Final = frozenset({"reported", "alarm", "responded", "located", "recovered", "from", "to", "notice", "value"})
DAYS: Final = frozenset({
    "demanded", "done", "requested", "second_at", "delivered", "applied", "held", "failed", "passed", "last",
    "reviewed", "known", "occurred", "told", "lifted", "paid", "proof", "decided", "filed", "due",
})  # fmt: skip
MONTHS: Final = frozenset({"month", "months"})
SPANS: Final = frozenset({"outage", "pause"})
WHOLE: Final = frozenset({
    "number", "score", "present", "second_days", "days", "promised", "promised_staff", "pass_score",
})  # fmt: skip
SUMS: Final = frozenset({"lost", "total", "amount"})
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "impact": ("major", "no"), "loss": YES_NO, "accident": YES_NO, "influence": YES_NO, "withdrawn": YES_NO,
}  # fmt: skip
#: Whose value is the id of another row, or several joined by “+”, and the kinds of rows that it may be.
ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "about": (), "notices": ("supervisor_notice",), "fm": ("force_majeure",),
}  # fmt: skip
#: Rows whose target is a row and no claim.
OF_ROWS: Final[Mapping[str, str]] = {"decision": "fault"}
#: As a row names the whole contract.
WHOLE_CONTRACT: Final = ("", "total")


@dataclass(frozen=True, slots=True)
class ScriptFrame:
    """What a row may refer to. rows: id -> kind; systems: codes; terms: None where no contract is asked."""

    rows: Mapping[str, str]
    terms: ContractTerms | None = None

    @property
    def systems(self) -> tuple[str, ...] | None:
        return tuple(one.code for one in self.terms.systems) if self.terms is not None else None


def check(events_: Iterable[ScriptEvent], terms: ContractTerms | None = None) -> None:
    """Raises ScriptError with every row of an unknown kind or system, every key that is unknown or missing, and every
    value that cannot be read. terms: of the contract that is played; None: what it alone says is not asked."""
    listed = list(events_)
    frame = ScriptFrame({one.id: one.kind for one in listed}, terms)
    problems = [at_line(one.line, f"{one.id}: {said}") for one in listed for said in _faults(one, frame)]
    if problems:
        raise ScriptError(problems)


def _faults(event: ScriptEvent, frame: ScriptFrame) -> Iterator[str]:
    kind = KINDS.get(event.kind)
    if kind is None:
        yield _("there is no kind “%(kind)s”. There are: %(all)s.") % {"kind": event.kind, "all": _all(KINDS)}
        return
    known = {*kind.needs, *kind.takes, *(kind.further(frame.terms) if kind.further and frame.terms else ())}
    if (unknown := sorted(event.data.keys() - known)) and not (kind.further and frame.terms is None):
        said = {"kind": event.kind, "keys": ", ".join(unknown), "all": _all(known)}
        yield _("%(kind)s knows no %(keys)s. It knows: %(all)s.") % said
    if missing := [one for one in kind.needs if not event.get(one)]:
        yield _("%(kind)s needs %(keys)s.") % {"kind": event.kind, "keys": ", ".join(missing)}
    yield from _misplaced(event, kind, frame)
    for key, value in event.data.items():
        if key in known and value and (problem := _unreadable(key, value, event, frame)):
            yield f"{key}: {problem}"


def _all(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "—"


def _misplaced(event: ScriptEvent, kind: ScriptKind, frame: ScriptFrame) -> Iterator[str]:
    if frame.systems is None:
        return
    allowed = frame.systems if kind.placed else (*frame.systems, *WHOLE_CONTRACT)
    if event.system not in allowed:
        said = {"system": event.system, "all": _all(filter(None, allowed))}
        yield _("there is no system “%(system)s” here. There are: %(all)s.") % said


def _unreadable(key: str, value: str, event: ScriptEvent, frame: ScriptFrame) -> str:
    """Why the value cannot be read; "": it can."""
    words = KINDS[event.kind].words.get(key) or WORDS.get(key) or _answers(key, event)
    if words:
        return "" if value in words else _("one of %(words)s.") % {"words": ", ".join(words)}
    if key == "important" and event.kind == "parameter":
        return _unknown_systems(value, frame)
    wanted = ROWS.get(key, (OF_ROWS[event.kind],) if key == "target" and event.kind in OF_ROWS else None)
    return (_no_such_rows(value, wanted, frame) if wanted is not None else "") or _misread(key, value, event)


def _misread(key: str, value: str, event: ScriptEvent) -> str:
    for keys, read, sentence in _readers():
        if (key in keys or (event.kind == "allocation" and read is _sum)) and not _reads(read, value):
            return sentence % {"said": value}
    return ""


def _answers(key: str, event: ScriptEvent) -> tuple[str, ...]:
    """Those that the service knows of a question of the contract's file; (): any, or a number."""
    asked = KNOWN.readings.get(key) if event.kind == "parameter" else None
    return tuple(asked.values) if isinstance(asked, Switch) else ()


def _unknown_systems(value: str, frame: ScriptFrame) -> str:
    unknown = [one for one in value.split("+") if frame.systems is not None and one not in frame.systems]
    said = {"system": ", ".join(unknown), "all": _all(frame.systems or ())}
    return _("there is no system “%(system)s” here. There are: %(all)s.") % said if unknown else ""


def _no_such_rows(value: str, kinds: tuple[str, ...], frame: ScriptFrame) -> str:
    named = value.split("+")
    if unknown := [one for one in named if one not in frame.rows]:
        return _("no row has the id %(ids)s.") % {"ids": ", ".join(unknown)}
    other = [one for one in named if kinds and frame.rows[one] not in kinds]
    said = {"ids": ", ".join(other), "kinds": ", ".join(kinds)}
    return _("%(ids)s is no row of the kind %(kinds)s.") % said if other else ""


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
    begins, ends = instant(start), instant(end)
    if begins > ends:
        raise ValueError
    return begins, ends


def _whole(value: str) -> int:
    """Written in figures alone."""
    if not value.isascii() or not value.isdigit():
        raise ValueError
    return int(value)


def _sum(value: str) -> Decimal:
    found = Decimal(value)
    if not found.is_finite() or found < 0:
        raise ValueError
    return found


def _readers() -> tuple[tuple[frozenset[str], Callable[[str], object], str], ...]:
    return (
        (INSTANTS, instant, _("“%(said)s” is no instant; write 2026-03-05T22:00.")),
        (DAYS, date.fromisoformat, _("“%(said)s” is no day; write 2026-03-05.")),
        (MONTHS, _months, _("“%(said)s” is no month; write 2026-03.")),
        (SPANS, _span, _("“%(said)s” is no stretch; write 2026-03-05T22:00/2026-03-05T22:40.")),
        (WHOLE, _whole, _("“%(said)s” is no number.")),
        (SUMS, _sum, _("“%(said)s” is no number.")),
    )  # fmt: skip
