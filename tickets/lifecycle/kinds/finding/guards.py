"""What a finding may rest on, who may settle it, and whether it gives a right to terminate."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.roles import PARTY
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import Clock, Sort
from tickets.lifecycle.endorsements import ASSESSED, FINDING_SERVED, LEVEL_NAMED, RULE_PROPOSED, UPHELD
from tickets.lifecycle.guards import people, time
from tickets.lifecycle.kinds.finding import contract_rules, levels
from tickets.lifecycle.kinds.finding.contract_rules import FindingRule
from tickets.lifecycle.kinds.finding.judges import LEADS
from tickets.lifecycle.kinds.finding.levels import A1, LEVEL_B_EVENTS, READINGS, YEAR
from tickets.lifecycle.kinds.finding.questions import (
    AGAINST,
    AGREED_SUM,
    CHOSEN_RULE,
    CLOCK,
    CLOSED_AT,
    EVENT,
    FINDING_REASON,
    HAPPENED_ON,
    HOLDS,
    IMPACT,
    LEAST_REASON,
    MET,
    NO_BAND,
    ORDER,
    OUTAGE,
    RIGHT_AT,
    RULE_NAME,
    RULES,
    SETTLED_BY,
    SUM_SET,
    THRESHOLD,
    THRESHOLDS,
    TOLD,
)
from tickets.lifecycle.parties import AO
from tickets.lifecycle.scene import Scene
from tickets.penalties.counts import often_enough
from tickets.policy.penalty_terms import Impact
from tickets.policy.types import Party

OPINION: Final = Clock("finding.opinion", sort=Sort.DECIDE)
#: Nobody gives an opinion on what they have raised themselves.
OPINION_AUTHORITY: Final = Clock("finding.opinion_authority", sort=Sort.DECIDE)
DECIDE: Final = Clock("finding.decide", sort=Sort.APPROVE)
AGREE: Final = Clock("finding.agree")
TERMINATE: Final = Clock("finding.terminate", right=True)


def rules(scene: Scene) -> list[str]:
    return [row[RULE_NAME] for row in scene.value(RULES) or ()]


def rules_left(scene: Scene) -> tuple[str, ...]:
    """Those that remain once loss, accident and influence are judged; before that all that are named."""
    given, named = scene.endorsed(ASSESSED), rules(scene)
    if given is None:
        return tuple(named)
    impact = frozenset(Impact(word.name) for word in IMPACT if given.value(word) == HOLDS)
    return contract_rules.left(scene.facts.finding_rules, named, impact)


def _named(scene: Scene) -> list[FindingRule]:
    """Those that the contract has."""
    known = scene.facts.finding_rules
    return [known[rule] for rule in rules(scene) if rule in known]


def found_alone(scene: Scene) -> bool:
    """It has no sum to compete with, or competes with none (12.1 to 12.4, 15.11)."""
    return any(one.alone for one in _named(scene))


def _rows(scene: Scene) -> list[dict[str, Any]]:
    return scene.value(EVENT) or []


def event_cells(scene: Scene, cell: str) -> list[str]:
    """What the rows of its event say in one of their cells."""
    return [row[cell] for row in _rows(scene) if row.get(cell)]


@guard(_("Your side raises a finding against the other side."), Ask.TYPED, at=AGAINST)
def other_side(scene: Scene) -> bool:
    """The supervisor raises one against either."""
    sides = {PARTY[role] for role in scene.roles if role in PARTY} & {"agency", "provider"}
    return not sides or scene.value(AGAINST) not in sides


@guard(_("Each row names an order or an outage, or says what happened."), Ask.TYPED, at=EVENT)
def event_said(scene: Scene) -> bool:
    return all(row.get(ORDER) or (not row.get(CLOCK) and (row.get(OUTAGE) or row.get(TOLD))) for row in _rows(scene))


@guard(_("Monitoring has reported no such outage under this contract."), Ask.TYPED, at=EVENT)
def event_outages_known(scene: Scene) -> bool:
    named = {*event_cells(scene, OUTAGE)}
    return not named or named <= scene.facts.case.outages


@guard(_("There is no such work order under this contract."), Ask.TYPED, at=EVENT)
def event_orders_known(scene: Scene) -> bool:
    named = {*event_cells(scene, ORDER)}
    return not named or named <= scene.facts.case.orders


@guard(_("That order has missed no such clock of the contract."), Ask.TYPED, at=EVENT)
def event_clock_missed(scene: Scene) -> bool:
    """What was missed of an internal target is no breach."""
    named = {(row[ORDER], row[CLOCK]) for row in _rows(scene) if row.get(ORDER) and row.get(CLOCK)}
    return not named or named <= scene.facts.case.missed


@guard(_("The contract has no such rule. Choose one of its own."), Ask.TYPED, at=RULES)
def rules_known(scene: Scene) -> bool:
    return len(_named(scene)) == len(rules(scene))


@guard(_("Late payment stands against the agency, and nothing else does."), Ask.TYPED, at=RULES)
def rules_of_side(scene: Scene) -> bool:
    return all(one.against == scene.value(AGAINST) for one in _named(scene))


@guard(
    _("Name each rule once. Grave breaches, what was not put right and secrecy are found alone, each apart."),
    Ask.TYPED,
    at=RULES,
)
def rules_apart(scene: Scene) -> bool:
    named = rules(scene)
    return len(set(named)) == len(named) and (len(named) == 1 or not any(one.alone for one in _named(scene)))


@guard(
    _("This rule takes a notice to rectify that was found not put right: name its order in the event."),
    Ask.TYPED,
    at=RULES,
)
def rectified_in_vain(scene: Scene) -> bool:
    return "12.4" not in rules(scene) or bool(scene.facts.case.not_cured)


def _found(scene: Scene) -> Mapping[str, object]:
    return {"number": next(iter(scene.facts.case.found.values()), "—")}


@guard(_("This event is found on by %(number)s. Go on there."), Ask.TYPED, at=EVENT, names=_found)
def found_once(scene: Scene) -> bool:
    return not (_rows(scene) and rules(scene) and scene.facts.case.found)


def _contested(scene: Scene) -> Mapping[str, object]:
    return {"claims": gettext(", ").join(scene.facts.case.contested) or "—"}


@guard(_("Nothing is found on what is contested. To be settled first: %(claims)s."), Ask.SAID, names=_contested)
def settled(scene: Scene) -> bool:
    return not scene.facts.case.contested


def _fallen(scene: Scene) -> Mapping[str, object]:
    return {"clocks": gettext(", ").join(scene.facts.case.fallen) or "—"}


@guard(
    _(
        "What this finding rests on was set aside: %(clocks)s. The lead ends it: “Find no breach”, or once it was"
        " served “Pursue it no further”."
    ),
    Ask.SAID,
    names=_fallen,
)
def breach_stands(scene: Scene) -> bool:
    return not scene.facts.case.fallen


def _met(scene: Scene) -> dict[str, str]:
    given = scene.endorsed(ASSESSED)
    judged = given.value(THRESHOLDS) if given is not None else None
    return {row[THRESHOLD]: row[MET] for row in judged or ()}


@guard(
    _("Judge each threshold of the rule once, also what is not met or not known; of other rules none."),
    Ask.TYPED,
    at=THRESHOLDS,
)
def thresholds_judged(scene: Scene) -> bool:
    judged = [row[THRESHOLD] for row in scene.entered(THRESHOLDS) or ()]
    return len(set(judged)) == len(judged) and set(judged) == levels.asked(rules(scene))


@guard(_("Judge loss, accident and influence each by itself."), Ask.TYPED, at=IMPACT[0])
def impact_judged(scene: Scene) -> bool:
    weighed = any(one.weighed for one in _named(scene))
    return not weighed or all(scene.entered(word) for word in IMPACT)


@guard(
    _("Give the reasons: which systems, how many users, how long, and on what that rests."),
    Ask.TYPED,
    at=FINDING_REASON,
)
def reasons_given(scene: Scene) -> bool:
    return len(scene.entered(FINDING_REASON) or "") >= LEAST_REASON


def _overdue(scene: Scene, clock: Clock) -> bool:
    found = scene.clock(clock)
    return found is not None and found.open and found.late


@condition
def of_a_party(scene: Scene) -> bool:
    return scene.raised_by != Party.SUPERVISOR


@condition
def of_the_supervisor(scene: Scene) -> bool:
    return scene.raised_by == Party.SUPERVISOR


@guard(_("The supervisor gives the opinion, the authority on what the supervisor has raised."), Ask.WHO)
def opinion_giver(scene: Scene) -> bool:
    return (AO in scene.roles) is of_the_supervisor.holds(scene)


@guard(_("There is still time for the opinion."))
def opinion_overdue(scene: Scene) -> bool:
    return _overdue(scene, OPINION) or _overdue(scene, OPINION_AUTHORITY)


@guard(_("There is still time to agree."))
def agree_overdue(scene: Scene) -> bool:
    return _overdue(scene, AGREE)


def _who_settles(scene: Scene) -> Mapping[str, object]:
    given = (scene.endorsed(one) for one in (ASSESSED, FINDING_SERVED, UPHELD))
    return people.left_to(scene, LEADS, scene.authors.union(*(one.persons for one in given if one is not None)))


not_assessor: Final = people.apart_from(
    ASSESSED, "not_assessor", _("Whoever assessed the event does not settle the finding. %(who)s"), _who_settles
)
not_server: Final = people.apart_from(
    FINDING_SERVED, "not_server", _("Whoever served the notice does not settle the finding. %(who)s"), _who_settles
)
not_upholder: Final = people.apart_from(
    UPHELD, "not_upholder", _("Whoever upheld the finding does not settle it. %(who)s"), _who_settles
)
#: A second person settles what one has found.
SECOND: Final = (people.not_author, not_assessor, not_server, not_upholder)


@guard(
    _(
        "Several rules compete or none prices it, and the other side has agreed to none:"
        " settle it with what is to be agreed on."
    )
)
def one_rule(scene: Scene) -> bool:
    """One candidate alone is left, or that to which the other side agreed with the finding: whoever settles it so
    agrees, too (12.3)."""
    return not several_rules.holds(scene) or other_side_proposed.holds(scene)


@guard(_("One rule alone applies: there is nothing to agree on."))
def several_rules(scene: Scene) -> bool:
    return len(rules_left(scene)) > 1 or unpriced.holds(scene)


@guard(_("A rule prices this: no sum is agreed on."))
def unpriced(scene: Scene) -> bool:
    return NO_BAND in rules_left(scene)


@guard(_("No rule prices this: propose a sum, or that both sides set it aside."))
def priced(scene: Scene) -> bool:
    return set(rules_left(scene)) != {NO_BAND}


@guard(_("Say the sum, more than nothing; without a penalty say none."), Ask.TYPED, at=AGREED_SUM)
def sum_said(scene: Scene) -> bool:
    said = scene.entered(AGREED_SUM)
    return (said is not None and said > 0) if scene.entered(SETTLED_BY) == SUM_SET else said is None


def level(scene: Scene) -> str:
    """The level that the assessment carries."""
    named = next(iter(rules(scene)), "")
    return levels.carried(named, _met(scene), {one: scene.facts.reading(one) for one in READINGS})


def right(scene: Scene) -> str:
    """The ground of the right that the finding gives; "": it gives none."""
    ground = next((one.ground for one in _named(scene) if one.ground), "")
    carried = level(scene) if not ground else ""
    if carried == levels.B and not _often(scene):
        return ""
    return ground or (carried if carried in (levels.A, levels.B) else "")


def _often(scene: Scene) -> bool:
    day = scene.recorded(HAPPENED_ON)
    facts = scene.facts
    events, year = facts.number(LEVEL_B_EVENTS), facts.reading(YEAR)
    return day is not None and often_enough(day, facts.case.of_level_b, events, year, facts.term_starts)


@guard(_("It gives a right to terminate: settle it with that right."))
def no_right(scene: Scene) -> bool:
    return not right(scene)


@guard(_("It gives no right to terminate."))
def gives_right(scene: Scene) -> bool:
    return bool(right(scene))


@guard(_("A threshold on which the level hangs is not known: both sides establish it first. No level is settled."))
def level_known(scene: Scene) -> bool:
    return level(scene) != levels.UNKNOWN


@guard(
    _("The assessment carries the level “%(level)s”: name that, or none; of other rules none."),
    Ask.TYPED,
    at=CLOSED_AT,
    names=lambda scene: {"level": CLOSED_AT.in_words(level(scene), {})},
)
def level_carried(scene: Scene) -> bool:
    named, of_a1 = scene.entered(CLOSED_AT), not A1.keys().isdisjoint(rules(scene))
    return named in ((level(scene), levels.NONE) if of_a1 else (None, levels.NONE))


@guard(
    _("The ground that the finding carries is “%(ground)s”."),
    Ask.TYPED,
    at=RIGHT_AT,
    names=lambda scene: {"ground": RIGHT_AT.in_words(right(scene) or "—", {})},
)
def right_named(scene: Scene) -> bool:
    return scene.entered(RIGHT_AT) == right(scene)


@guard(_("Too few events of level B stand for this right: one was set aside."))
def right_founded(scene: Scene) -> bool:
    given = scene.endorsed(LEVEL_NAMED)
    return given is None or given.value(RIGHT_AT) != levels.B or _often(scene)


@guard(_("Choose one of the rules of this finding that has a sum, as the event was judged."), Ask.TYPED, at=CHOSEN_RULE)
def rule_among(scene: Scene) -> bool:
    return scene.entered(CHOSEN_RULE) in {*rules_left(scene)} - {NO_BAND}


@guard(_("The other side has proposed nothing."), prompts=True)
def other_side_proposed(scene: Scene) -> bool:
    proposal = scene.endorsed(RULE_PROPOSED)
    return proposal is not None and proposal.unit not in scene.units


@guard(
    _("The right to terminate has lapsed: its last day is over."),
    flips=lambda scene: time.at(_ends(scene)),
)
def right_unexpired(scene: Scene) -> bool:
    found = scene.clock(TERMINATE)
    return found is not None and found.open and (found.due_at is None or scene.now < found.due_at)


def _ends(scene: Scene) -> Any:
    found = scene.clock(TERMINATE)
    return found.due_at if found is not None and found.open else None
