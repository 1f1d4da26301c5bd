from django import template
from django.conf import settings

from accounts import roles
from accounts.models import Membership

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[dict[str, object]]:
    """Username, unit and role of every demo account, one line each; nothing outside demo mode."""
    if not settings.DEMO:
        return []
    places = Membership.objects.filter(user__demo=True, user__is_active=True)
    lines: dict[str, dict[str, object]] = {}
    for place in places.select_related("user", "organization"):
        lines.setdefault(
            place.user.username,
            {"username": place.user.username, "unit": place.organization, "role": roles.LABELS[place.role]},
        )
    return list(lines.values())


@register.simple_tag
def demo_password() -> str:
    return settings.DEMO_PASSWORD if settings.DEMO else ""
