"""视图: a list kept as it is narrowed, for oneself or one's unit; and the columns that one sees."""

import pytest
from django.test import Client

from tests.pages.claimed import late_answer
from tests.pages.conftest import Visitor, words
from tests.rows import make_user
from tests.world import World
from tickets import saved_views
from tickets.models import SavedView

KEEP = "/views/breaches/?party=provider&state=to_confirm"


def kept(visitor: Visitor, who: str = "auditor", **body: str) -> str:
    return visitor.post(who, KEEP, {"name": "本周待确认", **body})


def chip(page: str) -> bool:
    return 'href="/breaches/?party=provider&amp;state=to_confirm"' in page


@pytest.fixture
def colleague(world: World) -> Client:
    """Another auditor of the same unit."""
    client = Client()
    client.force_login(make_user("colleague", role="supervisor_auditor", unit=world.contract.supervisor))
    return client


def test_a_view_is_kept_as_data_and_offered_above_its_list(world: World, visitor: Visitor) -> None:
    page = kept(visitor)
    assert "视图“本周待确认”已保存" in words(page)
    assert chip(visitor.get("auditor", "/breaches/"))
    assert SavedView.objects.get().asked == {"party": ["provider"], "state": ["to_confirm"]}


def test_it_is_its_owners_alone_until_it_is_shared_in_the_unit(
    world: World, visitor: Visitor, colleague: Client
) -> None:
    kept(visitor)
    assert not chip(colleague.get("/breaches/").content.decode())
    kept(visitor, shared="yes")
    assert SavedView.objects.count() == 1
    assert chip(colleague.get("/breaches/").content.decode())
    for who in ("lead", "manager", "outsider"):
        assert not chip(visitor.get(who, "/breaches/")), who


def test_it_is_renamed_and_deleted_by_its_owner_alone(world: World, visitor: Visitor, colleague: Client) -> None:
    kept(visitor, shared="yes")
    path = f"/views/{SavedView.objects.get().pk}/"
    assert colleague.post(path, {"delete": "yes"}).status_code == 404
    assert "已改名为“三月”" in words(visitor.post("auditor", path, {"name": "三月"}))
    assert not chip(visitor.post("auditor", path, {"delete": "yes"}))
    visitor.post("auditor", path, {"name": "四月"}, expect=404)


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "a\x01b"])
def test_a_name_that_is_none_is_refused(world: World, visitor: Visitor, name: str) -> None:
    kept(visitor, name=name)
    assert not SavedView.objects.exists()


def test_two_views_never_share_a_name(world: World, visitor: Visitor) -> None:
    kept(visitor)
    kept(visitor, name="另一个")
    other = SavedView.objects.get(name="另一个")
    assert "已有同名视图" in words(visitor.post("auditor", f"/views/{other.pk}/", {"name": "本周待确认"}))
    assert SavedView.objects.count() == 2


def test_nobody_keeps_more_than_can_be_found_again(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    kept(visitor)
    assert "请先删除" in words(kept(visitor, name="另一个"))
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(("address", "key"), [("breaches", "party"), ("tickets", "kind")])
def test_a_column_is_hidden_for_whoever_chose_so(world: World, visitor: Visitor, address: str, key: str) -> None:
    """By the style sheet, on the whole table at once."""
    late_answer(world)
    hidden = f" hide-{key}"
    assert hidden not in visitor.get("lead", f"/{address}/")
    body = {"columns": "yes", "offered": [key, "state", "x y"], "shown": ["state"]}
    page = visitor.post("lead", f"/views/{address}/", body)
    assert hidden in page
    assert "hide-state" not in page
    assert "hide-x" not in page
    assert hidden not in visitor.get("auditor", f"/{address}/")


def test_a_list_that_keeps_none_is_not_there(world: World, visitor: Visitor) -> None:
    visitor.post("auditor", "/views/board/", {"name": "x"}, expect=404)


@pytest.mark.parametrize("name", ["", "三月"])
def test_what_is_another_s_or_nobody_s_is_not_there_whatever_is_sent(visitor: Visitor, name: str) -> None:
    kept(visitor)
    pk = SavedView.objects.get().pk
    visitor.post("lead", f"/views/{pk}/", {"name": name}, expect=404)
    visitor.post("auditor", f"/views/{pk + 1}/", {"name": name}, expect=404)
