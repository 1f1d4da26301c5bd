"""What a contract asks for again and again. The service opens the order itself, once for each period that is over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from tickets.datelaw.calendar import Calendar
from tickets.policy.known import Parameter, Switch

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lapsing:
    """A certificate as the register has it last: its sort, what it certifies, its last day; and the day since which
    that is known."""

    sort: str
    certified: str
    last: date
    known: date

    @property
    def key(self) -> str:
        """Of what it certifies and its last day: whatever number the entry of the register has."""
        named = sha256(f"{self.sort}/{self.certified}".encode()).hexdigest()
        return f"{named[:8]}-{self.last:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Term:
    """A contract's term as amended, both days included, and the day on which its first system went live; None: none
    has. How many instalments it is paid in, from when it is in force, and from when the last is owed; None: not yet.
    Its certificates, and how many days before the last day of one its renewal is asked for. The calendar as the
    contract reads it, and what the contract says of a parameter. How many people it promises, each number from its
    day on."""

    starts: date
    ends: date
    live: date | None
    instalments: int = 0
    effective: date | None = None
    accepted: date | None = None
    certificates: tuple[Lapsing, ...] = ()
    ahead: int = 0
    calendar: Calendar | None = None
    number: Callable[[Parameter], int] = lambda parameter: parameter.otherwise
    promised: tuple[tuple[date, int], ...] = ()

    def people(self, day: date) -> int | None:
        """How many are promised on the day; None: no number is."""
        return next((people for since, people in reversed(self.promised) if since <= day), None)


@dataclass(frozen=True, slots=True)
class RecurringPeriod:
    """`key` names it among those of its rule, and follows from the calendar alone, so that no period drifts with the
    day on which the one before was handed in. `since`: from this day on its order may be opened; `until`: up to
    this one, None: whenever. `of`: the certificate that lapses with it. `name`: of a holiday, as people call it.
    `people`: so many are promised for it."""

    key: str
    first: date
    last: date
    since: date
    of: Lapsing | None = None
    until: date | None = None
    name: str = ""
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Recurring:
    """A rule of one kind of order.

    name: as rows hold it ("report.monthly"). title: English, the context "recurring" holds its Chinese; what it says of
    the period stands in %(year)s and %(month)s, and in %(what)s what `what` tells of it. switch: "on" where the
    contract has the rule. days: so many working days after the last day of the period the order is due, where its form
    names a day in the field `due`. answers: what its form says beside. same: people may have opened the order
    themselves: one that says the same in these fields counts for the period, and none is opened; None: theirs never
    counts. owed: it is opened although its period was over before the contract came to the service. begins: the days
    are counted from its opening, and end before the period begins. figures: the field that takes what the registers
    say of the period, a month; nothing: the field that names its last day where nothing happened in it. into: the state
    in which it is opened; "": that in which people's orders begin.
    """

    name: str
    title: str
    switch: Switch
    periods: Callable[[Term], Iterator[RecurringPeriod]]
    answers: Callable[[RecurringPeriod], Mapping[str, Any]]
    days: Parameter | None = None
    due: str = ""
    same: tuple[str, ...] | None = None
    owed: bool = False
    begins: bool = False
    figures: str = ""
    nothing: str = ""
    into: str = ""
    what: Callable[[RecurringPeriod], str] = lambda _period: ""


def switched(name: str) -> Switch:
    """Whether a contract has the rule. One that was loaded before the code asked has not."""
    return Switch(name, ("off", "on"))


def months(term: Term) -> Iterator[RecurringPeriod]:
    """The months of the calendar, the first and the last cut at the term (N17); none before a system is live (9.8)."""
    if term.live is None:
        return
    first = max(term.starts, term.live)
    while first <= term.ends:
        last = min(month_end(first), term.ends)
        yield RecurringPeriod(f"{first:%Y-%m}", first, last, last + ONE_DAY)
        first = last + ONE_DAY


def begun_months(term: Term) -> Iterator[RecurringPeriod]:
    """The same months, each from its first day on: what goes along with it is opened when it begins."""
    yield from (replace(one, since=one.first) for one in months(term))


def staffed_months(term: Term) -> Iterator[RecurringPeriod]:
    """The months for which a number of people is promised on their first day (G14), each while it lasts."""
    for one in begun_months(term):
        if (people := term.people(one.first)) is not None:
            yield replace(one, until=one.last, people=people)


def holidays(least: Parameter, ahead: Parameter) -> Callable[[Term], Iterator[RecurringPeriod]]:
    """The announced holidays of at least so many days in the term; each so many working days and one before it begins.
    None before a system is live (9.8)."""

    def periods(term: Term) -> Iterator[RecurringPeriod]:
        if term.live is None or term.calendar is None:
            return
        for off in term.calendar.festivals(max(term.starts, term.live), term.ends):
            if (off.last - off.first).days + 1 < term.number(least):
                continue
            first, last = max(off.first, term.starts, term.live), min(off.last, term.ends)
            since = term.calendar.nth_working_day(first, -term.number(ahead) - 1)
            yield RecurringPeriod(f"{off.first:%Y-%m-%d}", first, last, since, until=first - ONE_DAY, name=off.name)

    return periods


def beginning(term: Term) -> Iterator[RecurringPeriod]:
    """The first day of the term."""
    yield RecurringPeriod("start", term.starts, term.starts, term.starts)


def end(term: Term) -> Iterator[RecurringPeriod]:
    """The whole term, once it is over."""
    yield RecurringPeriod("end", term.starts, term.ends, term.ends + ONE_DAY)


def payments(term: Term) -> Iterator[RecurringPeriod]:
    """The first instalment, when the contract is in force, and the last, once the service is accepted. What lies
    between them is owed by conditions that nothing here tells."""
    if term.effective is not None and term.instalments > 1:
        yield RecurringPeriod("1", term.effective, term.effective, term.effective)
    if term.accepted is not None and term.instalments:
        yield RecurringPeriod(str(term.instalments), term.accepted, term.accepted, term.accepted)


def month_end(day: date) -> date:
    """The last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def lapses(term: Term) -> Iterator[RecurringPeriod]:
    """Each certificate so many days before its last; one that lapses with the term, or later, need not be renewed, and
    of one that had lapsed before anybody knew of it the register itself tells."""
    for one in term.certificates:
        since = max(one.last - timedelta(term.ahead), one.known)
        if since <= one.last < term.ends:
            yield RecurringPeriod(one.key, one.last, one.last, since, one)
