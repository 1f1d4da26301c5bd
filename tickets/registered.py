"""What the registers of contracts say: which entries count, and which of them are in force on a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tickets.lifecycle.certificates import ASKED, ASKED_BY, SORT
from tickets.lifecycle.fields import revive_all
from tickets.models import Contract, Interpretation, RegisterEntry
from tickets.models.registers import CONFIRMED
from tickets.registers import REGISTERS
from tickets.registers.books.certificates import Certificates
from tickets.registers.books.impacts import Impacts


def counting(rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """Confirmed, and not corrected since: the words of a register as they stand."""
    corrected = RegisterEntry.objects.filter(replaces=OuterRef("pk"), state=CONFIRMED)
    return rows.filter(~Exists(corrected), state=CONFIRMED, annulled=False)


def in_force(rows: QuerySet[RegisterEntry], day: date) -> QuerySet[RegisterEntry]:
    """Of each subject the entry that counts on the day, its last one that had begun; over or not."""
    begun = counting(RegisterEntry.objects.filter(starts__lte=day))
    same = begun.filter(contract=OuterRef("contract"), register=OuterRef("register"), subject=OuterRef("subject"))
    later = same.filter(Q(starts__gt=OuterRef("starts")) | Q(starts=OuterRef("starts"), pk__gt=OuterRef("pk")))
    return counting(rows).filter(~Exists(later), starts__lte=day)


def said_on(contract: Contract, code: str, day: date) -> list[RegisterEntry]:
    """The entries of one register that are in force on the day. One query."""
    return list(in_force(RegisterEntry.objects.filter(contract=contract, register=code), day).order_by("subject"))


def on_the_platform(contracts: Iterable[int], outages: Iterable[str], day: date) -> dict[tuple[int, str], int]:
    """(contract, how an outage is named) -> the share of the platform that it hit, in per cent, where supervisor and
    authority have said so. One query."""
    rows = RegisterEntry.objects.filter(
        contract__in=set(contracts), register=Impacts.code, subject__in={one for one in outages if one}
    )
    return {(one.contract_id, one.subject): one.values[Impacts.share.name] for one in in_force(rows, day)}


def values(entry: RegisterEntry) -> dict[str, Any]:
    """What an entry says, by the fields of its register; nothing of a register that this release does not have."""
    register = REGISTERS.get(entry.register)
    return revive_all(register.asks, entry.values) if register else {}


def flags(entry: RegisterEntry, said: Mapping[str, Any], today: date) -> list[tuple[str, bool]]:
    """(what is to be remarked, whether it names a fault) of an entry. `said`: its `values`."""
    register = REGISTERS.get(entry.register)
    return [(one.words, one.grave) for one in register.flagged(said, today)] if register else []


def replaced_by(entries: Iterable[RegisterEntry]) -> dict[int, RegisterEntry]:
    """Entry -> the correction of it that counts or waits. One query."""
    rows = RegisterEntry.objects.filter(replaces__in=[one.pk for one in entries], state__in=(CONFIRMED, "waiting"))
    return {one.replaces_id: one for one in rows if one.replaces_id is not None}


def asked_of(contracts: Iterable[Contract | int]) -> dict[int, tuple[str, ...]]:
    """Contract -> the sorts of certificates that it asks for. One query."""
    rows = Interpretation.objects.filter(contract__in=list(contracts), key=ASKED_BY.key)
    return {one.contract_id: ASKED.get(str(one.value), ()) for one in rows}


def good_until(entries: Iterable[RegisterEntry], today: date) -> dict[tuple[int, str], date]:
    """Contract and sort of certificate -> the farthest last day of those, among entries in force, that are still
    good."""
    found: dict[tuple[int, str], date] = {}
    for one in entries:
        if one.ends is not None and one.ends >= today:
            place = one.contract_id, one.values[SORT.name]
            found[place] = max(one.ends, found.get(place, one.ends))
    return found


def missing_certificates(contracts: Iterable[int], today: date) -> list[tuple[int, str]]:
    """Contract and sort of each certificate that a contract in its term asks for and the register does not have, or
    not any more. Two queries."""
    asked = asked_of(contracts)
    rows = RegisterEntry.objects.filter(contract__in=list(asked), register=Certificates.code)
    good = good_until(in_force(rows, today), today)
    return [(pk, sort) for pk, sorts in asked.items() for sort in sorts if (pk, sort) not in good]
