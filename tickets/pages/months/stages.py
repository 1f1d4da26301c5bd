"""What is done on the page, in order: each stage the state in which it finds a finding, and the steps by which it is
carried on there. Whatever else a finding needs is done on its own page."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.lifecycle.endorsements import RULE_PROPOSED
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.guards import rules, rules_left
from tickets.lifecycle.kinds.finding.questions import NO_BAND
from tickets.lifecycle.steps import State, Step
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class MonthStage:
    """button: what is pressed. phrases: what people mostly write here."""

    name: str
    state: State
    steps: tuple[Step, ...]
    title: Promise
    button: Promise
    phrases: tuple[Promise, ...] = ()

    @property
    def grave(self) -> bool:
        """Asks for the password again: once for all of it."""
        return any(step.grave for step in self.steps)

    def step(self, name: str) -> Step | None:
        return next((one for one in self.steps if one.name == name), None)


JUDGE: Final = MonthStage(
    "judge",
    Finding.proposed,
    (Finding.assess,),
    pgettext_lazy("month", "To be judged"),
    pgettext_lazy("month", "Judge those ticked"),
    (
        pgettext_lazy("phrase", "By the times on record and the sums derived from them; the records are attached."),
        pgettext_lazy("phrase", "Systems, users and duration concerned are as the attached records say."),
    ),
)
SERVE: Final = MonthStage(
    "serve",
    Finding.judged,
    (Finding.serve,),
    pgettext_lazy("month", "To be served"),
    pgettext_lazy("month", "Serve those ticked by one notice"),
)
ANSWER: Final = MonthStage(
    "answer",
    Finding.notified,
    (Finding.accept_finding, Finding.accept_with_rule, Finding.object_finding),
    pgettext_lazy("month", "To be answered by who is accused"),
    pgettext_lazy("month", "Send the answers"),
)
SETTLE: Final = MonthStage(
    "settle",
    Finding.confirming,
    (Finding.confirm_finding, Finding.confirm_several),
    pgettext_lazy("month", "Awaiting the second person"),
    pgettext_lazy("month", "Settle those ticked"),
    (pgettext_lazy("phrase", "Facts, rules and sums were looked over again and are right."),),
)
CHOOSE: Final = MonthStage(
    "choose",
    Finding.agreeing,
    (Finding.agree_rule, Finding.agree_to_claim, Finding.propose_rule, Finding.propose_other_rule),
    pgettext_lazy("month", "Rule to be agreed on"),
    pgettext_lazy("month", "Send for those ticked"),
)
STAGES: Final = (JUDGE, SERVE, ANSWER, SETTLE, CHOOSE)
BY_STATE: Final = {one.state.code: one for one in STAGES}
#: That propose something which then waits for the other side.
PROPOSALS: Final = (Finding.propose_rule, Finding.propose_other_rule)


def on_its_own(ticket: Ticket) -> bool:
    """It needs more than this page asks: thresholds and a level, a right to terminate, or a sum that no row gives."""
    named, known = rules(ticket.scene), ticket.scene.facts.finding_rules
    proposed = ticket.scene.endorsed(RULE_PROPOSED) is not None
    to_price = NO_BAND in rules_left(ticket.scene) and ticket.state == Finding.agreeing.code and not proposed
    return to_price or any(known[one].alone for one in named if one in known)
