"""What a step or an opening asks for: declared in one word a field, cleaned in one place, stored as JSON.

Whatever a page, a program or a command hands in passes through `clean_all`; beyond it the values are Python's
own (date, aware datetime, Decimal, bool). An empty string or null counts as absent.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE
from tickets.lifecycle import words

SHORT: Final = 200  # characters
LONG: Final = 5_000
USERNAME: Final = 150
MAX_ROWS: Final = 200
MAX_INT: Final = 1_000_000_000
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 12, 31)

#: Texts that may run over several lines.
LONG_TEXTS: Final = frozenset({
    "contacts", "description", "domain", "erasure_method", "measure", "missing", "nonconformity", "note",
    "opinion", "outcome", "ports", "progress", "purpose", "reason", "requirements", "risk", "rollback_steps",
    "scope", "urgent_reason", "verification",
})  # fmt: skip
#: Whole numbers that are not simply "none or more".
BOUNDS: Final = {"days": (1, 365), "quantity": (-MAX_INT, MAX_INT)}

WORD = re.compile(r"(?P<name>\w+):(?P<type>\w+)(?:\((?P<choices>[^)]+)\))?(?P<required>\*?)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MONEY = re.compile(r"(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,2})?", re.ASCII)
WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: Field -> sentences that say what is wrong with it.
Errors = dict[str, list[str]]
YES, NO = ("true", "1", "on", "yes"), ("false", "0", "off", "no")


class FieldError(ValueError):
    """What was typed does not fit. `str()` gives the sentence in the language of whoever reads it."""

    def __init__(self, msgid: str, **params: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.params = params

    def __str__(self) -> str:
        return gettext(self.msgid) % self.params


@dataclass(frozen=True, slots=True)
class Field:
    """`type`: text, int, money, date, time, bool, true, enum, rows or user (a username)."""

    name: str
    type: str
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def max_length(self) -> int:
        if self.type == "user":
            return USERNAME
        return LONG if self.name in LONG_TEXTS else SHORT

    @property
    def bounds(self) -> tuple[int, int]:
        return BOUNDS.get(self.name, (0, MAX_INT))

    @property
    def columns(self) -> tuple["Field", ...]:
        """What one row of a table holds."""
        return COLUMNS[self.name]


def fields(text: str) -> tuple[Field, ...]:
    """Read "filing_no:text* operation:enum(reboot/other)*". Raises ValueError on anything else."""
    return tuple(_field(word) for word in text.split())


def _field(word: str) -> Field:
    found = WORD.fullmatch(word)
    if found is None or found["type"] not in CLEANERS:
        raise ValueError(f"{word!r} does not declare a field")
    choices = tuple(found["choices"].split("/")) if found["choices"] else ()
    return Field(found["name"], found["type"], bool(found["required"]), choices)


def clean(field: Field, raw: object) -> Any:
    """The value of what was typed, None if it was left empty. Raises FieldError."""
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "" or raw == []:
        if field.required:
            raise FieldError(_("This is required."))
        return None
    return CLEANERS[field.type](field, raw)


def clean_all(asked: Iterable[Field], raw: Mapping[str, object]) -> tuple[dict[str, Any], Errors]:
    """The values of the fields that were filled in, and the sentences about those that cannot be taken."""
    values: dict[str, Any] = {}
    errors: Errors = {}
    declared = {field.name: field for field in asked}
    for name in raw.keys() - declared.keys():
        errors[str(name)[:SHORT]] = [gettext(_("There is no such field here."))]
    for name, field in declared.items():
        try:
            value = clean(field, raw.get(name))
        except FieldError as refused:
            errors[name] = [str(refused)]
        else:
            if value is not None:
                values[name] = value
    return values, errors


def store(values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values as JSON holds them. One value has one writing, so digests of it can be compared."""
    return {name: _stored(value) for name, value in values.items()}


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def revive(field: Field, stored: Any) -> Any:
    """The value behind what `store` wrote. Trusts it: limits may have changed since."""
    return REVIVERS[field.type](stored) if field.type in REVIVERS and stored is not None else stored


def revive_all(declared: Iterable[Field], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The cleaned values of a stored form; names that are not declared any more are left out."""
    return {field.name: revive(field, stored[field.name]) for field in declared if field.name in stored}


def _text(field: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise FieldError(_("Write text here."))
    text = raw.replace("\r\n", "\n")
    if CONTROL.search(text) or (field.name not in LONG_TEXTS and ("\n" in text or "\t" in text)):
        raise FieldError(_("Take out the line breaks and invisible characters."))
    if len(text) > field.max_length:
        raise FieldError(
            _("At most %(most)d characters; this has %(has)d."), most=field.max_length, has=len(text)
        )
    return text


def _int(field: Field, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str) or not WHOLE.fullmatch(str(raw)):
        raise FieldError(_("Write a whole number."))
    least, most = field.bounds
    if not least <= int(raw) <= most:
        raise FieldError(_("Write a number from %(least)d to %(most)d."), least=least, most=most)
    return int(raw)


def _money(_field: Field, raw: object) -> Decimal:
    if isinstance(raw, bool | float) or not MONEY.fullmatch(str(raw)):
        raise FieldError(_("Write an amount such as 1200.00: not below zero, at most two decimal places."))
    return Decimal(str(raw).replace(",", "")).quantize(Decimal("0.01"))


def _date(_field: Field, raw: object) -> date:
    try:
        day = date.fromisoformat(raw) if isinstance(raw, str) and DAY.fullmatch(raw) else None
    except ValueError:
        day = None
    if day is None:
        raise FieldError(_("Write a date such as 2026-03-31."))
    return _sane(day)


def _time(_field: Field, raw: object) -> datetime:
    """A time without a zone is the time of the contract's parties."""
    try:
        instant = (
            datetime.fromisoformat(raw) if isinstance(raw, str) and len(raw) > len("2026-03-31") else None
        )
        if instant is not None:
            instant = (instant if instant.tzinfo else instant.replace(tzinfo=ZONE)).astimezone(ZONE)
    except (ValueError, OverflowError):
        instant = None
    if instant is None:
        raise FieldError(_("Write a date and time such as 2026-03-31 22:00."))
    _sane(instant.date())
    return instant


def _sane(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise FieldError(_("This date is too far away."))
    return day


def _bool(_field: Field, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in YES + NO:
        return raw.lower() in YES
    raise FieldError(_("Answer yes or no."))


def _true(field: Field, raw: object) -> bool:
    if not _bool(field, raw):
        raise FieldError(_("This must be confirmed; where it is not so, choose the return instead."))
    return True


def _enum(field: Field, raw: object) -> str:
    if not isinstance(raw, str) or raw not in field.choices:
        raise FieldError(_("Choose one of the values offered."))
    return raw


def _rows(field: Field, raw: object) -> list[dict[str, Any]]:
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        raise FieldError(_("Hand in a list of rows."))
    if len(raw) > MAX_ROWS:
        raise FieldError(_("At most %(most)d rows."), most=MAX_ROWS)
    return [_row(field, number, row) for number, row in enumerate(raw, start=1)]


def _row(field: Field, number: int, raw: object) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise FieldError(_("Row %(row)d is not a row of named values."), row=number)
    values, errors = clean_all(field.columns, raw)
    for column, problems in errors.items():
        label = words.COLUMNS.get(column, column)
        raise FieldError(
            _("Row %(row)d, %(column)s: %(problem)s"), row=number, column=label, problem=problems[0]
        )
    return values


CLEANERS: Final[dict[str, Callable[[Field, object], Any]]] = {
    "text": _text,
    "int": _int,
    "money": _money,
    "date": _date,
    "time": _time,
    "bool": _bool,
    "true": _true,
    "enum": _enum,
    "rows": _rows,
    "user": _text,
}
REVIVERS: Final[dict[str, Callable[[str], Any]]] = {
    "money": Decimal,
    "date": date.fromisoformat,
    "time": lambda stored: datetime.fromisoformat(stored).astimezone(ZONE),
}
#: The two tables: deltas per line of the catalogue (growth above zero), and rules of the firewall.
COLUMNS: Final = {
    "lines": fields("line:text* quantity:int*"),
    "policies": fields(
        "source:text* destination:text* protocol:text* port:text direction:enum(in/out)* "
        "action:enum(allow/deny)* purpose:text"
    ),
}
