"""The office on which the rows work, made inside an installation: `manage.py shell -c "… office.open_up()"`."""

import json
from datetime import time, timedelta

from django.db import transaction

from accounts import tokens
from accounts.models import Organization, User
from tests.rows import make_clause, make_contract, make_deadline, make_ticket, make_user, write_down
from tests.sweep.burst import HEARERS
from tests.world import build
from tickets import actions, audit, clock, outbox
from tickets.management.demo import cast
from tickets.models import Ticket
from tickets.outbox import hours

#: Their tokens are printed: who files, who answers.
CLIENTS = ("desk", "clerk", "engineer", "auditor")
LIMIT_MINUTES = 5
BATCH = 200


def open_up() -> None:
    """Contracts and cast, who are reached at any hour; and the contract of what is planted. Prints tokens as JSON."""
    build(clock.now())
    contract = make_contract()
    for name, (role, party) in HEARERS.items():
        make_user(f"burst-{name}", role=role, unit=contract.party(party))
    cast.make_reachable()
    for person in User.objects.all():
        hours.keep(person, quiet_from=time(0), quiet_until=time(0), copies_by_digest=False)
    make_clause(limit_n=LIMIT_MINUTES, limit_unit="minute", warn="minutes")
    audit.log_system("register_baseline", now=clock.now(), rows=audit.register())
    issued = {name: tokens.issue(User.objects.get(username=name), "faults")[1] for name in CLIENTS}
    print(json.dumps(issued), flush=True)  # noqa: T201  # the harness reads it


def plant(number: int, first: float, every: float, begin: int = 0) -> None:
    """So many orders with one clock each, the first due `first` seconds after all are there, the next `every` later."""
    clause, tickets = make_contract().clauses.get(), []
    for start in range(begin, begin + number, BATCH):
        with transaction.atomic():
            tickets += [_planted(n) for n in range(start, min(start + BATCH, begin + number))]
    for pk in list(actions.stale_turns().values_list("pk", flat=True)):
        actions.draw_stale(pk, clock.now())
    now, lasting = clock.now(), timedelta(minutes=LIMIT_MINUTES)
    limit = {"limit_n": LIMIT_MINUTES, "limit_unit": "minute"}
    with transaction.atomic():
        for n, ticket in enumerate(tickets):
            due = now + timedelta(seconds=first + n * every)
            make_deadline(ticket, clause, due, started_at=due - lasting, **limit)


def _planted(n: int) -> Ticket:
    now, ticket = clock.now(), make_ticket(f"GD-2025-{n:06}", title=f"planted {n}")
    ticket.sent_at = now
    ticket.save(update_fields=["sent_at"])
    write_down(ticket, "open", now=now, actor=None, unit=None)
    return ticket


def reach_by_web(url: str) -> None:
    """A group of the provider of what is planted is told of clocks by webhook."""
    unit = Organization.objects.get(code="provider")
    address = f"{url}/hook whsec_c2VjcmV0LW9mLXRoZS1mYXVsdHM="
    outbox.groups.enter(unit, "webhook", "值班", address, ["limits"], by=None, now=clock.now())
