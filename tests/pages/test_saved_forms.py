"""暂存稿: what is typed is kept as it stands, seen by its owner alone, and an order is born of it once."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.pages.conftest import Filled, Visitor, typed, words
from tests.world import World
from tickets import queries
from tickets.actions.saved import KEPT, LONGEST, MOST
from tickets.models import SavedForm, Ticket
from tickets.sweep import periodic

RESTART = "/tickets/new/restart/"
HALF = {"contract": "DEMO", "title": "数据库服务器重启", "f-host": "db 01 或者", "f-operation": "昨天"}


def autosave(visitor: Visitor, who: str, key: str, body: dict, expect: int = 200) -> dict:
    response = visitor.send(who, f"{RESTART}{key}/save/", body)
    assert response.status_code == expect, response.content.decode()
    return json.loads(response.content)


@pytest.fixture
def key() -> str:
    return str(uuid4())


def test_what_is_typed_saves_itself_half_filled_and_wrong(world: World, visitor: Visitor, key: str) -> None:
    told = autosave(visitor, "clerk", key, HALF)
    assert told == {"said": "已自动保存 10:00:00", "at": f"{RESTART}{key}/?step=1"}
    page = visitor.get("clerk", told["at"])
    assert 'value="数据库服务器重启"' in page
    assert 'value="db 01 或者"' in page
    assert not Ticket.objects.exists()


def test_saving_again_keeps_one_form_with_what_was_typed_last(world: World, visitor: Visitor, key: str) -> None:
    autosave(visitor, "clerk", key, HALF)
    world.later(minutes=3)
    autosave(visitor, "clerk", key, HALF | {"title": "应用服务器重启"})
    form = SavedForm.objects.get()
    assert (form.title, form.saved_at) == ("应用服务器重启", world.now)


def test_nothing_is_kept_of_a_form_in_which_nobody_wrote(visitor: Visitor, key: str) -> None:
    assert autosave(visitor, "clerk", key, {"contract": "DEMO", "title": " ", "system": ""}) == {"said": ""}
    assert not SavedForm.objects.exists()


def test_the_button_does_the_same_without_a_script(world: World, visitor: Visitor, key: str) -> None:
    page = visitor.post("clerk", RESTART, HALF | {"key": key, "save": "yes"})
    assert "已暂存" in page
    assert 'value="db 01 或者"' in page
    assert str(SavedForm.objects.get().key) == key


def test_what_is_kept_is_offered_where_another_would_be_begun(visitor: Visitor, key: str) -> None:
    autosave(visitor, "clerk", key, HALF)
    for path in (RESTART, "/tickets/new/"):
        page = visitor.get("clerk", path)
        assert f'href="{RESTART}{key}/"' in page
        assert "03-02 10:00 暂存" in words(page)
    assert "暂存" not in words(visitor.get("lead", "/tickets/new/"))


def test_nobody_else_finds_it(world: World, visitor: Visitor, key: str) -> None:
    """Not even a colleague of the same unit, who may file the kind, too."""
    autosave(visitor, "clerk", key, HALF)
    for who in ("lead", "desk", "outsider"):
        visitor.get(who, f"{RESTART}{key}/", expect=404)
        assert visitor.send(who, f"{RESTART}{key}/discard/", {}).status_code == 404
        assert not queries.saved_forms(world.user(who)).exists()
    autosave(visitor, "desk", key, HALF | {"title": "另一人的稿子"})
    assert SavedForm.objects.get(owner=world.user("clerk")).title == HALF["title"]


def check(visitor: Visitor, world: World, key: str) -> str:
    """The address of the check, after every page of a restart was filled in."""
    for step in (1, 2):
        response = visitor.send("clerk", f"{RESTART}{key}/", typed(world, "restart") | {"step": step})
    return str(response.url)


def test_an_order_is_born_of_it_and_the_form_is_gone(world: World, visitor: Visitor, key: str) -> None:
    autosave(visitor, "clerk", key, HALF)
    page = visitor.post("clerk", check(visitor, world, key), {})
    assert "计时已启动" in words(page) or "已提交" in words(page)
    assert Ticket.objects.get().state == "approving"
    assert not SavedForm.objects.exists()


def test_a_refused_page_stays_kept(world: World, visitor: Visitor, key: str) -> None:
    visitor.post("clerk", f"{RESTART}{key}/", HALF, expect=400)
    assert SavedForm.objects.get().title == HALF["title"]


def test_a_submit_whose_answer_was_lost_leads_to_its_order(world: World, visitor: Visitor, key: str) -> None:
    path = check(visitor, world, key)
    visitor.post("clerk", path, {})
    ticket = Ticket.objects.get()
    assert f"刚才已提交为 {ticket.number}" in words(visitor.post("clerk", path, {}))
    for late in (path, f"{RESTART}{key}/"):
        assert visitor.client("clerk").get(late).url == f"/tickets/{ticket.number}/"
    assert Ticket.objects.count() == 1


def test_a_page_corrected_after_that_is_another_form_and_says_what_became_of_the_first(
    world: World, visitor: Visitor, key: str
) -> None:
    visitor.post("clerk", check(visitor, world, key), {})
    first = Ticket.objects.get()
    body = typed(world, "restart") | {"key": key, "title": "改正后的标题"}
    page = visitor.post("clerk", RESTART, body, expect=422)
    assert f"刚才已提交为 {first.number}" in words(page)
    assert "Idempotency" not in page
    again = Filled(page, "title").body
    assert again["title"] == "改正后的标题"
    assert again["key"] != body["key"]
    visitor.post("clerk", check(visitor, world, str(UUID(again["key"]))), {})
    assert Ticket.objects.count() == 2


def test_typing_on_after_a_lost_answer_is_told_and_not_kept(world: World, visitor: Visitor, key: str) -> None:
    visitor.post("clerk", check(visitor, world, key), {})
    told = autosave(visitor, "clerk", key, HALF, expect=422)
    number = Ticket.objects.get().number
    assert told == {"said": f"刚才已提交为 {number}。", "over": f"/tickets/{number}/"}
    assert not SavedForm.objects.exists()


def test_it_stands_among_the_drafts_of_the_to_do_where_the_page_says_it_will(visitor: Visitor, key: str) -> None:
    autosave(visitor, "clerk", key, HALF)
    assert f"{RESTART}{key}/" in visitor.get("clerk", "/?show=drafts")
    assert f"{RESTART}{key}/" not in visitor.get("lead", "/?show=drafts")


def test_it_is_deleted_by_its_owner(visitor: Visitor, key: str) -> None:
    autosave(visitor, "clerk", key, HALF)
    assert "暂存稿已删除" in visitor.post("clerk", f"{RESTART}{key}/discard/", {})
    assert not SavedForm.objects.exists()
    visitor.get("clerk", f"{RESTART}{key}/", expect=404)


def test_after_thirty_days_it_is_given_up(world: World, visitor: Visitor, key: str) -> None:
    autosave(visitor, "clerk", key, HALF)
    periodic.tidy(world.now + KEPT)
    assert SavedForm.objects.exists()
    periodic.tidy(world.now + KEPT + timedelta(seconds=1))
    assert not SavedForm.objects.exists()


def test_more_than_anybody_writes_is_not_kept(visitor: Visitor, key: str) -> None:
    told = autosave(visitor, "clerk", key, HALF | {"f-reason": "长" * LONGEST}, expect=400)
    assert "内容过长" in told["said"]
    for _form in range(MOST):
        autosave(visitor, "clerk", str(uuid4()), HALF)
    assert f"{MOST} 份上限" in autosave(visitor, "clerk", str(uuid4()), HALF, expect=400)["said"]
    assert SavedForm.objects.count() == MOST


def test_a_kind_that_may_not_be_filed_is_not_kept_either(visitor: Visitor, key: str) -> None:
    assert visitor.send("engineer", f"{RESTART}{key}/save/", HALF).status_code == 404
    assert visitor.send("clerk", f"/tickets/new/nothing/{key}/save/", HALF).status_code == 404
