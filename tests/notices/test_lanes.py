"""A channel that is dead or slow costs one message its limit; it is drained at once when it answers, urgent first."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from tests.notices.mail_server import MailServer
from tests.notices.receiver import Receiver
from tests.rows import NOW, make_ticket, make_user
from tickets import installation, outbox
from tickets.models import Delivery, Notice
from tickets.outbox import circuits, lanes, leases, mending
from tickets.outbox.channels import CHANNELS
from tickets.outbox.channels.mail import message_id
from tickets.outbox.lanes import ChannelLane

pytestmark = pytest.mark.django_db
LIMIT = 0.3
SECOND = timedelta(seconds=1)


@pytest.fixture
def reader() -> User:
    return make_user("a")


def tell(reader: User, *keys: str, urgent: bool = False, now: datetime = NOW) -> None:
    """One mail for each key."""
    ticket = make_ticket(f"GD-{keys[0]}")
    for key in keys:
        outbox.queue("comment", [reader.pk], ticket=ticket, key=key, params={"actor": "李工"}, now=now)
    if urgent:
        Notice.objects.filter(key__in=keys).update(urgent=True)
        Delivery.objects.filter(notice__key__in=keys).update(urgent=True)


def ids(reader: User, *keys: str) -> list[str]:
    return [message_id(f"{installation.mark(NOW)}:{reader.pk}:{key}") for key in keys]


def stands() -> dict[str, tuple[str, int]]:
    """Key -> state of the delivery and its attempts; nothing of it is in anybody's hands."""
    rows = Delivery.objects.select_related("notice")
    assert {row.lease for row in rows} <= {None}
    return {row.notice.key: (row.state, row.attempts) for row in rows}


@contextmanager
def refused(server: MailServer) -> Iterator[None]:
    """Nobody listens meanwhile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port, server.port = server.port, free.getsockname()[1]
        yield
    server.port = port


@pytest.mark.parametrize("manner", ["drips", "silent", "busy", "half_closes"])
def test_of_all_mail_that_waits_a_bad_server_is_shown_one(
    mail_server: MailServer, settings: Any, reader: User, manner: str
) -> None:
    mail_server.manner = manner
    mail_server.be_used(settings, LIMIT)
    tell(reader, "k1", "k2", "k3")
    lane = ChannelLane(CHANNELS["mail"])
    assert not lane.deliver(NOW)
    assert not lane.deliver(NOW)
    assert mail_server.calls == 1
    assert stands() == {"k1": ("pending", 1), "k2": ("pending", 0), "k3": ("pending", 0)}


def test_once_it_answers_all_goes_out_at_once_and_what_is_urgent_first(
    mail_server: MailServer, settings: Any, reader: User
) -> None:
    """Whatever wait each had come to by then."""
    lane = ChannelLane(CHANNELS["mail"])
    tell(reader, "k1", "k2")
    Delivery.objects.update(attempts=9, error="TimeoutError")
    with refused(mail_server):
        mail_server.be_used(settings)
        lane.deliver(NOW)
    Delivery.objects.update(next_at=NOW + leases.LONGEST_WAIT)
    tell(reader, "red", urgent=True)
    mail_server.be_used(settings)
    now = NOW + circuits.LONGEST_WAIT
    while lane.deliver(now):
        pass
    assert {state for state, _attempts in stands().values()} == {"sent"}
    (probe,) = ids(reader, "k1")
    assert mail_server.message_ids() == [probe, *ids(reader, "red", "k2")]


def test_it_is_looked_for_every_few_seconds_and_that_counts_as_no_attempt(
    mail_server: MailServer, settings: Any, reader: User
) -> None:
    lane = ChannelLane(CHANNELS["mail"])
    tell(reader, "k1")
    with refused(mail_server):
        mail_server.be_used(settings)
        for second in range(25):
            assert not lane.deliver(NOW + second * SECOND)
    assert stands() == {"k1": ("pending", 1)}
    row = Delivery.objects.get()
    assert row.next_at == NOW + leases.wait(row.pk, 1)
    assert row.error == "ConnectionRefusedError"


@pytest.mark.parametrize("gone", ["sent", "cancelled"])
def test_a_message_that_is_over_is_not_the_one_it_is_looked_for_by(
    mail_server: MailServer, settings: Any, reader: User, gone: str
) -> None:
    lane = ChannelLane(CHANNELS["mail"])
    tell(reader, "k1", "k2")
    with refused(mail_server):
        mail_server.be_used(settings)
        lane.deliver(NOW)
    first = Delivery.objects.filter(notice__key="k1")
    if gone == "sent":  # by another process
        first.update(state="sent", sent_at=NOW)
    else:
        mending.cancel(first, "测试", None, NOW)
    mail_server.be_used(settings)
    assert lane.deliver(NOW + circuits.LONGEST_WAIT)
    assert mail_server.message_ids() == ids(reader, "k2")


def test_a_clock_that_was_set_back_leaves_nobody_unlooked_for() -> None:
    broken = circuits.Circuits()
    broken.failed("", 1, "TimeoutError", NOW)
    assert broken.due(NOW) is None
    assert broken.due(NOW - timedelta(hours=1)) is not None


def test_of_many_that_are_out_of_reach_one_is_looked_for_at_a_time_in_turn() -> None:
    """Each may take its whole limit, and everybody else would wait for all of them."""
    broken, looked = circuits.Circuits(), []
    for n in range(3):
        broken.failed(f"host{n}", n, "TimeoutError", NOW + n * SECOND)
    for second in range(3, 9):
        receiver, circuit = broken.due(NOW + second * SECOND) or pytest.fail("nobody is due")
        looked.append(receiver)
        broken.failed(receiver, circuit.probe, "TimeoutError", NOW + second * SECOND)
    assert looked == ["host0", "host1", "host2"] * 2


def test_a_box_that_is_full_holds_up_no_other(mail_server: MailServer, settings: Any, reader: User) -> None:
    mail_server.full = "a@example.test"
    mail_server.be_used(settings)
    tell(reader, "k1")
    tell(make_user("b"), "k2")
    assert ChannelLane(CHANNELS["mail"]).deliver(NOW)
    assert stands() == {"k1": ("pending", 1), "k2": ("sent", 1)}


def hook(name: str, address: str) -> User:
    person = make_user(name)
    outbox.keep_addresses(person, {"webhook": f"{address}/{name} secret"})
    return person


def test_one_receiver_that_is_dead_holds_up_no_other(receiver: Receiver, settings: Any) -> None:
    """Of the same channel."""
    receiver.allow(settings, "webhook")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"127.0.0.1:{free.getsockname()[1]}"
    settings.CHANNEL_SETTINGS["CHANNEL_WEBHOOK_HOSTS"] += f",{dead}"
    gone, there = hook("gone", f"http://{dead}"), hook("there", receiver.url)
    for n in range(3):
        tell(gone, f"g{n}")
        tell(there, f"t{n}")
    lane = ChannelLane(CHANNELS["webhook"])
    assert lane.deliver(NOW)
    hooks = Delivery.objects.filter(channel="webhook")
    assert len(receiver.arrived) == hooks.filter(state="sent").count() == 3
    waiting = hooks.filter(state="pending").order_by("id")
    assert [row.attempts for row in waiting] == [1, 0, 0]
    assert {row.error for row in waiting} == {"ConnectionRefusedError"}
    assert {row.next_at for row in waiting[1:]} == {NOW + lanes.PUT_OFF}


def test_told_to_stop_it_finishes_the_message_in_hand_and_gives_back_the_rest(
    mail_server: MailServer, settings: Any, reader: User
) -> None:
    mail_server.be_used(settings)
    tell(reader, "k1", "k2", "k3")
    ChannelLane(CHANNELS["mail"], lambda: not mail_server.taken).deliver(NOW)
    assert stands() == {"k1": ("sent", 1), "k2": ("pending", 0), "k3": ("pending", 0)}
    assert ChannelLane(CHANNELS["mail"]).deliver(NOW)
    assert mail_server.message_ids() == ids(reader, "k1", "k2", "k3")


def test_taking_costs_six_statements_however_much_waits(reader: User, django_assert_num_queries: Any) -> None:
    """A look, what is urgent, what is not, the mark, and the rows themselves; a savepoint of the test besides."""
    tell(reader, *(f"k{n}" for n in range(lanes.MOST * 2)))
    tell(reader, "red", urgent=True)
    Delivery.objects.filter(notice__key="k0").update(next_at=NOW + SECOND)
    with django_assert_num_queries(7):
        taken = leases.take(CHANNELS["mail"], NOW, lanes.MOST)
    assert [one.delivery.notice.key for one in taken] == ["red", *(f"k{n}" for n in range(1, lanes.MOST))]


def test_nothing_due_locks_nothing(reader: User, django_assert_num_queries: Any) -> None:
    tell(reader, "k1", now=NOW + SECOND)
    with django_assert_num_queries(2):
        assert leases.take(CHANNELS["mail"], NOW, lanes.MOST) == []
