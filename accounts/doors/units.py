"""Units, by the system administrator. Those of a contract come with its file; the others, the operator first, here."""

from django.core.exceptions import ValidationError
from django.db import transaction
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
    unit = Organization(code=code, name=name, short_name=short_name, kind=kind)
    unit.full_clean()
    unit.save()
    log.write(by, Power.ADD_UNIT, rows=(unit,), unit=unit.code, new=_face(unit) | {"kind": unit.kind})
    return unit


@transaction.atomic
def edit(by: Hand, unit: Organization, *, name: str, short_name: str) -> bool:
    """What people read of it. False: nothing differs. Raises ValidationError, by field; PermissionDenied."""
    by.require(Power.EDIT_UNIT)
    row = Organization.objects.select_for_update().get(pk=unit.pk)
    before = _face(row)
    row.name, row.short_name = tidy.line(name), tidy.line(short_name)
    row.full_clean()
    old, new = log.changes(before, _face(row))
    if new:
        row.save(update_fields=["name", "short_name"])
        log.write(by, Power.EDIT_UNIT, rows=(row,), unit=row.code, old=old, new=new)
    return bool(new)


def _face(unit: Organization) -> dict[str, str]:
    return {"name": unit.name, "short_name": unit.short_name}


def of_code(code: str) -> Organization | None:
    return Organization.objects.filter(code=code).first()


def unknown(code: str) -> ValidationError:
    """What is said of a code that no unit has."""
    message = _("There is no unit “%(unit)s”. Units come with the contracts that are loaded, or by create_unit.")
    return ValidationError(message, params={"unit": code})
