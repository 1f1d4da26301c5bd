"""How many notices to rectify were found not put right: the figure by which a right to end the contract is weighed."""

from collections.abc import Iterator
from typing import Final

from tickets.lifecycle.kinds.rectification import BY_SUPERVISOR, Rectification
from tickets.models import Contract, Ticket
from tickets.pages.parts.visit import Visit

#: The grounds that a contract may name as reasons to end it, if what was demanded is not done.
GROUNDS: Final = (BY_SUPERVISOR, "key_staff_absent", "staff_short")
FOUND: Final = {"kind": Rectification.kind, "state": Rectification.not_cured.code}


def not_put_right(found: Contract, here: Visit) -> tuple[int, list[tuple[str, int]]]:
    """How many in all, and by ground; whatever the supervisor issued is a notice of theirs. Nothing for somebody who
    does not see the whole contract."""
    if found.pk not in here.standing.whole:
        return 0, []
    seen = Ticket.objects.filter(contract=found, **FOUND).values_list("fields__rectify_ground", "opened_unit")
    rows = [set(_grounds(found, ground, unit)) for ground, unit in seen]
    labels = Rectification.rectify_ground.choices
    return len(rows), [(str(labels[one]), sum(one in row for row in rows)) for one in GROUNDS]


def _grounds(found: Contract, ground: str, unit: int) -> Iterator[str]:
    yield ground
    if unit == found.supervisor_id:
        yield BY_SUPERVISOR
