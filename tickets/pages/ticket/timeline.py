"""The audit trail as people read it: who did what, in which unit, with which words, files and clocks."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from tickets.audit import earlier
from tickets.lifecycle.kind import OPEN, Kind
from tickets.lifecycle.supervision import GRADE, REPLY_BY
from tickets.lifecycle.words import BESIDE
from tickets.models import AuditEntry, Clause, Fact, Ticket
from tickets.pages.claims.words import fact_label, said_late
from tickets.pages.parts import wording
from tickets.pages.parts.moments import due_full, full
from tickets.pages.parts.naming import names_in, sheet_of

#: What the timeline can be narrowed to.
FLOW, TIME, TALK, FILES = "flow", "time", "talk", "files"
GROUPS = {"comment": TALK, "remind": TALK, "attach": FILES, "clock": TIME, "calendar": TIME}
ICONS = {
    "open": "file-plus",
    "edit": "pencil",
    "comment": "message-square-text",
    "remind": "bell-ring",
    "attach": "paperclip",
    "clock": "clock-alert",
    "calendar": "calendar-sync",
    "baseline": "shield-check",
    "supervision.issued": "siren",
    "supervision.raised": "siren",
}
CLOCK_WORDS = {
    "start": gettext_lazy("“%(clock)s” begins, due %(at)s"),
    "none": gettext_lazy("“%(clock)s” does not run: the contract or the order gave no limit for it"),
    "stop": gettext_lazy("“%(clock)s” stops in time"),
    "cancel": gettext_lazy("“%(clock)s” is cancelled"),
    "relimit": gettext_lazy("The limit of “%(clock)s” is corrected, due %(at)s"),
    "breach": gettext_lazy("“%(clock)s” missed its limit at %(at)s"),
    "set_aside": gettext_lazy("“%(clock)s” is no longer found late"),
    "pause": gettext_lazy("“%(clock)s” pauses: %(reason)s"),
    "resume": gettext_lazy("“%(clock)s” resumes, due %(at)s"),
    "void_pause": gettext_lazy("“%(clock)s” resumes and the last pause does not count, due %(at)s"),
    "reopen": gettext_lazy("“%(clock)s” runs on, due %(at)s"),
    "reopen_voided": gettext_lazy("“%(clock)s” runs on and the last pause does not count, due %(at)s"),
    "calendar": gettext_lazy("“%(clock)s” is now due %(at)s"),
}


def events(
    ticket: Ticket, entries: Sequence[AuditEntry], clauses: Mapping[str, Clause], happened: Iterable[Fact]
) -> list[dict[str, Any]]:
    """Newest first. `clocks` says what an entry did to the clocks; `facts` are (label, words) of what was typed; `late`
    when it happened, where it was entered late (补录). happened: the facts of the ticket."""
    changed = {change["clock"] for entry in entries for change in _changes(entry)}
    told = {code: clauses[code] for code in changed if code in clauses}
    titles = {code: wording.clause_title(clause) for code, clause in told.items()}
    targets = {code for code, clause in told.items() if clause.judged}
    late = {(_entry_of(fact, ticket.machine), fact.entered_at): said_late(fact) for fact in happened if fact.late}
    typed = {name: None for entry in entries for name in entry.data.get("fields", ())}
    names = _people(ticket.machine, entries) | names_in(ticket.contract, typed | sheet_of(ticket.fields))
    return [
        {
            "entry": entry,
            "group": TIME if entry.action.startswith("claim.") else GROUPS.get(entry.action, FLOW),
            "icon": _icon(entry),
            "title": title(entry, targets),
            "who": who(entry),
            "late": late.get((entry.action, entry.at), "") if entry.allowed else "",
            "text": entry.data.get("comment") or entry.data.get("reason") or "",
            "move": _move(ticket.machine, entry),
            "facts": list(_facts(ticket.machine, entry, names)),
            "clocks": [_clock_words(change, titles, targets) for change in _changes(entry)],
        }
        for entry in reversed(entries)
        if not _without_a_word(entry)
    ]


def _without_a_word(entry: AuditEntry) -> bool:
    """The sweep looked at a clock, wrote down when it looks next, and had nothing to tell."""
    return entry.action == "clock" and not entry.data.get("clocks")


def _icon(entry: AuditEntry) -> str:
    if not entry.allowed:
        return "ban"
    return "scale" if entry.action.startswith("claim.") else ICONS.get(entry.action, "arrow-right")


def _entry_of(fact: Fact, machine: type[Kind]) -> str:
    """The act by whose entry the fact was written down."""
    return fact.name if fact.name in machine.by_step else OPEN


def reminded(entries: Iterable[AuditEntry]) -> str:
    """When and by whom the ticket was last urged on; empty if it never was."""
    urged = [entry for entry in entries if entry.action == "remind" and entry.allowed]
    if not urged:
        return ""
    return _("Last reminder %(at)s, %(who)s") % {"at": full(urged[-1].at), "who": who(urged[-1])}


def _people(machine: type[Kind], entries: Iterable[AuditEntry]) -> dict[str, str]:
    """The names behind the accounts that were typed into steps."""
    asked = {(step.name, field.name) for step in machine.steps for field in step.asks if field.type == "user"}
    typed = {
        entry.data.get("fields", {}).get(name) for entry in entries for step, name in asked if entry.action == step
    }
    return {one.username: str(one) for one in User.objects.filter(username__in=typed - {None})} if typed else {}


def narrowed(listed: Iterable[dict[str, Any]], show: str) -> list[dict[str, Any]]:
    return [one for one in listed if show in ("", one["group"]) or (show == TIME and one["clocks"])]


def _changes(entry: AuditEntry) -> list[dict[str, Any]]:
    return [earlier.clock_change(change) for change in entry.data.get("clocks", ())]


def title(entry: AuditEntry, targets: Container[str]) -> str:
    """What was done, in a word or two. targets: the clauses that are internal targets: nobody is overdue by them."""
    ops = {change["op"] for change in _changes(entry)}
    late = [change["clock"] for change in _changes(entry) if change["op"] == "breach"]
    said = wording.act(entry.action)
    if entry.action == "clock" and late:
        said = _("Internal target passed") if all(one in targets for one in late) else _("Overdue")
    elif entry.action == "clock" and "alert" in ops:
        said = _("Warning")
    elif entry.actor_id is None and entry.action not in BESIDE:
        said = _("%(action)s (lapsed)") % {"action": said}
    return said if entry.allowed else _("Refused: %(action)s") % {"action": said}


def who(entry: AuditEntry) -> str:
    """Whose act it is, for whom, and in which unit."""
    name = wording.person(entry.actor)
    if entry.on_behalf_of is not None:
        name = _("%(name)s for %(principal)s") % {"name": name, "principal": entry.on_behalf_of}
    return f"{name} · {entry.unit}" if entry.unit else name


def _move(machine: type[Kind], entry: AuditEntry) -> str:
    if not entry.target or entry.source == entry.target or not entry.allowed:
        return ""
    return wording.state(machine.kind, entry.target)


def _facts(machine: type[Kind], entry: AuditEntry, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was typed in this step. The opening's own fields stand beside the timeline already."""
    data: dict[str, Any] = entry.data
    if entry.action == "attach":
        yield wording.slot(data.get("slot", "")), str(data.get("name", ""))
    if entry.action.startswith("claim."):
        yield from _claimed(data)
    if entry.action.startswith("supervision."):
        yield from _supervised(data)
    if entry.action == "rated" and entry.allowed:
        yield _("How it went"), wording.degree(data["degree"])
    step = machine.by_step.get(entry.action)
    if step is not None and "fields" in data:
        yield from wording.typed(step.asks, data["fields"], names)
    for name in data.get("changes", {}):
        bare = name.removeprefix("fields.")
        old, new = data["changes"][name]
        label = _("Title") if bare == "title" else wording.field(bare)
        if isinstance(old, list) or isinstance(new, list):
            yield label, _("changed")
        else:
            yield label, f"{old or '—'} → {new or '—'}"


def _claimed(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Which claim an entry is about, and the value that it names."""
    if "claim" in data:
        about = fact_label(data["what"]) if data.get("entered_at") else wording.pause_reason(data["what"])
        yield _("Claim"), wording.pair(data["claim"], about)
        if value := data.get("value"):
            ends = [full(datetime.fromisoformat(value[end])) for end in ("start", "end") if value.get(end)]
            yield _("Time said"), " – ".join(ends) or _("it did not happen")


def _supervised(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Which order of supervision an entry is about, and what changed of it."""
    yield _("Order of supervision"), wording.pair(data["supervision"], wording.side(data["party"]))
    for field in (GRADE, REPLY_BY):
        if two := data["altered"].get(field.name):
            yield str(field.label), " → ".join(field.in_words(field.revive(one), {}) for one in two if one)
    if data["files"]:
        yield _("Files"), wording.listed(one["name"] for one in data["files"])


def _clock_words(change: Mapping[str, Any], titles: Mapping[str, str], targets: Container[str]) -> str:
    clock = titles.get(change.get("clock", ""), change.get("clock", ""))
    op = change.get("op", "")
    internal = change.get("clock", "") in targets
    if op == "alert":
        return wording.pair(clock, wording.level(change.get("level", ""), internal=internal))
    if op == "breach" and internal:
        return _("“%(clock)s” passed its internal target at %(at)s") % {"clock": clock, "at": _instant(change)}
    if op == "pause" and change.get("start") and change.get("until"):
        return _rested(clock, change)
    words = str(CLOCK_WORDS.get(op, "%(clock)s"))
    if op == "stop" and change.get("late"):
        words = _("“%(clock)s” stops after the suggested time") if internal else _("“%(clock)s” stops late")
    return words % {"clock": clock, "at": _instant(change), "reason": wording.pause_reason(change.get("reason", ""))}


def _rested(clock: str, change: Mapping[str, Any]) -> str:
    """A stretch that lies behind: it does not rest now."""
    start, until = (full(datetime.fromisoformat(change[end])) for end in ("start", "until"))
    told = {"clock": clock, "start": start, "until": until, "reason": wording.pause_reason(change.get("reason", ""))}
    return _("“%(clock)s” does not count %(start)s to %(until)s: %(reason)s") % told


def _instant(change: Mapping[str, Any]) -> str:
    raw = change.get("new_due_at") or change.get("due_at") or change.get("occurred_at")
    return due_full(datetime.fromisoformat(raw)) if raw else ""
