"""What whoever decides on an order asks first: what was changed since the last round, and what others said before.

Pure: over the entries that the page has loaded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.lifecycle import phrases
from tickets.lifecycle.fields import LongText
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.steps import Step
from tickets.models import AuditEntry
from tickets.pages.parts import wording
from tickets.pages.ticket.timeline import who

#: Opinions that stand where it is decided; the timeline has the rest.
MOST_OPINIONS: Final = 5
#: A colleague's word, asked for beside the way.
GIVEN: Final = "consult.given"
TITLE: Final = "title"
#: How an edit names the fields of the order's form.
OF_FORM: Final = "fields."


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field, as it was and as it is; `by` changed it last, at `at`."""

    name: str
    label: str
    old: str
    new: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody decided or wrote on the way here."""

    who: str
    at: datetime
    act: str
    words: str


def changes(machine: type[Kind], entries: Sequence[AuditEntry], names: Mapping[str, str]) -> list[ChangedField]:
    """Field by field, since the order was last put back into the hands of whoever wrote it. `names`: what codes stand
    for, as `Field.in_words` takes them."""
    begun = [place for place, entry in enumerate(entries) if _opened_again(machine, entry)]
    return changed(machine, entries[begun[-1] :], names) if begun else []


def _opened_again(machine: type[Kind], entry: AuditEntry) -> bool:
    """What had been sent may be written on again: it was returned, or withdrawn."""
    source, target = (machine.by_state.get(state) for state in (entry.source, entry.target))
    if not entry.allowed or source is None or target is None:
        return False
    return target.editable and not source.editable


def changed(machine: type[Kind], entries: Iterable[AuditEntry], names: Mapping[str, str]) -> list[ChangedField]:
    """What these entries together changed of the content: what was changed back is left out."""
    first: dict[str, Any] = {}
    last: dict[str, tuple[Any, AuditEntry]] = {}
    for entry in entries:
        for name, (old, new) in entry.data.get("changes", {}).items() if entry.action == "edit" else ():
            first.setdefault(name, old)
            last[name] = (new, entry)
    return [
        ChangedField(
            name.removeprefix(OF_FORM),
            _("Title") if name == TITLE else wording.field(name.removeprefix(OF_FORM)),
            shown(machine, name, first[name], names),
            shown(machine, name, new, names),
            who(entry),
            entry.at,
        )
        for name, (new, entry) in last.items()
        if first[name] != new
    ]


def shown(machine: type[Kind], name: str, stored: Any, names: Mapping[str, str]) -> str:
    """A stored value of the order's content as people read it; a dash where nothing stood."""
    if stored in (None, "", []):
        return "—"
    bare = name.removeprefix(OF_FORM)
    asked = [one for one in machine.opening.asks if one.name == bare]
    words = "".join(said for _label, said in wording.typed(asked, {bare: stored}, names))
    return words or str(stored)


def opinions(machine: type[Kind], entries: Iterable[AuditEntry]) -> list[Opinion]:
    """What was decided, and what was written with other steps, in order; the last few."""
    found = [
        Opinion(who(entry), entry.at, wording.act(entry.action), said)
        for entry in entries
        if entry.allowed and entry.actor_id is not None
        if (said := _words(machine.by_step.get(entry.action), entry)) or _verdict(machine.by_step.get(entry.action))
    ]
    return found[-MOST_OPINIONS:]


def done_since(entries: Iterable[AuditEntry], seen: int, user: User) -> list[Opinion]:
    """What others did after the entry of that number."""
    return [
        Opinion(who(entry), entry.at, wording.act(entry.action), entry.data.get("comment", ""))
        for entry in entries
        if entry.seq > seen and entry.allowed and entry.actor_id not in (None, user.pk)
    ]


def _verdict(step: Step | None) -> bool:
    return step is not None and (step.turns_back or step.refuses or bool(phrases.decided(step)))


def _words(step: Step | None, entry: AuditEntry) -> str:
    """What was written with a step, or as a colleague's opinion; nothing of what was done beside."""
    if step is None and entry.action != GIVEN:
        return ""
    written = [one for one in (step.asks if step else ()) if isinstance(one, LongText)]
    typed = (said for _label, said in wording.typed(written, entry.data.get("fields", {}), {}))
    return "\n".join([*filter(None, [entry.data.get("comment", "")]), *typed])
