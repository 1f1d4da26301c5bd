"""The `django.forms` fields behind what a kind asks for: one cleaning for pages and REST alike.

REST hands in JSON values and a page hands in text, so each of them takes both, and takes nothing for another
type: a JSON `true` is no number. What is refused is a ValidationError in the reader's language.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.datelaw.types import ZONE

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 12, 31)
MAX_ROWS: Final = 200

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
AMOUNT = re.compile(r"(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,2})?", re.ASCII)
WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YES, NO = ("true", "1", "on", "yes"), ("false", "0", "off", "no")

Messages = dict[str, Any]
REQUIRED: Final[Messages] = {"required": _("This is required.")}


class LineFormField(forms.CharField):
    """One line of text."""

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "text": _("Write text here."),
        "control": _("Take out the line breaks and invisible characters."),
    }
    breaks = False

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, empty_value="", **options)
        self.validators = [MaxLengthValidator(max_length, TOO_LONG)]

    def to_python(self, value: object) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(self.error_messages["text"])
        text = (value or "").strip().replace("\r\n", "\n")
        if CONTROL.search(text) or (not self.breaks and ("\n" in text or "\t" in text)):
            raise ValidationError(self.error_messages["control"])
        return text


TOO_LONG: Final = _("At most %(limit_value)d characters; this has %(show_value)d.")


class ParagraphsFormField(LineFormField):
    """Text that may run over several lines."""

    widget = forms.Textarea
    breaks = True


class WholeFormField(forms.IntegerField):
    """A whole number within its bounds, both allowed."""

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid": _("Write a whole number."),
        "bounds": _("Write a number from %(least)d to %(most)d."),
    }

    def to_python(self, value: object) -> int | None:
        if value in (None, ""):
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | str)
            or not WHOLE.fullmatch(str(value).strip())
        ):
            raise ValidationError(self.error_messages["invalid"])
        return int(value)

    def run_validators(self, value: Any) -> None:
        least, most = int(self.min_value or 0), int(self.max_value or 0)
        if value is not None and not least <= value <= most:
            raise ValidationError(self.error_messages["bounds"], params={"least": least, "most": most})


class AmountFormField(forms.Field):
    """Yuan, not below zero, with at most two decimal places; thousands may be set apart by commas."""

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid": _("Write an amount such as 1200.00: not below zero, at most two decimal places."),
    }

    def to_python(self, value: object) -> Decimal | None:
        if value in (None, ""):
            return None
        if isinstance(value, bool | float) or not AMOUNT.fullmatch(str(value).strip()):
            raise ValidationError(self.error_messages["invalid"])
        return Decimal(str(value).replace(",", "")).quantize(Decimal("0.01"))


class DayFormField(forms.DateField):
    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid": _("Write a date such as 2026-03-31."),
        "far": _("This date is too far away."),
    }

    def to_python(self, value: object) -> date | None:
        if value in (None, ""):
            return None
        try:
            day = (
                date.fromisoformat(value.strip())
                if isinstance(value, str) and DAY.fullmatch(value.strip())
                else None
            )
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(self.error_messages["invalid"])
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(self.error_messages["far"])
        return day


class InstantFormField(forms.DateTimeField):
    """A time without a zone is the time of the contract's parties. The value is aware, in Asia/Shanghai."""

    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid": _("Write a date and time such as 2026-03-31 22:00."),
        "far": _("This date is too far away."),
    }

    def to_python(self, value: object) -> datetime | None:
        if value in (None, ""):
            return None
        instant = _instant(value)
        if instant is None:
            raise ValidationError(self.error_messages["invalid"])
        if not EARLIEST <= instant.date() <= LATEST:
            raise ValidationError(self.error_messages["far"])
        return instant


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value.strip()) <= len("2026-03-31"):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
        return (read if read.tzinfo else read.replace(tzinfo=ZONE)).astimezone(ZONE)
    except (ValueError, OverflowError):
        return None


class YesNoFormField(forms.Field):
    widget = forms.NullBooleanSelect

    default_error_messages: ClassVar[Messages] = REQUIRED | {"invalid": _("Answer yes or no.")}

    def to_python(self, value: object) -> bool | None:
        if value in (None, ""):
            return None
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in YES + NO:
            return value.strip().lower() in YES
        raise ValidationError(self.error_messages["invalid"])

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"])


class ConfirmedFormField(YesNoFormField):
    """A statement that must hold."""

    default_error_messages: ClassVar[Messages] = {
        "denied": _("This must be confirmed; where it is not so, choose the return instead.")
    }

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is False:
            raise ValidationError(self.error_messages["denied"])


class OneOfFormField(forms.ChoiceField):
    default_error_messages: ClassVar[Messages] = REQUIRED | {
        "invalid_choice": _("Choose one of the values offered.")
    }

    def to_python(self, value: object) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(self.error_messages["invalid_choice"])
        return (value or "").strip()


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
        super().__init__(**options)
        self.columns = columns

    def to_python(self, value: object) -> list[dict[str, Any]]:
        if value is None or value == "":
            return []
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise ValidationError(self.error_messages["list"])
        if len(value) > MAX_ROWS:
            raise ValidationError(self.error_messages["most"], params={"most": MAX_ROWS})
        return [self._row(number, row) for number, row in enumerate(value, start=1)]

    def _row(self, number: int, raw: object) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise ValidationError(self.error_messages["row"], params={"row": number})
        for name in raw.keys() - self.columns.keys():
            raise self._refused(number, name, self.error_messages["unknown"])
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
