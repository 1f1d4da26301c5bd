"""By when a claim is answered, decided, raised and reviewed: numbers of the contract, counted by its calendar."""

from datetime import datetime, timedelta

from tickets.actions.rules import Rules
from tickets.datelaw import reckoning
from tickets.datelaw.types import day_end, local
from tickets.lifecycle.parameters import CHECK_RECOVERY, CLAIM_AFTER_CLOSE, CLAIM_ANSWER, CLAIM_DECIDE, CLAIM_REVIEW
from tickets.policy.known import Parameter
from tickets.policy.types import Limit, Unit

#: Working days that there are at least to answer by the week's last one.
AT_LEAST = 2


def answered_by(rules: Rules, entered: datetime) -> datetime:
    """Until when the other side answers: so many working days, or by the end of the week's last working day."""
    if rules.number(CLAIM_ANSWER):
        return _working_days(rules, entered, CLAIM_ANSWER)
    calendar, day = rules.calendar, local(entered).date()
    earliest = calendar.nth_working_day(day, AT_LEAST)
    sunday = earliest + timedelta(days=6 - earliest.weekday())
    return day_end(calendar.nth_working_day(sunday + timedelta(days=1), -1))


def decided_by(rules: Rules, start: datetime) -> datetime:
    return _working_days(rules, start, CLAIM_DECIDE)


def raised_by(rules: Rules, closed: datetime) -> datetime:
    """Until when a time may be claimed on an order that is final."""
    return _working_days(rules, closed, CLAIM_AFTER_CLOSE)


def open_to_claims(rules: Rules, closed: datetime | None, now: datetime) -> bool:
    """Whether a time may still be claimed, or contested, on an order that was closed then; None: it is open."""
    return closed is None or now < raised_by(rules, closed)


def reviewed_by(rules: Rules, decided: datetime) -> datetime:
    return _working_days(rules, decided, CLAIM_REVIEW)


def checked_by(rules: Rules, entered: datetime) -> datetime:
    """Until when a recovery is checked; nobody is late by it."""
    return entered + timedelta(minutes=rules.number(CHECK_RECOVERY))


def proven_by(rules: Rules, occurred: datetime) -> datetime:
    """Until when force majeure is proved: fifteen days from its occurrence (14.3)."""
    return reckoning.due(occurred, Limit(15, Unit.DAY), rules.calendar).legal


def _working_days(rules: Rules, start: datetime, parameter: Parameter) -> datetime:
    limit = Limit(rules.number(parameter), Unit.WORKING_DAY, roll=False)
    return reckoning.due(start, limit, rules.calendar).legal
