"""What account and register say of an applicant and of who built the system: nobody types it, the order keeps it."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Membership, Organization, User
from accounts.roles import VENDOR
from tickets.lifecycle.applicant import APPLICANT, APPLICANT_PHONE, BUILDER, BUILDER_CONTACT
from tickets.lifecycle.kind import Kind
from tickets.models import System


def known(system: System | None, applicant: User) -> dict[str, str]:
    """Of the fields `APPLICANT` those whose answer is known, in their order."""
    builder = system.vendor if system is not None else None
    found = {
        APPLICANT_PHONE.name: applicant.phone,
        BUILDER.name: builder.name if builder is not None else "",
        BUILDER_CONTACT.name: _contact(builder) if builder is not None else "",
    }
    return {name: said for name, said in found.items() if said}


def _contact(builder: Organization) -> str:
    """Name and telephone of whoever joined first for the builder; "" where nobody has a telephone here."""
    seats = Membership.objects.filter(organization=builder, role=VENDOR, user__is_active=True).exclude(user__phone="")
    first = seats.select_related("user").order_by("id").first()
    return f"{first.user} {first.user.phone}" if first is not None else ""


def needless(system: System | None, applicant: User) -> frozenset[str]:
    """The names of those that need not be asked: who can be reached is asked only with who built it, and that not while
    no system is chosen."""
    there = known(system, applicant).keys()
    return frozenset({*there, BUILDER.name, BUILDER_CONTACT.name} if system is None or BUILDER.name in there else there)


def filled_in(
    kind: type[Kind], system: System | None, applicant: User, fields: Mapping[str, object]
) -> Mapping[str, object]:
    """The fields of a new order with what is known, where nothing was typed."""
    asked = {one.name for one in kind.opening.asks} & {one.name for one in APPLICANT}
    if not asked:
        return fields
    there: dict[str, Any] = {name: said for name, said in known(system, applicant).items() if name in asked}
    return there | {name: said for name, said in fields.items() if name not in there or said not in (None, "")}
