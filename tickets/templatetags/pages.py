"""What every template may ask for: icons, lamps, words, the version, and what stands around the page."""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.attachments import types
from tickets.datelaw import explain
from tickets.models import Attachment
from tickets.pages.contracts import view as contract_pages
from tickets.pages.parts import lamps, moments, rows, supervised, wording
from tickets.pages.parts.icons import icon
from tickets.pages.parts.shell import plain_shell, shell
from tickets.pages.parts.visit import visit

FILTERS: dict[str, Callable[..., Any]] = {
    "article": wording.article,
    "basis": wording.basis,
    "clause_title": wording.clause_title,
    "day": explain.day,
    "degree": wording.degree,
    "due_full": moments.due_full,
    "due_short": moments.due_short,
    "due_words": moments.due_words,
    "exact": moments.exact,
    "fixed_reading": wording.fixed_reading,
    "full": moments.full,
    "grade": supervised.grade,
    "grade_mark": supervised.mark,
    "grade_tag": supervised.tag,
    "grouped": wording.grouped,
    "kind": wording.kind,
    "lamp": lamps.of,
    "lamp_colour": lamps.colour,
    "limit_words": contract_pages.limit_words,
    "listed": wording.listed,
    "listed_sentences": wording.listed_sentences,
    "party": wording.side,
    "pause_reason": wording.pause_reason,
    "pause_reasons": wording.pause_reasons,
    "person": wording.person,
    "size": wording.size,
    "slot_label": wording.slot,
    "supervision_deed": supervised.deed,
    "supervision_state": supervised.state,
    "term_act": contract_pages.term_act,
    "term_basis": contract_pages.term_basis,
    "term_words": contract_pages.term_words,
    "ticket_lamp": rows.ticket_lamp,
    "to_check": rows.to_check,
    "worst": lamps.worst,
}

register = template.Library()
register.simple_tag(icon)
for name, filtered in FILTERS.items():
    register.filter(name, filtered)


@register.simple_tag
def colon() -> str:
    """Between a label and its words, as the reader's language writes it; `wording.pair` where both are at hand."""
    return _(": ")


@register.simple_tag
def version() -> str:
    return str(settings.VERSION)


@register.simple_tag(takes_context=True)
def page_shell(context: Context) -> dict[str, Any]:
    """Menu and counts."""
    return shell(context["request"])


@register.simple_tag(takes_context=True)
def bare_shell(context: Context) -> dict[str, Any]:
    """Text size and demo mark alone, without a single query: for sign-in and error pages."""
    return plain_shell(context.get("request"))


@register.simple_tag(takes_context=True)
def administers(context: Context) -> bool:
    """Whether an error page is read by one of the three administrators, who have no rooms of orders to go to."""
    request = context.get("request")
    if request is None or not isinstance(getattr(request, "user", None), User):
        return False
    return visit(request).standing.administers


@register.simple_tag
def file_types() -> str:
    """What a file control offers."""
    return types.ACCEPT


@register.simple_tag
def files_taken() -> str:
    return types.told()


@register.filter
def gathered(found: Iterable[Any]) -> list[Any]:
    """What is found one by one, to be counted before it is shown."""
    return list(found)


@register.filter
def can_be_shown(file: Attachment) -> bool:
    """In the browser, by what it was found to be when it was handed in."""
    return file.content_type in types.SHOWN
