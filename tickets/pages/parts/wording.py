"""Codes as people read them. A code without words is shown as it is: a missing label never fails a page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import LABELS
from tickets.lifecycle import words
from tickets.lifecycle.fields import Field, revive_all
from tickets.lifecycle.known import KNOWN
from tickets.models import Clause, Deadline, Interpretation, Ticket
from tickets.operating import term_words

KILO, MEGA = 1024, 1024 * 1024


def _in(table: Mapping[str, Promise]) -> Callable[[str], str]:
    """The words that `table` has for a code, in the reader's language."""

    def worded(code: str) -> str:
        return str(table.get(code, code))

    return worded


kind = _in(words.KINDS)
kind_help = _in(words.KIND_HELP)
action = _in(words.ACTIONS)
act = _in(words.ACTS)
field = _in(words.FIELDS)
slot = _in(words.SLOTS)
pause_reason = _in(words.PAUSE_REASONS)
role = _in(LABELS)
party = _in(
    {
        "agency": pgettext_lazy("party", "Agency"),
        "provider": pgettext_lazy("party", "Provider"),
        "authority": pgettext_lazy("party", "Authority"),
        "supervisor": pgettext_lazy("party", "Supervisor"),
        "vendor": pgettext_lazy("party", "Developer"),
        "mover": pgettext_lazy("party", "Whoever must move"),
    }
)
#: The same where a party is named alone, as the one who acts or owes: with what the contract calls it.
side = _in(term_words.SIDES)
#: Of a kind that both parties may file: whose step it is.
order_side = _in(
    {
        "opener": pgettext_lazy("side of the order", "the side that filed it"),
        "other": pgettext_lazy("side of the order", "the other side"),
    }
)
basis = _in(term_words.BASES)
_degree = _in(
    {
        "1": pgettext_lazy("degree", "very dissatisfied"),
        "2": pgettext_lazy("degree", "dissatisfied"),
        "3": pgettext_lazy("degree", "fair"),
        "4": pgettext_lazy("degree", "satisfied"),
        "5": pgettext_lazy("degree", "very satisfied"),
    }
)
breach_state = _in(
    {
        "stands": pgettext_lazy("breach", "Stands"),
        "to_confirm": pgettext_lazy("breach", "To confirm"),
        "disputed": pgettext_lazy("breach", "Disputed"),
        "set_aside": pgettext_lazy("breach", "Set aside"),
    }
)
_level = _in(
    {
        "half": pgettext_lazy("level", "warning at half time"),
        "eighty": pgettext_lazy("level", "warning at 80 % of the time"),
        "five_days": pgettext_lazy("level", "warning: five working days left"),
        "one_day": pgettext_lazy("level", "warning: one working day left"),
        "last_day": pgettext_lazy("level", "warning: last day"),
        "ninety_days": pgettext_lazy("level", "warning: ninety days left"),
        "thirty_days": pgettext_lazy("level", "warning: thirty days left"),
        "seven_days": pgettext_lazy("level", "warning: seven days left"),
        "breach": pgettext_lazy("level", "overdue, both leads and the supervisor told"),
        "authority": pgettext_lazy("level", "still overdue, the authority told"),
    }
)
_target_level = _in({"breach": pgettext_lazy("level", "internal target passed, only whoever is to act is told")})


outage_state = _in(
    {
        "on": pgettext_lazy("outage", "still on"),
        "unsettled": pgettext_lazy("outage", "not settled"),
        "counted": pgettext_lazy("outage", "counted"),
        "excused": pgettext_lazy("outage", "does not count"),
        "none": pgettext_lazy("outage", "none"),
        "waiting": pgettext_lazy("outage", "to check"),
        "doubted": pgettext_lazy("outage", "false alarm, not confirmed"),
        "ordered": pgettext_lazy("outage", "an order tells of it"),
    }
)
outage_source = _in(
    {
        "incident": pgettext_lazy("outage", "Fault"),
        "suspension": pgettext_lazy("outage", "Suspension of the service"),
        "monitoring": pgettext_lazy("outage", "Monitoring"),
    }
)
outage_word = _in(
    {
        "fault": pgettext_lazy("outage", "it is a fault"),
        "outage": pgettext_lazy("outage", "it was an outage"),
        "false_alarm": pgettext_lazy("outage", "it was a false alarm"),
        "confirmed": pgettext_lazy("outage", "confirmed"),
        "contested": pgettext_lazy("outage", "contested"),
    }
)
outage_finding = _in(
    {
        "long": pgettext_lazy("outage", "One long outage"),
        "run": pgettext_lazy("outage", "Outages in a row"),
        "total": pgettext_lazy("outage", "Long in all"),
    }
)


def level(code: str, *, internal: bool) -> str:
    """What was told of a clock. Of an internal target nobody else hears."""
    said = _target_level(code) if internal else code
    return said if said != code else _level(code)


def degree(number: int) -> str:
    """How satisfied the agency is."""
    return _degree(str(number))


def pause_reasons(codes: Iterable[str]) -> str:
    return listed(pause_reason(one) for one in codes)


def size(length: int) -> str:
    """Of a file in bytes."""
    return f"{length / MEGA:.1f} MB" if length >= MEGA else f"{max(1, round(length / KILO))} KB"


def article(number: str) -> str:
    """Where in the contract; "A3.4" is item 4 of appendix 3."""
    if number[:1].isdigit():
        return _("Art. %(number)s") % {"number": number}
    appendix, _dot, item = number.removeprefix("A").partition(".")
    said = _("Appendix %(appendix)s, item %(item)s") if item else _("Appendix %(appendix)s")
    return said % {"appendix": appendix, "item": item}


def state(kind: str, code: str) -> str:
    return str(words.state(kind, code))


def clause_title(clause: Clause) -> str:
    return clause.title_in(get_language())


def round_title(clock: Deadline) -> str:
    """The clause's title, and which round of it where there are several."""
    return of_round(clause_title(clock.clause), clock.round)


def of_round(title: str, number: int) -> str:
    return title if number == 1 else _("%(title)s, round %(n)d") % {"title": title, "n": number}


def grouped(number: int | Decimal) -> str:
    """`1,203,010.38`: by thousands in either language, as sums are written on paper (GB/T 15835)."""
    return f"{number:,}"


def pair(label: object, words: object) -> str:
    """`Due: 24:00` with the colon of the language."""
    return _("%(label)s: %(words)s") % {"label": label, "words": words}


def remark(words: object, aside: object) -> str:
    """`vCPU (core)` with the brackets of the language; none around nothing."""
    return _("%(words)s (%(aside)s)") % {"words": words, "aside": aside} if str(aside) else str(words)


def opener(ticket: Ticket) -> str:
    """Who filed the order, in words: the service itself opens what recurs."""
    return str(ticket.opened_by) if ticket.opened_by else _("The service itself")


def listed(things: Iterable[object]) -> str:
    return _(", ").join(str(one) for one in things)


def listed_sentences(things: Iterable[object]) -> str:
    """Sentences without a full stop, one behind the other."""
    return _("; ").join(str(one) for one in things)


def fixed_reading(one: Interpretation) -> bool:
    """The machine keeps this reading, whatever another contract would like."""
    asked = KNOWN.readings.get(one.key)
    return asked is not None and asked.fixed


def person(user: User | None) -> str:
    """The person's name; the service itself where nobody acted."""
    return str(user) if user is not None else _("System")


def typed(
    asked: Iterable[Field[Any]], stored: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """(label, words) of each field that was filled in. `names`: catalogue lines and people by code."""
    asked = tuple(asked)
    values = revive_all(asked, stored)
    for one in asked:
        if values.get(one.name) not in (None, "", []):
            yield str(one.label), one.in_words(values[one.name], names)
