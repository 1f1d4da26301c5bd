"""What a kind asks for: one object a field, which says its label, bounds, example, hint and since when.

A field gives the `django.forms` field that page and REST both clean with, its JSON Schema, and how its value is
stored. Values are Python's own: str, int, Decimal, date, aware datetime, bool, list of rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final, Generic, Self, TypedDict, TypeVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE
from tickets.lifecycle import form_fields
from tickets.lifecycle.form_fields import MAX_NAME, MAX_ROWS
from tickets.lifecycle.named import Named

T_co = TypeVar("T_co", covariant=True)

SHORT: Final = 200  # characters
LONG: Final = 5_000
USERNAME: Final = 150
MAX_INT: Final = 1_000_000_000

#: Field name -> sentences that say what is wrong with it.
Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """When and under which term an example shall be valid."""

    now: datetime
    starts: date
    ends: date

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()


Example = Callable[[Sample], Any]
#: A text that says nothing in particular.
SENTENCE: Final = _("As described in the attached documents.")


def today(days: int = 0) -> Example:
    """The day of the sample, or so many days after it."""
    return lambda sample: sample.today + timedelta(days=days)


def right_now(hours: int = 0) -> Example:
    """The instant of the sample, to the second, or so many hours after it."""
    return lambda sample: (sample.now + timedelta(hours=hours)).astimezone(ZONE).replace(microsecond=0)


def last_day_of_term(sample: Sample) -> date:
    return sample.ends


class Manner(TypedDict, total=False):
    """In what a field may differ from one place where it is asked for to another."""

    example: Any
    hint: str
    needed: str
    since: int


@dataclass(eq=False)
class Field(Named, Generic[T_co]):
    """One thing that is asked for.

    english: the label; its Chinese stands in the catalogue under the context "field".
    example: a value, or a function of a `Sample`; None where leaving the field out is the fitting answer.
    hint: how to fill it in. needed: when it must be filled in although it is not required as such. Both English,
    as in the catalogue. since: the edition of the form that first asked for it.
    """

    type: ClassVar[str]
    #: The control that a page shows.
    widget: ClassVar[str] = "line"
    json_type: ClassVar[str] = "string"
    standing_hint: ClassVar[str] = ""

    english: str
    _: KW_ONLY
    example: Any
    required: bool = True
    hint: str = ""
    needed: str = ""
    since: int = 1
    name: str = ""
    context: str = "field"

    def changed(self, **manner: Unpack[Manner]) -> Self:
        """The same field, asked for in another manner here."""
        return replace(self, **manner)

    def optional(self, **manner: Unpack[Manner]) -> Self:
        return replace(self, required=False, **manner)

    @property
    def label(self) -> Promise:
        return pgettext_lazy(self.context, self.english)

    @property
    def choices(self) -> dict[str, Promise]:
        """Code -> words, where one of several is to be chosen."""
        return {}

    @property
    def english_hint(self) -> str:
        return self.hint or self.standing_hint

    @property
    def advice(self) -> str:
        """The hint in the reader's language."""
        return gettext(self.english_hint) if self.english_hint else ""

    @property
    def needed_when(self) -> str:
        return pgettext("when needed", self.needed) if self.needed else ""

    def form_field(self) -> forms.Field:
        raise NotImplementedError  # pragma: no cover

    def clean(self, raw: object) -> T_co | None:
        """The value of what was handed in, None if it was left empty. Raises ValidationError."""
        value: T_co = self.form_field().clean(raw)
        return None if value in (None, "", []) else value

    def store(self, value: Any) -> Any:
        """As JSON holds it. One value has one writing, so that digests of it can be compared."""
        return value

    def revive(self, stored: Any) -> T_co:
        """The value behind what `store` wrote; its limits may have changed since."""
        value: T_co = stored
        return value

    def example_at(self, sample: Sample) -> Any:
        """A value as JSON that is valid at the sample's instant."""
        example = self.example(sample) if callable(self.example) else self.example
        if example is SENTENCE:
            return gettext(SENTENCE)
        return None if example is None else self.store(example)

    def schema(self, sample: Sample) -> dict[str, Any]:
        """JSON Schema (2020-12) of one property."""
        return {
            "type": self.json_type if self.required else [self.json_type, "null"],
            "title": str(self.label),
            "examples": [self.example_at(sample)],
            **self.bounds(),
        }

    def bounds(self) -> dict[str, Any]:
        """What JSON Schema says of the value beyond its type."""
        return {}


@dataclass(eq=False)
class Text(Field[str]):
    """One line."""

    type = "text"
    max_length: ClassVar[int] = SHORT

    def form_field(self) -> forms.Field:
        return form_fields.LineFormField(max_length=self.max_length, required=self.required)

    def bounds(self) -> dict[str, Any]:
        return {"maxLength": self.max_length}


@dataclass(eq=False)
class LongText(Text):
    """Several lines."""

    widget = "text"
    max_length = LONG

    def form_field(self) -> forms.Field:
        return form_fields.ParagraphsFormField(max_length=self.max_length, required=self.required)


@dataclass(eq=False)
class Person(Text):
    """The username of somebody who can take the ticket over."""

    type = "user"
    widget = "select"
    max_length = USERNAME


@dataclass(eq=False)
class Number(Field[int]):
    """A whole number from `least` to `most`."""

    type = "int"
    widget = "number"
    json_type = "integer"

    _: KW_ONLY
    least: int = 0
    most: int = MAX_INT

    def form_field(self) -> forms.Field:
        return form_fields.WholeFormField(least=self.least, most=self.most, required=self.required)

    def bounds(self) -> dict[str, Any]:
        return {"minimum": self.least, "maximum": self.most}


@dataclass(eq=False)
class Money(Field[Decimal]):
    type = "money"
    standing_hint = _("In yuan, at most two decimal places")

    def form_field(self) -> forms.Field:
        return form_fields.AmountFormField(required=self.required)

    def store(self, value: Any) -> str:
        return str(value)

    def revive(self, stored: Any) -> Decimal:
        return Decimal(stored)

    def bounds(self) -> dict[str, Any]:
        return {"pattern": r"^\d{1,12}(\.\d{1,2})?$"}


@dataclass(eq=False)
class Day(Field[date]):
    type = "date"
    widget = "date"

    def form_field(self) -> forms.Field:
        return form_fields.DayFormField(required=self.required)

    def store(self, value: Any) -> str:
        day: date = value
        return day.isoformat()

    def revive(self, stored: Any) -> date:
        return date.fromisoformat(stored)

    def bounds(self) -> dict[str, Any]:
        return {"format": "date"}


@dataclass(eq=False)
class Instant(Field[datetime]):
    type = "time"
    widget = "time"
    standing_hint = _("Beijing time")

    def form_field(self) -> forms.Field:
        return form_fields.InstantFormField(required=self.required)

    def store(self, value: Any) -> str:
        instant: datetime = value
        return instant.astimezone(ZONE).isoformat()

    def revive(self, stored: Any) -> datetime:
        return datetime.fromisoformat(stored).astimezone(ZONE)

    def bounds(self) -> dict[str, Any]:
        return {"format": "date-time"}


@dataclass(eq=False)
class YesNo(Field[bool]):
    type = "bool"
    widget = "tiles"
    json_type = "boolean"

    def form_field(self) -> forms.Field:
        return form_fields.YesNoFormField(required=self.required)


@dataclass(eq=False)
class Confirmed(YesNo):
    """A statement that must hold."""

    type = "true"
    widget = "tick"

    def form_field(self) -> forms.Field:
        return form_fields.ConfirmedFormField(required=self.required)

    def bounds(self) -> dict[str, Any]:
        return {"const": True} if self.required else {"enum": [True, None]}


@dataclass(eq=False)
class Choice(Field[str]):
    """One of `options`: code -> English words, whose Chinese stands in the catalogue under the context `words`."""

    type = "enum"
    widget = "tiles"

    options: Mapping[str, str]
    _: KW_ONLY
    words: str = "choice"

    @property
    def choices(self) -> dict[str, Promise]:
        return {code: pgettext_lazy(self.words, english) for code, english in self.options.items()}

    def form_field(self) -> forms.Field:
        return form_fields.OneOfFormField(choices=tuple(self.choices.items()), required=self.required)

    def bounds(self) -> dict[str, Any]:
        offered = [{"const": code, "title": str(words)} for code, words in self.choices.items()]
        return {"oneOf": offered if self.required else [*offered, {"type": "null"}]}


@dataclass(eq=False)
class Table(Field[list[dict[str, Any]]]):
    """Rows of named cells; `columns` are fields of their own."""

    type = "rows"
    widget = "rows"
    json_type = "array"
    standing_hint = _("Leave rows empty that you do not need.")

    columns: tuple[Field[Any], ...]

    def __post_init__(self) -> None:
        self.columns = tuple(replace(column, context="column") for column in self.columns)

    def form_field(self) -> forms.Field:
        columns = {column.name: (column.label, column.form_field()) for column in self.columns}
        return form_fields.RowsFormField(columns=columns, required=self.required)

    def store(self, value: Any) -> list[dict[str, Any]]:
        return [store_all(self.columns, row) for row in value]

    def revive(self, stored: Any) -> list[dict[str, Any]]:
        return [revive_all(self.columns, row) for row in stored]

    def schema(self, sample: Sample) -> dict[str, Any]:
        return super().schema(sample) | {"items": schema(self.columns, sample)}

    def bounds(self) -> dict[str, Any]:
        return {"maxItems": MAX_ROWS}


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
        errors[str(name)[:MAX_NAME]] = [gettext(_("There is no such field here."))]
    for name, field in declared.items():
        try:
            value = field.clean(raw.get(name))
        except ValidationError as refused:
            errors[name] = refused.messages
        else:
            if value is not None:
                values[name] = value
    return values, errors


def store_all(asked: Iterable[Field[Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values as JSON holds them."""
    return {field.name: field.store(values[field.name]) for field in asked if field.name in values}


def revive_all(declared: Iterable[Field[Any]], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stored form; names that are not declared any more are left out."""
    return {
        field.name: field.revive(stored[field.name])
        for field in declared
        if stored.get(field.name) is not None
    }
