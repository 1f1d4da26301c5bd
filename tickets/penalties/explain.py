"""Claims, sheets and settlements in the reader's language: what a page, the API and papers all print."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch

from django.utils.translation import gettext as _

from tickets.datelaw import explain
from tickets.datelaw.types import ReckoningStep
from tickets.penalties.derived import MINUTE, printed, printed_minutes
from tickets.penalties.formulas import Formula
from tickets.penalties.narrator import EventNumbers, ListedMinutes, MinutesTaken, Month, RuleName, SystemNames

#: Decimals of a second that are said where a mean prints like the end of a band and is not it.
DECIMALS = 6


def lines(steps: Iterable[ReckoningStep], names: Mapping[str, str]) -> list[str]:
    """A sentence a step. names: code of a system -> what it is called."""
    return [worded(step, names) for step in steps]


def worded(step: ReckoningStep, names: Mapping[str, str]) -> str:
    text = _(step.msgid)
    return text % {name: _word(value, names) for name, value in step.params.items()} if step.params else text


def money(amount: Decimal) -> str:
    """1,203,010.38; what is taken back has its sign."""
    return f"{amount:,}"


def formula(found: Formula) -> str:
    """As it is printed on paper: 1,203,010.38 ÷ 12 × 30%."""
    base, _space, rest = str(found).partition(" ")
    return f"{money(Decimal(base))} {rest}"


def month(first: date) -> str:
    return _("%(year)d-%(month)02d") % {"year": first.year, "month": first.month}


def place(article: str) -> str:
    """Where in the contract a row stands."""
    if not article.startswith("A"):
        return _("clause %(article)s") % {"article": article}
    annex, _dot, item = article.removeprefix("A").partition(".")
    return _("annex %(annex)s, item %(item)s") % {"annex": annex, "item": item}


def minutes(found: MinutesTaken) -> str:
    said = str(printed_minutes(found.seconds))
    if not found.beside:
        return said
    whole, seconds = divmod(found.seconds, MINUTE)
    exactly = {"minutes": whole, "seconds": printed(seconds, DECIMALS).normalize()}
    return _("%(minutes)s (exactly %(exactly)s)") % {
        "minutes": said,
        "exactly": _("%(minutes)s min %(seconds)s s") % exactly,
    }


def _word(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, ReckoningStep):
        return worded(value, names)
    if isinstance(value, SystemNames):
        return _(", ").join(names.get(code, code) for code in value.codes) or _("the whole contract")
    return _plain(value)


@singledispatch
def _plain(value: object) -> object:
    return value  # numbers and texts, as they are


_plain.register(timedelta, explain.span)
_plain.register(date, explain.day)
_plain.register(datetime, explain.moment)
_plain.register(Decimal, money)
_plain.register(Formula, formula)
_plain.register(MinutesTaken, minutes)


@_plain.register
def _fraction(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(printed(value, 2))


@_plain.register
def _month(value: Month) -> str:
    return month(value.first)


@_plain.register
def _rule(value: RuleName) -> str:
    return place(value.article)


@_plain.register
def _listed(value: ListedMinutes) -> str:
    return _(", ").join(str(printed_minutes(one)) for one in value.seconds)


@_plain.register
def _numbers(value: EventNumbers) -> str:
    return _(", ").join(value.numbers)
