"""A script made at random: faults, growths and scores of a term, the same for the same seed."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from tickets.datelaw.reckoning import months_on
from tickets.policy.types import ContractTerms
from tickets.rehearsal.script import ScriptEvent, at_day

#: Minutes after the report within which most faults are answered, located and recovered; some take up to so many.
USUAL, SLOW = (5, 25, 30), (80, 140, 200)
SLOW_SHARE, DOWN_SHARE, GROWTH_SHARE = 0.25, 0.4, 0.15
MOST_FAULTS: Final = 3


def script(terms: ContractTerms, seed: int) -> tuple[ScriptEvent, ...]:
    """Equal fees, and for each month up to three faults, a score, now and then a growth."""
    rolled = random.Random(seed)  # noqa: S311  # nothing secret hangs on it
    found = [_agreed(terms), *_fees(terms)]
    month, number = terms.starts.replace(day=1), 0
    while month <= terms.ends:
        for event in _of_month(terms, month, rolled):
            number += 1
            found.append(_numbered(event, number))
        month = months_on(month, 1)
    return tuple(sorted(found, key=lambda one: one.at))


def _numbered(event: ScriptEvent, number: int) -> ScriptEvent:
    return ScriptEvent(f"R{number:03}", event.at, event.kind, event.system, event.data)


def _agreed(terms: ContractTerms) -> ScriptEvent:
    return ScriptEvent("R-terms", at_day(terms.starts, 0, 1), "parameter", data={"pass_score": "80"})


def _fees(terms: ContractTerms) -> Iterator[ScriptEvent]:
    """The same for each system, what is left of the cents with the last."""
    codes = [one.code for one in terms.systems]
    if len(codes) > 1:
        each = round(terms.amount / len(codes), 2)
        fees = dict.fromkeys(codes, str(each)) | {codes[-1]: str(terms.amount - each * (len(codes) - 1))}
        yield ScriptEvent("R-fees", at_day(terms.starts, 9), "allocation", data=fees)


def _of_month(terms: ContractTerms, month: date, rolled: random.Random) -> Iterator[ScriptEvent]:
    first = max(month, terms.starts)
    days = (min(months_on(month, 1), terms.ends) - first).days
    for _n in range(rolled.randint(0, MOST_FAULTS) if days > 1 else 0):
        at = at_day(first, 0) + timedelta(minutes=rolled.randrange(days * 24 * 60 - 600))
        yield _fault(rolled.choice(terms.systems).code, at, rolled)
    if days > 20 and rolled.random() < GROWTH_SHARE:
        yield _growth(rolled.choice(terms.systems).code, first, rolled)
    scored = months_on(month, 1) + timedelta(days=8)
    yield ScriptEvent(
        "", at_day(scored, 10), "assessment", data={"month": f"{month:%Y-%m}", "score": str(rolled.randint(74, 99))}
    )


def _fault(system: str, at: datetime, rolled: random.Random) -> ScriptEvent:
    within = SLOW if rolled.random() < SLOW_SHARE else USUAL
    respond, locate, recover = sorted(rolled.randint(1, most) for most in within)
    stamps = {"responded": respond, "located": locate, "recovered": recover + 1}
    data = {"reported": _written(at)} | {
        name: _written(at + timedelta(minutes=after)) for name, after in stamps.items()
    }
    if rolled.random() < DOWN_SHARE:
        data["outage"] = f"{data['reported']}/{data['recovered']}"
    return ScriptEvent("", at, "fault", system, data)


def _growth(system: str, first: date, rolled: random.Random) -> ScriptEvent:
    asked = first + timedelta(days=rolled.randint(1, 5))
    delivered = asked + timedelta(days=rolled.randint(3, 12))
    data = {"requested": asked.isoformat(), "delivered": delivered.isoformat()}
    return ScriptEvent("", at_day(asked, 11), "expansion", system, data)


def _written(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
