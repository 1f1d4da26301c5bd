"""Roles, by the security administrator: granted in a unit whose sort fits, and taken, one at a time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import roles
from accounts.doors import log
from accounts.doors.hands import Hand, Power, refuse_last
from accounts.models import Membership, Organization, User


@transaction.atomic
def grant(by: Hand, person: User, unit: Organization, role: str) -> Membership:
    """授予. The person is locked, so that two roles given at once see one another. Raises ValidationError where the
    account is disabled, or the role is unknown, held already, not of this sort of unit, or clashes with an
    administrator's; PermissionDenied."""
    by.require(Power.GRANT, person)
    if not User.objects.select_for_update().get(pk=person.pk).is_active:
        raise ValidationError(_("The account “%(name)s” is disabled."), params={"name": person.username})
    if Membership.objects.filter(user=person, organization=unit, role=role).exists():
        said = _("%(name)s holds this role in %(unit)s already.") % {"name": person, "unit": unit}
        raise ValidationError({"role": said})
    place = Membership(user=person, organization=unit, role=role)
    place.full_clean()
    place.save()
    log.write(by, Power.GRANT, whom=person, rows=(place,), new={"role": role, "unit": unit.code}, tells=(person,))
    return place


def of_two_sides(places: Iterable[Membership]) -> set[int]:
    """Ids of those who hold roles of two sides that check one another, by these places of theirs: granted before that
    was refused, and to be taken by the security administrator. No query."""
    held: defaultdict[int, set[str]] = defaultdict(set)
    for one in places:
        held[one.user_id].add(one.role)
    return {user for user, mine in held.items() if not mine.isdisjoint(roles.opposed_to(mine))}


@transaction.atomic
def take(by: Hand, place: Membership) -> None:
    """收回. Raises ValidationError where the last administrator of its sort would go; PermissionDenied."""
    person = place.user
    by.require(Power.TAKE, person)
    if person.is_active:
        refuse_last(person)
    old = {"role": place.role, "unit": place.organization.code}
    log.write(by, Power.TAKE, whom=person, dropped=(place,), old=old, tells=(person,))
    place.delete()


@transaction.atomic
def review(by: Hand, *, people: int, roles: int, digest: str) -> datetime:
    """The review of rights as it was signed: how many people and roles stood in the list, and its digest, by which a
    printed copy is told from another. Raises PermissionDenied."""
    by.require(Power.REVIEW)
    log.write(by, Power.REVIEW, people=people, roles=roles, digest=digest)
    return by.now
