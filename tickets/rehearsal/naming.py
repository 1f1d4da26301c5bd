"""What a script calls claims and findings: by the ids of its rows where claims name orders ("A3.5/energy/F05")."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from tickets.lifecycle.kinds.finding.questions import ORDER
from tickets.models import Ticket
from tickets.penalties.claims import PenaltyClaim
from tickets.rehearsal.script import ScriptEvent
from tickets.rehearsal.stage import RehearsalStage
from tickets.settlement import claims_of, findings_on, of_claim
from tickets.settlement.findings import names_of
from tickets.settlement.stored import told_in

#: An order, and the part of it that an event of several has ("GD-2026-000012/1").
NUMBER: Final = re.compile(r"[A-Z]+-\d{4}-\d{6}(?:/\d+)?")
DAILY: Final = "12.5"
#: Behind the month of a claim about lost data.
DATA: Final = "-data"


def worded(text: str, stage: RehearsalStage) -> str:
    """A sentence, or a key, with the ids of rows in the place of orders."""
    rows = {number: row for row, number in stage.tickets.items()}
    return NUMBER.sub(lambda found: rows.get(found[0].partition("/")[0], found[0]), text)


def called(claim: PenaltyClaim, stage: RehearsalStage) -> frozenset[str]:
    """All that a script may call it: what nobody prices by its month, what was late by the order alone, what was lost
    of the data as what was down."""
    if not claim.rule:
        head, scope, _where = claim.key.split("/", 2)
        return frozenset({f"{head}/{scope}/{claim.month:%Y-%m}"})
    whole = worded(claim.key, stage)
    head, *rest = whole.split("/")
    shorter = [f"{head}/{rest[-1]}"] if head == DAILY else [whole.removesuffix(DATA)]
    return frozenset({whole, *shorter})


def claim(stage: RehearsalStage, target: str) -> PenaltyClaim:
    """Raises LookupError."""
    found = next((one for one in _called(stage, target)), None)
    if found is None:
        raise LookupError(_("no finding is about %(target)s.") % {"target": target})
    return found


def _called(stage: RehearsalStage, target: str) -> list[PenaltyClaim]:
    """Who is called just so before whoever may be."""
    named = [one for one in claims_of(stage.contract, stage.now) if target in called(one, stage)]
    return sorted(named, key=lambda one: worded(one.key, stage) != target)


def finding(stage: RehearsalStage, event: ScriptEvent) -> Ticket:
    """The finding that the row is about. Raises LookupError."""
    number = next(findings(stage, [event.data["target"]]), None)
    if number is None:
        raise LookupError(_("no finding is about %(target)s.") % {"target": event.data["target"]})
    return Ticket.objects.get(number=number)


def findings(stage: RehearsalStage, targets: Iterable[str]) -> Iterator[str]:
    """Numbers of the findings that judge these claims, or an event of theirs."""
    wanted = list(targets)
    judged = findings_on(stage.contract) if wanted else {}
    for one in (each for target in wanted for each in _called(stage, target)):
        beside = (each for name in names_of(one) for each in judged.get(name, ()) if not each.dropped)
        if (found := of_claim(one, judged) or next(beside, None)) is not None:
            yield found.number


def disagreed(stage: RehearsalStage, ticket: Ticket) -> bool:
    """The provider has said by now that it does not agree to the choice."""
    said = [one.data["target"] for one in stage.rows("disagree") if one.at <= stage.now]
    return ticket.number in findings(stage, said)


def orders(finding: Ticket) -> set[str]:
    """The orders that the finding names."""
    return set(told_in(finding.fields, ORDER))
