"""The administrators' lists of people, units and rights taken out: the rows of their pages, as they are narrowed."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.models import User
from accounts.roles import SECURITY_ADMIN, SYSTEM_ADMIN
from tickets.pages.manage import people_list, reviewing, units_pages
from tickets.pages.parts import wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit


def _roles(person: User) -> str:
    held = person.memberships.all()
    return wording.listed(wording.remark(one.role_label, one.organization) for one in held)


def _state(person: User) -> str:
    return pgettext("account", "In use") if person.is_active else _("Disabled")


NAME: Final = SheetColumn(pgettext_lazy("person", "Name"), 16, str)
PEOPLE_COLUMNS: Final = (
    SheetColumn(gettext_lazy("Account name"), 18, lambda row: row.username),
    NAME,
    SheetColumn(gettext_lazy("Unit"), 28, lambda row: row.unit.name if row.unit else ""),
    SheetColumn(gettext_lazy("Roles"), 40, _roles),
    SheetColumn(gettext_lazy("State of the account"), 10, _state),
    SheetColumn(gettext_lazy("Last sign-in"), 20, lambda row: row.last_login),
)
UNIT_COLUMNS: Final = (
    SheetColumn(gettext_lazy("Full name"), 36, lambda row: row.name),
    SheetColumn(gettext_lazy("Short name"), 18, lambda row: row.short_name),
    SheetColumn(gettext_lazy("Sort of unit"), 18, lambda row: row.kind_label),
    SheetColumn(pgettext_lazy("unit", "Code"), 24, lambda row: row.code),
    SheetColumn(gettext_lazy("People with roles"), 12, lambda row: row.held),
)
RIGHT_COLUMNS: Final = (
    SheetColumn(gettext_lazy("Unit"), 36, lambda row: row.organization.name),
    SheetColumn(gettext_lazy("Role"), 20, lambda row: row.role_label),
    SheetColumn(pgettext_lazy("person", "Name"), 16, lambda row: str(row.user)),
    SheetColumn(gettext_lazy("Account name"), 18, lambda row: row.user.username),
    SheetColumn(gettext_lazy("Last sign-in"), 20, lambda row: row.user.last_login),
)


def _narrowed(rows: QuerySet[Any], faults: Sequence[str] = (), said: Sequence[tuple[str, str]] = ()) -> NarrowedList:
    """In the order of `rows`, which stays within some of them, too."""

    def ids(most: int) -> list[int]:
        return list(rows.values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return rows.filter(pk__in=some)

    return NarrowedList(faults, said, ids, dressed)


def _people(here: Visit, query: QueryDict) -> NarrowedList:
    filters = people_list.PeopleFilters(query)
    if not filters.is_valid():
        return _narrowed(User.objects.none(), [str(one) for each in filters.errors.values() for one in each])
    return _narrowed(people_list.found(filters.cleaned_data, here.now), said=list(filters.said()))


def _units(_here: Visit, _query: QueryDict) -> NarrowedList:
    return _narrowed(units_pages.listed())


def _rights(_here: Visit, _query: QueryDict) -> NarrowedList:
    """The digest of the list stands above it, by which it is told from another."""
    held = reviewing.held()
    return _narrowed(held, said=[(_("Digest of this list"), reviewing.digest_of(list(held)))])


BOTH: Final = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN})
PEOPLE: Final = ExportedList("people", gettext_lazy("People"), "manage_people", PEOPLE_COLUMNS, _people, BOTH)
UNITS: Final = ExportedList(
    "units", gettext_lazy("Units"), "manage_units", UNIT_COLUMNS, _units, frozenset({SYSTEM_ADMIN})
)
RIGHTS: Final = ExportedList(
    "rights", gettext_lazy("Review of rights"), "manage_review", RIGHT_COLUMNS, _rights, frozenset({SECURITY_ADMIN})
)
