"""代办: one person acts in another's place, set by the security administrator or by the principal."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import roles
from accounts.doors import log
from accounts.doors.hands import Hand, Power
from accounts.models import Membership, Organization, Substitution, User
from texts import tidy

#: Whoever is away for longer hands over for good.
LONGEST: Final = timedelta(days=366)


@transaction.atomic
def set_up(
    by: Hand,
    principal: User,
    substitute: User,
    starts: datetime,
    ends: datetime,
    *,
    kinds: Iterable[str] = (),
    note: str = "",
) -> Substitution:
    """`substitute` acts for `principal` from `starts` until before `ends`, for `kinds` (none: all). Both are told.

    Raises ValidationError, by field, where they do not work in one unit, one of them is an administrator or not in
    use, they hold roles of sides that check one another, the span is none, over, too long, too far ahead or stands
    already, or the substitute is away then and the principal stands in; PermissionDenied."""
    by.require(Power.SUBSTITUTE, principal)
    list(User.objects.select_for_update().filter(pk__in=(principal.pk, substitute.pk)).order_by("pk"))
    row = Substitution(principal=principal, substitute=substitute, starts=max(starts, by.now), ends=ends)
    row.kinds, row.note = sorted(set(kinds)), tidy.line(note)
    if wrong := {**_wrong_people(row), **_wrong_span(row, by.now)}:
        raise ValidationError(wrong)
    row.full_clean()
    row.save()
    told = {"substitute": substitute.username, **_span(row), "kinds": row.kinds}
    log.write(by, Power.SUBSTITUTE, whom=principal, rows=(row,), new=told, tells=(principal, substitute))
    return row


def _wrong_people(row: Substitution) -> dict[str, str]:
    if row.principal.pk == row.substitute.pk:
        return {"substitute": _("Nobody stands in for themselves.")}
    for person, place in ((row.principal, "principal"), (row.substitute, "substitute")):
        if not person.is_active:
            return {place: _("The account “%(name)s” is disabled.") % {"name": person.username}}
        if Membership.objects.filter(user=person, role__in=roles.ADMINS).exists():
            return {place: _("An administrator handles no work orders, in nobody's place either.")}
    if not Membership.objects.filter(user=row.principal).exists():
        return {"principal": _("%(name)s holds no role in which somebody could stand in.") % {"name": row.principal}}
    if not units(row.principal).intersection(units(row.substitute)):
        said = _("%(substitute)s does not work in a unit of %(principal)s.")
        return {"substitute": said % {"substitute": row.substitute, "principal": row.principal}}
    return _opposed(row)


def _opposed(row: Substitution) -> dict[str, str]:
    """Whoever stands in acts with both people's roles: they must be such as one person may hold."""
    mine = Membership.objects.filter(user=row.principal).values_list("role", flat=True)
    theirs = Membership.objects.filter(user=row.substitute, role__in=roles.opposed_to(mine))
    if (one := theirs.select_related("organization").order_by("id").first()) is None:
        return {}
    said = _("%(name)s is %(held)s in %(unit)s: nobody acts for two sides that check one another.")
    return {"substitute": said % {"name": row.substitute, "held": one.role_label, "unit": one.organization}}


def units(person: User) -> set[int]:
    """Where the person works, and holds roles."""
    found = set(Organization.objects.filter(memberships__user=person).values_list("pk", flat=True))
    return found | ({person.unit_id} if person.unit_id else set())


def _wrong_span(row: Substitution, now: datetime) -> dict[str, str]:
    if row.ends <= row.starts:
        said = _("It must end after it starts.") if row.ends > now else _("This is over already.")
        return {"ends": said}
    if row.ends - row.starts > LONGEST:
        return {"ends": _("At most %(days)d days.") % {"days": LONGEST.days}}
    if row.starts - now > LONGEST:
        return {"starts": _("It begins more than %(days)d days from now: set it later.") % {"days": LONGEST.days}}
    within = Q(starts__lt=row.ends, ends__gt=row.starts)
    turned = Substitution.objects.filter(within, principal=row.substitute, substitute=row.principal).first()
    if turned is not None:
        said = _(
            "%(substitute)s is away within this time, and %(principal)s stands in: nobody would be there for both."
        )
        return {"substitute": said % {"substitute": row.substitute, "principal": row.principal}}
    if Substitution.objects.filter(within, principal=row.principal, substitute=row.substitute).exists():
        return {"starts": _("%(name)s stands in within this time already: end that first.") % {"name": row.substitute}}
    return {}


@transaction.atomic
def end(by: Hand, row: Substitution) -> None:
    """At once. What has not begun is dropped. Both are told. Raises ValidationError where it is over;
    PermissionDenied."""
    by.require(Power.END_SUBSTITUTE, row.principal)
    row = Substitution.objects.select_for_update().get(pk=row.pk)
    if row.ends <= by.now:
        raise ValidationError(_("This is over already."))
    old = {"substitute": row.substitute.username, **_span(row)}
    said: dict[str, Any] = {"whom": row.principal, "tells": (row.principal, row.substitute), "old": old}
    if row.starts >= by.now:
        log.write(by, Power.END_SUBSTITUTE, dropped=(row,), **said)
        row.delete()
        return
    row.ends = by.now
    row.save(update_fields=["ends"])
    log.write(by, Power.END_SUBSTITUTE, rows=(row,), new={"ends": row.ends.isoformat()}, **said)


def _span(row: Substitution) -> dict[str, str]:
    return {"starts": row.starts.isoformat(), "ends": row.ends.isoformat()}
