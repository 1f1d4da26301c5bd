"""用户: everybody who has an account, for the system and the security administrator."""

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from accounts import lock, mailboxes
from accounts.doors.hands import Power
from accounts.models import Membership, Organization, User
from accounts.roles import SECURITY_ADMIN, SYSTEM_ADMIN
from texts import tidy
from tickets.pages.manage.room import FilterForm, console, hand, part, query
from tickets.pages.parts.asked import asks
from tickets.pages.parts.visit import Visit

ACTIVE, DISABLED, WITHOUT_ROLE, DORMANT = "active", "disabled", "without_role", "dormant"
NEVER, NO_MAIL = "never", "no_mail"
STATES: Final = {
    "": gettext_lazy("Everybody"),
    ACTIVE: pgettext_lazy("account", "In use"),
    DISABLED: gettext_lazy("Disabled"),
    WITHOUT_ROLE: gettext_lazy("Without a role"),
    DORMANT: gettext_lazy("Dormant"),
    NEVER: gettext_lazy("Never signed in"),
    NO_MAIL: gettext_lazy("Reached by no mail"),
}


class PeopleFilters(FilterForm):
    q = forms.CharField(label=gettext_lazy("Account name, name or telephone"), required=False, max_length=60)
    unit = forms.ModelChoiceField(
        Organization.objects.order_by("kind", "name"),
        label=gettext_lazy("Unit"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All units"),
    )
    state = forms.ChoiceField(label=gettext_lazy("State of the account"), choices=list(STATES.items()), required=False)


@require_GET
@console(SYSTEM_ADMIN, SECURITY_ADMIN)
@asks(*PeopleFilters.base_fields, "page")
def people(request: HttpRequest, here: Visit) -> HttpResponse:
    filters = PeopleFilters(request.GET)
    rows = found(filters.cleaned_data, here.now) if filters.is_valid() else User.objects.none()
    shown = part(request, rows)
    locked = {one.name_digest: one.opens for one in lock.standing(here.now) if one.name_digest}
    with_lock = [(one, locked.get(lock.digest(one.username))) for one in shown]
    may_add = hand(request, here).may(Power.ADD_PERSON)
    context = {"filters": filters, "shown": shown, "rows": with_lock, "query": query(request), "may_add": may_add}
    return render(request, "tickets/manage/people.html", context)


def found(asked: dict[str, Any], now: datetime) -> QuerySet[User]:
    """The people that the filters leave, in the order of their names to sign in with."""
    rows = User.objects.select_related("unit").prefetch_related("memberships__organization").order_by("username")
    if typed := tidy.line(asked.get("q") or ""):
        rows = rows.filter(Q(username__icontains=typed) | Q(name__icontains=typed) | Q(phone__icontains=typed))
    if unit := asked.get("unit"):
        rows = rows.filter(Q(unit=unit) | Exists(Membership.objects.filter(user=OuterRef("pk"), organization=unit)))
    return rows.filter(in_state(asked.get("state") or "", now))


def in_state(state: str, now: datetime) -> Q:
    """dormant: in use, and not signed in for so many days as the setting DORMANT_DAYS says."""
    since = now - timedelta(days=settings.DORMANT_DAYS)
    dormant = Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since)
    chosen: dict[str, Q] = {
        ACTIVE: Q(is_active=True),
        DISABLED: Q(is_active=False),
        WITHOUT_ROLE: Q(~Exists(Membership.objects.filter(user=OuterRef("pk"))), is_active=True),
        DORMANT: Q(is_active=True) & dormant,
        NEVER: Q(is_active=True, last_login=None),
        NO_MAIL: Q(pk__in=mailboxes.unreached().values("pk")),
    }
    return chosen.get(state, Q())
