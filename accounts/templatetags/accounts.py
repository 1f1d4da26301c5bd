from typing import Any

from django import template
from django.conf import settings

from accounts import demo, mailboxes

register = template.Library()
register.simple_tag(demo.people, name="demo_accounts")
register.simple_tag(mailboxes.address, name="mail_of")


@register.simple_tag
def sign_in_help() -> dict[str, Any]:
    """Whom to call, and whether a forgotten password can be set anew by mail."""
    return {"contact": settings.SUPPORT_CONTACT, "mail": settings.DEFAULT_FROM_EMAIL != settings.NO_SENDER}


@register.simple_tag
def demo_password() -> str:
    return settings.DEMO_PASSWORD if settings.DEMO else ""
