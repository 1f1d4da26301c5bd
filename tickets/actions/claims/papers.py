"""Which files belong to what was said of a claim: those that came with it, and nobody else's."""

from django.db.models import Max, Q, QuerySet

from tickets.actions.act import Act
from tickets.lifecycle.papers import PAUSE_EVIDENCE
from tickets.lifecycle.reports import FACT_EVIDENCE
from tickets.models import Attachment, Fact, Statement
from tickets.models.claims import PAUSE, TIME

#: Slots whose files are evidence of a time or of a pause.
SLOTS = (FACT_EVIDENCE.name, PAUSE_EVIDENCE.name)
#: The same by what the claim is of, that which fits best first.
EVIDENCE_SLOTS = {TIME: SLOTS, PAUSE: SLOTS[::-1]}


def bind(act: Act, statement: Statement, unit: int | None) -> None:
    """Bind to the statement what its unit handed in for it, and have the act's entry tell so."""
    if unit is None:
        return
    files = list(_handed_in(act, statement, unit))
    if files:
        statement.papers.set(files)
        link = Statement.papers.through
        act.wrote(*link.objects.filter(statement=statement).select_related("statement", "attachment"))


def _handed_in(act: Act, statement: Statement, unit: int) -> QuerySet[Attachment]:
    """Since the unit's side last entered something, and not for an earlier statement. Where an order takes no evidence
    any more, a further file of the same hand at the same instant."""
    fits = Q(slot__in=SLOTS) | Q(slot="other", at=statement.at, by=statement.by_id)
    files = Attachment.objects.filter(fits, ticket=act.ticket, unit=unit, at__lte=statement.at)
    entered = Fact.objects.filter(ticket=act.ticket, side=statement.side, entered_at__lt=statement.at)
    since = entered.aggregate(last=Max("entered_at"))["last"]
    files = files.filter(at__gt=since) if since is not None else files
    return files.exclude(statements__at__lt=statement.at)
