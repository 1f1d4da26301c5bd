"""What it costs to take deliveries and to mark them, however many wait. Its database is called govcloud_bench_sending.

Sending itself is the network's: the channel here takes everything at once.
"""

from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from io import StringIO
from time import perf_counter, process_time

from django.db import OperationalError, connection
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils.translation import gettext_lazy

from tests.rows import NOW, make_ticket, make_user
from tickets import outbox
from tickets.models import Delivery, Notice, Ticket
from tickets.outbox import lanes, leases
from tickets.outbox.channel import Channel
from tickets.outbox.lanes import ChannelLane

#: Rows that wait beside those that are sent, and those.
WAITING, SENT = (0, 100_000), 2_000
LEAST = 500
NULL = Channel(
    name="mail", label=gettext_lazy("mail"), address=None, timeout=timedelta(seconds=10), send=lambda _envelope: None
)


def main() -> None:
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = "govcloud_bench_sending"
    try:
        with redirect_stdout(StringIO()):
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    except OperationalError as error:
        print(f"sending: skipped, PostgreSQL is not reachable: {error}".splitlines()[0])
        return
    try:
        for waiting in WAITING:
            plant(waiting, NOW + timedelta(days=1))
            plant(SENT, NOW)
            print(f"\n{waiting:,} deliveries wait, {connection.vendor}", flush=True)
            show()
    finally:
        teardown_databases(made, verbosity=0)


def plant(number: int, at: datetime) -> None:
    """One mail each, due at `at`."""
    ticket = make_ticket(f"GD-{Ticket.objects.count()}")
    reader = make_user(f"reader{ticket.pk}")
    params = outbox.facts(ticket, None) | {"actor": "李工", "text": "请补充材料"}
    said = {"event": "comment", "at": NOW, "params": params}
    notices = [Notice(recipient=reader, ticket=ticket, key=f"{ticket.pk}:{n}", **said) for n in range(number)]
    Notice.objects.bulk_create(notices, batch_size=2_000)
    Delivery.objects.bulk_create(
        (Delivery(notice=one, channel="mail", next_at=at) for one in notices), batch_size=2_000
    )


@override_settings(SITE_URL="https://orders.example")
def show() -> None:
    claimed = timed(lambda: leases.give_back(leases.take(NULL, NOW, lanes.MOST)))
    print(f"taking {lanes.MOST} and giving them back: {claimed:.1f} ms")
    rate, own = marked(NOW)
    print(f"taken and marked: {rate:.0f} a second (≥ {LEAST}), {own:.2f} ms of Python each")
    before, began = Delivery.objects.filter(state="sent").count(), perf_counter()
    lane = ChannelLane(NULL)
    while lane.deliver(NOW):
        pass
    sent = Delivery.objects.filter(state="sent").count() - before
    print(f"worded and sent as well: {sent / (perf_counter() - began):.0f} a second")


def marked(now: datetime) -> tuple[float, float]:
    """Deliveries that are taken and marked in a second, and the milliseconds of Python of each."""
    began, spent, done = perf_counter(), process_time(), 0
    while done < SENT // 2 and (taken := leases.take(NULL, now, lanes.MOST)):
        done += sum(lease.holds() and leases.sent(lease, now) for lease in taken)
    return done / (perf_counter() - began), (process_time() - spent) / done * 1000


def timed(act: Callable[[], object]) -> float:
    """Milliseconds, the best of ten."""
    found = []
    for _ in range(10):
        began = perf_counter()
        act()
        found.append((perf_counter() - began) * 1000)
    return min(found)


if __name__ == "__main__":
    main()
