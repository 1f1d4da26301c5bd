"""A notice in the reader's language: what, which ticket, which clause, by when, what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import OrganizationKind
from tickets.datelaw import explain
from tickets.datelaw.periods import Period
from tickets.datelaw.types import ZONE
from tickets.lifecycle import words as names
from tickets.lifecycle.guards import authority
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.supervision import GRADE
from tickets.models import Clause, Deadline, Notice, Ticket
from tickets.models.proposals import CALENDAR, CONTRACT
from tickets.notices import read_back
from tickets.notices.briefs import ADVICE, BRIEFS
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import NoticeEvent
from tickets.outbox import faults
from tickets.outbox.channels import CHANNELS
from tickets.penalties.explain import money, month
from tickets.policy.types import Basis
from tickets.registers import REGISTERS


@dataclass(frozen=True, slots=True)
class Words:
    """`subject` is one line; `body` has no blank first or last line."""

    subject: str
    body: str


def facts(ticket: Ticket | None, deadline: Deadline | None) -> dict[str, Any]:
    """What the words need of the rows. Kept in the notice, which says for ever what was true at the time."""
    told: dict[str, Any] = {}
    if ticket is not None:
        told |= {"ticket": ticket.number, "title": ticket.title, "kind": ticket.kind}
    if deadline is not None:
        told |= {
            **clause_facts(deadline.clause),
            "basis": deadline.clause.basis,
            "party": deadline.party,
            "due": deadline.due_at.isoformat(),
            "elapsed": deadline.unit.elapsed,
        }
        if deadline.stopped_at is not None and not deadline.cancelled:
            told["done"] = deadline.stopped_at.isoformat()
    return told


def clause_facts(clause: Clause) -> dict[str, str]:
    return {"article": clause.article, "clause": clause.title, "clause_en": clause.title_en}


def render(notice: Notice, language: str) -> Words:
    """The words of a notice in `language` ("zh-hans", "en"). Raises KeyError for an event not catalogued."""
    with override(language):
        params = _spoken(notice.params, language)
        subject, body = (_(words) % params for words in _chosen(CATALOGUE[notice.event], notice.params))
    return Words(" ".join(subject.split()), "\n".join(line for line in body.splitlines() if line.strip()))


def brief(notice: Notice, language: str) -> str:
    """What happened and by when, in a line that names nobody and holds nothing that a person typed."""
    with override(language):
        params = _spoken(notice.params, language)
        if "clause" in params:
            title = notice.params["clause_en" if language.startswith("en") else "clause"]
            params["clause"] = _("“%(title)s”") % {"title": title}
        if CATALOGUE[notice.event].advice and notice.params.get("basis") == Basis.JUDGEMENT:
            return _(ADVICE) % params
        what = _(BRIEFS[notice.event]) % params
        if "due" in params and "done" not in params:
            what = _("%(what)s, due by %(due)s") % {"what": what, "due": params["due"]}
    return what


def _chosen(event: NoticeEvent, params: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body: of an internal target as advice, of a clock that has stopped as what is over."""
    if event.advice and params.get("basis") == Basis.JUDGEMENT:
        return event.advice
    return event.subject, event.done if event.done and "done" in params else event.body


def _spoken(params: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Codes become labels and instants become dates."""
    spoken = {**params, **{name: say(params[name]) for name, say in LABELS.items() if name in params}}
    if "state" in params:
        spoken["state"] = str(names.state(params["kind"], params["state"]))
    if "due" in params:
        spoken["due"] = instant(params["due"], elapsed=params["elapsed"])
        spoken["duty"] = _duty(params["basis"])
        spoken["clause"] = _clause(params, language)
    if isinstance(params.get("clauses"), list):  # 0.1.0 wrote them into one text
        spoken["clauses"] = _(", ").join(_clause(one, language) for one in params["clauses"])
    spoken |= _about(params)
    if "departure" in params:
        spoken["departure"] = authority.in_words(params["departure"], params["at"])
    if "rows" in params or "nights" in params:
        spoken["lines"] = _lines(params, language)
    if "again" in params:
        spoken["again"] = instant(params["again"], elapsed=True)
    return spoken


def _about(params: Mapping[str, Any]) -> dict[str, str]:
    """What a claim is about, or an entry of a register. Earlier notices of claims have the number alone."""
    if "register" in params:
        return {"subject": _subject(params)}
    if "about" not in params:
        return {}
    told = {"claim": params["claim"], "about": _claimed(params), "n": params["more"]}
    return {"claim": (_("%(claim)s (%(about)s) and %(n)d more") if told["n"] else _("%(claim)s (%(about)s)")) % told}


def _subject(params: Mapping[str, Any]) -> str:
    """What an entry of a register is about."""
    register = REGISTERS.get(params["register"])
    return register.named(params["says"], LABELS["party"](params["side"]), params["names"]) if register else "—"


def _lines(params: Mapping[str, Any], language: str) -> str:
    """What a digest, or the account of a night, says line by line."""
    if "nights" in params:
        return "\n".join(map(_night, params["nights"]))
    lines = [_line(row, language) for row in params["rows"]]
    beyond = params["orders"] - len(lines)
    return "\n".join([*lines, *([_("and %(n)d more work orders") % {"n": beyond}] if beyond else [])])


def _line(row: Mapping[str, Any], language: str) -> str:
    """Of one order in a digest: the last that was said of it, and how much more there was."""
    subject, _body = _chosen(CATALOGUE[row["event"]], row["said"])
    said = {"last": " ".join((_(subject) % _spoken(row["said"], language)).split()), "n": row["more"]}
    return (_("%(last)s (and %(n)d more)") if said["n"] else "%(last)s") % said


def _night(row: Mapping[str, Any]) -> str:
    """Of one fault overnight: which system, since when, restored when."""
    told = {"system": row["system"], "ticket": row["ticket"], "at": _to_the_minute(row["failed_at"])}
    if row["restored_at"] is None:
        return _("%(system)s failed %(at)s and is not restored yet, %(ticket)s") % told
    told["restored"] = _to_the_minute(row["restored_at"])
    return _("%(system)s failed %(at)s and was restored %(restored)s, %(ticket)s") % told


def _claimed(params: Mapping[str, Any]) -> str:
    """`respond, 2026-03-02 10:04`: what a claim is about, and its time."""
    code, value = params["about"], params["value"]
    told = {"what": str({**names.FACTS, **names.PAUSE_REASONS}.get(code, code))}
    if value is None:
        return (_("%(what)s: did not happen") if code in names.FACTS else _("%(what)s: no pause")) % told
    if not isinstance(value, Mapping):
        return _("%(what)s, %(at)s") % {**told, "at": _to_the_minute(value)}
    start, until = (_to_the_minute(end) if end else _("not over yet") for end in (value["from"], value["to"]))
    return _("%(what)s, %(start)s to %(until)s") % {**told, "start": start, "until": until}


def _to_the_minute(text: str) -> str:
    return instant(text, elapsed=True)


#: What the file of an edition is about.
SORTS: Final[dict[str, Promise]] = {
    CONTRACT: gettext_lazy("Contract"),
    CALENDAR: gettext_lazy("Working calendar"),
}
LABELS: dict[str, Callable[[str], str]] = {
    "kind": lambda code: str(names.KINDS.get(code, code)),
    "action": lambda code: _("file the order") if code == OPEN else str(names.ACTIONS.get(code, code)),
    "actor": lambda name: name or _("the service itself"),
    "party": lambda code: str(OrganizationKind(code).label),
    "nonce": read_back.code,
    "register": lambda code: str(REGISTERS[code].label()) if code in REGISTERS else code,
    "grade": lambda code: GRADE.in_words(code, {}),
    "month": lambda code: month(period.starts) if (period := Period.read(code)) is not None else code,
    "period": lambda code: str(Period.read(code) or code),
    "reply_by": lambda day: explain.day(date.fromisoformat(day)),
    **dict.fromkeys(("started", "until", "since", "done", "window_start", "window_end"), _to_the_minute),
    "sum": lambda amount: money(Decimal(amount)),
    "error": faults.error,
    "sort": lambda code: str(SORTS[code]),
    "channel": lambda code: str(CHANNELS[code].label) if code in CHANNELS else code,
}


def instant(text: str, *, elapsed: bool) -> str:
    """An instant as an office writes it: days end at 24:00 of the last day, not at 0:00 of the next."""
    at = datetime.fromisoformat(text).astimezone(ZONE)
    if not elapsed:
        return _("24:00 of %(day)s") % {"day": explain.day((at - timedelta(days=1)).date())}
    parts = {"year": at.year, "month": at.month, "day": at.day, "time": f"{at:%H:%M}"}
    return _("%(year)d-%(month)02d-%(day)02d %(time)s") % parts


def _clause(params: Mapping[str, Any], language: str) -> str:
    title = params["clause_en"] if language.startswith("en") else params["clause"]
    return _("“%(title)s” (%(place)s)") % {"title": title, "place": place(params["article"])}


def place(article: str) -> str:
    """Where in the contract: "8.9", or "A3.4", which is item 4 of annex 3."""
    if article.startswith("A"):
        annex, _dot, item = article[1:].partition(".")
        return _("annex %(annex)s, item %(item)s") % {"annex": annex, "item": item}
    return _("clause %(article)s") % {"article": article}


def _duty(basis: str) -> str:
    return {
        Basis.CONTRACT.value: _("a duty of the contract"),
        Basis.RULE.value: _("a limit set by rule"),
        Basis.JUDGEMENT.value: _("an internal target, which makes no penalty"),
    }[basis]
