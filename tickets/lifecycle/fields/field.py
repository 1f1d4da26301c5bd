"""What every field is: its label, example, hint, how it is cleaned, stored and described."""

from collections.abc import Callable, Container, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Self, TypedDict, TypeVar, Unpack

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE
from tickets.lifecycle.named import Named

if TYPE_CHECKING:
    from tickets.lifecycle.scene import Scene

T_co = TypeVar("T_co", covariant=True)


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


def in_term(days: int = 0) -> Example:
    """The day of the sample, or so many days after it, but not beyond the term; its end where that is over."""
    return lambda sample: min(sample.today + timedelta(days=days), sample.ends)


def in_service(days: int) -> Example:
    """So many days on, but not beyond a term that still runs."""
    return lambda sample: min(sample.today + timedelta(days=days), max(sample.today, sample.ends))


def last_day_of_term(sample: Sample) -> date:
    return sample.ends


@dataclass(frozen=True, slots=True)
class AskedIf:
    """A question arises where another was answered so. `otherwise`: what stands where it does not arise; None: nothing.

    Pages ask by it, REST tells of it (`x-asked-if`); what fits together is judged by the guards.
    """

    field: "Field[Any]"
    answers: tuple[str, ...]
    otherwise: Any = None

    def holds(self, said: Mapping[str, Any]) -> bool:
        return said.get(self.field.name) in self.answers


class Manner(TypedDict, total=False):
    """In what a field may differ from one place where it is asked for to another."""

    example: Any
    hint: str
    needed: str
    since: int
    asked_if: AskedIf


@dataclass(eq=False)
class Field(Named, Generic[T_co]):
    """One thing that is asked for.

    english: the label; its Chinese stands in the catalogue under the context "field".
    example: a value, or a function of a `Sample`; None where leaving the field out is the fitting answer.
    hint: how to fill it in. needed: when it must be filled in although it is not required as such. Both English,
    as in the catalogue. since: the edition of the form that first asked for it. asked_if: when a page asks for it.
    """

    form_class: ClassVar[type[forms.Field]]
    type: ClassVar[str]
    json_type: ClassVar[str] = "string"
    standing_hint: ClassVar[str] = ""
    #: What is said where it is left empty and may not be.
    missing: ClassVar[str] = _("Fill in: %(field)s.")
    #: Whether its value is written into rows and audit.
    kept: ClassVar[bool] = True

    english: str
    _: KW_ONLY
    example: Any
    required: bool = True
    hint: str = ""
    needed: str = ""
    since: int = 1
    asked_if: AskedIf | None = None
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
            error_messages={"required": gettext(self.missing) % {"field": self.label}},
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

    def amiss(self, _value: Any, _scene: "Scene", _wrong: Container[str] = ()) -> list[str]:
        """The sentences about what lies where it may not in this scene; what no day bounds lies anywhere."""
        return []

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
            **self.condition(),
        }

    def condition(self) -> dict[str, Any]:
        """By which answer to which other question it arises; nothing where it always does."""
        asked = self.asked_if
        return {} if asked is None else {"x-asked-if": {"field": asked.field.name, "is": list(asked.answers)}}

    def bounds(self) -> dict[str, Any]:
        """What JSON Schema says of the value beyond its type."""
        return {}
