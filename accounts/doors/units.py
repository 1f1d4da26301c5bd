"""Units, by the system administrator. Those of a contract come with its file; the others, the operator first, here."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.doors import log
from accounts.doors.hands import Hand, Power
from accounts.models import Organization, OrganizationKind
from texts import tidy

#: Of a bare installation: who runs the service itself.
OPERATOR = OrganizationKind.OPERATOR


@transaction.atomic
def add(by: Hand, code: str, name: str, *, short_name: str = "", kind: str = OPERATOR) -> Organization:
    """A new unit. Its code and its sort stay as they are. Raises ValidationError, by field; PermissionDenied."""
    by.require(Power.ADD_UNIT)
    code, name, short_name = tidy.code(code), tidy.line(name), tidy.line(short_name)
    if (other := of_code(code)) is not None:
        raise ValidationError({"code": reads_like(other)})
    unit = Organization(code=code, name=name, short_name=short_name, kind=kind)
    unit.full_clean()
    unit.save()
    log.write(by, Power.ADD_UNIT, rows=(unit,), unit=unit.code, new=face(unit) | {"kind": unit.kind})
    return unit


@transaction.atomic
def edit(by: Hand, unit: Organization, *, name: str, short_name: str, seen: Mapping[str, str] | None = None) -> bool:
    """What people read of it. seen: its `face` as whoever changes it read it. False: nothing differs. Raises
    ChangedMeanwhileError; ValidationError, by field; PermissionDenied."""
    by.require(Power.EDIT_UNIT)
    row = Organization.objects.select_for_update().get(pk=unit.pk)
    before = face(row)
    log.refuse_stale(seen, before)
    row.name, row.short_name = tidy.line(name), tidy.line(short_name)
    row.full_clean()
    old, new = log.changes(before, face(row))
    if new:
        row.save(update_fields=["name", "short_name"])
        log.write(by, Power.EDIT_UNIT, rows=(row,), unit=row.code, old=old, new=new)
    return bool(new)


def face(unit: Organization) -> dict[str, str]:
    return {"name": unit.name, "short_name": unit.short_name}


def of_code(code: str) -> Organization | None:
    """The unit of this code, without regard to case."""
    return of_codes([code]).get(code)


def of_codes(codes: Iterable[str]) -> dict[str, Organization]:
    """Code as it was asked -> its unit, without regard to case. Where old codes differ by case alone, the one that is
    written so. One query."""
    asked = set(codes)
    known = Organization.objects.annotate(low=Lower("code")).filter(low__in={one.lower() for one in asked})
    exact: dict[str, Organization] = {}
    alike: dict[str, Organization] = {}
    for unit in known.order_by("-twin", "-id"):
        exact[unit.code] = alike[unit.code.lower()] = unit
    found = ((one, exact.get(one) or alike.get(one.lower())) for one in asked)
    return {one: unit for one, unit in found if unit is not None}


def reads_like(other: Organization) -> str:
    """What is said of a code that a unit has, or one that differs by case alone."""
    said = _("There is a unit with the code “%(code)s” already (%(name)s): upper and lower case make no difference.")
    return said % {"code": other.code, "name": other.name}


def unknown(code: str) -> ValidationError:
    """What is said of a code that no unit has."""
    message = _("There is no unit “%(unit)s”. Units come with the contracts that are loaded, or by create_unit.")
    return ValidationError(message, params={"unit": code})
