"""The title of an order for which nobody wrote one: of its system, else of what it is about."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from tickets.actions.open import TITLE_LIMIT
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import Field
from tickets.lifecycle.kinds.change import Change
from tickets.lifecycle.kinds.change.questions import TYPE
from tickets.lifecycle.kinds.incident import Incident
from tickets.models import SavedForm
from tickets.pages.parts import wording

#: So much of what somebody wrote stands in a title: of what is wrong, of what another order is about.
TITLE_OF_FAULT, TITLE_OF_SUBJECT = 60, 40


def proposed_title(form: SavedForm) -> str:
    """Of system and kind, of a change its type too; of a fault what is wrong. Where no system is named, of kind and
    subject: that no system is concerned says nothing."""
    what = _short(form.said(Incident.description), TITLE_OF_FAULT) if form.kind == Incident.kind else ""
    sort = TYPE.choices.get(str(form.said(TYPE)), "") if form.kind == Change.kind else ""
    short = what or wording.remark(wording.kind(form.kind), sort)
    if form.system is not None:
        return wording.pair(form.system, short)[:TITLE_LIMIT]
    about = " ".join(_subject(form))
    return (wording.pair(wording.kind(form.kind), about) if about else short)[:TITLE_LIMIT]


def _subject(form: SavedForm) -> Iterator[str]:
    opening = KINDS[form.kind].opening
    for one in opening.titled or opening.asks[:1]:
        words = _short(_in_words(one, form.said(one)), TITLE_OF_SUBJECT)
        if words:
            yield words


def _in_words(field: Field[Any], typed: object) -> str:
    """What was typed as it will read; "" for what cannot be taken, which the form says itself."""
    try:
        value = field.clean(typed)
    except ValidationError:
        return ""
    if value is None:
        return ""
    words = field.in_words(value, {})
    return f"{field.label} {words}" if words.isdecimal() else words


def _short(words: object, most: int) -> str:
    return " ".join(str(words or "").split())[:most]
