"""Entries of registers, ready to be printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tickets import registered
from tickets.lifecycle.fields import Field
from tickets.lifecycle.tables import SystemCode
from tickets.models import RegisterEntry, System
from tickets.models.registers import CONFIRMED, RETURNED, WAITING, WITHDRAWN
from tickets.pages.parts import wording
from tickets.registers import REGISTERS

STATES: Final[dict[str, Promise]] = {
    WAITING: pgettext_lazy("register entry", "To confirm"),
    CONFIRMED: pgettext_lazy("register entry", "Confirmed"),
    RETURNED: pgettext_lazy("register entry", "Returned"),
    WITHDRAWN: pgettext_lazy("register entry", "Taken back"),
}
DECIDED: Final[dict[str, Promise]] = {
    CONFIRMED: pgettext_lazy("register entry", "Confirmed by"),
    RETURNED: pgettext_lazy("register entry", "Returned by"),
    WITHDRAWN: pgettext_lazy("register entry", "Taken back by"),
}
CORRECTED: Final = pgettext_lazy("register entry", "Corrected since")
ANNULLED: Final = pgettext_lazy("register entry", "Annuls an entry")


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One entry in words. said: (label, words) of what the register asks beside its subject and days; whole: of all
    that it asks but for the order. flags: (what is to be remarked, whether it names a fault)."""

    entry: RegisterEntry
    url: str
    register: str
    subject: str
    said: list[tuple[str, str]]
    whole: list[tuple[str, str]]
    values: dict[str, Any]
    cells: dict[str, str]
    state: str
    flags: list[tuple[str, bool]]
    counts: bool

    @property
    def pk(self) -> int:
        return self.entry.pk

    @property
    def decided(self) -> str:
        """What the second person did."""
        return str(DECIDED[self.entry.state])


def dressed(rows: QuerySet[RegisterEntry], today: date) -> list[ListedEntry]:
    """In their order. Three queries, for one as for a hundred."""
    people = ("entered_by", "entered_unit", "decided_by", "decided_unit", "contract", "ticket", "replaces")
    found = list(rows.select_related(*people))
    names, corrected = _systems(found), registered.replaced_by(found)
    return [_worded(one, names, corrected.get(one.pk), today) for one in found]


def _systems(entries: Iterable[RegisterEntry]) -> dict[str, str]:
    """Names of the systems that the entries name, by code. No query where none does."""
    entries = list(entries)
    codes = set().union(*(REGISTERS[code].systems([one.values for one in entries]) for code in REGISTERS))
    if not codes:
        return {}
    contracts = {one.contract_id for one in entries}
    return dict(System.objects.filter(contract__in=contracts, code__in=codes).values_list("code", "name"))


def _worded(
    entry: RegisterEntry, names: Mapping[str, str], correction: RegisterEntry | None, today: date
) -> ListedEntry:
    register = REGISTERS[entry.register]
    values = registered.values(entry)
    beside = [one for one in register.asks if one not in register.about and one not in register.span]
    corrected = correction is not None and correction.state == CONFIRMED
    counts = entry.state == CONFIRMED and not corrected and not entry.annulled
    whole = {one.name: _("The whole platform") for one in register.asks if _is_of_all(one, values)}
    return ListedEntry(
        entry=entry,
        url=reverse("register_entry", args=[entry.register, entry.pk]),
        register=str(register.label()),
        subject=register.named(entry.values, wording.side(entry.side), names),
        said=list(_said(beside, values, names)),
        whole=list(_said((one for one in register.asks if one is not register.by_order), values, names)),
        values=values,
        cells={one.name: one.in_words(values[one.name], names) for one in register.asks if one.name in values} | whole,
        state=str(CORRECTED if corrected else ANNULLED if entry.annulled else STATES[entry.state]),
        flags=registered.flags(entry, values, today) if entry.state in (WAITING, CONFIRMED) and not corrected else [],
        counts=counts,
    )


def _said(
    asked: Iterable[Field[Any]], values: Mapping[str, Any], names: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    for one in asked:
        if one.name in values:
            yield str(one.label), one.in_words(values[one.name], names)
        elif _is_of_all(one, values):
            yield str(one.label), _("The whole platform")


def _is_of_all(one: Field[Any], values: Mapping[str, Any]) -> bool:
    """Left empty, it names no system alone."""
    return isinstance(one, SystemCode) and one.name not in values
