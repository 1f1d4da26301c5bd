"""The audit trail as people read it: who did what, in which unit, with which words, files and clocks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from tickets.audit import earlier
from tickets.lifecycle.kind import Kind
from tickets.models import AuditEntry, Clause, Ticket
from tickets.pages import wording
from tickets.pages.field_words import field_words
from tickets.pages.moments import due_full, exact, full

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
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry. `clocks` says what it did to the clocks; `facts` are (label, words) of what was typed."""

    group: str
    icon: str
    title: str
    at: str
    who: str
    text: str
    refused: bool
    move: str
    facts: tuple[tuple[str, str], ...]
    clocks: tuple[str, ...]


def events(
    ticket: Ticket, entries: Iterable[AuditEntry], clauses: Mapping[str, Clause], *, chinese: bool
) -> list[TimelineEntry]:
    """Newest first."""
    titles = {code: wording.clause_title(clause, chinese=chinese) for code, clause in clauses.items()}
    listed = list(entries)
    people = _people(ticket.machine, listed)
    return [_event(ticket.machine, entry, titles, people) for entry in reversed(listed)]


def reminded(entries: Iterable[AuditEntry]) -> str:
    """When and by whom the ticket was last urged on; empty if it never was."""
    urged = [entry for entry in entries if entry.action == "remind" and entry.allowed]
    if not urged:
        return ""
    return _("Last reminder %(at)s, %(who)s") % {"at": full(urged[-1].at), "who": _who(urged[-1])}


def _people(machine: type[Kind], entries: Iterable[AuditEntry]) -> dict[str, str]:
    """The names behind the accounts that were typed into steps."""
    asked = {(step.name, field.name) for step in machine.steps for field in step.asks if field.type == "user"}
    typed = {
        entry.data.get("fields", {}).get(name) for entry in entries for step, name in asked if entry.action == step
    }
    return {one.username: str(one) for one in User.objects.filter(username__in=typed - {None})} if typed else {}


def narrowed(listed: Iterable[TimelineEntry], show: str) -> list[TimelineEntry]:
    if show == TIME:
        return [one for one in listed if one.group == TIME or one.clocks]
    return [one for one in listed if not show or one.group == show]


def _event(
    machine: type[Kind], entry: AuditEntry, titles: Mapping[str, str], people: Mapping[str, str]
) -> TimelineEntry:
    data: dict[str, Any] = entry.data
    return TimelineEntry(
        group=GROUPS.get(entry.action, FLOW),
        icon=ICONS.get(entry.action, "arrow-right") if entry.allowed else "ban",
        title=_title(entry),
        at=exact(entry.at),
        who=_who(entry),
        text=str(data.get("comment") or data.get("reason") or ""),
        refused=not entry.allowed,
        move=_move(entry),
        facts=tuple(_facts(machine, entry, people)),
        clocks=tuple(_clock_words(earlier.clock_change(change), titles) for change in data.get("clocks", ())),
    )


def _title(entry: AuditEntry) -> str:
    fixed = {
        "open": _("Order filed"),
        "edit": _("Content changed"),
        "comment": _("Comment"),
        "remind": _("Reminder"),
        "attach": _("File handed in"),
        "clock": _clock_title(entry.data),
        "calendar": _("Dates moved by a new calendar"),
    }
    title = fixed.get(entry.action) or wording.action(entry.action)
    if entry.actor_id is None and entry.action not in fixed:
        title = _("%(action)s (lapsed)") % {"action": title}
    return title if entry.allowed else _("Refused: %(action)s") % {"action": title}


def _clock_title(data: Mapping[str, Any]) -> str:
    ops = {earlier.clock_change(change)["op"] for change in data.get("clocks", ())}
    if "breach" in ops:
        return _("Overdue")
    return _("Warning") if "alert" in ops else _("Deadline")


def _who(entry: AuditEntry) -> str:
    name = wording.person(entry.actor)
    if entry.on_behalf_of is not None:
        name = _("%(name)s for %(principal)s") % {"name": name, "principal": entry.on_behalf_of}
    return f"{name} · {entry.unit}" if entry.unit else name


def _move(entry: AuditEntry) -> str:
    if not entry.target or entry.source == entry.target or not entry.allowed:
        return ""
    return wording.state(entry.target)


def _facts(machine: type[Kind], entry: AuditEntry, people: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was typed in this step. The opening's own fields stand beside the timeline already."""
    data: dict[str, Any] = entry.data
    if entry.action == "attach":
        yield wording.slot(data.get("slot", "")), str(data.get("name", ""))
    step = machine.by_step.get(entry.action)
    if step is not None and "fields" in data:
        yield from field_words(step.asks, data["fields"], people)
    for name in data.get("changes", {}):
        bare = name.removeprefix("fields.")
        old, new = data["changes"][name]
        label = _("Title") if bare == "title" else wording.field(bare)
        if isinstance(old, list) or isinstance(new, list):
            yield label, _("changed")
        else:
            yield label, f"{old or '—'} → {new or '—'}"


def _clock_words(change: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    clock = titles.get(change.get("clock", ""), change.get("clock", ""))
    op = change.get("op", "")
    if op == "alert":
        return wording.pair(clock, _level(change.get("level", "")))
    ops = {
        "start": _("“%(clock)s” begins, due %(at)s"),
        "none": _("“%(clock)s” does not run: the contract or the order gave no limit for it"),
        "stop": _("“%(clock)s” stops in time"),
        "cancel": _("“%(clock)s” is cancelled"),
        "breach": _("“%(clock)s” missed its limit at %(at)s"),
        "pause": _("“%(clock)s” pauses: %(reason)s"),
        "resume": _("“%(clock)s” resumes, due %(at)s"),
        "void_pause": _("“%(clock)s” resumes and the last pause does not count, due %(at)s"),
        "reopen": _("“%(clock)s” runs on, due %(at)s"),
        "reopen_voided": _("“%(clock)s” runs on and the last pause does not count, due %(at)s"),
        "calendar": _("“%(clock)s” is now due %(at)s"),
    }
    words = _("“%(clock)s” stops late") if op == "stop" and change.get("late") else ops.get(op, "%(clock)s")
    return words % {"clock": clock, "at": _instant(change), "reason": wording.pause_reason(change.get("reason", ""))}


def _instant(change: Mapping[str, Any]) -> str:
    raw = change.get("new_due_at") or change.get("due_at") or change.get("occurred_at")
    return due_full(datetime.fromisoformat(raw)) if raw else ""


def _level(name: str) -> str:
    return {
        "half": pgettext("level", "warning at half time"),
        "eighty": pgettext("level", "warning at 80 % of the time"),
        "five_days": pgettext("level", "warning: five working days left"),
        "one_day": pgettext("level", "warning: one working day left"),
        "last_day": pgettext("level", "warning: last day"),
        "breach": pgettext("level", "overdue, both leads and the supervisor told"),
        "authority": pgettext("level", "still overdue, the authority told"),
    }.get(name, name)
