"""Decisions on a finding that is settled (复议): it is never edited. Each has a number of its own, and stands until the
next: by two leads of the side that claims, or by the leads of both sides."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.endorsements import REDECIDED
from tickets.lifecycle.fields import SENTENCE, Choice, LongText, Money
from tickets.lifecycle.guards import people
from tickets.lifecycle.kinds.finding import contract_rules
from tickets.lifecycle.kinds.finding.contract_rules import FindingRule
from tickets.lifecycle.kinds.finding.guards import TERMINATE, found_alone, rules
from tickets.lifecycle.kinds.finding.questions import AGAINST, AGREED_SUM, IMPACT, NO_BAND, OPTIONS
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.tables import RuleCode

FOUND, SET_ASIDE = "found", "set_aside"
JUDGMENT: Final = "judgment"
DECISION_GROUND: Final = Choice(
    "Ground of the decision",
    {"evidence": "New evidence", "fact": "A fact was decided anew", JUDGMENT: "A court’s judgment"},
    words="decision ground", example="evidence", name="decision_ground",
)  # fmt: skip
DECISION: Final = Choice(
    "Decision",
    {FOUND: "Found, by the rule and influence named here", SET_ASIDE: "Not pursued"},
    words="decision", example=SET_ASIDE, name="decision",
)  # fmt: skip
DECIDED_RULE: Final = RuleCode(
    "Rule that counts now", OPTIONS, example=None, required=False, needed="(needed where it is found)",
    name="decided_rule",
)  # fmt: skip
OFFERED_RULE: Final = RuleCode("Rule that counts now", OPTIONS, example="12.5", name="decided_rule")
OFFERED_SUM: Final = Money(
    "Sum agreed on", example=None, required=False, needed="(needed where no band prices it)", name=AGREED_SUM.name
)  # fmt: skip
AGREED_BASE: Final = Money(
    "Base agreed on", example=None, required=False, hint="In place of the fee of the system, while no fees are signed",
    name="agreed_base",
)  # fmt: skip
DECISION_REASON: Final = LongText("Reasons of the decision", example=SENTENCE, name="decision_reason")
#: What is typed where both sides agree: no ground is asked, and nothing is set aside.
OFFERED: Final = (OFFERED_RULE, *IMPACT, OFFERED_SUM, AGREED_BASE, DECISION_REASON)


def _rule(scene: Scene) -> str | None:
    return scene.entered(DECIDED_RULE)


def _meant(scene: Scene) -> FindingRule | None:
    """As the contract has it."""
    return scene.facts.finding_rules.get(_rule(scene) or "")


@guard(_("A finding that gives a right, or a level, is kept or not pursued: it has no sum."), Ask.TYPED, at=DECISION)
def alone_is_set_aside(scene: Scene) -> bool:
    return scene.entered(DECISION) == SET_ASIDE or not found_alone(scene)


@guard(_("This finding has no sum to agree on."))
def has_sum(scene: Scene) -> bool:
    return not found_alone(scene)


@guard(
    _("Name a rule with a sum, of the side that is accused; of what is not pursued none."),
    Ask.TYPED,
    at=DECIDED_RULE,
)
def decided_rule_fits(scene: Scene) -> bool:
    """Where no band prices it both sides agree; and only what was found so is such a thing."""
    named = _rule(scene)
    if scene.entered(DECISION) == SET_ASIDE or named is None:
        return named is None and scene.entered(DECISION) == SET_ASIDE
    meant = _meant(scene)
    if meant is None or meant.alone or meant.against != scene.value(AGAINST):
        return False
    return named != NO_BAND or (scene.entered(DECISION) is None and NO_BAND in rules(scene))


@guard(_("Judge loss, accident and influence each by itself."), Ask.TYPED, at=IMPACT[0])
def decided_impact(scene: Scene) -> bool:
    meant = _meant(scene)
    return meant is None or not meant.weighed or all(scene.entered(word) for word in IMPACT)


@guard(_("Say the sum where no band prices it, more than nothing; elsewhere none."), Ask.TYPED, at=AGREED_SUM)
def decided_sum(scene: Scene) -> bool:
    said = scene.entered(AGREED_SUM)
    return (said is not None and said > 0) if _rule(scene) == NO_BAND else said is None


@guard(_("A base is agreed on for a rule of annex 2 or 3, and is more than nothing."), Ask.TYPED, at=AGREED_BASE)
def decided_base(scene: Scene) -> bool:
    said, meant = scene.entered(AGREED_BASE), _meant(scene)
    return said is None or (said > Decimal(0) and meant is not None and meant.weighed)


def rules_with_a_sum(scene: Scene) -> list[tuple[str, str]]:
    """Code and words of those that may be named; what no band prices where the finding says so."""
    known, named = scene.facts.finding_rules, rules(scene)
    listed = contract_rules.offered(known, (scene.value(AGAINST) or "",))
    return [(code, words) for code, words in listed if not known[code].alone and (code != NO_BAND or code in named)]


def _decision(scene: Scene) -> str | None:
    given = scene.endorsed(REDECIDED)
    return given.value(DECISION) if given is not None else None


@guard(_("The decision is not to pursue it: confirm that."))
def decided_found(scene: Scene) -> bool:
    return _decision(scene) == FOUND


@guard(_("The decision is to find it: confirm that."))
def decided_set_aside(scene: Scene) -> bool:
    return _decision(scene) != FOUND


def _right_runs(scene: Scene) -> bool:
    found = scene.clock(TERMINATE)
    return found is not None and found.open


@guard(_("Its right to terminate stands: go back to it."))
def right_is_over(scene: Scene) -> bool:
    return not _right_runs(scene)


@guard(_("It gives no right to terminate any more."))
def right_stands(scene: Scene) -> bool:
    return _right_runs(scene)


not_redecider: Final = people.apart_from(
    REDECIDED, "not_redecider", _("Whoever decided on it anew does not confirm that: another lead does.")
)
