"""Every notice that leaves the service leads back to its order, with the act in view, and acts on nothing."""

from typing import Any

import pytest
from django.core import mail

from tests.pages.conftest import Visitor
from tests.rows import NOW, make_clause, make_deadline, make_ticket, make_user
from tests.world import World
from tickets import outbox, sweep
from tickets.models import Notice, Ticket


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = "https://orders.example"


def link(ticket: Ticket, event: str) -> str:
    return outbox.link(Notice.objects.filter(ticket=ticket, event=event)[0])


def test_a_notice_of_the_response_clock_opens_the_order_with_the_response_in_view(world: World) -> None:
    ticket = world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    world.later(minutes=6)
    while sweep.fire_one(world.now):
        pass
    page = f"https://orders.example/tickets/{ticket.number}/"
    assert link(ticket, "breach") == f"{page}?act=respond#act-respond"
    assert link(ticket, "your_move") == page
    world.take(ticket, "respond", who="engineer")
    assert link(ticket, "breach") == page  # what was asked for is done


def test_the_page_that_a_link_opens_acts_on_nothing(world: World, visitor: Visitor) -> None:
    ticket = world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    before = len(world.audit(ticket))
    visitor.get("engineer", f"/tickets/{ticket.number}/?act=respond")
    assert len(world.audit(ticket)) == before


@pytest.mark.django_db
def test_where_several_steps_end_a_clock_the_link_leads_to_the_order_alone() -> None:
    ticket = make_ticket()
    deadline = make_deadline(ticket, make_clause("restart.execute"), NOW)
    (notice,) = outbox.queue("half", [make_user("a").pk], ticket=ticket, deadline=deadline, key="k", now=NOW)
    assert outbox.link(notice) == "https://orders.example/tickets/GD-2026-000001/"


@pytest.mark.django_db
def test_a_notice_of_an_edition_leads_to_that_edition() -> None:
    params = {"actor": "李工", "sort": "contract", "number": "FW1", "proposal": 7}
    (notice,) = outbox.queue("terms_proposed", [make_user("a").pk], ticket=None, key="k", params=params, now=NOW)
    assert outbox.link(notice) == "https://orders.example/manage/editions/7/"


@pytest.mark.django_db
def test_a_notice_of_no_order_leads_to_the_notices(settings: Any) -> None:
    params = {"year": 2027}
    (notice,) = outbox.queue("calendar_missing", [make_user("a").pk], ticket=None, key="k", params=params, now=NOW)
    assert outbox.link(notice) == "https://orders.example/notices/"
    settings.SITE_URL = ""
    assert outbox.link(notice) == ""


@pytest.mark.django_db
def test_mail_carries_the_link_and_without_the_setting_none(settings: Any) -> None:
    for key, url in (("k1", "https://orders.example"), ("k2", "")):
        settings.SITE_URL = url
        params = {"actor": "李工", "text": "请补充材料"}
        outbox.queue("comment", [make_user(key).pk], ticket=make_ticket(key), key=key, params=params, now=NOW)
        assert sweep.deliver_one(NOW)
    first, second = mail.outbox
    assert first.body.endswith("请补充材料\n\nhttps://orders.example/tickets/k1/")
    assert second.body.endswith("请补充材料")
