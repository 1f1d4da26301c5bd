"""The `django.forms` fields behind what a kind asks for: one cleaning for pages and REST alike.

REST hands in JSON values and a page hands in text, so each of them takes both, and takes nothing for another
type: a JSON `true` is no number. What is refused is a ValidationError in the reader's language.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from texts import tidy
from tickets.datelaw.types import ZONE
from tickets.lifecycle.widgets import (
    MAX_ROWS,
    Answer,
    DayInput,
    InstantInput,
    Paragraphs,
    Rows,
    Tick,
    Ticks,
    Tiles,
    select,
)

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 12, 31)
MAX_NAME: Final = 200  # characters of an unknown name that are said back

AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
CODE = re.compile(r"[-\w]{1,60}", re.ASCII)
WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YES, NO = ("true", "1", "on", "yes"), ("false", "0", "off", "no")

Messages = dict[str, Any]
REQUIRED: Final[Messages] = {"required": _("This is required.")}
CONTROL: Final = _("Take out character %(place)d, %(code)s: it is a control character that nobody sees.")
TOO_LONG: Final = _("At most %(most)d characters; this has %(now)d.")


def blank(value: object) -> bool:
    """Nothing was handed in."""
    return value is None or (isinstance(value, str) and not tidy.line(value))


def faults(text: str, most: int) -> list[str]:
    """What is wrong with a tidied text wherever people write: it holds what no text may hold, or has over `most`
    characters."""
    if found := tidy.unwanted(text):
        return [CONTROL % {"place": found.place, "code": found.code}]
    return [TOO_LONG % {"most": most, "now": len(text)}] if len(text) > most else []


class LineFormField(forms.CharField):
    """One line of text of at most `most` characters. The browser cuts nothing: who pastes more is told so."""

    default_error_messages: ClassVar[Messages] = REQUIRED | {"text": _("Write text here.")}
    tidied: Callable[[str], str] = staticmethod(tidy.line)

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def to_python(self, value: object) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(self.error_messages["text"])
        return self.tidied(value or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if sentences := faults(value, self.most):
            raise ValidationError(sentences)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """How long it may be is for the counter beside it."""
        return super().widget_attrs(widget) | {"data-most": str(self.most)}


class ParagraphsFormField(LineFormField):
    """Text that may run over several lines."""

    widget = Paragraphs
    tidied = staticmethod(tidy.paragraphs)


class OfferedFormField(LineFormField):
    """A code, chosen from those that `offer` names; what may be chosen is judged by the guards."""

    tidied = staticmethod(tidy.code)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        self.widget = select(choices)

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        return {}


class CodesFormField(forms.Field):
    """Codes, each once, chosen from those that `offer` names; what may be chosen is judged by the guards."""

    widget = Ticks()
    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "list": _("Hand in a list of codes, each once."),
        "most": _("At most %(most)d rows."),
    }

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        self.widget = Ticks(choices=tuple(choices))

    def to_python(self, value: object) -> list[str]:
        if blank(value):
            return []
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise ValidationError(self.error_messages["list"])
        codes = [tidy.code(one) for one in value]
        if not all(map(CODE.fullmatch, codes)) or len(set(codes)) < len(codes):
            raise ValidationError(self.error_messages["list"])
        if len(codes) > MAX_ROWS:
            raise ValidationError(self.error_messages["most"], params={"most": MAX_ROWS})
        return sorted(codes)


class WholeFormField(forms.Field):
    """A whole number from `least` to `most`, both allowed; full-width digits and separated thousands are read, too."""

    widget = forms.TextInput(attrs={"class": "short", "inputmode": "numeric"})

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid": _("Write a whole number."),
        "bounds": _("Write a number from %(least)d to %(most)d."),
    }

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def to_python(self, value: object) -> int | None:
        if blank(value):
            return None
        text = tidy.figure(str(value)) if isinstance(value, int | str) else ""  # of a JSON true it is "True"
        if not WHOLE.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"])
        return int(text)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.least <= value <= self.most:
            params = {"least": self.least, "most": self.most}
            raise ValidationError(self.error_messages["bounds"], params=params)


class AmountFormField(forms.Field):
    """Yuan, not below zero, with at most two decimal places; thousands may be set apart by commas."""

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid": _("Write an amount such as 1200.00: not below zero, at most two decimal places.")
    }

    def to_python(self, value: object) -> Decimal | None:
        if blank(value):
            return None
        text = tidy.figure(str(value)) if isinstance(value, int | str) else ""
        if not AMOUNT.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"])
        return Decimal(text).quantize(Decimal("0.01"))


def near(value: date) -> None:
    """Raises ValidationError for a day that nobody can mean."""
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("This date is too far away."))


class DayFormField(forms.DateField):
    widget = DayInput
    default_error_messages: ClassVar[Messages] = REQUIRED | {"invalid": _("Write a date such as 2026-03-31.")}
    default_validators = [near]

    def to_python(self, value: object) -> date | None:
        if blank(value):
            return None
        if isinstance(value, str) and DAY.fullmatch(day := tidy.moment(value)):
            with suppress(ValueError):
                return date.fromisoformat(day)
        raise ValidationError(self.error_messages["invalid"])


class InstantFormField(forms.DateTimeField):
    """A time without a zone is the time of the contract's parties. The value is aware, in Asia/Shanghai."""

    widget = InstantInput
    keeps_fraction = False  # of a second: a page could not show it

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid": _("Write a date and time such as 2026-03-31 22:00.")
    }
    default_validators = [near]

    def to_python(self, value: object) -> datetime | None:
        if blank(value):
            return None
        if isinstance(value, str) and not DAY.fullmatch(moment := tidy.moment(value)):
            with suppress(ValueError, OverflowError):
                read = datetime.fromisoformat(moment)
                read = read if self.keeps_fraction else read.replace(microsecond=0)
                return (read if read.tzinfo else read.replace(tzinfo=ZONE)).astimezone(ZONE)
        raise ValidationError(self.error_messages["invalid"])


class YesNoFormField(forms.Field):
    widget: type[forms.Widget] = Answer
    default_error_messages: ClassVar[Messages] = REQUIRED | {"invalid": _("Answer yes or no.")}

    def to_python(self, value: object) -> bool | None:
        if blank(value):
            return None
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and (word := tidy.code(value).lower()) in YES + NO:
            return word in YES
        raise ValidationError(self.error_messages["invalid"])


class ConfirmedFormField(YesNoFormField):
    """A statement that must hold."""

    widget = Tick
    default_error_messages: ClassVar[Messages] = {
        "denied": _("This must be confirmed; where it is not so, choose the return instead.")
    }

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is False:
            raise ValidationError(self.error_messages["denied"])


class OneOfFormField(forms.ChoiceField):
    widget = Tiles
    default_error_messages: ClassVar[Messages] = REQUIRED | {"invalid_choice": _("Choose one of the values offered.")}

    def to_python(self, value: object) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(self.error_messages["invalid_choice"])
        return tidy.code(value or "")


class RowsFormField(forms.Field):
    """A list of rows, each cleaned column by column. An empty list is an empty answer."""

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "list": _("Hand in a list of rows."),
        "most": _("At most %(most)d rows."),
        "row": _("Row %(row)d is not a row of named values."),
        "cell": _("Row %(row)d, %(column)s: %(problem)s"),
        "unknown": _("There is no such field here."),
    }

    def __init__(self, *, columns: Mapping[str, tuple[Promise, forms.Field]], **options: Any) -> None:
        super().__init__(widget=Rows(columns), **options)
        self.columns = columns

    def offer(self, column: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.columns[column][1]
        if isinstance(field, OfferedFormField):
            field.offer(choices)

    def spare(self, rows: int) -> None:
        """So many blank rows below those filled in."""
        self.widget = Rows(self.columns, rows)

    def to_python(self, value: object) -> list[dict[str, Any]]:
        if blank(value):
            return []
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise ValidationError(self.error_messages["list"])
        if len(value) > MAX_ROWS:
            raise ValidationError(self.error_messages["most"], params={"most": MAX_ROWS})
        return [self._row(number, row) for number, row in enumerate(value, start=1)]

    def _row(self, number: int, raw: object) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise ValidationError(self.error_messages["row"], params={"row": number})
        if unknown := sorted(raw.keys() - self.columns.keys()):
            raise self._refused(number, unknown[0][:MAX_NAME], self.error_messages["unknown"])
        cells = {name: self._cell(number, name, raw.get(name)) for name in self.columns}
        return {name: value for name, value in cells.items() if value not in (None, "")}

    def _cell(self, number: int, name: str, raw: object) -> Any:
        label, field = self.columns[name]
        try:
            return field.clean(raw)
        except ValidationError as refused:
            raise self._refused(number, label, refused.messages[0]) from None

    def _refused(self, number: int, column: object, problem: object) -> ValidationError:
        params = {"row": number, "column": column, "problem": problem}
        return ValidationError(self.error_messages["cell"], params=params)
