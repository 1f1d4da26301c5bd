"""The accounts of the demo."""

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Membership


def people() -> QuerySet[Membership]:
    """The demo accounts, by the one role that each holds; none outside demo mode."""
    if not settings.DEMO:
        return Membership.objects.none()
    held = Membership.objects.filter(user__demo=True, user__is_active=True)
    return held.select_related("user", "organization").order_by("user_id")
