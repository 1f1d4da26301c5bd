"""The same tidying at every door where people write: pages and REST, titles, fields, comments, search, sign-in."""

from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from tests.api.conftest import Api
from tests.pages.conftest import Visitor, typed, words
from tests.texts.nasty import CONTROLS, LINES
from tests.world import World
from texts import tidy
from tickets.models import AuditEntry, Ticket


@pytest.fixture
def visitor(world: World, clock_at) -> Visitor:
    return Visitor(world, clock_at)


@pytest.fixture
def api(world: World, clock_at) -> Api:
    return Api(world, clock_at)


def body(world: World, title: str, description: str) -> dict[str, object]:
    return typed(world, "incident") | {"title": title, "f-description": description}


def test_what_is_pasted_into_the_page_is_kept_tidy(world: World, visitor: Visitor) -> None:
    for name, (pasted, kept) in LINES.items():
        visitor.post("clerk", "/tickets/new/incident/", body(world, pasted, pasted))
        ticket = Ticket.objects.latest("pk")
        assert (ticket.title, ticket.fields["description"]) == (kept, tidy.paragraphs(pasted)), name


def test_rest_keeps_the_same(world: World, api: Api) -> None:
    for name, (pasted, kept) in LINES.items():
        fields = world.examples("incident", _asked(world)) | {"description": pasted}
        sent = {"kind": "incident", "contract": "DEMO", "system": world.system.code, "title": pasted, "fields": fields}
        answer = api.call("clerk", "post", "tickets/", sent, expect=201)
        assert (answer["title"], answer["fields"]["description"]) == (kept, tidy.paragraphs(pasted)), name


def test_a_comment_is_kept_tidy_on_page_and_rest(world: World, visitor: Visitor, api: Api) -> None:
    ticket = world.file("incident")
    for name, (pasted, _kept) in LINES.items():
        visitor.post("clerk", f"/tickets/{ticket.number}/comment/", {"comment": pasted})
        api.call("clerk", "post", f"tickets/{ticket.number}/comments/", {"comment": pasted})
        last = AuditEntry.objects.filter(ticket=ticket, action="comment").order_by("-seq")[:2]
        assert [one.data["comment"] for one in last] == [tidy.paragraphs(pasted)] * 2, name


def test_the_opinion_given_with_a_step_is_kept_tidy(world: World, visitor: Visitor) -> None:
    ticket = world.file("incident")
    visitor.act("engineer", ticket, "respond", **{"f-note": "已　到场\u200b", "comment": "好的\u200b"})
    entry = AuditEntry.objects.filter(ticket=ticket, action="respond").latest("seq")
    assert (entry.data["comment"], entry.data["fields"]["note"]) == ("好的", "已 到场")


@pytest.mark.parametrize("name", LINES)
def test_a_title_is_found_by_what_it_was_pasted_as(world: World, visitor: Visitor, name: str) -> None:
    pasted, kept = LINES[name]
    ticket = world.file("incident")
    Ticket.objects.filter(pk=ticket.pk).update(title=kept)
    page = visitor.get("clerk", "/tickets/", data={"q": pasted})
    assert ticket.number in page
    assert "没有符合条件的工单" not in words(page)


@pytest.mark.parametrize(("pasted", "code"), CONTROLS.items())
def test_a_control_character_is_refused_by_name_at_every_door(
    world: World, visitor: Visitor, api: Api, pasted: str, code: str
) -> None:
    said = f"第3个字是看不见的控制字符{code}，请删除。"
    page = words(unescape(visitor.post("clerk", "/tickets/new/incident/", body(world, pasted, pasted), expect=400)))
    assert page.count(f"故障现象：{said}") == 1
    ticket = world.file("incident")
    answer = api.call("clerk", "post", f"tickets/{ticket.number}/comments/", {"comment": pasted}, expect=400)
    assert code in str(answer)


@pytest.mark.parametrize(
    "name", ["ｃｌｅｒｋ", " clerk ", "clerk\u200b", "\ufeffclerk", "clerk\xa0", "ＣＬＥＲＫ".lower()]
)
def test_an_account_is_known_in_any_writing(world: World, name: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": name, "password": settings.DEMO_PASSWORD})
    assert client.session.get("_auth_user_id") == str(world.user("clerk").pk)


def test_a_password_is_taken_as_it_stands(world: World) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "clerk", "password": f"{settings.DEMO_PASSWORD}\u200b"})
    assert "_auth_user_id" not in client.session


def test_a_paste_that_is_too_long_reaches_the_service_whole_and_is_told_by_how_much(
    world: World, visitor: Visitor, api: Api
) -> None:
    page = visitor.post("clerk", "/tickets/new/incident/", body(world, "长" * 300, "长" * 6000), expect=400)
    assert "故障现象：最多5000字，现有6000字。" in words(page)
    assert "长" * 6000 in page
    ticket = world.file("incident")
    answer = api.call("clerk", "post", f"tickets/{ticket.number}/comments/", {"comment": "长" * 6000}, expect=400)
    assert "现有6000字" in str(answer) or "this has 6000" in str(answer)


@pytest.mark.parametrize(
    "path",
    [
        *(f"/tickets/new/{kind}/" for kind in ("incident", "change", "restart", "onboarding")),
        "/calls/",
        "/tickets/{number}/",
        "/tickets/?q=x",
    ],
)
def test_no_control_for_prose_cuts_what_is_pasted(world: World, visitor: Visitor, path: str) -> None:
    who = "desk" if path == "/calls/" else "clerk"
    page = visitor.get(who, path.format(number=world.file("incident").number))
    assert "maxlength" not in page
    assert "data-most" in page


def test_what_was_stored_untidy_stays_so_until_somebody_changes_it(world: World, visitor: Visitor) -> None:
    """Of an earlier release: to save the page unchanged is no change."""
    ticket = world.file("restart")
    Ticket.objects.filter(pk=ticket.pk).update(fields=ticket.fields | {"reason": "内存\u200b过高"})
    sent = typed(world, "restart") | {"f-reason": "内存\u200b过高", "title": ticket.title, "version": ticket.version}
    visitor.post("clerk", f"/tickets/{ticket.number}/edit/", sent)
    assert world.fresh(ticket).fields["reason"] == "内存\u200b过高"
    visitor.post("clerk", f"/tickets/{ticket.number}/edit/", sent | {"f-reason": "内存\u200b很高"})
    assert world.fresh(ticket).fields["reason"] == "内存很高"


def _asked(world: World) -> dict[str, object]:
    from tickets.lifecycle import KINDS
    from tickets.lifecycle.fields import schema

    return schema(KINDS["incident"].opening.asks, world.sample)
