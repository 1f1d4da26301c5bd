"""合同参数: what a contract must say beyond its text before all of it works (G14, G18), and what of it is missing.

Each stands where it is kept: in the contract's file, whose editions two people release, or in a register.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import attendance, registered
from tickets.datelaw.types import local
from tickets.lifecycle.certificates import SORT
from tickets.models import Contract, RegisterEntry, System
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit
from tickets.registers.books.certificates import Certificates
from tickets.registers.books.heads import ProjectHeads
from tickets.registers.books.integrity import Integrity

#: Who must name a head, and a channel for complaints.
SIDES = ("agency", "provider")
READ = (Certificates.code, ProjectHeads.code, Integrity.code)


@dataclass(frozen=True, slots=True)
class ContractParameter:
    """said: "" where it is missing. url: of the page that keeps it, `where` by name; "": the contract's file does."""

    label: str
    said: str
    url: str = ""
    where: str = ""


def of_contract(found: Contract, systems: Collection[System], here: Visit) -> list[ContractParameter]:
    """Nothing for somebody who does not see the whole contract. Three queries."""
    if found.pk not in here.standing.whole:
        return []
    rows = RegisterEntry.objects.filter(contract=found, register__in=READ)
    entries = list(registered.in_force(rows, here.today).order_by("register", "subject"))
    important = [one.name for one in systems if one.important]
    return [
        ContractParameter(_("Signed and sealed on"), _day(found.signed_on)),
        ContractParameter(_("Takes effect on"), _day(found.effective_on)),
        ContractParameter(_("People promised"), _people(found, here.today)),
        ContractParameter(_("Important systems"), wording.listed(important) or _("None is named")),
        *_fees(found, systems),
        *_of_sides(found, entries),
        *_certificates(found, entries, here.today),
    ]


def _fees(found: Contract, systems: Collection[System]) -> Iterator[ContractParameter]:
    """What of the amount each system costs; a contract for one system needs no table."""
    if len(systems) < 2:
        return
    signed = found.fee_tables.filter(signed_at__isnull=False).values_list("signed_at", flat=True).first()
    said = _("agreed on %(day)s") % {"day": local(signed).date().isoformat()} if signed else ""
    yield ContractParameter(_("Fees of the systems"), said, reverse("fee_tables", args=[found.number]), _("Table"))


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _people(found: Contract, today: date) -> str:
    """How many are promised now, or first will be."""
    promised = attendance.promised(found)
    begun = [one for one in promised if one[0] <= today] or list(promised[:1])
    if not begun:
        return ""
    since, people = begun[-1]
    return _("%(people)d from %(day)s on") % {"people": people, "day": since.isoformat()}


def _of_sides(found: Contract, entries: Iterable[RegisterEntry]) -> Iterator[ContractParameter]:
    entries = list(entries)
    for register, field in ((ProjectHeads, "holder"), (Integrity, "place")):
        for side in SIDES:
            said = [
                registered.values(one)[field] for one in entries if (one.register, one.side) == (register.code, side)
            ]
            label = _("%(register)s, %(side)s") % {"register": register.label(), "side": wording.side(side)}
            yield ContractParameter(label, wording.listed(said), _at(register.code, found), _("Register"))


def _certificates(found: Contract, entries: Iterable[RegisterEntry], today: date) -> Iterator[ContractParameter]:
    """Those that the contract asks for: until when each is good; one that has lapsed is missing."""
    good = registered.good_until([one for one in entries if one.register == Certificates.code], today)
    for sort in registered.asked_of([found]).get(found.pk, ()):
        until = good.get((found.pk, sort))
        said = _("good until %(day)s") % {"day": until.isoformat()} if until else ""
        yield ContractParameter(SORT.in_words(sort, {}), said, _at(Certificates.code, found), _("Register"))


def _at(code: str, found: Contract) -> str:
    return f"{reverse('register', args=[code])}?{urlencode({'contract': found.number})}"
