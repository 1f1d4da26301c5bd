"""How one contract is read where it leaves the counting of its limits open (Civil Code 204). Pure.

Each question is a switch of the contract's file; `Counting` is the answer as the arithmetic takes it. A calendar
carries it and names in its version every reading that is not the usual one: a clock keeps those with which it began.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tickets.policy.known import Switch

#: Q1: does a last day on a plain weekend move, as one on a statutory holiday does (Civil Code 203)?
WEEKENDS: Final = Switch("counting.weekends", ("roll", "stay"))
#: Q2: from which day is a month counted: that of the event, or the next?
MONTH_BASE: Final = Switch("counting.month_base", ("start_day", "next_day"))
#: Q3: does a limit in natural days roll? The clauses say it one by one, and the file must agree with itself.
NATURAL_DAYS: Final = Switch("counting.natural_days", ("roll", "stay"))
#: Q4: does the day of the start count (against Civil Code 201)?
START_DAY: Final = Switch("counting.start_day", ("not_counted", "counted"))
#: Q5: is the latest lawful day of a backward limit brought forward where it is a rest day?
BACKWARD: Final = Switch("counting.backward_rest_day", ("keep", "earlier"))
SWITCHES: Final = (WEEKENDS, MONTH_BASE, NATURAL_DAYS, START_DAY, BACKWARD)

#: A letter for each reading that is not the usual one, as a calendar's version names it.
MARKS: Final = {
    "w": "weekends_stay",
    "m": "months_from_next_day",
    "s": "start_day_counted",
    "b": "backward_earlier",
}


@dataclass(frozen=True, slots=True)
class Counting:
    """The readings of one contract; each is false where it is the usual one."""

    weekends_stay: bool = False
    months_from_next_day: bool = False
    start_day_counted: bool = False
    backward_earlier: bool = False

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "Counting":
        """By the values of a contract's interpretations. A question that it does not answer is read as usual."""
        return cls(
            weekends_stay=values.get(WEEKENDS.key) == "stay",
            months_from_next_day=values.get(MONTH_BASE.key) == "next_day",
            start_day_counted=values.get(START_DAY.key) == "counted",
            backward_earlier=values.get(BACKWARD.key) == "earlier",
        )

    @classmethod
    def marked(cls, marks: str) -> "Counting":
        """By the letters of a version; the inverse of `marks`."""
        return cls(**{name: mark in marks for mark, name in MARKS.items()})

    @property
    def marks(self) -> str:
        """ "" where everything is read as usual."""
        return "".join(mark for mark, name in MARKS.items() if getattr(self, name))


USUAL: Final = Counting()
