"""All that one step or opening asks for, taken together."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tickets.lifecycle.fields.dated import Instant
from tickets.lifecycle.fields.field import Field, Sample
from tickets.lifecycle.form_fields import MAX_NAME

if TYPE_CHECKING:
    from tickets.lifecycle.scene import Scene

#: Field name -> sentences that say what is wrong with it.
Errors = dict[str, list[str]]

UNKNOWN: Final = _("There is no such field here.")
#: What takes effect by being entered has no other time.
INSTANT: Final = "happened_at"
AT_ENTRY: Final = _("This act counts from the moment it is entered.")


def not_asked(name: str) -> str:
    """Why what is typed under this name is not taken: nothing here asks for it."""
    return gettext(AT_ENTRY if name == INSTANT else UNKNOWN)


def schema(asked: Iterable[Field[Any]], sample: Sample) -> dict[str, Any]:
    """JSON Schema (2020-12) of what a step or an opening asks for; its examples are valid together."""
    asked = tuple(asked)
    return {
        "type": "object",
        "properties": {field.name: field.schema(sample) for field in asked},
        "required": [field.name for field in asked if field.required],
        "additionalProperties": False,
    }


def clean_all(asked: Iterable[Field[Any]], raw: Mapping[str, object]) -> tuple[dict[str, Any], Errors]:
    """The values of the fields that were filled in, and the sentences about those that cannot be taken."""
    values: dict[str, Any] = {}
    errors: Errors = {}
    declared = {field.name: field for field in asked}
    for name in raw.keys() - declared.keys():
        errors[str(name)[:MAX_NAME]] = [not_asked(str(name))]
    for name, field in declared.items():
        try:
            value = field.clean(raw.get(name))
        except ValidationError as refused:
            errors[name] = refused.messages
        else:
            if value is not None:
                values[name] = value
    return values, errors


def caught_up(asked: Iterable[Field[Any]], values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The cleaned values, none of them minutes after `now` where it tells of what has happened."""
    instants = {field.name: field for field in asked if isinstance(field, Instant)}
    return {name: instants[name].caught_up(one, now) if name in instants else one for name, one in values.items()}


def store_all(asked: Iterable[Field[Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values as JSON holds them, secrets left out."""
    return {field.name: field.store(values[field.name]) for field in asked if field.kept and field.name in values}


def revive_all(declared: Iterable[Field[Any]], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stored form; names that are not declared any more are left out."""
    return {field.name: field.revive(stored[field.name]) for field in declared if stored.get(field.name) is not None}


def out_of_bounds(asked: Iterable[Field[Any]], scene: "Scene") -> Errors:
    """The sentences about the days and instants that lie where they may not; each names the bound and its value. What
    is measured by another answer that is amiss by itself may be right: there the other one is named alone."""
    fields = {field.name: field for field in asked}
    wrong = {name for name, field in fields.items() if field.amiss(scene.value(field), scene, fields)}
    found = {name: field.amiss(scene.value(field), scene, wrong) for name, field in fields.items()}
    return {name: sentences for name, sentences in found.items() if sentences}
