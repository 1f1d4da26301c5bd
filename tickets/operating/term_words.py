"""The values of a contract's file as people read them: words for codes, the places of texts where they differ."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets.lifecycle import words
from tickets.policy.types import Basis, ClauseKind, DocumentSort, Party, Warn

#: Letters of one value that are shown; the file has all. Of texts that are longer the part around what differs.
MOST: Final = 60
BEFORE: Final = 12
#: A side named alone, as the one who acts or owes: with what the contract calls it.
SIDES: Final[dict[str, Promise]] = {
    Party.AGENCY: pgettext_lazy("party alone", "Agency"),
    Party.PROVIDER: pgettext_lazy("party alone", "Provider"),
    Party.AUTHORITY: pgettext_lazy("party alone", "Authority"),
    Party.SUPERVISOR: pgettext_lazy("party alone", "Supervisor"),
    Party.VENDOR: pgettext_lazy("party alone", "Developer"),
    Party.MOVER: pgettext_lazy("party alone", "Whoever must move"),
}
BASES: Final[dict[str, Promise]] = {
    Basis.CONTRACT: pgettext_lazy("basis", "Contract"),
    Basis.RULE: pgettext_lazy("basis", "Rule"),
    Basis.JUDGEMENT: pgettext_lazy("basis", "Internal target"),
}
#: What a contract is made of, in the order in which it prevails.
DOCUMENTS: Final[dict[str, Promise]] = {
    DocumentSort.SUPPLEMENT: pgettext_lazy("document", "Supplementary contract"),
    DocumentSort.CONTRACT: pgettext_lazy("document", "Contract"),
    DocumentSort.AWARD: pgettext_lazy("document", "Notice of award"),
    DocumentSort.BID: pgettext_lazy("document", "Bid"),
    DocumentSort.TENDER: pgettext_lazy("document", "Tender"),
}
#: Column -> the words of its codes.
TABLES: Final[dict[str, Mapping[str, Promise]]] = {
    "kinds": words.KINDS,
    "party": SIDES,
    "basis": BASES,
    "pause_basis": BASES,
    "pauses": words.PAUSE_REASONS,
    "limit_from": words.FIELDS,
    "anchor_later": words.FIELDS,
    "anchor_earlier": words.FIELDS,
    "sort": {
        ClauseKind.CLOCK: pgettext_lazy("sort of clause", "time limit"),
        ClauseKind.GATE: pgettext_lazy("sort of clause", "condition"),
        ClauseKind.ADVICE: pgettext_lazy("sort of clause", "advice"),
    },
    "warn": {
        Warn.MINUTES: gettext_lazy("at half and at four fifths of the limit"),
        Warn.DAYS: gettext_lazy("the working day before the last day, and on the last day"),
        Warn.LONG: gettext_lazy("half way, five working days and one working day before"),
        Warn.RIGHT: gettext_lazy("ninety, thirty and seven days before the last day"),
    },
}


def pair(name: str, old: object, new: object) -> tuple[str, str]:
    """Both values of a column. Of long texts the first difference is in sight."""
    return _cut(in_full(name, old), in_full(name, new))


def in_full(name: str, value: object) -> str:
    if value in (None, "", [], ()):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()
    worded: Callable[[Any], str] = lambda code: str(TABLES.get(name, {}).get(str(code), code))  # noqa: E731
    if isinstance(value, list):
        between = _("; ") if name == "others" else _(", ")
        return between.join(_titled(one) if isinstance(one, Mapping) else worded(one) for one in value)
    return " ".join(worded(value).split())


def _titled(part: Mapping[str, str]) -> str:
    """A document by its title and number; how another words a clause, by where and by its limit."""
    named = ("title", "number") if "title" in part else ("source", "article", "limit")
    return " ".join(part[name] for name in named if part[name])


def _cut(old: str, new: str) -> tuple[str, str]:
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    skipped = same - BEFORE if same > MOST - BEFORE else 0
    return _part(old, skipped), _part(new, skipped)


def _part(text: str, skipped: int) -> str:
    shown = text[skipped:]
    return ("…" if skipped else "") + (shown if len(shown) <= MOST else f"{shown[:MOST]}…")


def gained(old: Iterable[str], new: Iterable[str]) -> tuple[list[str], list[str]]:
    """What a list gains and what it loses, each in its order."""
    old, new = list(old), list(new)
    return [one for one in new if one not in old], [one for one in old if one not in new]
