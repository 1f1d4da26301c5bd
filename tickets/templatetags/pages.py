"""What every template may ask for: an icon, the version, and what stands around the page."""

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString

from tickets.pages.icons import icon as drawn
from tickets.pages.shell import Shell, plain_shell, shell

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    return drawn(name)


@register.simple_tag
def version() -> str:
    return str(settings.VERSION)


@register.simple_tag(takes_context=True)
def page_shell(context: Context) -> Shell:
    """Menu and counts; without a request (the page of a failed server) only what needs no database."""
    request = context.get("request")
    return shell(request) if request is not None else plain_shell()


@register.simple_tag(takes_context=True)
def bare_shell(context: Context) -> Shell:
    """Text size and demo mark alone, without a single query: for sign-in and error pages."""
    return plain_shell(context.get("request"))
