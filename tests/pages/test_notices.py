"""Notices: unread first, in the reader's language, followed to their ticket; the bell counts the unread."""

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Notice, Ticket


def told(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def test_a_notice_says_what_and_leads_to_the_ticket(world: World, visitor: Visitor) -> None:
    ticket = told(world)
    page = words(visitor.get("lead", "/notices/"))
    assert ticket.number in page
    assert "新" in page
    notice = Notice.objects.get(recipient=world.user("lead"))
    response = visitor.send("lead", "/notices/read/", {"notice": notice.pk})
    assert response.url == f"/tickets/{ticket.number}/"
    notice.refresh_from_db()
    assert notice.read_at == world.now


def test_all_are_read_at_once(world: World, visitor: Visitor) -> None:
    told(world)
    told(world)
    page = visitor.post("lead", "/notices/read/", {"all": "yes"})
    assert "notice-unread" not in page
    assert Notice.objects.filter(recipient=world.user("lead"), read_at=None).count() == 0


def test_unread_ones_come_first(world: World, visitor: Visitor) -> None:
    first, second = told(world), told(world)
    newest = Notice.objects.filter(recipient=world.user("lead"), ticket=second).get()
    visitor.send("lead", "/notices/read/", {"notice": newest.pk})
    page = visitor.get("lead", "/notices/")
    assert page.index(first.number) < page.index(second.number)


def test_nobody_reads_for_another(world: World, visitor: Visitor) -> None:
    told(world)
    notice = Notice.objects.get(recipient=world.user("lead"))
    visitor.post("clerk", "/notices/read/", {"notice": notice.pk}, expect=404)
    visitor.post("clerk", "/notices/read/", {"notice": "x"}, expect=404)
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_bell_answers_only_when_its_number_changed(world: World, visitor: Visitor) -> None:
    client = visitor.client("lead")
    assert client.get("/notices/bell/?seen=0").status_code == 204
    told(world)
    response = client.get("/notices/bell/?seen=0")
    assert response.status_code == 200
    assert "seen=1" in response.content.decode()


def test_an_empty_page_says_so(visitor: Visitor) -> None:
    assert "没有通知" in visitor.get("clerk", "/notices/")
