"""What a finding asks: against whom, about which event, under which rules; and what its assessment judges."""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.bounds import TERM_STARTS, TODAY, answer_to, not_after, not_before
from tickets.lifecycle.fields import SENTENCE, Choice, Day, LongText, Money, MonthDay, Offered, Text, today
from tickets.lifecycle.tables import RuleCode, Table

AGAINST: Final = Choice(
    "Against", {"provider": "Provider", "agency": "Agency"}, words="accused", example="provider", name="against"
)
HAPPENED_ON: Final = Day(
    "Happened on", within=(not_before(TERM_STARTS), not_after(TODAY)), example=today(), name="event_on"
)
#: From that day on a right to terminate counts (M133).
KNOWN_ON: Final = Day(
    "First known on", within=(not_before(answer_to(HAPPENED_ON)), not_after(TODAY)), example=today(), name="known_on"
)
ORDER, CLOCK, OUTAGE, TOLD = "event_order", "event_clock", "event_outage", "event_told"
EVENT: Final = Table(
    "The event",
    (
        Text("Order number", example=None, required=False, name=ORDER),
        Offered("Clock that was missed", example=None, required=False, name=CLOCK),
        Text("Outage that monitoring reported", example=None, required=False, name=OUTAGE),
        Text("What happened", example=SENTENCE, required=False, name=TOLD),
    ),
    example=[{TOLD: "平台运行日志显示的事件"}],
    hint="A row names an order, where there is one, and the clock that was missed on it; or what monitoring calls the"
    " outage; else it says what happened.",
    name="event_rows",
)
#: Where the event is no single one: the availability of a month, an average. Of a system it is found on once, too.
EVENT_MONTH: Final = MonthDay(
    "Month of the event",
    within=(not_before(TERM_STARTS), not_after(TODAY)),
    example=None,
    required=False,
    needed="(only where the event is one of a whole month)",
    hint="Any day of it",
    since=2,
    name="event_month",
)
#: How the rows of the annexes, and what stands beside them, are called where no contract's table says it: contracts
#: that price nothing name them so, and what was stored under them is shown so.
OPTIONS: Final = {
    "A1.1": "Annex 1, interruption of the service", "A1.2": "Annex 1, grave tampering",
    "A1.3": "Annex 1, loss of data", "A1.4": "Annex 1, hostile intrusion",
    "A2.1": "Annex 2, row 1, availability", "A2.2": "Annex 2, row 2, mutual backup",
    "A2.3": "Annex 2, row 3, page tampered with", "A2.4": "Annex 2, row 4, data lost",
    "A2.5": "Annex 2, row 5, intrusion", "A2.6": "Annex 2, row 6, notice to rectify",
    "A2.7": "Annex 2, row 7, response", "A2.8": "Annex 2, row 8, response",
    "A2.9": "Annex 2, row 9, recovery", "A2.10": "Annex 2, row 10, recovery",
    "A2.11": "Annex 2, row 11, nobody on site", "A2.12": "Annex 2, row 12, nobody on site",
    "A3.1": "Annex 3, row 1, availability", "A3.2": "Annex 3, row 2, complaints",
    "A3.3": "Annex 3, row 3, monthly assessment", "A3.4": "Annex 3, row 4, expansion",
    "A3.5": "Annex 3, row 5, system down", "A3.6": "Annex 3, row 6, system down repeatedly",
    "A3.7": "Annex 3, row 7, notice to rectify", "A3.8": "Annex 3, row 8, response",
    "A3.9": "Annex 3, row 9, response", "A3.10": "Annex 3, row 10, recovery",
    "A3.11": "Annex 3, row 11, recovery", "A3.12": "Annex 3, row 12, nobody on site",
    "A3.13": "Annex 3, row 13, nobody on site",
    "12.4": "Not put right within the limit", "12.5": "Late by the day", "12.6": "Payment late",
    "15.11": "Breach of secrecy", "no_band": "No band of the annexes, both sides agree",
}  # fmt: skip
RULE_NAME: Final = "rule"
RULE: Final = RuleCode(
    "Clause", OPTIONS, example="12.5", example_of={"provider": "12.5", "agency": "12.6"},
    sides=("provider", "agency"), name=RULE_NAME,
)  # fmt: skip
#: What breaks a duty and hits no row: a sum is agreed on by both leads, or none (W16).
NO_BAND: Final = "no_band"
RULES: Final = Table(
    "Rules that may apply",
    (RULE,),
    example=[{RULE_NAME: "12.5"}],
    name="rules",
)

THRESHOLD, VALUE, SOURCE, MET, WHY = (
    "threshold",
    "threshold_value",
    "threshold_source",
    "threshold_met",
    "threshold_why",
)
THRESHOLDS: Final = Table(
    "Thresholds of annex 1, one by one",
    (
        Choice("Threshold", {
            "not_force_majeure": "Not caused by force majeure",
            "over_30": "Over 30 % of the systems interrupted", "over_10": "Over 10 % of the systems interrupted",
            "users_500k": "500,000 people affected", "users_100k": "100,000 people affected",
            "loss_5m": "Loss of 5 million yuan", "loss_1m": "Loss of 1 million yuan",
            "lasted_2h": "Two hours or longer", "lasted_30m": "Thirty minutes or longer",
            "provider_fault": "Hidden danger on the provider’s side",
            "plan_not_followed": "Emergency plan not followed, handling delayed",
            "protected": "During a period of grave or special protection",
            "noticed_national": "Reported nationally, or noticed by leaders of the city",
            "noticed_city": "Reported in the city, or noticed by leaders of the city",
            "important": "System of level 3 or an important one, core data",
            "over_three": "Over three systems lost data", "one_only": "One system lost data",
            "over_month": "More than one month of data", "unrecoverable": "Confirmed as beyond recovery",
            "third_party": "Told by a third party’s security office",
            "not_disposed": "Not dealt with, nor protected, within 24 hours",
            "harmed": "Tampering or a leak came of it",
        }, words="threshold", example="not_force_majeure", name=THRESHOLD),
        Text("Value", example=None, required=False, name=VALUE),
        Text("Source", example=None, required=False, name=SOURCE),
        Choice("Met", {"yes": "Met", "no": "Not met", "unknown": "Not known"}, words="met", example="yes", name=MET),
        Text("Reason", example=None, required=False, name=WHY),
    ),
    example=None,
    required=False,
    needed="(needed for a rule of annex 1)",
    name="thresholds",
)  # fmt: skip
HOLDS: Final = "yes"
JUDGED: Final = {HOLDS: "Yes", "no": "No"}
_WORD: Final[dict[str, Any]] = {"example": "no", "required": False, "needed": "(needed for a rule of annex 2 or 3)"}
#: Each word of the annexes is judged by itself (M135).
IMPACT: Final = (
    Choice("Grave loss", JUDGED, words="judged", name="grave_loss", **_WORD),
    Choice("Grave accident", JUDGED, words="judged", name="grave_accident", **_WORD),
    Choice("Grave influence", JUDGED, words="judged", name="grave_influence", **_WORD),
)
#: Of a judgement that money may hang on: shorter than so many characters it gives none.
LEAST_REASON: Final = 10
FINDING_REASON: Final = LongText(
    "Reasons of the finding", example=_("Systems, users and duration concerned are as the attached records say."),
    name="finding_reason",
)  # fmt: skip
WEIGHED: Final = LongText("Reason for settling it so", example=SENTENCE, name="weighed")
CLOSED_AT: Final = Choice(
    "Level", {"B": "Level B", "none": "No level"}, words="level", example=None, required=False,
    needed="(needed for a rule of annex 1)", name="event_level",
)  # fmt: skip
RIGHT_AT: Final = Choice(
    "Ground of the right",
    {"A": "Level A, once", "B": "Level B, often within a year", "12.4": "Not put right within the limit",
     "15.11": "Breach of secrecy"},
    words="right", example="15.11", name="right_ground",
)  # fmt: skip
CHOSEN_RULE: Final = RuleCode("Rule that counts", OPTIONS, example="12.5", name="chosen_rule")
SUM_SET, NO_SUM = "sum", "none"
#: What no band prices ends with a sum, or is set aside by both sides.
SETTLED_BY: Final = Choice(
    "Settled by",
    {SUM_SET: "A sum on which both sides agree", NO_SUM: "No penalty: both sides set it aside"},
    words="settled by", example=SUM_SET, name="settled_by",
)  # fmt: skip
AGREED_SUM: Final = Money(
    "Sum agreed on", example=Decimal("40000.00"), required=False, needed="(needed for a sum)", name="agreed_sum"
)
