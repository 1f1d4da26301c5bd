"""The lines of the tables in words, each number with the address that opens exactly what it counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.datelaw.types import local
from tickets.lifecycle import KINDS
from tickets.models import Clause
from tickets.models.statistics import AGE_BANDS
from tickets.pages.parts import wording
from tickets.pages.parts.moments import roughly
from tickets.pages.parts.rows import clause_title
from tickets.pages.statistics import bars
from tickets.pages.statistics.asked import StatisticsAsked
from tickets.statistics import MONTHS, Figures, questions
from tickets.statistics.figures import Kept, StepFigures


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of clocks: what it is called, its figures, where its rows are, and its bar in pixels."""

    label: str
    kept: Kept
    bar: int
    met_url: str
    missed_url: str

    @property
    def rate(self) -> str:
        return percent(self.kept)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One state of a kind in words."""

    state: str
    figures: StepFigures
    half: str
    nine_tenths: str
    bar: int
    url: str
    passed_url: str


def _line(label: str, kept: Kept, most: int, asked: StatisticsAsked, **rows: object) -> Line:
    met, missed = asked.clocks(outcome="met", **rows), asked.clocks(outcome="missed", **rows)
    return Line(label, kept, bars.high(kept.missed, most, bars.LONG), met, missed)


def months(found: Figures, asked: StatisticsAsked) -> Iterator[Line]:
    """Each of the months that are told, those in which nothing was due among them."""
    most = _most_missed(found.months)
    for month in questions.months(found.as_of, MONTHS):
        kept = found.months.get(month, Kept())
        yield _line(month_words(month), kept, most, asked, month=month_words(month))


def clauses(found: Figures, asked: StatisticsAsked) -> Iterator[Line]:
    """The one that was missed most first."""
    most, titles = _most_missed(found.clauses), _titles(asked)
    for code, kept in sorted(found.clauses.items(), key=lambda item: (-item[1].missed, -item[1].due, item[0])):
        yield _line(titles.get(code, code), kept, most, asked, clause=code)


def _titles(asked: StatisticsAsked) -> dict[str, str]:
    """Code -> title, of the newest edition of each clause."""
    rows = Clause.objects.filter(contract__in=[one.pk for one in asked.contracts]).order_by("edition", "pk")
    return dict(rows.values_list("code", clause_title()))


def contracts(found: Figures, asked: StatisticsAsked) -> Iterator[Line]:
    """The unit with the lowest rate first."""
    most = _most_missed(found.contracts)
    rows = [(one, found.contracts[one.pk]) for one in asked.contracts if one.pk in found.contracts]
    for one, kept in sorted(rows, key=lambda row: (row[1].rate or 0, -row[1].due)):
        label = wording.remark(one.agency.short_name or one.agency.name, one.number)
        yield _line(label, kept, most, asked, contract=one.number)


def _most_missed(kept: Any) -> int:
    return max((one.missed for one in kept.values()), default=0)


def steps(found: Figures, asked: StatisticsAsked) -> Iterator[tuple[str, list[StepLine]]]:
    """(kind, its steps in their order) of each kind of which there was an order."""
    most = max((one.half.total_seconds() for one in found.steps.values() if one.half), default=0)
    for kind, machine in KINDS.items():
        states = [one.code for one in machine.states if not one.private and (kind, one.code) in found.steps]
        if states:
            yield wording.kind(kind), [_step(found, (kind, state), most, asked) for state in states]


def _step(found: Figures, step: tuple[str, str], most: float, asked: StatisticsAsked) -> StepLine:
    (kind, state), figures = step, found.steps[step]
    half, nine = ("" if span is None else roughly(span) for span in (figures.half, figures.nine_tenths))
    bar = bars.high(figures.half.total_seconds(), most, bars.LONG) if figures.half else 0
    url = asked.orders(kind=kind, state=state, progress="open")
    passed = asked.passages(kind=kind, state=state, as_of=found.as_of.isoformat())
    return StepLine(wording.state(kind, state), figures, half, nine, bar, url, passed)


def ages(found: Figures, asked: StatisticsAsked) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """(kind, how many of each age and where they are)."""
    for kind, counted in sorted(found.open.items()):
        bands = range(len(AGE_BANDS) + 1)
        yield wording.kind(kind), [(counted.get(band, 0), _of_age(asked, kind, band, found.as_of)) for band in bands]


def _of_age(asked: StatisticsAsked, kind: str, band: int, as_of: datetime) -> str:
    since, until = questions.age(band, as_of)
    more = {} if since is None else {"opened_after": local(since).isoformat()}
    return asked.orders(kind=kind, progress="open", opened_before=local(until).isoformat(), **more)


def filed(found: Figures, asked: StatisticsAsked) -> Iterator[tuple[str, int, str]]:
    """(month, orders, where they are)."""
    for month, orders in found.filed.items():
        last = questions.end(month) - questions.TICK
        url = asked.orders(opened_after=questions.begin(month).isoformat(), opened_before=last.isoformat())
        yield month_words(month), orders, url


def percent(kept: Kept) -> str:
    return "—" if kept.rate is None else f"{kept.rate * 100:.1f}%"


def month_words(month: date) -> str:
    return f"{month:%Y-%m}"


def age_words(band: int) -> str:
    if band == len(AGE_BANDS):
        return _("over %(days)d days") % {"days": AGE_BANDS[-1]}
    if band == 0:
        return _("up to one day")
    return _("%(from)d to %(to)d days") % {"from": AGE_BANDS[band - 1], "to": AGE_BANDS[band]}
