"""A burst for the process tests: tickets whose clock is long overdue, and the people who must hear of it.

Run inside an installation: `manage.py shell -c "from tests.sweep.burst import plant; plant(200)"`.
"""

from datetime import datetime

from django.db import transaction

from tests.rows import NOW, make_clause, make_contract, make_deadline, make_ticket, make_user, write_down
from tickets import actions, audit, register
from tickets.datelaw import reckoning
from tickets.models import Deadline
from tickets.policy.types import Limit, Unit

#: Each is told of each breach: who must act, both leads, the supervisor.
HEARERS = {
    "manager": ("provider_lead", "provider"),
    "lead": ("agency_lead", "agency"),
    "auditor": ("supervisor_auditor", "supervisor"),
}


def plant(number: int, started_at: datetime = NOW) -> None:
    """`number` tickets, each with one clock of five days that began then: by default months ago. What is left to the
    sweep is their clocks alone."""
    _planted(number, started_at)
    for pk in list(actions.stale_turns().values_list("pk", flat=True)):
        actions.draw_stale(pk, started_at)


@transaction.atomic
def _planted(number: int, started_at: datetime) -> None:
    contract = make_contract()
    for name, (role, party) in HEARERS.items():
        make_user(name, role=role, unit=contract.party(party))
    clause = make_clause()
    due = reckoning.due(started_at, Limit(5, Unit.DAY), register.calendar())
    for n in range(number):
        ticket = make_ticket(f"GD-2026-{n:06}")
        ticket.sent_at = started_at  # of what was never sent the other side hears nothing
        ticket.save(update_fields=["sent_at"])
        write_down(ticket, "open", now=started_at, actor=None, unit=None)
        make_deadline(ticket, clause, due.legal, started_at=started_at)
    audit.log_system("register_baseline", now=started_at, rows=audit.register())
    assert Deadline.objects.count() == number
