"""What the former release told people is still read, in both languages, and what waited is still sent."""

import re
from collections import Counter
from datetime import timedelta

from django.core import mail

from tests.upgrade.kept import kept
from tests.world import World
from tickets import outbox, sweep
from tickets.models import Delivery, Notice

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_notice_of_then_reads_in_both_languages(world: World) -> None:
    notices = list(Notice.objects.order_by("id"))
    events = Counter(row["event"] for row in kept().tables["tickets_notice"])
    assert Counter(notice.event for notice in notices) == events
    for notice in notices:
        chinese, english = outbox.render(notice, "zh-hans"), outbox.render(notice, "en")
        assert CHINESE.search(chinese.subject)
        assert chinese.subject != english.subject
        for said in (chinese, english):
            assert said.body
            assert "%(" not in said.subject + said.body


def test_a_notice_of_then_names_its_step_and_its_channel_in_words(world: World) -> None:
    moves = Notice.objects.filter(event="your_move", params__action="submit")
    assert "提交" in outbox.render(moves[0], "zh-hans").subject + outbox.render(moves[0], "zh-hans").body
    dead = Notice.objects.get(event="delivery_dead")
    assert outbox.render(dead, "zh-hans").subject == "通知无法通过电子邮件送达"
    assert outbox.render(dead, "en").subject == "Notices cannot be delivered by e-mail"


def test_mail_that_waited_goes_out_after_the_upgrade(world: World) -> None:
    waiting = set(Delivery.objects.filter(state="pending").values_list("pk", flat=True))
    assert len(waiting) == 2
    sent = len(mail.outbox)
    while sweep.deliver_one(world.now + timedelta(minutes=1)):
        pass
    assert set(Delivery.objects.filter(pk__in=waiting).values_list("state", flat=True)) == {"sent"}
    assert len(mail.outbox) == sent + 2
