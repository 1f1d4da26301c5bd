"""People at work, in processes of their own, while backups are made.

Run inside an installation: `manage.py shell -c "from tests.backups import office; office.open_up()"`.
"""

import io
from datetime import timedelta

from django.contrib.sessions.models import Session

from tests.world import PDF, World, build, gathered
from tickets import actions, clock
from tickets.management.demo import cast
from tickets.models import Delivery, Ticket
from tickets.permissions import standing


def open_up() -> None:
    """Contracts and cast; somebody is signed in; one mail is due, another waits for its hour."""
    world = build(clock.now())
    cast.make_reachable()
    Session.objects.create(session_key="the-key-of-a-session", session_data="-", expire_date=world.now + timedelta(1))
    ticket = _one(world)
    due, later = Delivery.objects.filter(notice__ticket=ticket, channel="mail").order_by("id")[:2]
    Delivery.objects.filter(pk=due.pk).update(next_at=world.now - timedelta(minutes=1))
    Delivery.objects.filter(pk=later.pk).update(next_at=world.now + timedelta(days=300))


def work(orders: int) -> None:
    """Opens so many orders, each with a paper; the number of each is printed once it has been promised."""
    for _ in range(orders):
        print(_one(gathered(clock.now())).number, flush=True)  # noqa: T201  # the caller's ledger


def _one(world: World) -> Ticket:
    ticket = world.file("incident", "desk")
    actor = world.user("desk")
    slot = min(actions.open_slots(ticket, standing(actor, world.now)))
    actions.attach(ticket, slot, name="记录.pdf", stream=io.BytesIO(PDF), actor=actor, now=world.now)
    return ticket
