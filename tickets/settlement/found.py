"""What findings say by themselves: harm that a person judged, problems of which notices warned, breaches of secrecy."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from tickets.lifecycle.kinds.rectification import BY_SUPERVISOR, Rectification
from tickets.models import Contract, Ticket
from tickets.penalties.facts import FaultFact, HarmFact, NoticeFact, OutageFact, SecrecyFact
from tickets.policy.penalty_terms import Trigger
from tickets.settlement.findings import JudgedFinding
from tickets.settlement.sources import Sources

HARMS: Final = frozenset(
    {Trigger.MUTUAL_BACKUP, Trigger.PAGE_TAMPERED, Trigger.DATA_LOST, Trigger.INTRUDED}
)  # fmt: skip
#: Code of a row -> what it is about; event -> its system and its day.
Triggers = Mapping[str, Trigger]
Places = Mapping[str, tuple[str, date]]


def places(faults: Iterable[FaultFact], outages: Iterable[OutageFact]) -> Places:
    down = {one.event: (one.system, one.span.start.date()) for one in outages}
    return down | {one.event: (one.system, one.began.date()) for one in faults}


def harms(sources: Sources, triggers: Triggers, where: Places) -> Iterator[HarmFact]:
    """Of a system: that of the finding, else that of the event. Before it is assessed nothing rests on it."""
    for one in sources.findings:
        system = one.system or next((where[event][0] for event in one.events if event in where), "")
        for trigger in _of(one, triggers) & HARMS if system else ():
            yield HarmFact(
                event=one.events[0], trigger=trigger, system=system, day=one.happened, impact=one.impact,
                contested=one.assessed_at is None,
            )  # fmt: skip


def ignored(
    sources: Sources, triggers: Triggers, where: Places, concluded: Iterable[Ticket]
) -> Iterator[NoticeFact]:  # fmt: skip
    """A finding that names notices of the supervisor which were not put right, and what came of it: a fault, an outage,
    or what a row says of its system."""
    in_vain = {one.number: one for one in concluded if _in_vain(one, sources)}
    for one in sources.findings:
        notices = [event for event in one.events if event in in_vain]
        problems = [event for event in one.events if event in where]
        there = bool(problems) or (one.told and one.system != "")
        if not notices or not there or Trigger.NOTICE_IGNORED not in _of(one, triggers):
            continue
        event = problems[0] if problems else one.number
        system, day = where.get(event, (one.system, one.happened))
        contested = any(in_vain[number].pk in sources.contested_orders for number in notices)
        yield NoticeFact(
            event=event, system=system, day=day, notices=tuple(notices), impact=one.impact,
            contested=contested or one.assessed_at is None,
        )  # fmt: skip


def secrecy(sources: Sources, triggers: Triggers) -> Iterator[SecrecyFact]:
    for one in sources.findings:
        if Trigger.SECRECY in _of(one, triggers):
            yield SecrecyFact(event=one.events[0], day=one.happened, contested=one.assessed_at is None)


def _in_vain(order: Ticket, sources: Sources) -> bool:
    return order.state == Rectification.not_cured.code and of_supervisor(order, sources.contract)


def of_supervisor(order: Ticket, contract: Contract) -> bool:
    """Its notice, or one of the agency on its account."""
    ground = order.fields.get(Rectification.rectify_ground.name)
    return ground == BY_SUPERVISOR or order.opened_unit_id == contract.supervisor_id


def _of(one: JudgedFinding, triggers: Triggers) -> frozenset[Trigger]:
    return frozenset(triggers[rule] for rule in one.rules if rule in triggers)
