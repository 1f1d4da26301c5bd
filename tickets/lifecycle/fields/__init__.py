"""What a kind asks for: one object a field, which says its label, bounds, example, hint and since when.

A field gives the `django.forms` field that page and REST both clean with, its JSON Schema, and how its value is
stored. Values are Python's own: str, int, Decimal, date, aware datetime, bool, list of rows.
"""

from tickets.lifecycle.fields.dated import Dated, Day, Instant
from tickets.lifecycle.fields.field import (
    SENTENCE,
    Example,
    Field,
    Manner,
    Sample,
    in_service,
    in_term,
    last_day_of_term,
    right_now,
    today,
)
from tickets.lifecycle.fields.form import Errors, clean_all, not_asked, out_of_bounds, revive_all, schema, store_all
from tickets.lifecycle.fields.plain import (
    LONG,
    MAX_INT,
    SHORT,
    USERNAME,
    Choice,
    Confirmed,
    LongText,
    Money,
    Number,
    Offered,
    Person,
    Secret,
    Text,
    YesNo,
)

__all__ = [
    "LONG",
    "MAX_INT",
    "SENTENCE",
    "SHORT",
    "USERNAME",
    "Choice",
    "Confirmed",
    "Dated",
    "Day",
    "Errors",
    "Example",
    "Field",
    "Instant",
    "LongText",
    "Manner",
    "Money",
    "Number",
    "Offered",
    "Person",
    "Sample",
    "Secret",
    "Text",
    "YesNo",
    "clean_all",
    "in_service",
    "in_term",
    "last_day_of_term",
    "not_asked",
    "out_of_bounds",
    "revive_all",
    "right_now",
    "schema",
    "store_all",
    "today",
]
