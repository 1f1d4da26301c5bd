"""How the findings under a contract stand: what each is about, what was judged, who settled it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from tickets import priced
from tickets.lifecycle.endorsements import ASSESSED, LEVEL_NAMED, RULE_PROPOSED
from tickets.lifecycle.kinds.finding import Finding, contract_rules
from tickets.lifecycle.kinds.finding.contract_rules import FindingRules
from tickets.lifecycle.kinds.finding.questions import (
    AGAINST,
    AGREED_SUM,
    CHOSEN_RULE,
    EVENT,
    EVENT_MONTH,
    HAPPENED_ON,
    HOLDS,
    NO_BAND,
    NO_SUM,
    ORDER,
    OUTAGE,
    SETTLED_BY,
    TOLD,
)
from tickets.models import AuditEntry, Contract, Endorsement, Ticket
from tickets.penalties.claims import PenaltyClaim, code, month_of
from tickets.policy.penalty_terms import Impact
from tickets.settlement import decided
from tickets.settlement.decided import FindingDecision
from tickets.settlement.stored import rules_in, told_in

#: What is settled stays so while it is decided on anew.
REVIEWED: Final = (Finding.reviewing.code, Finding.redeciding.code, Finding.offered.code)
CONFIRMED: Final = (Finding.closed.code, Finding.entitled.code, *REVIEWED)
#: By which the sides come to one mind on a finding, or let it rest.
ENDS: Final = tuple(
    one.name
    for one in (
        Finding.agree_rule, Finding.agree_to_claim, Finding.decline_rule, Finding.leave_open, Finding.confirm_finding
    )
)  # fmt: skip
OBJECTED: Final = (Finding.opining.code, Finding.deciding.code)
#: The acts that settle it while the sides have not agreed on the rule.
HELD: Final = (Finding.leave_open.name, Finding.decline_rule.name)
#: The rule by which the service proposes the groups of claims, and that by which it once proposed each stretch with
#: nobody on duty: an event that is one of several of its order is the key of the proposal.
GROUP: Final = "finding.group"
PARTED: Final = (GROUP, "finding.unattended")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFinding:
    """One finding. rules: those that it names; where it was judged into a gap between rows, that none prices it, too.
    events: numbers of orders and what monitoring calls outages, in the order of its rows; of a finding that names none
    the month and system that it is about, else itself. system: its code; "": of the whole contract.

    impact: the words that were judged to hold. settled_at: since when it is settled, with the rule that counts.
    chosen: that rule; "": not agreed on. held: settled, and the parties have not agreed on the rule (待协商确认).
    agreed: the sum on which both leads agreed where no band prices it; waived: they agreed that there is none (双方认定
    不计). told: a row of it says what happened, beside the orders. objected: the objection to it is not decided.
    dropped: it is not pursued, dropped_at: since when. decision: the newest that was taken once it was settled; what it
    says counts. base: of its sum, on which the parties agreed.
    """

    number: str
    state: str
    against: str
    rules: tuple[str, ...]
    events: tuple[str, ...]
    happened: date
    system: str
    impact: frozenset[Impact] = frozenset()
    assessed_by: int | None = None
    assessed_at: datetime | None = None
    confirmed_by: int | None = None
    confirmed_at: datetime | None = None
    settled_at: datetime | None = None
    chosen: str = ""
    held: bool = False
    agreed: Decimal | None = None
    base: Decimal | None = None
    dropped_at: datetime | None = None
    decision: FindingDecision | None = None
    told: bool = False

    @property
    def objected(self) -> bool:
        return self.state in OBJECTED

    @property
    def dropped(self) -> bool:
        return self.dropped_at is not None

    def names(self, claim: PenaltyClaim) -> bool:
        """It says by which rule the claim is priced, or that none does."""
        return (claim.rule or NO_BAND) in self.rules


def findings_on(contract: Contract) -> Mapping[str, tuple[JudgedFinding, ...]]:
    """Event -> the findings that judge it, newest first; those that are not pursued among them. `of_claim` says which
    of them is that of a claim. Three queries."""
    return by_event(of_contract(contract))


def by_event(findings: Iterable[JudgedFinding]) -> Mapping[str, tuple[JudgedFinding, ...]]:
    found: dict[str, list[JudgedFinding]] = defaultdict(list)
    for one in findings:
        for event in one.events:
            found[event].insert(0, one)
    return {event: tuple(those) for event, those in found.items()}


def of_claim(claim: PenaltyClaim, findings: Mapping[str, tuple[JudgedFinding, ...]]) -> JudgedFinding | None:
    """The finding that names an event of the claim, or its month and system, and its rule; of what no row prices one
    that says so, else any that names such an event; one that is about a system is of the claims on that alone. Of
    several one that is settled, then one that is pursued, then the newest."""
    named = {one.number: one for event in names_of(claim) for one in findings.get(event, ())}
    fitting = [one for one in named.values() if _concerns(one, claim)]
    return max(fitting, key=lambda one: (one.names(claim), *_standing(one)), default=None)


def _standing(one: JudgedFinding) -> tuple[bool, bool, date, str]:
    return one.settled_at is not None and not one.dropped, not one.dropped, one.happened, one.number


def _concerns(finding: JudgedFinding, claim: PenaltyClaim) -> bool:
    """An outage of the whole platform is an event of every system, and a finding on one of them judges that one."""
    of_system = not finding.system or not claim.systems or finding.system in claim.systems
    return of_system and (not claim.rule or claim.rule in finding.rules)


def names_of(claim: PenaltyClaim) -> Iterator[str]:
    """All by which a finding may name what the claim rests on."""
    for event in sorted(claim.events):
        yield from named(event)
    yield from (month_of_system(claim.month, one) for one in claim.systems or ("",))


def named(event: str) -> tuple[str, ...]:
    """An event that is one of several of its order is named by itself, or by that order alone."""
    return tuple(dict.fromkeys((event, order_of(event))))


def order_of(event: str) -> str:
    """Of an event that is one of several of its order that order, else the event."""
    return event.rpartition("/")[0] or event


def month_of_system(month: date, system: str) -> str:
    return f"{code(month)} {system}".rstrip()


def of_contract(contract: Contract, now: datetime | None = None) -> list[JudgedFinding]:
    """In the order in which they were raised. now: of what was decided later on those that are settled nothing counts;
    None: as they stand. Four queries."""
    orders = (
        Ticket.objects.filter(contract=contract, kind=Finding.kind)
        .select_related("system", "recurrence")
        .order_by("id")
    )
    rows = list(orders.prefetch_related("endorsements"))
    ended, known = _ends(rows), contract_rules.of_tables(priced.tables(contract)) if rows else {}
    return [_decided(_judged(row, ended.get(row.pk), known), decided.newest(row, now)) for row in rows]


def _decided(found: JudgedFinding, decision: FindingDecision | None) -> JudgedFinding:
    """As the decision says."""
    if decision is None:
        return found
    if decision.set_aside:
        return replace(found, dropped_at=decision.at, decision=decision)
    return replace(
        found,
        rules=tuple(dict.fromkeys((*found.rules, decision.rule))),
        impact=_impact(decision.said),
        assessed_by=decision.decided_by,
        assessed_at=decision.at,
        confirmed_by=decision.confirmed_by,
        confirmed_at=decision.at,
        settled_at=decision.at,
        chosen=decision.rule,
        held=found.held and not decision.binds_both,
        agreed=decision.sum,
        base=decision.base,
        dropped_at=None,
        decision=decision,
    )


def _ends(rows: Iterable[Ticket]) -> dict[int, tuple[str, datetime]]:
    """Id of each that was closed -> the act by which the sides came to one mind, or that settled it, and when."""
    those = [row.pk for row in rows]
    acts = AuditEntry.objects.filter(ticket__in=those, allowed=True, target=Finding.closed.code, action__in=ENDS)
    found = acts.order_by("seq").values_list("ticket", "action", "at") if those else ()
    return {pk: (action, at) for pk, action, at in found}


def _judged(row: Ticket, end: tuple[str, datetime] | None, known: FindingRules) -> JudgedFinding:
    """As it was settled, before anything was decided anew. end: the act by which the sides came to one mind. known:
    the rules of the contract."""
    standing = {one.name: one for one in row.endorsements.all() if one.voided_at is None}
    rules = rules_in(row.fields)
    assessed, confirmed = standing.get(ASSESSED.name), standing.get(LEVEL_NAMED.name)
    impact = _impact(assessed.data if assessed else {})
    left = contract_rules.left(known, rules, impact) if assessed else rules
    act, at = end or ("", row.closed_at or row.state_since)
    held, settled = act in HELD, _is_settled(row)
    proposed = _proposed(standing) if settled and not held else {}
    dropped = row.state == Finding.not_established.code and not settled
    return JudgedFinding(
        number=row.number,
        state=row.state,
        against=row.fields[AGAINST.name],
        rules=tuple(dict.fromkeys((*rules, *left))),
        events=_events(row),
        happened=date.fromisoformat(row.fields[HAPPENED_ON.name]),
        system=row.system.code if row.system else "",
        impact=impact,
        assessed_by=assessed.by_id if assessed else None,
        assessed_at=assessed.at if assessed else None,
        confirmed_by=confirmed.by_id if confirmed else None,
        confirmed_at=confirmed.at if confirmed else None,
        settled_at=(end[1] if end else confirmed.at) if settled and confirmed else None,
        chosen=_chosen(left, proposed) if settled and not held else "",
        held=held,
        agreed=Decimal(proposed[AGREED_SUM.name]) if proposed.get(AGREED_SUM.name) else None,
        dropped_at=at if dropped or proposed.get(SETTLED_BY.name) == NO_SUM else None,
        told=bool(told_in(row.fields, TOLD)),
    )


def _is_settled(row: Ticket) -> bool:
    """What was set aside afterwards was settled before."""
    return row.state in CONFIRMED or any(decided.decisions(row))


def _events(row: Ticket) -> tuple[str, ...]:
    part = _part(row)
    said = (each.get(ORDER) or each.get(OUTAGE) or "" for each in row.fields.get(EVENT.name) or ())
    named_ = (part if part.rpartition("/")[0] == one else one for one in said if one)
    if found := tuple(dict.fromkeys(named_)):
        return found
    day = row.fields.get(EVENT_MONTH.name)
    if not day:
        return (row.number,)
    return (month_of_system(month_of(date.fromisoformat(day)), row.system.code if row.system else ""),)


def _part(row: Ticket) -> str:
    """Of several events of one order that on which the service has proposed the finding; "": there is but one."""
    proposed = getattr(row, "recurrence", None)
    return proposed.period if proposed is not None and proposed.rule in PARTED and "/" in proposed.period else ""


def _impact(said: Mapping[str, Any]) -> frozenset[Impact]:
    return frozenset(word for word in Impact if said.get(word.value) == HOLDS)


def _proposed(standing: Mapping[str, Endorsement]) -> Mapping[str, str]:
    """What one side proposed last and the other agreed to."""
    last = standing.get(RULE_PROPOSED.name)
    return last.data if last is not None else {}


def _chosen(left: tuple[str, ...], proposed: Mapping[str, str]) -> str:
    """What was agreed on; where one candidate alone was left, that."""
    if SETTLED_BY.name in proposed:
        return NO_BAND
    return proposed.get(CHOSEN_RULE.name) or (left[0] if len(left) == 1 else "")
