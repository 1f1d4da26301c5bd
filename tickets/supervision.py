"""督办单 as people look for them: all that they see, and what waits for them."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from accounts.roles import AUTHORITY_OFFICER, PARTY, SUPERVISOR_AUDITOR
from tickets.models import SupervisionOrder, Ticket
from tickets.models.supervision import AWAITED, REPLIED
from tickets.queries import LEADS, RoleHeld


def seen(tickets: QuerySet[Ticket]) -> QuerySet[SupervisionOrder]:
    """All on those tickets: the open ones first, by grade; the newest first among equals."""
    rows = SupervisionOrder.objects.filter(ticket__in=tickets)
    return rows.select_related("ticket", "issued_by", "issued_unit").order_by("rank", "-id")


def waiting(roles: Iterable[RoleHeld]) -> QuerySet[SupervisionOrder]:
    """Those that wait for one of the `roles`: for the lead to reply, or for whoever issued it to judge the reply; the
    gravest first. They are issued on work orders that all sides see."""
    mine = Q(pk__in=[])
    for held in sorted(set(roles), key=repr):
        if held.role in LEADS:
            mine |= Q(state=AWAITED, party=PARTY[held.role]) & _within(held)
        elif held.role in (AUTHORITY_OFFICER, SUPERVISOR_AUDITOR):
            mine |= Q(state=REPLIED, issued_unit=held.unit) & _within(held)
    return SupervisionOrder.objects.filter(mine, ended_at__isnull=True).order_by("rank", "reply_by", "id")


def may_wait(roles: Collection[str]) -> bool:
    """Whether any can wait for these roles at all. Where none can, no database is asked."""
    return not {*LEADS, AUTHORITY_OFFICER, SUPERVISOR_AUDITOR}.isdisjoint(roles)


def _within(held: RoleHeld) -> Q:
    place = Q(**{f"ticket__contract__{PARTY[held.role]}": held.unit})
    return place & Q(ticket__kind__in=held.kinds) if held.kinds else place
