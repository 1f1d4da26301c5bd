"""What is typed over a draft or a returned order saves itself as on the form of a new one, and stands there again."""

import json
from typing import Any

import pytest

from tests.pages.conftest import Filled, Visitor, words
from tests.pages.test_stale_edit import changed_by_another, returned
from tests.world import World
from tickets import queries
from tickets.models import SavedForm, Ticket

SAID = "尚未保存到工单"


@pytest.fixture
def ticket(world: World) -> Ticket:
    return returned(world)


def path(ticket: Ticket) -> str:
    return f"/tickets/{ticket.number}/edit/"


def opened(visitor: Visitor, ticket: Ticket) -> dict[str, str]:
    return Filled(visitor.get("clerk", path(ticket)), "version").body


def autosave(visitor: Visitor, ticket: Ticket, body: dict[str, Any], who: str = "clerk") -> tuple[int, dict[str, str]]:
    response = visitor.send(who, f"{path(ticket)}save/", body)
    return response.status_code, json.loads(response.content)


def test_it_saves_itself_right_or_wrong_and_the_order_stays(world: World, visitor: Visitor, ticket: Ticket) -> None:
    before = world.fresh(ticket).fields
    typed = opened(visitor, ticket) | {"title": "", "f-host": "db 01 或者", "f-window_start": "昨天"}
    assert autosave(visitor, ticket, typed) == (200, {"said": "已自动保存 10:00:00", "at": path(ticket)})
    page = visitor.get("clerk", path(ticket))
    assert SAID in words(page)
    assert 'value="db 01 或者"' in page
    assert Filled(page, "version").body["title"] == ""
    assert (world.fresh(ticket).fields, world.fresh(ticket).version) == (before, ticket.version)


def test_saving_again_keeps_one_form_of_each_person(world: World, visitor: Visitor, ticket: Ticket) -> None:
    typed = opened(visitor, ticket)
    for host in ("web-1", "web-2"):
        autosave(visitor, ticket, typed | {"f-host": host})
    assert SavedForm.objects.get().fields["host"] == "web-2"


def test_the_button_does_the_same_without_a_script(world: World, visitor: Visitor, ticket: Ticket) -> None:
    typed = opened(visitor, ticket) | {"f-host": "web-2", "title": "", "save": "yes"}
    page = words(visitor.post("clerk", path(ticket), typed))
    assert "已暂存。再次打开本页可继续填写" in page
    assert SAID in page
    assert world.fresh(ticket).fields["host"] != "web-2"


def test_it_is_gone_once_the_change_is_kept(world: World, visitor: Visitor, ticket: Ticket) -> None:
    autosave(visitor, ticket, opened(visitor, ticket) | {"f-host": "web-2"})
    visitor.post("clerk", path(ticket), opened(visitor, ticket))
    assert world.fresh(ticket).fields["host"] == "web-2"
    assert not SavedForm.objects.exists()
    assert SAID not in words(visitor.get("clerk", path(ticket)))


def test_a_refused_change_leaves_it(world: World, visitor: Visitor, ticket: Ticket) -> None:
    autosave(visitor, ticket, opened(visitor, ticket) | {"f-host": "web-2"})
    visitor.post("clerk", path(ticket), opened(visitor, ticket) | {"title": ""}, expect=400)
    assert SavedForm.objects.get().fields["host"] == "web-2"


def test_it_is_dropped_by_its_owner(world: World, visitor: Visitor, ticket: Ticket) -> None:
    autosave(visitor, ticket, opened(visitor, ticket) | {"f-host": "web-2"})
    page = visitor.post("clerk", f"{path(ticket)}discard/", {})
    assert "已放弃暂存的修改" in words(page)
    assert 'value="web-2"' not in page
    assert visitor.send("clerk", f"{path(ticket)}discard/", {}).status_code == 404


def test_what_others_changed_meanwhile_stands_beside_it(world: World, visitor: Visitor, ticket: Ticket) -> None:
    autosave(visitor, ticket, opened(visitor, ticket) | {"f-host": "mine-01"})
    changed_by_another(world, ticket, host="theirs-01")
    assert "其间工单已被他人修改" in words(visitor.get("clerk", path(ticket)))
    page = words(visitor.post("clerk", path(ticket), opened(visitor, ticket), expect=409))
    assert "您填写的 mine-01" in page
    assert "theirs-01" in page
    assert SavedForm.objects.get().fields["host"] == "mine-01"


def test_nobody_else_finds_it_and_it_is_no_form_of_a_new_order(world: World, visitor: Visitor, ticket: Ticket) -> None:
    autosave(visitor, ticket, opened(visitor, ticket) | {"f-host": "web-2"})
    world.user("lead").memberships.create(organization=world.contract.agency, role="agency_clerk")
    assert SAID not in words(visitor.get("lead", path(ticket)))
    assert not queries.saved_forms(world.user("clerk")).exists()
    assert "暂存稿" not in words(visitor.get("clerk", "/tickets/new/"))


def test_who_may_not_change_the_order_keeps_nothing(world: World, visitor: Visitor, ticket: Ticket) -> None:
    typed = opened(visitor, ticket)
    assert visitor.send("outsider", f"{path(ticket)}save/", typed).status_code == 404
    assert autosave(visitor, ticket, typed, "lead")[0] == 403
    world.take(ticket, "resubmit")
    status, told = autosave(visitor, ticket, typed)
    assert status == 409
    assert "草稿" in told["said"]
    assert not SavedForm.objects.exists()
