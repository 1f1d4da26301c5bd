from django import template
from django.conf import settings

from accounts import people

register = template.Library()
register.simple_tag(people.demo, name="demo_accounts")


@register.simple_tag
def demo_password() -> str:
    return settings.DEMO_PASSWORD if settings.DEMO else ""
