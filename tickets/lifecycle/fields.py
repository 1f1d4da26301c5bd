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
from tickets.lifecycle.form_fields import MAX_NAME
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

    form_class: ClassVar[type[forms.Field]]
    type: ClassVar[str]
    json_type: ClassVar[str] = "string"
    standing_hint: ClassVar[str] = ""
    #: Whether its value is written into rows and audit.
    kept: ClassVar[bool] = True

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
        """What page and REST clean the value with; a page shows its widget."""
        return self.form_class(
            required=self.required,
            label=str(self.label),
            label_suffix=self.needed_when or None,
            help_text=self.advice,
            **self.limits(),
        )

    def limits(self) -> dict[str, Any]:
        """What the form's field must know beyond its words."""
        return {}

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        """The value as people read it. `names`: catalogue lines and people by code."""
        return str(value)

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

    form_class = form_fields.LineFormField
    type = "text"
    max_length: ClassVar[int] = SHORT

    def limits(self) -> dict[str, Any]:
        return {"max_length": self.max_length}

    def bounds(self) -> dict[str, Any]:
        return {"maxLength": self.max_length}


@dataclass(eq=False)
class Secret(Text):
    """Something known to one person for a few minutes: it is looked at and kept nowhere."""

    kept = False


@dataclass(eq=False)
class LongText(Text):
    """Several lines."""

    form_class = form_fields.ParagraphsFormField
    max_length = LONG


@dataclass(eq=False)
class Offered(Text):
    """The code of one of those that the page offers: what they are depends on the ticket."""

    form_class = form_fields.OfferedFormField

    def in_words(self, value: Any, names: Mapping[str, str]) -> str:
        return names.get(value, str(value))


@dataclass(eq=False)
class Person(Offered):
    """The username of somebody who can take the ticket over."""

    type = "user"
    max_length = USERNAME


@dataclass(eq=False)
class Number(Field[int]):
    """A whole number from `least` to `most`."""

    form_class = form_fields.WholeFormField
    type = "int"
    json_type = "integer"

    _: KW_ONLY
    least: int = 0
    most: int = MAX_INT

    def limits(self) -> dict[str, Any]:
        return {"least": self.least, "most": self.most}

    def bounds(self) -> dict[str, Any]:
        return {"minimum": self.least, "maximum": self.most}


@dataclass(eq=False)
class Money(Field[Decimal]):
    form_class = form_fields.AmountFormField
    type = "money"
    standing_hint = _("In yuan, at most two decimal places")

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return f"¥{value:,.2f}"

    def store(self, value: Any) -> str:
        return str(value)

    def revive(self, stored: Any) -> Decimal:
        return Decimal(stored)

    def bounds(self) -> dict[str, Any]:
        return {"pattern": r"^\d{1,12}(\.\d{1,2})?$"}


@dataclass(eq=False)
class Day(Field[date]):
    form_class = form_fields.DayFormField
    type = "date"

    def store(self, value: Any) -> str:
        day: date = value
        return day.isoformat()

    def revive(self, stored: Any) -> date:
        return date.fromisoformat(stored)

    def bounds(self) -> dict[str, Any]:
        return {"format": "date"}


@dataclass(eq=False)
class Instant(Field[datetime]):
    form_class = form_fields.InstantFormField
    type = "time"
    standing_hint = _("Beijing time")

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"

    def store(self, value: Any) -> str:
        instant: datetime = value
        return instant.astimezone(ZONE).isoformat()

    def revive(self, stored: Any) -> datetime:
        return datetime.fromisoformat(stored).astimezone(ZONE)

    def bounds(self) -> dict[str, Any]:
        return {"format": "date-time"}


@dataclass(eq=False)
class YesNo(Field[bool]):
    form_class = form_fields.YesNoFormField
    type = "bool"
    json_type = "boolean"

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return gettext("Yes") if value else gettext("No")


@dataclass(eq=False)
class Confirmed(YesNo):
    """A statement that must hold."""

    form_class = form_fields.ConfirmedFormField
    type = "true"

    def bounds(self) -> dict[str, Any]:
        return {"const": True} if self.required else {"enum": [True, None]}


@dataclass(eq=False)
class Choice(Field[str]):
    """One of `options`: code -> English words, whose Chinese stands in the catalogue under the context `words`."""

    form_class = form_fields.OneOfFormField
    type = "enum"

    options: Mapping[str, str]
    _: KW_ONLY
    words: str = "choice"

    @property
    def choices(self) -> dict[str, Promise]:
        return {code: pgettext_lazy(self.words, english) for code, english in self.options.items()}

    def limits(self) -> dict[str, Any]:
        return {"choices": tuple(self.choices.items())}

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return str(self.choices.get(value, value))

    def bounds(self) -> dict[str, Any]:
        offered = [{"const": code, "title": str(words)} for code, words in self.choices.items()]
        return {"oneOf": offered if self.required else [*offered, {"type": "null"}]}


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
    """Cleaned values as JSON holds them, secrets left out."""
    return {field.name: field.store(values[field.name]) for field in asked if field.kept and field.name in values}


def revive_all(declared: Iterable[Field[Any]], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stored form; names that are not declared any more are left out."""
    return {field.name: field.revive(stored[field.name]) for field in declared if stored.get(field.name) is not None}
