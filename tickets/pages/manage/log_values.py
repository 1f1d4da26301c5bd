"""The values of an entry of the system log as people read them: words for codes, Beijing time for instants."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Organization, OrganizationKind
from accounts.roles import LABELS
from tickets import audit, exports, filters
from tickets.datelaw.periods import Period
from tickets.lifecycle import words
from tickets.lifecycle.supervision import GRADE
from tickets.models import AuditEntry, Clause
from tickets.notices.briefs import BRIEFS
from tickets.operating import differences
from tickets.operating import wording as operating
from tickets.outbox import faults
from tickets.outbox.channels import CHANNELS
from tickets.outbox.words import SORTS
from tickets.pages.manage import log_labels, log_words
from tickets.pages.parts import notice_groups, supervised, wording
from tickets.pages.parts.moments import exact
from tickets.registers import REGISTERS

#: Letters of one value that are shown.
MOST: Final = 120
TABLES: Final[dict[str, Mapping[str, Promise]]] = {
    "role": LABELS,
    "task": operating.TASKS,
    "work": operating.WORKS,
    "sort": SORTS,
    "list": {
        "tickets": gettext_lazy("Work orders"),
        "breaches": gettext_lazy("Ledger of breaches"),
        "deadlines": gettext_lazy("Deadline board"),
        "checks": gettext_lazy("Times to check this week"),
        "calendar": gettext_lazy("Calendar of deadlines"),
        "claims": gettext_lazy("Ledger of claims"),
        "outages": gettext_lazy("Register of outages"),
        "clocks": gettext_lazy("Clocks of the contract"),
        "notices": gettext_lazy("Notices"),
        "supervision": gettext_lazy("Orders of supervision"),
        "people": gettext_lazy("People"),
        "units": gettext_lazy("Units"),
        "rights": gettext_lazy("Review of rights"),
        "deliveries": gettext_lazy("Undelivered notices"),
        "tasks": gettext_lazy("Periodic tasks"),
        "passages": gettext_lazy("Passages"),
        "reports": gettext_lazy("Supervision reports"),
        **{f"register_{code}": one.label() for code, one in REGISTERS.items()},
        "samples": gettext_lazy("Samples"),
        "sheets": gettext_lazy("Sheets of months"),
        exports.PACK: gettext_lazy("Evidence pack"),
    },
    "found": supervised.SAMPLED,
    "form": {
        "page": pgettext_lazy("form of a sheet", "for the printer"),
        "pdf": pgettext_lazy("form of a sheet", "as PDF"),
        "draft": pgettext_lazy("form of a sheet", "the draft"),
        "signed": pgettext_lazy("form of a sheet", "the signed one"),
    },
    "act": {
        "early_end": pgettext_lazy("term act", "Early end"),
        "expiry": pgettext_lazy("term act", "Expiry"),
        "extension": pgettext_lazy("term act", "Extension"),
    },
    "state": {
        "pending": pgettext_lazy("delivery", "waiting"),
        "sent": pgettext_lazy("delivery", "sent"),
        "dead": pgettext_lazy("delivery", "given up"),
        "uncertain": pgettext_lazy("delivery", "perhaps arrived"),
        "cancelled": pgettext_lazy("delivery", "cancelled"),
    },
}
SECTIONS: Final[dict[str, Promise]] = {**differences.SECTIONS, "clauses": gettext_lazy("Clause")}
INSTANTS: Final = ("after", "due", "ends", "made_at", "occurred_at", "starts")


@dataclass(frozen=True, slots=True)
class LogNames:
    """The names that units and clauses of some entries have now, by code."""

    units: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[AuditEntry]) -> Self:
        """Two queries; none where nothing names any."""
        parts = [part for one in entries for part in (one.data, *_changed(one.data))]
        units = {part["unit"] for part in parts if isinstance(part.get("unit"), str)}
        codes = {part["clause"] for part in parts if isinstance(part.get("clause"), str)}
        codes |= {key.split(".", 1)[1] for part in parts for key in _changes(part) if key.startswith("clauses.")}
        rows = Organization.objects.filter(code__in=units) if units else Organization.objects.none()
        clauses = Clause.objects.filter(code__in=codes).order_by("id") if codes else Clause.objects.none()
        language = get_language()
        return cls({row.code: str(row) for row in rows}, {row.code: row.title_in(language) for row in clauses})


def _changed(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [part for part in (data.get("old"), data.get("new")) if isinstance(part, dict)]


def _changes(data: Mapping[str, Any]) -> dict[str, Any]:
    found = data.get("changes")
    return found if isinstance(found, dict) else {}


def told(act: str, data: Mapping[str, Any], names: LogNames) -> list[tuple[str, str, str]]:
    """(label, old, new) of what an entry says; old is "" where nothing stood before. Amounts of text are cut."""
    old, new = ({} if not isinstance(data.get(part), dict) else data[part] for part in ("old", "new"))
    changed = [(name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new])]
    plain = [(name, None, value) for name, value in data.items() if name not in log_labels.ELSEWHERE]
    return [
        (log_labels.label(act, name), word(act, name, before, names), word(act, name, after, names))
        for name, before, after in changed + plain
        if not (name == "evidence" and isinstance(after, int))  # the mark of a baseline, for machines
    ]


def word(act: str, name: str, value: Any, names: LogNames) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if (read := READERS.get((act, name)) or READERS.get(("", name))) is not None:
        said = read(value, names)
    elif isinstance(value, list):
        said = wording.listed(value)
    else:
        said = str(value)
    return said if len(said) <= MOST else f"{said[:MOST]}…"


Reader = Callable[[Any, LogNames], str]


def _by(table: Mapping[str, Promise]) -> Reader:
    return lambda value, _names: str(table.get(str(value), value))


def _each(read: Callable[[str], str]) -> Reader:
    """Of one code, or of each in a list."""
    return lambda value, _names: wording.listed(map(read, value if isinstance(value, list) else [value]))


def _instant(value: Any, _names: LogNames) -> str:
    try:
        return exact(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _unit(value: Any, names: LogNames) -> str:
    return names.units.get(str(value), str(value))


def _clause(value: Any, names: LogNames) -> str:
    return names.clauses.get(str(value), str(value))


def _channel(code: str) -> str:
    return str(CHANNELS[code].label) if code in CHANNELS else code


def _group(code: str) -> str:
    return str(notice_groups.LABELS.get(code, code))


def _unwanted(pair: str) -> str:
    group, _colon, channel = pair.partition(":")
    return wording.remark(_group(group), _channel(channel))


def _event(value: Any, _names: LogNames) -> str:
    """The short words of the event, without what it was about."""
    return _(BRIEFS[value]).partition("%(")[0].rstrip(" :：，,“") if value in BRIEFS else str(value)


def _sheet(code: str) -> str:
    """A slot of a paper, or the number of an order of supervision."""
    return wording.slot(code)


def _filtered(value: Any, names: LogNames) -> str:
    """`State: waiting; Kind: change` of how a list was narrowed."""
    asked = value if isinstance(value, dict) else {}
    return wording.listed_sentences(
        wording.pair(log_labels.NARROWED.get(name, log_labels.OTHER), wording.listed(_asked(name, each, names)))
        for name, each in asked.items()
        if any(each)
    )


def _asked(name: str, values: Any, names: LogNames) -> list[str]:
    read = ASKED.get(name)
    return [read(str(one), names) if read else str(one) for one in (values if isinstance(values, list) else [values])]


def _changed_terms(value: Any, names: LogNames) -> str:
    """Which parts of a contract read otherwise."""
    return wording.listed(dict.fromkeys(_part(key, names) for key in value)) if isinstance(value, dict) else str(value)


def _part(key: str, names: LogNames) -> str:
    section, _dot, rest = key.partition(".")
    if section == "clauses":
        return _clause(rest, names)
    if section in SECTIONS:
        return f"{SECTIONS[section]} {rest.partition('.')[0]}"
    return str(differences.FIELDS.get(section, log_labels.OTHER))


def _altered(value: Any, _names: LogNames) -> str:
    """`Number: A-1 → A-2` of each field of an entry of a register."""
    changed = value.items() if isinstance(value, dict) else ()
    return wording.listed_sentences(_one_altered(key, *both) for key, both in changed)


def _one_altered(key: str, before: Any, after: Any) -> str:
    code, _dot, name = key.partition(".")
    register = REGISTERS.get(code)
    found = next((one for one in register.asks if one.name == name), None) if register else None
    if found is None:
        return wording.pair(log_labels.OTHER, f"{before or '—'} → {after or '—'}")
    old, new = ("" if one is None else found.in_words(found.revive(one), {}) for one in (before, after))
    return wording.pair(found.label, f"{old} → {new or '—'}" if old else new)


def _passed_over(value: Any, _names: LogNames) -> str:
    """`GD-2026-000188 – GD-2026-001187` of each sort."""
    spans = ((year, known + 1, last) for year, (known, last) in value.items() if last > known)
    return wording.listed(f"{year}-{first:06d} – {year}-{last:06d}" for year, first, last in spans)


def _source(value: Any, _names: LogNames) -> str:
    return str(value.get("source", "")) if isinstance(value, dict) else str(value)


def _basis(value: Any, _names: LogNames) -> str:
    return wording.article(str(value)) if str(value)[:1].isdigit() else wording.basis(str(value))


#: (act, name) -> how the value is read; the act "" stands for all others.
READERS: Final[dict[tuple[str, str], Reader]] = {
    **{("", name): _by(table) for name, table in TABLES.items()},
    **{("", name): _instant for name in INSTANTS},
    ("", "unit"): _unit,
    ("", "altered"): _altered,
    ("", "register"): _by({code: one.label() for code, one in REGISTERS.items()}),
    ("", "clause"): _clause,
    ("", "channel"): _each(_channel),
    ("", "entered"): _each(_channel),
    ("", "removed"): _each(_channel),
    ("", "events"): _each(_group),
    ("", "unwanted"): _each(_unwanted),
    ("", "event"): _event,
    ("", "error"): lambda value, _names: faults.error(str(value)),
    ("", "kind"): _by(dict(OrganizationKind.choices)),
    ("", "kinds"): _each(wording.kind),
    ("", "slot"): _each(wording.slot),
    ("", "sheet"): _each(_sheet),
    ("", "report"): lambda value, _names: str(Period.read(str(value)) or value),
    ("", "asked"): _filtered,
    ("", "changes"): _changed_terms,
    ("", "terms"): _source,
    ("", "basis"): _basis,
    (audit.RESTORED, "numbers"): _passed_over,
    ("outage_said", "word"): lambda value, _names: wording.outage_word(str(value)),
    ("finding", "state"): lambda value, _names: wording.breach_state(str(value)),
    ("log_exported", "group"): _by({name: said for name, (said, _acts) in log_words.GROUPS.items()}),
}
YES_NO: Final = {"true": gettext_lazy("yes"), "1": gettext_lazy("yes"), "false": gettext_lazy("no")}
TABS: Final[dict[str, Promise]] = {
    "opened": pgettext_lazy("tab of the log", "filed by the person"),
    "assigned": pgettext_lazy("tab of the log", "handled by the person"),
    "done": pgettext_lazy("tab of the log", "worked on by the person"),
    "followed": pgettext_lazy("tab of the log", "followed by the person"),
    "unit": pgettext_lazy("tab of the log", "of the person’s unit"),
}


def _state(code: str, _names: LogNames) -> str:
    """Of an order, of a breach or of an outage, which share no code."""
    said = next((one for one in (wording.breach_state(code), wording.outage_state(code)) if one != code), code)
    return said if said != code else " / ".join(map(str, words.states_called(code))) or code


def _lamp(code: str, _names: LogNames) -> str:
    return str(dict(filters.LAMPS).get(code, code))


#: Of a filter of a list: how what was asked is read.
ASKED: Final[dict[str, Reader]] = {
    **dict.fromkeys(("open", "sent", "overdue", "mine", "settled", "internal", "set_aside"), _by(YES_NO)),
    "kind": _each(wording.kind),
    "as_of": _instant,
    "group": _each(_group),
    "grade": lambda code, _names: GRADE.in_words(code, {}),
    "party": _each(wording.side),
    "side": _each(wording.side),
    "clause": _clause,
    "unit": _unit,
    "state": _state,
    "source": _each(wording.outage_source),
    "lamp": _lamp,
    "progress": _by({"open": pgettext_lazy("progress", "Open"), "done": gettext_lazy("Closed")}),
    "tab": _by(TABS),
    "shelf": _by({"later": gettext_lazy("Put off"), "past": gettext_lazy("Done and put away")}),
    "sort": _by(supervised.REPORTS),
    "outcome": _by(
        {
            "met": pgettext_lazy("outcome", "in time"),
            "missed": pgettext_lazy("outcome", "missed"),
            "running": pgettext_lazy("outcome", "still running"),
        }
    ),
}
