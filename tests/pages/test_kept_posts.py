"""What is sent after the session has ended stands again after the sign-in, for the same person, and is not acted on."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.sessions import SEEN
from tests.pages.conftest import Filled, Visitor, typed, words
from tests.world import PDF, World
from tickets.models import AuditEntry, SavedForm, Ticket

SAID = "尚未提交"
PASSWORD = "Plum-Orchard-41"


def run_out(client: Client) -> None:
    session = client.session
    session[SEEN] -= 3600
    session.save()


@pytest.fixture
def office(world: World, visitor: Visitor) -> Visitor:
    for who in ("clerk", "lead"):
        user = world.user(who)
        user.set_password(PASSWORD)
        user.save()
        visitor.client(who).get("/")
    return visitor


def ended_by_an_administrator(client: Client) -> None:
    """Its row is gone, as after a sweep."""
    Session.objects.filter(session_key=client.session.session_key).delete()


def sent_too_late(office: Visitor, who: str, path: str, body: dict[str, Any], end: Any = run_out) -> HttpResponse:
    """What the sign-in page answers that such a form leads to."""
    end(office.client(who))
    response = office.send(who, path, body)
    assert response.url == f"/accounts/login/?next={path}"
    return office.client(who).get(response.url)


def sign_in(office: Visitor, browser: str, who: str, path: str) -> HttpResponse:
    client = office.client(browser)
    client.post("/accounts/login/", {"login": who, "password": PASSWORD, "next": path})
    return client.get(path)


@pytest.mark.parametrize("end", [run_out, ended_by_an_administrator])
def test_a_form_stands_again_as_it_was_sent(world: World, office: Visitor, end: Any) -> None:
    path, body = "/tickets/new/restart/", typed(world, "restart", reason="补丁安装后须重启") | {"key": uuid4().hex}
    assert "已为您保留" in words(sent_too_late(office, "clerk", path, body, end).content.decode())
    page = sign_in(office, "clerk", "clerk", path)
    assert page.status_code == 200
    assert SAID in words(page.content.decode())
    again = Filled(page.content.decode(), "title").body
    assert again["f-reason"] == "补丁安装后须重启"
    assert not Ticket.objects.exists()
    office.post("clerk", path, body | again)
    assert SavedForm.objects.get().fields["reason"] == "补丁安装后须重启"


def test_an_opinion_stands_again_in_its_step_and_the_file_is_asked_for(world: World, office: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    path = f"/tickets/{ticket.number}/act/approve_restart/"
    paper = SimpleUploadedFile("书面申请.pdf", PDF, content_type="application/pdf")
    body = {"version": ticket.version, "comment": "同意，按窗口执行。", "s-written_application": paper}
    entries = AuditEntry.objects.filter(ticket=ticket).count()
    sent_too_late(office, "lead", path, body)
    page = sign_in(office, "lead", "lead", path).content.decode()
    assert "同意，按窗口执行。" in page
    assert SAID in words(page)
    assert "请重新选择文件：书面申请.pdf" in words(page)
    assert AuditEntry.objects.filter(ticket=ticket).count() == entries
    assert world.fresh(ticket).state == ticket.state


def test_a_comment_is_not_said_before_it_is_sent_again(world: World, office: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    path = f"/tickets/{ticket.number}/comment/"
    sent_too_late(office, "clerk", path, {"comment": "请尽快审批。"})
    page = sign_in(office, "clerk", "clerk", path).content.decode()
    assert "请尽快审批。" in page
    assert not AuditEntry.objects.filter(ticket=ticket, action="comment").exists()


def test_it_is_shown_once(world: World, office: Visitor) -> None:
    path = "/tickets/new/restart/"
    sent_too_late(office, "clerk", path, typed(world, "restart", reason="补丁安装后须重启"))
    sign_in(office, "clerk", "clerk", path)
    assert "补丁安装后须重启" not in office.get("clerk", path)


@pytest.mark.parametrize("end", [run_out, ended_by_an_administrator])
def test_somebody_else_who_signs_in_does_not_see_it(world: World, office: Visitor, end: Any) -> None:
    path = "/tickets/new/incident/"
    sent_too_late(office, "clerk", path, typed(world, "incident", description="核心数据库无法连接"), end)
    page = sign_in(office, "clerk", "lead", path).content.decode()
    assert "核心数据库无法连接" not in page
    office.client("clerk").post("/accounts/logout/")
    assert "核心数据库无法连接" not in sign_in(office, "clerk", "clerk", path).content.decode()


def test_nothing_is_kept_of_whoever_was_not_signed_in(world: World, visitor: Visitor) -> None:
    stranger = Client()
    stranger.post("/tickets/new/restart/", typed(world, "restart"))
    assert "kept_post" not in stranger.session


def test_nothing_is_kept_of_whoever_has_signed_out(world: World, office: Visitor) -> None:
    client = office.client("clerk")
    client.post("/accounts/logout/")
    client.post("/tickets/new/restart/", typed(world, "restart"))
    assert "kept_post" not in client.session


@pytest.mark.parametrize("said", ["1", "1:forged"])
def test_a_name_that_was_not_signed_keeps_nothing(world: World, visitor: Visitor, said: str) -> None:
    stranger = Client()
    stranger.cookies["whose"] = said
    stranger.post("/tickets/new/restart/", typed(world, "restart"))
    assert "kept_post" not in stranger.session


def test_no_password_is_kept(world: World, office: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    body = {"version": ticket.version, "comment": "同意", "password": PASSWORD, "f-code": "123456"}
    sent_too_late(office, "lead", f"/tickets/{ticket.number}/act/approve_restart/", body)
    kept = office.client("lead").session["kept_post"]
    assert PASSWORD not in str(kept)
    assert "123456" not in str(kept)


def test_what_is_too_long_is_lost_and_said_to_be(world: World, office: Visitor) -> None:
    body = typed(world, "restart", reason="长" * 300_000)
    assert "未能保留" in words(sent_too_late(office, "clerk", "/tickets/new/restart/", body).content.decode())


def test_what_saves_itself_is_no_form_that_was_sent(world: World, office: Visitor) -> None:
    client = office.client("clerk")
    run_out(client)
    path = f"/tickets/new/restart/{uuid4()}/save/"
    client.post(path, {"title": "数据库服务器重启"}, headers={"X-Script": "1"})
    assert "kept_post" not in client.session
    assert not SavedForm.objects.exists()


def test_a_page_that_shows_no_refusals_does_nothing_either(world: World, office: Visitor) -> None:
    path = "/notices/addresses/"
    sent_too_late(office, "clerk", path, {"mail": "x@example.invalid"})
    page = sign_in(office, "clerk", "clerk", path)
    assert page.status_code in (200, 302)
    assert not AuditEntry.objects.filter(action="contact_addresses").exists()
