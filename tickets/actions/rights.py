"""Rights to terminate that findings gave: which may end the contract now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from tickets.actions import found
from tickets.lifecycle.endorsements import EXERCISED, LEVEL_NAMED
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.guards import TERMINATE
from tickets.lifecycle.kinds.finding.questions import RIGHT_AT
from tickets.lifecycle.kinds.switchover import RIGHTS_OF, Switchover
from tickets.models import Contract, Endorsement, Occasion, Ticket

#: Ground of the right -> the basis on which a switchover ends the contract by it.
BASIS_OF: Final[Mapping[str, str]] = {ground: basis for basis, ground in RIGHTS_OF.items()}


def usable(contract: Contract, now: datetime) -> dict[str, list[int]]:
    """Basis -> ids of the findings whose right may end the contract now, those exercised already first: neither lapsed
    nor waived, and used by no notice that stands."""
    found: dict[str, list[int]] = {}
    for pk, basis in _bases(_unused(contract, now)):
        found.setdefault(basis, []).append(pk)
    return found


def _unused(contract: Contract, now: datetime) -> QuerySet[Ticket]:
    """None rests on a finding that was set aside (依据已撤销)."""
    open_ = Q(state=Finding.entitled.code, deadlines__code=TERMINATE.code, deadlines__due_at__gt=now)
    exercised = Q(endorsements__name=EXERCISED.name, endorsements__voided_at=None)
    used = Occasion.objects.filter(ticket__kind=Switchover.kind).exclude(ticket__state=Switchover.cancelled.code)
    findings = found.findings_that_stand(contract).filter(open_ | exercised)
    return findings.exclude(pk__in=used.values("of")).order_by("-closed_at", "id").distinct()


def _bases(findings: QuerySet[Ticket]) -> Iterator[tuple[int, str]]:
    given = Endorsement.objects.filter(ticket__in=list(findings), name=LEVEL_NAMED.name, voided_at=None)
    for pk, said in given.order_by("ticket").values_list("ticket", "data"):
        basis = BASIS_OF.get(said.get(RIGHT_AT.name, ""))  # looked up here: SQLite would make a number of “15.11”
        if basis is not None:
            yield pk, basis
