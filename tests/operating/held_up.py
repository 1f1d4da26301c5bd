"""Notices of one order in every state that their deliveries may be in, and the hands of the administrators."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts import mailboxes
from accounts.doors.hands import Hand
from tests.world import NOW, World
from tickets import outbox
from tickets.models import Delivery, Ticket
from tickets.operating import deliveries
from tickets.outbox import mending

#: State of the console -> how the row stands.
ROWS = {
    mending.FAILING: {"state": "pending", "attempts": 3, "error": "TimeoutError"},
    mending.GIVEN_UP: {"state": "dead", "attempts": 30, "error": "SMTP 550"},
    mending.UNCERTAIN: {"state": "uncertain", "attempts": 1, "error": "HTTP 502: perhaps sent"},
    mending.WAITING: {"state": "pending"},
    "sent": {"state": "sent", "attempts": 1, "sent_at": NOW},
    mending.NEEDLESS: {"state": "dead", "attempts": 1, "error": outbox.DONE_BEFORE},
}


def hand(world: World, who: str = "sysadmin") -> Hand:
    return Hand(world.user(who), world.now, "10.0.0.7")


@pytest.fixture
def order(world: World) -> Ticket:
    filed = world.file("incident", "desk")
    mailboxes.vouch(world.user("clerk"), "clerk@example.test")
    return filed


@pytest.fixture
def held_up(world: World, order: Ticket) -> Callable[..., Delivery]:
    """`held_up("given_up")`: one delivery in that state, of a new comment on the order, to the clerk by mail."""

    def made(state: str, **more: object) -> Delivery:
        n = Delivery.objects.count()
        params = {"actor": "李工", "text": "请补充材料"}
        told = {"ticket": order, "key": f"comment:{n}", "params": params, "now": world.now}
        (notice,) = outbox.queue("comment", [world.user("clerk").pk], **told)
        row = Delivery.objects.get(notice=notice)
        later = world.now + timedelta(hours=1, seconds=n)
        Delivery.objects.filter(pk=row.pk).update(next_at=later, **ROWS.get(state, {}) | more)
        row.refresh_from_db()
        if state == mending.CANCELLED:
            deliveries.cancel(hand(world), row, "测试")
        return row

    return made
