"""A burst for the process tests: orders whose clock is long overdue, and the people who must hear of it.

Run inside an installation: `manage.py shell -c "from tests.sweep.burst import plant; plant(200)"`.
"""

from django.db import transaction

from tests.rows import make_clause, make_contract, make_deadline, make_ticket, make_user
from tickets import clock
from tickets.deadlines.types import ZONE
from tickets.models import Deadline

#: Each is told of each breach: who must act, both leads, the supervisor.
HEARERS = {
    "manager": ("provider_lead", "provider"),
    "lead": ("agency_lead", "agency"),
    "auditor": ("supervisor_auditor", "supervisor"),
}


@transaction.atomic
def plant(number: int) -> None:
    """`number` orders, each with one clock whose warnings and breach all lie in the past."""
    assert clock.now().astimezone(ZONE).year >= 2026
    contract = make_contract()
    for name, (role, party) in HEARERS.items():
        make_user(name, role=role, unit=contract.party(party))
    clause = make_clause()
    for n in range(number):
        ticket = make_ticket(f"GD-2026-{n:06}")
        make_deadline(ticket, clause, ticket.opened_at.replace(day=9, hour=0))
    assert Deadline.objects.count() == number
