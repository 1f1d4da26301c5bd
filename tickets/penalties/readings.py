"""How one contract is read where it leaves open what a breach costs. Pure.

Each question is an interpretation of the contract's file; `PenaltyReadings` is the answer as the rules take it. The
first value of a switch is the usual reading; a contract that was loaded before a question was asked means that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tickets.policy.known import Parameter, Reading, Switch

#: 3.4: how many millionths of the minutes a system must be available, and of its data be kept.
LEAST_AVAILABLE: Final = Parameter("availability.least_millionths", 900_000, 1_000_000, otherwise=999_900, since=2)
LEAST_RELIABLE: Final = Parameter("reliability.least_millionths", 900_000, 1_000_000, otherwise=999_999, since=2)
#: A3.5: from how many minutes on one outage is long.
LONG_OUTAGE: Final = Parameter("outage.long_minutes", 1, 10_080, otherwise=120, since=2)
#: A3.6: how many outages are several in a row, and how many hours may lie between one and the next.
RUN_COUNT: Final = Parameter("outage.run_count", 2, 20, otherwise=3, since=2)
RUN_GAP: Final = Parameter("outage.run_gap_hours", 1, 720, otherwise=168, since=2)
#: A3.6: from how many minutes on outages are many in all; and over what they are summed.
ALL_OUTAGES: Final = Parameter("outage.total_minutes", 1, 10_080, otherwise=480, since=2)
TOTAL_OVER: Final = Switch("outage.total_over", ("month", "term"))
#: Of what 3.4 measures the availability, and to which month an outage over midnight belongs (W4).
MEASURED: Final = Switch("availability.measured", ("system", "platform"))
OVER_MIDNIGHT: Final = Switch("availability.over_midnight", ("undivided", "divided"))

#: A3.3: how many failed months in a row, and whether a month without a score breaks the row (N20).
FAILED_IN_A_ROW: Final = Parameter("assessment.failed_in_a_row", 2, 12, otherwise=3, since=2)
MONTH_WITHOUT_SCORE: Final = Switch("assessment.month_without_score", ("breaks", "passed_over"))
#: 12.2: how often an event of level B gives the right, and within which year.
LEVEL_B_EVENTS: Final = Parameter("finding.level_b_events", 2, 10, otherwise=3, since=2)
LEVEL_B_YEAR: Final = Switch("finding.level_b_year", ("rolling", "contract"))

#: Q10: do single faults decide on a band, or their mean?
BANDS: Final = Switch("penalty.bands", ("average",))
#: W1: over what a mean is taken, and of which orders.
AVERAGED_OVER: Final = Switch("penalty.averaged_over", ("month", "quarter", "term"))
AVERAGED_OF: Final = Switch("penalty.averaged_of", ("incidents", "requests"))
#: W2: without accepted pauses and force majeure, or with them.
TIME: Final = Switch("penalty.time", ("net", "gross"))
#: W3: of how many a mean is one.
LEAST_MEMBERS: Final = Parameter("penalty.least_members", 1, 20, otherwise=1, since=2)
#: W5: are outages in a row by the gaps between them, or those of one month?
RUN_WITHIN: Final = Switch("penalty.run_within", ("gap", "month"))
#: W6: of one event the heaviest first, or the set with the greatest sum?
HEAVIEST: Final = Switch("penalty.heaviest", ("heaviest_first", "greatest_sum"))
#: W7: is a day late charged on the whole price, or on the fee of the system concerned?
DAILY_BASE: Final = Switch("penalty.daily_base", ("total", "system"))
#: W8, G21: does the daily charge serve what the annexes price?
BESIDE_ANNEX: Final = Switch("penalty.daily", ("where_no_band", "beside_bands"))
#: W9: are the daily charge and that of secrecy set off against the last instalment?
SET_OFF: Final = Switch("penalty.set_off", ("final_instalment", "apart"))
#: W11: is the late return of secret material a breach of secrecy by itself?
LATE_RETURN: Final = Switch("penalty.late_return", ("daily", "secrecy"))
#: G4: is a late payment charged once, or by the day?
LATE_PAYMENT: Final = Switch("penalty.late_payment", ("once", "daily"))
#: G5: from when is a failed acceptance late: from the end of its limit, or from the failure?
COUNTED_FROM: Final = Switch("penalty.counted_from", ("limit", "first_failure"))
#: A3.2: how many complaints of the term.
COMPLAINTS: Final = Parameter("penalty.complaints", 1, 20, otherwise=3, since=2)
#: 12.4(3), W14: by which figure of its confirmed sheet a month is short of people, and how many such months one after
#: the other let the agency set a limit.
SHORT_MONTH: Final = Switch("staffing.short_month", ("sheet", "any_day"))
SHORT_MONTHS: Final = Parameter("staffing.short_in_a_row", 2, 12, otherwise=2, since=2)

#: W17: on which working day of the next month the sheet of a month closes.
SHEET_CLOSE: Final = Parameter("sheet.close", 1, 20, otherwise=10, since=2)

#: Kept by the machine. G3: until the fees of the systems are signed a single system is estimated by the whole price.
FEES: Final = Switch("penalty.fees", ("signed",))
#: W10: the systems that roster or score sheet name, else all.
NO_SYSTEM: Final = Switch("penalty.no_system", ("named_or_all",))
#: W15: what comes a second time is a run, a month, a row of its own; complaints count once in the term.
ONCE_MORE: Final = Switch("penalty.once_more", ("anew",))
#: W16: who agrees on a sum that no band gives.
NO_BAND: Final = Switch("penalty.no_band", ("both_leads",))

#: Asked of every contract that prices breaches.
ASKED: Final[tuple[Reading, ...]] = (
    BANDS, AVERAGED_OVER, AVERAGED_OF, TIME, LEAST_MEMBERS, RUN_WITHIN, HEAVIEST, DAILY_BASE, BESIDE_ANNEX, SET_OFF,
    LATE_RETURN, LATE_PAYMENT, COUNTED_FROM, COMPLAINTS, FEES, NO_SYSTEM, ONCE_MORE, NO_BAND, SHEET_CLOSE,
)  # fmt: skip
#: All that a rule reads: what the register of outages, findings and assessments ask as well.
READ: Final[tuple[Reading, ...]] = (
    *ASKED, LEAST_AVAILABLE, LEAST_RELIABLE, LONG_OUTAGE, RUN_COUNT, RUN_GAP, ALL_OUTAGES, TOTAL_OVER, MEASURED,
    OVER_MIDNIGHT, FAILED_IN_A_ROW, MONTH_WITHOUT_SCORE, LEVEL_B_EVENTS, LEVEL_B_YEAR, SHORT_MONTH, SHORT_MONTHS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PenaltyReadings:
    """The answers of one contract, by key; what it does not answer is read as usual."""

    values: Mapping[str, object] = field(default_factory=dict)

    def of(self, switch: Switch) -> str:
        return str(self.values.get(switch.key, switch.otherwise))

    def number(self, parameter: Parameter) -> int:
        value = self.values.get(parameter.key, parameter.otherwise)
        return value if isinstance(value, int) else parameter.otherwise

    def usual(self, switch: Switch) -> bool:
        return self.of(switch) == switch.otherwise

    def minutes(self, parameter: Parameter) -> timedelta:
        return timedelta(minutes=self.number(parameter))

    def otherwise(self, switch: Switch, value: str) -> "PenaltyReadings":
        """The same contract with another reading of one question: shown beside, never entered."""
        return PenaltyReadings({**self.values, switch.key: value})
