"""The findings of a month as its page shows them: what each is about, what it may come to, what its reader may do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from django.utils.translation import gettext as _

from tickets import actions
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.endorsements import RULE_PROPOSED
from tickets.lifecycle.kinds.finding import Finding, contract_rules
from tickets.lifecycle.kinds.finding.guards import event_cells, rules
from tickets.lifecycle.kinds.finding.questions import (
    AGREED_SUM,
    CHOSEN_RULE,
    IMPACT,
    RULE,
    SETTLED_BY,
    TOLD,
)
from tickets.lifecycle.steps import Step
from tickets.models import Ticket, Turn
from tickets.pages.months.stages import BY_STATE, CHOOSE, PROPOSALS, MonthStage, on_its_own
from tickets.pages.parts import wording
from tickets.pages.parts.turn import expected
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket.penalties import ComesTo, ContractWords, comes_to, place
from tickets.penalties import explain
from tickets.settlement.weighing import ClaimStanding, WeighedContract


@dataclass(frozen=True, slots=True)
class HeavierRule:
    """The row by which the event would count (12.3): its code, and where it stands in the contract."""

    code: str
    place: str


@dataclass
class MonthRow:
    """One finding. step: what its reader may do with it here, if anything. why: what stands in their way, or for whom
    it waits. comes_to: None where nothing is priced. sent: what was typed for it, where that was refused with
    `faults`."""

    ticket: Ticket
    stage: MonthStage | None
    step: Step | None
    why: str
    comes_to: ComesTo | None
    heavier: HeavierRule | None
    sent: Mapping[str, str] = field(default_factory=dict)
    ticked: bool = True
    faults: list[str] = field(default_factory=list)
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def number(self) -> str:
        return self.ticket.number

    @property
    def told(self) -> list[str]:
        """What happened, as the finding says it, where no sum says it better."""
        return event_cells(self.ticket.scene, TOLD)

    @property
    def rule_words(self) -> str:
        return wording.listed(self._in_words(one) for one in rules(self.ticket.scene))

    def _in_words(self, code: str) -> str:
        return RULE.in_words(code, contract_rules.labels(self.ticket.scene.facts.finding_rules))

    @property
    def impacts(self) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
        """Of each word that must be judged: its name, its label, and (answer, words, chosen). None for rules on which
        it has no bearing."""
        known = self.ticket.scene.facts.finding_rules
        if not any(known[one].weighed for one in rules(self.ticket.scene) if one in known):
            return []
        return [(one.name, str(one.label), self._answers(one.name, one.choices)) for one in IMPACT]

    def _answers(self, name: str, choices: Mapping[str, object]) -> list[tuple[str, str, bool]]:
        return [(code, str(words), self.sent.get(name) == code) for code, words in choices.items()]

    @property
    def agreement(self) -> Step:
        """How it is agreed to as a whole: to the rule that counts as well, where several compete."""
        with_rule, scene = Finding.accept_with_rule, self.ticket.scene
        several = self.heavier is not None and with_rule.refusal(scene, Ask.STANDING) is None
        return with_rule if several else Finding.accept_finding

    @property
    def answers(self) -> list[tuple[str, str, bool]]:
        """How it may be answered, one by one: (step, words, chosen)."""
        steps = dict.fromkeys((self.agreement, Finding.accept_finding, Finding.object_finding))
        return [(one.name, self._worded(one), self.sent.get("step") == one.name) for one in steps]

    def _worded(self, step: Step) -> str:
        if step is not Finding.accept_with_rule or self.heavier is None:
            return str(step.label)
        return _("Agree to the finding, and that it counts by %(place)s") % {"place": self.heavier.place}

    @property
    def proposed(self) -> str:
        """The rule, or of what no row prices the sum, to which one side has agreed or that it proposes."""
        given = self.ticket.scene.endorsed(RULE_PROPOSED)
        if given is None:
            return ""
        rule, amount = given.value(CHOSEN_RULE), given.value(AGREED_SUM)
        if amount is not None:
            return f"¥{explain.money(amount)}"
        return self._in_words(rule) if rule else SETTLED_BY.in_words(given.value(SETTLED_BY) or "", {})


def rows(
    tickets: Sequence[Ticket], found: WeighedContract | None, words: ContractWords, here: Visit
) -> list[MonthRow]:  # fmt: skip
    """One query, for whom they wait."""
    turns = actions.awaited(tickets, here.now)
    weigh = partial(comes_to, found=found, words=words) if found is not None else None
    return [_row(one, found, weigh, turns.get(one.pk, []), here) for one in tickets]


def _row(
    ticket: Ticket,
    found: WeighedContract | None,
    weigh: Callable[[str], ComesTo] | None,
    turns: Sequence[Turn],
    here: Visit,
) -> MonthRow:
    stage = BY_STATE.get(ticket.state)
    apart = on_its_own(ticket)
    heavier = _heavier(found, ticket) if found is not None else None
    priced = heavier is not None
    step = _step(stage, ticket, here, priced=priced) if stage is not None and not apart else None
    return MonthRow(
        ticket=ticket,
        stage=stage,
        step=step,
        why="" if step is not None or ticket.final else _why(stage, ticket, turns, here, apart=apart),
        comes_to=weigh(ticket.number) if weigh is not None else None,
        heavier=heavier,
    )


def _step(stage: MonthStage, ticket: Ticket, here: Visit, *, priced: bool) -> Step | None:
    """The first that the person may take. Here a rule is proposed once, and only one that has a sum."""
    proposes = stage is CHOOSE and priced and ticket.scene.endorsed(RULE_PROPOSED) is None
    steps = (one for one in stage.steps if proposes or one not in PROPOSALS)
    return next((one for one in steps if actions.takes(ticket, one, here.user)), None)


def _why(stage: MonthStage | None, ticket: Ticket, turns: Sequence[Turn], here: Visit, *, apart: bool) -> str:
    """What is contested before anything else, then what bars this person, then for whom it waits."""
    if stage is not None and (held := _held(stage, ticket)):
        return held
    waits = expected(ticket, turns, here.now)
    if apart and stage is not None:
        return _("It needs more than this page asks: go on with it on its own page.")
    return _("Waits for %(who)s") % {"who": waits} if waits else ""


def _held(stage: MonthStage, ticket: Ticket) -> str:
    """Whoever holds none of the roles is told what is contested, and nothing of what bars others."""
    scene = ticket.scene
    for step in stage.steps:
        mine = not scene.roles.isdisjoint(step.roles(ticket.opening_party))
        said = step.refusal(scene, Ask.SAID)
        if said is not None or (mine and step.refusal(scene, Ask.WHO)):
            return actions.hindrance(ticket, step)
    return ""


def _heavier(found: WeighedContract, ticket: Ticket) -> HeavierRule | None:
    """Of the rows that the finding names that which would count; of several on different systems the greatest sum."""
    named = rules(ticket.scene)
    counting = [
        one
        for one in found.about(ticket.number)
        if one.standing is ClaimStanding.COUNTS and one.claim.rule in named and one.claim.amount is not None
    ]
    best = max(counting, key=lambda one: (one.claim.amount or 0, one.claim.key), default=None)
    return HeavierRule(best.claim.rule, place(best.claim, best.by)) if best is not None else None


def by_stage(found: Iterable[MonthRow], stage: MonthStage | None) -> list[MonthRow]:
    """Those of a stage, what its reader may carry on first; of no stage those that wait elsewhere."""
    return sorted(
        (one for one in found if one.stage is stage and not one.ticket.final), key=lambda one: one.step is None
    )
