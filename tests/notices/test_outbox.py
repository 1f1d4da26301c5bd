"""Who gets a notice, and what becomes of its deliveries."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import gettext_lazy as _

from accounts import mailboxes
from accounts.roles import SYSTEM_ADMIN
from tests.rows import NOW, make_ticket, make_user
from tickets import outbox, sweep
from tickets.models import Delivery, Notice
from tickets.outbox import leases, lives
from tickets.outbox.channel import Channel, Envelope, RefusedError, UnreachableError
from tickets.outbox.channels import CHANNELS

pytestmark = pytest.mark.django_db
TIMEOUT = timedelta(seconds=10)


class Wire:
    """The network edge in the place of a channel: keeps what arrives, and fails as told."""

    def __init__(self, monkeypatch, name: str = "mail") -> None:
        self.arrived: list[Envelope] = []
        self.error: Exception | None = None
        self.channel = Channel(name=name, label=_(name), address=None, timeout=TIMEOUT, send=self.send)
        monkeypatch.setitem(CHANNELS, name, self.channel)

    def send(self, envelope: Envelope) -> None:
        if self.error is not None:
            raise self.error
        self.arrived.append(envelope)


@pytest.fixture
def wire(monkeypatch) -> Wire:
    return Wire(monkeypatch)


def tell(*people, key="step:1:1", event="comment", now=NOW) -> list[Notice]:
    params = {"actor": "李工", "text": "请补充材料"}
    recipients = [one.pk for one in people]
    return outbox.queue(event, recipients, ticket=make_ticket(key), key=key, params=params, now=now)


def test_each_recipient_has_a_notice_and_a_delivery():
    people = make_user("a"), make_user("b")
    tell(*people)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {one.pk for one in people}
    assert Delivery.objects.filter(state="pending", channel="mail", next_at=NOW).count() == 2


def test_who_has_no_address_is_told_in_the_app_alone():
    user = make_user("a")
    mailboxes.confirmed([user]).delete()
    tell(user)
    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()


def test_a_key_reaches_a_person_once():
    user = make_user("a")
    (first,) = tell(user)
    ticket = first.ticket
    (again,) = outbox.queue(
        "comment", [user.pk], ticket=ticket, key=first.key, params={"actor": "x"}, now=NOW + timedelta(hours=1)
    )
    assert again == first
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)


def test_of_two_messages_with_one_key_the_first_counts():
    user, other = make_user("a"), make_user("b")
    params = {"actor": "李工", "action": "submit", "state": "draft"}
    outbox.queue_all(
        [
            outbox.Message(event="your_move", recipients=frozenset({user.pk}), key="k", params=params),
            outbox.Message(event="step", recipients=frozenset({user.pk, other.pk}), key="k", params=params),
        ],
        ticket=make_ticket(),
        now=NOW,
    )
    told = dict(Notice.objects.values_list("recipient__username", "event"))
    assert told == {"a": "your_move", "b": "step"}


def test_nobody_is_told_at_an_address_that_they_have_not_confirmed():
    user = make_user("a")
    mailboxes.confirmed([user]).update(verified=False)
    assert user.email == "a@example.test"
    tell(user)
    assert not Delivery.objects.exists()


def test_an_address_that_counts_no_more_gets_nothing_of_what_waits(wire):
    user = make_user("a")
    tell(user)
    mailboxes.confirmed([user]).delete()
    sweep.deliver_one(NOW)
    assert wire.arrived == []


def test_a_message_costs_four_statements_however_many_read_it(django_assert_num_queries):
    people = [make_user(f"u{n}").pk for n in range(30)]
    ticket = make_ticket()
    with django_assert_num_queries(4):
        outbox.queue("comment", people, ticket=ticket, key="k", params={"actor": "x"}, now=NOW)


def test_nobody_to_tell_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert outbox.queue("comment", [], ticket=None, key="k", params={"actor": "x"}, now=NOW) == []


@pytest.mark.parametrize(("event", "params"), [("unheard_of", {"actor": "x"}), ("comment", {})])
def test_what_could_not_be_worded_is_refused_at_once(event, params):
    with pytest.raises(KeyError):
        outbox.queue(event, [make_user("a").pk], ticket=make_ticket(), key="k", params=params, now=NOW)


def test_queueing_wakes_the_dispatcher_after_the_commit_only(monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(outbox, "wake", lambda: woken.append(1))
    with django_capture_on_commit_callbacks() as callbacks:
        tell(make_user("a"))
    assert woken == []
    for callback in callbacks:
        callback()
    assert woken == [1]


def test_unread_notices_are_counted_and_the_first_reading_stands():
    user = make_user("a")
    tell(user, key="k1")
    tell(user, key="k2")
    assert lives.unread(user, NOW).count() == 2
    mine = Notice.objects.filter(recipient=user)
    assert lives.mark_read(mine.filter(key="k1"), now=NOW) == 1
    assert lives.unread(user, NOW).count() == 1
    assert lives.mark_read(mine, now=NOW + timedelta(hours=1)) == 1
    assert Notice.objects.get(key="k1").read_at == NOW


def test_a_delivery_goes_out_in_the_language_of_its_reader(wire):
    tell(make_user("a"), make_user("b", language="en"))
    while sweep.deliver_one(NOW):
        pass
    subjects = {one.to: one.subject for one in wire.arrived}
    assert subjects["a@example.test"].startswith("李工评论")
    assert subjects["b@example.test"].startswith("Comment by")


def test_a_sent_delivery_says_when_and_is_not_sent_again(wire):
    tell(make_user("a"))
    assert sweep.deliver_one(NOW)
    assert not sweep.deliver_one(NOW + timedelta(days=1))
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.lease, row.error) == ("sent", 1, None, "")
    assert NOW <= row.sent_at < NOW + timedelta(seconds=5)
    assert len(wire.arrived) == 1


def test_a_dead_channel_backs_off_from_half_a_minute_to_a_quarter_of_an_hour(wire):
    tell(make_user("a"))
    wire.error = UnreachableError("ConnectionRefusedError")
    now, waits = NOW, []
    for _attempt in range(10):
        assert not sweep.deliver_one(now)
        row = Delivery.objects.get()
        waits.append((row.next_at - now).total_seconds())
        assert not sweep.deliver_one(row.next_at - timedelta(seconds=1))
        now = row.next_at
    assert 30 <= waits[0] <= 36
    assert waits == sorted(waits)
    assert 750 <= waits[-1] <= 900
    assert (row.state, row.attempts, row.error) == ("pending", 10, "ConnectionRefusedError")


def test_it_goes_out_once_the_channel_is_back(wire):
    tell(make_user("a"))
    wire.error = UnreachableError("TimeoutError")
    sweep.deliver_one(NOW)
    wire.error = None
    assert sweep.deliver_one(NOW + timedelta(minutes=1))
    assert Delivery.objects.get().state == "sent"


def test_rows_that_failed_together_come_back_apart():
    assert len({leases.wait(pk, 1) for pk in range(100)}) > 50


def test_a_day_of_failures_gives_up_and_tells_the_administrators(wire):
    admin = make_user("sysadmin", role=SYSTEM_ADMIN)
    tell(make_user("a"))
    wire.error = UnreachableError("TimeoutError")
    now = NOW
    while (row := Delivery.objects.get(notice__event="comment")).state == "pending":
        now = row.next_at
        sweep.deliver_one(now)
    assert row.attempts == leases.MOST_ATTEMPTS
    assert timedelta(hours=22) < now - NOW < timedelta(hours=30)
    notice = Notice.objects.get(event="delivery_dead")
    assert notice.recipient == admin
    assert "等待回复时间过长" in outbox.render(notice, "zh-hans").body


def test_what_the_receiver_refuses_for_good_is_not_tried_again(wire):
    make_user("sysadmin", role=SYSTEM_ADMIN)
    tell(make_user("a"))
    wire.error = RefusedError("SMTP 550")
    assert sweep.deliver_one(NOW)
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("dead", "SMTP 550")
    assert Notice.objects.filter(event="delivery_dead").count() == 1


def test_many_dead_deliveries_of_a_day_are_announced_once(wire):
    make_user("sysadmin", role=SYSTEM_ADMIN)
    tell(*(make_user(f"u{n}") for n in range(5)))
    wire.error = RefusedError("SMTP 550")
    while sweep.deliver_one(NOW):
        pass
    assert Delivery.objects.filter(state="dead").count() == 5
    assert Notice.objects.filter(event="delivery_dead").count() == 1


def test_a_person_who_left_is_not_written_to(wire):
    user = make_user("a")
    tell(user)
    user.is_active = False
    user.save()
    sweep.deliver_one(NOW)
    assert wire.arrived == []
    assert Delivery.objects.get().state == "dead"
    assert not Notice.objects.filter(event="delivery_dead").exists()


def test_a_claimed_delivery_is_nobody_elses_until_its_lease_ends(wire, monkeypatch):
    tell(make_user("a"))
    (lease,) = leases.take(wire.channel, NOW, 20)
    assert lease.holds()
    assert leases.take(wire.channel, NOW + timedelta(seconds=29), 20) == []
    (other,) = leases.take(wire.channel, NOW + timedelta(seconds=30), 20)
    monkeypatch.setattr(leases, "FRESH", timedelta())
    assert not lease.holds()
    assert not leases.sent(lease, NOW)
    assert leases.sent(other, NOW)


def test_a_sender_that_slept_past_its_lease_sends_nothing(wire, monkeypatch):
    tell(make_user("a"))
    real = leases.time.monotonic
    (lease,) = leases.take(wire.channel, NOW, 20)
    monkeypatch.setattr(leases.time, "monotonic", lambda: real() + 25)
    assert not lease.holds()


def test_a_delivery_whose_sender_always_died_is_given_up(wire):
    make_user("sysadmin", role=SYSTEM_ADMIN)
    tell(make_user("a"))
    Delivery.objects.update(attempts=leases.MOST_ATTEMPTS - 1)
    assert len(leases.take(wire.channel, NOW, 20)) == 1
    assert leases.give_up(NOW) == 0
    now = NOW + timedelta(seconds=30)
    assert leases.take(wire.channel, now, 20) == []
    assert leases.give_up(now) == 1
    assert Delivery.objects.get(notice__event="comment").state == "dead"
    assert Notice.objects.filter(event="delivery_dead").exists()
    assert leases.give_up(now) == 0


def test_a_notice_that_cannot_be_worded_does_not_hold_up_the_next(wire):
    broken, whole = tell(make_user("a"), key="k1"), tell(make_user("b"), key="k2")
    Notice.objects.filter(pk=broken[0].pk).update(params={})
    while sweep.deliver_one(NOW):
        pass
    assert [one.to for one in wire.arrived] == [whole[0].recipient.email]
    assert Delivery.objects.get(notice=broken[0]).error == "KeyError"


def test_a_dead_channel_does_not_block_another(wire, monkeypatch):
    Wire(monkeypatch, "elder").error = UnreachableError("TimeoutError")
    tell(make_user("a"))
    sweep.deliver_one(NOW)
    assert len(wire.arrived) == 1
    assert dict(Delivery.objects.values_list("channel", "state")) == {"mail": "sent", "elder": "pending"}


def test_mail_carries_the_same_message_id_at_every_attempt():
    tell(make_user("a"))
    sweep.deliver_one(NOW)
    Delivery.objects.update(state="pending", next_at=NOW, sent_at=None)
    sweep.deliver_one(NOW)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert (first.to, first.subject) == (["a@example.test"], second.subject)
