"""Long outages that hit the platform (annex 1): proposed where supervisor and authority have said how much of it one
hit, and that reaches what a level asks for. People judge each threshold, and name the level."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tickets import registered
from tickets.actions.finding_proposal import MOST_TOLD, FindingProposal, day, key_of
from tickets.actions.rules import Rules
from tickets.lifecycle.kinds.finding.levels import NONE, READINGS, carried
from tickets.lifecycle.kinds.finding.questions import ORDER, OUTAGE, TOLD
from tickets.models import Ticket
from tickets.penalties.facts import OutageFact, PenaltyFacts
from tickets.registers.books.impacts import Impacts

INTERRUPTED: Final = "A1.1"
LONG: Final = timedelta(hours=2)
TITLE: Final = _("Proposed: finding on the platform, %(what)s")
SAID: Final = _("Down for two hours or longer, with %(share)d%% of the platform’s systems. Source: %(source)s")
#: What joins to a level of annex 1: field of the entry, threshold, from how much on. A share is over, the others reach.
JOINED: Final = (
    (Impacts.share, "over_30", 31), (Impacts.share, "over_10", 11), (Impacts.people, "users_500k", 500_000),
    (Impacts.people, "users_100k", 100_000), (Impacts.loss, "loss_5m", 5_000_000), (Impacts.loss, "loss_1m", 1_000_000),
)  # fmt: skip


def proposals(rules: Rules, facts: PenaltyFacts, since: datetime, now: datetime) -> Iterator[FindingProposal]:
    """In the language that is on. Two queries."""
    long = _long(facts)
    told = registered.said_on(rules.contract, Impacts.code, day(now))
    named = {one.subject: one for one in told if one.subject in long}
    orders = set(Ticket.objects.filter(contract=rules.contract, number__in=named).values_list("number", flat=True))
    for event, entry in named.items():
        first, said = long[event], registered.values(entry)
        if first.span.start >= since and _reaches(said, rules):
            sort = ORDER if event in orders else OUTAGE
            yield _proposal({sort: event}, first.span.start.date(), said, now)


def _long(facts: PenaltyFacts) -> Mapping[str, OutageFact]:
    """Event -> an outage of it that was long; of a contested one none."""
    return {one.event: one for one in facts.outages if one.span.length >= LONG and not one.contested}


def _reaches(said: Mapping[str, Any], rules: Rules) -> bool:
    """One of the joined thresholds is met, and what is known rules no level out."""
    met = {code: _met(said.get(field.name), least) for field, code, least in JOINED}
    answers = met | {"not_force_majeure": "yes", "lasted_2h": "yes"}
    readings = {one: rules.reading(one) for one in READINGS}
    return "yes" in met.values() and carried(INTERRUPTED, answers, readings) != NONE


def _met(value: Any, least: int) -> str:
    return "unknown" if value is None else "yes" if value >= least else "no"


def _proposal(named: Mapping[str, str], happened: date, said: Mapping[str, Any], now: datetime) -> FindingProposal:
    """named: what it rests on, as a row of the event."""
    (event,) = named.values()
    told = {"share": said[Impacts.share.name], "source": said[Impacts.source.name]}
    return FindingProposal(
        name="finding.platform",
        key=key_of(event),
        title=gettext(TITLE) % {"what": event},
        system=None,
        happened=happened,
        known=day(now),
        event=({TOLD: (gettext(SAID) % told)[:MOST_TOLD]}, named),
        rules=(INTERRUPTED,),
    )
