"""Fields of one value: texts, numbers, money, yes or no, one of several."""

from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

from tickets.lifecycle import form_fields
from tickets.lifecycle.fields.field import Field

SHORT: Final = 200  # characters
LONG: Final = 5_000
USERNAME: Final = 150
MAX_INT: Final = 1_000_000_000
CHOOSE: Final = _("Choose: %(field)s.")


@dataclass(eq=False)
class Text(Field[str]):
    """One line."""

    form_class = form_fields.LineFormField
    type = "text"
    max_length: ClassVar[int] = SHORT

    def limits(self) -> dict[str, Any]:
        return {"most": self.max_length}

    def bounds(self) -> dict[str, Any]:
        return {"maxLength": self.max_length}


@dataclass(eq=False)
class LongText(Text):
    """Several lines."""

    form_class = form_fields.ParagraphsFormField
    max_length = LONG


@dataclass(eq=False)
class Secret(Text):
    """Something known to one person for a few minutes: it is looked at and kept nowhere."""

    kept = False


@dataclass(eq=False)
class Offered(Text):
    """The code of one of those that the page offers: what they are depends on the ticket."""

    form_class = form_fields.OfferedFormField
    missing = CHOOSE

    def in_words(self, value: Any, names: Mapping[str, str]) -> str:
        return names.get(value, str(value))


@dataclass(eq=False)
class Person(Offered):
    """The username of one of the people who are offered."""

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

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return f"{value:,d}"


@dataclass(eq=False)
class Exact(Field[Decimal]):
    """A number with at most two decimal places, kept as it was written."""

    form_class = form_fields.AmountFormField

    def store(self, value: Any) -> str:
        return str(value)

    def revive(self, stored: Any) -> Decimal:
        return Decimal(stored)

    def bounds(self) -> dict[str, Any]:
        return {"pattern": r"^\d{1,12}(\.\d{1,2})?$"}


@dataclass(eq=False)
class Money(Exact):
    type = "money"
    standing_hint = _("In yuan, at most two decimal places")

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return f"¥{value:,.2f}"


@dataclass(eq=False)
class Gigabytes(Exact):
    type = "gigabytes"
    standing_hint = _("In GB, at most two decimal places; 0 where there is none")

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return f"{value:,.2f} GB"


@dataclass(eq=False)
class YesNo(Field[bool]):
    form_class = form_fields.YesNoFormField
    missing = _("Answer: %(field)s.")
    type = "bool"
    json_type = "boolean"

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return gettext("Yes") if value else gettext("No")


@dataclass(eq=False)
class Confirmed(YesNo):
    """A statement that must hold."""

    form_class = form_fields.ConfirmedFormField
    missing = _("Confirm: %(field)s.")
    type = "true"

    def bounds(self) -> dict[str, Any]:
        return {"const": True} if self.required else {"enum": [True, None]}


@dataclass(eq=False)
class Choice(Field[str]):
    """One of `options`: code -> English words, whose Chinese stands in the catalogue under the context `words`."""

    form_class = form_fields.OneOfFormField
    missing = CHOOSE
    type = "enum"

    options: Mapping[str, str]
    _: KW_ONLY
    words: str = "choice"

    @property
    def choices(self) -> dict[str, Promise]:
        return {code: pgettext_lazy(self.words, english) for code, english in self.options.items()}

    def narrowed(self, codes: Collection[str]) -> "Choice":
        """With these answers alone, for whomever the others do not concern."""
        options = {code: english for code, english in self.options.items() if code in codes}
        example = self.example if self.example in options else next(iter(options))
        return replace(self, options=options, example=example, hint="")

    def limits(self) -> dict[str, Any]:
        return {"choices": tuple(self.choices.items())}

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return str(self.choices.get(value, value))

    def bounds(self) -> dict[str, Any]:
        offered = [{"const": code, "title": str(words)} for code, words in self.choices.items()]
        return {"oneOf": offered if self.required else [*offered, {"type": "null"}]}
