"""What becomes of findings off the timetable: objections, sums and rules on which the sides agree, what is set aside,
and what is decided on anew once it is settled."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from tickets import register
from tickets.datelaw.types import ONE_DAY
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.questions import HAPPENED_ON, IMPACT, NO_BAND
from tickets.models import Ticket
from tickets.penalties import choice, proposing
from tickets.penalties.claims import PenaltyClaim
from tickets.policy.penalty_terms import Impact
from tickets.rehearsal import naming
from tickets.rehearsal.players.judging import by_the_judge, confirm, grave, judge, raised, settle, to_object
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import WHY, Player, RehearsalStage
from tickets.settlement import facts_of, findings_on, pricing_of
from tickets.settlement.stored import rules_in
from tickets.settlement.weighing import weighed

#: What is settled is not edited: it is taken up, and decided on anew (复议).
SETTLED: Final = frozenset({Finding.closed.code, Finding.entitled.code})


def objection(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """What is upheld is not pursued; what else its events come to is settled the same day."""
    yield stage.at(event, "filed")
    finding = naming.finding(stage, event)
    finding = stage.take(finding, "object_finding", defence=event.text or WHY)
    decided = event.day("decided") or event.at.date()
    yield max(stage.now, at_day(decided - ONE_DAY, 10))
    finding = stage.take(finding, "give_opinion")
    yield stage.not_before_now(at_day(decided, 10))
    rest = _rest(stage, finding, event.data["target"]) if event.get("result") == "upheld" else None
    if event.get("result") == "upheld" and rest is None:
        left = _unpriced(stage, finding, event.data["target"])
        stage.take(finding, "drop")
        if left:
            _raised_anew(stage, finding, left)
        return
    finding = by_the_judge(stage, finding, "uphold_finding")
    yield stage.now + timedelta(hours=1)
    if rest is not None:
        _choose(stage, finding, rest)
    else:
        settle(stage, finding)


def _rest(stage: RehearsalStage, finding: Ticket, target: str) -> str | None:
    """The rule that would count of the finding without this claim; None where nothing of it has a sum."""
    found, named = weighed(stage.contract, stage.now), rules_in(finding.fields)
    if found is None:
        return None
    claims = (one.claim for one in found.about(finding.number))
    others = (one for one in claims if one.rule in named and one.amount and target not in naming.called(one, stage))
    taken = choice.chosen([replace(one, estimated=False) for one in others], found.pricing).taken
    return next((one.rule for one in taken), None)


def _unpriced(stage: RehearsalStage, finding: Ticket, target: str) -> list[PenaltyClaim]:
    """What of its events no band prices."""
    found = weighed(stage.contract, stage.now)
    claims = (one.claim for one in found.about(finding.number)) if found is not None else ()
    return [one for one in claims if not one.rule and target not in naming.called(one, stage)]


def _raised_anew(stage: RehearsalStage, finding: Ticket, left: Iterable[PenaltyClaim]) -> None:
    """It stands without what was objected to: a finding of its own, in which the sides settle a sum."""
    orders = sorted({event.partition("/")[0] for one in left for event in one.events})
    happened = date.fromisoformat(finding.fields[HAPPENED_ON.name])
    raised(stage, happened, [NO_BAND], [{"event_order": one} for one in orders], finding.system)


def _choose(stage: RehearsalStage, finding: Ticket, rule: str) -> Ticket:
    """Confirmed by a second person; where several compete its lead proposes the rule, the other side's agrees."""
    finding = confirm(stage, finding)
    if finding.state != Finding.agreeing.code:
        return finding
    finding = stage.take(finding, "propose_rule", chosen_rule=rule)
    return stage.take(finding, "agree_to_claim")


def set_settle(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """A day of its own: raised by hand, served so early that the objection is over the day before."""
    served = register.calendar().nth_working_day(event.at.date(), -to_object(stage) - 1)
    yield at_day(served, 10)
    claim = naming.claim(stage, event.data["target"])
    rows = [{"event_order": one} for one in sorted(claim.events)]
    systems = stage.system(claim.systems[0]) if len(claim.systems) == 1 else None
    finding = judge(stage, raised(stage, served, [claim.rule], rows, systems))
    yield max(stage.now, event.at)
    settle(stage, Ticket.objects.get(pk=finding.pk))


def agreement(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Both leads agree on a sum that no band gives (W16), or on a rule that was held back until then."""
    yield event.at
    finding, claim, said = naming.finding(stage, event), naming.claim(stage, event.data["target"]), event.data["amount"]
    if claim.rule and claim.amount != Decimal(said):
        told = {"target": event.data["target"], "sum": claim.amount, "said": said}
        raise LookupError(_("%(target)s has the sum %(sum)s by its row: no other is agreed on, not %(said)s.") % told)
    if claim.rule and finding.state not in SETTLED:
        _choose(stage, _agreed_to(stage, finding), claim.rule)
    elif claim.rule:
        _offered(stage, finding, claim.rule)
    elif finding.state in SETTLED:
        _offered(stage, finding, NO_BAND, agreed_sum=said)
    else:
        _come_to_terms(stage, finding, settled_by="sum", agreed_sum=said)


def setaside(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Both leads agree that there is no penalty by this claim, before it is settled or after; what else its events come
    to stands."""
    yield event.at
    finding = naming.finding(stage, event)
    rest = _rest(stage, finding, event.data["target"])
    if finding.state in SETTLED:
        _dropped_anew(stage, finding) if rest is None else _offered(stage, finding, rest)
    elif rest is not None:
        _choose(stage, _agreed_to(stage, finding), rest)
    elif NO_BAND in rules_in(finding.fields):
        _come_to_terms(stage, finding, settled_by="none")
    else:
        stage.take(_agreed_to(stage, finding), "drop")


def _agreed_to(stage: RehearsalStage, finding: Ticket) -> Ticket:
    """What was not judged yet is; what was served is agreed to."""
    if finding.state == Finding.proposed.code:
        finding = judge(stage, finding)
    if finding.state == Finding.notified.code:
        finding = stage.take(finding, "accept_finding")
    return finding


def _come_to_terms(stage: RehearsalStage, finding: Ticket, **said: Any) -> Ticket:
    finding = _agreed_to(stage, finding)
    if finding.state == Finding.confirming.code:
        finding = stage.take(finding, "confirm_several", second=True)
    finding = stage.take(finding, "propose_sum", **said)
    return stage.take(finding, "agree_to_claim")


def _dropped_anew(stage: RehearsalStage, finding: Ticket) -> Ticket:
    finding = stage.take(finding, "take_up")
    unsaid: dict[str, Any] = dict.fromkeys(WORDS)
    finding = stage.take(finding, "decide_anew", decision="set_aside", decided_rule=None, **unsaid)
    return stage.take(finding, "set_aside", second=True)


def _offered(stage: RehearsalStage, finding: Ticket, rule: str, **said: Any) -> Ticket:
    """Taken up, offered by the claiming side, agreed to by the other; the weight of the event stays."""
    judged = findings_on(stage.contract)
    own = (one for those in judged.values() for one in those if one.number == finding.number)
    impact = next((one.impact for one in own), frozenset())
    finding = stage.take(finding, "take_up")
    finding = stage.take(finding, "offer_decision", decided_rule=rule, **_weighed(impact), **said)
    return stage.take(finding, "agree_decision")


#: The words of impact as the forms name them.
WORDS: Final = tuple(one.name for one in IMPACT)


def _weighed(impact: Iterable[Impact]) -> dict[str, Any]:
    held = {one.value for one in impact}
    return {word: "yes" if word in held else "no" for word in WORDS}


def rejudge(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """What was settled is decided on anew: its impact was another one, and with it the rule that counts."""
    yield event.at
    target = event.data["target"]
    number = stage.tickets.get(target)
    finding = _settled_on(stage, number) if number is not None else naming.finding(stage, event)
    impact = frozenset(word for word in Impact if grave(event, word.value))
    rule = _heaviest(stage, finding, impact)
    if rule is None:
        raise LookupError(_("no rule of the contract prices %(target)s with this impact.") % {"target": target})
    finding = stage.take(finding, "take_up")
    finding = stage.take(finding, "decide_anew", decision="found", decided_rule=rule, **_weighed(impact))
    stage.take(finding, "confirm_decision", second=True)


def _settled_on(stage: RehearsalStage, number: str) -> Ticket:
    """The finding that names this order. Raises LookupError."""
    named = (one for one in findings_on(stage.contract).get(number, ()) if one.settled_at is not None)
    if (found := next(named, None)) is None:
        raise LookupError(_("no finding is about %(target)s.") % {"target": number})
    return Ticket.objects.get(number=found.number)


def _heaviest(stage: RehearsalStage, finding: Ticket, impact: frozenset[Impact]) -> str | None:
    """The rule that would count if the events of the finding were of this weight."""
    by, named = pricing_of(stage.contract), naming.orders(finding)
    if by is None:
        return None
    known = facts_of(stage.contract, stage.now)
    facts = replace(
        known,
        faults=tuple(replace(one, impact=impact) if one.event in named else one for one in known.faults),
        outages=tuple(replace(one, impact=impact) if one.event in named else one for one in known.outages),
        unattended=tuple(
            replace(one, impact=impact) if one.event.partition("/")[0] in named else one for one in known.unattended
        ),
        data=tuple(replace(one, impact=impact) if one.event in named else one for one in known.data),
        notices=tuple(replace(one, impact=impact) if _about(one.notices, named) else one for one in known.notices),
    )
    return next((one.rule for one in choice.chosen(_of(named, proposing.claims(facts, by)), by).taken), None)


def _about(notices: Iterable[str], named: set[str]) -> bool:
    return not named.isdisjoint(notices)


def _of(named: set[str], claims: Iterable[PenaltyClaim]) -> list[PenaltyClaim]:
    return [one for one in claims if not named.isdisjoint(event.partition("/")[0] for event in one.events)]
