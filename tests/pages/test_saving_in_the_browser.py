"""What is typed saves itself in a real browser, says so, and moves neither focus nor typing."""

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore

from accounts.sessions import SEEN
from tests.pages.desk import Desk, faults, looked_over
from tickets import actions, clock
from tickets.models import SavedForm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_typed_is_there_again_after_a_reload_and_on_another_device(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.fill("#title", "数据库服务器重启")
    page.focus("#new-reason")
    page.locator(".saving", has_text="已自动保存").wait_for()
    assert page.evaluate("document.activeElement.id") == "new-reason"
    page.keyboard.type("补丁安装后须重启")
    page.locator(".saving").evaluate("one => { one.textContent = '' }")
    page.locator(".saving", has_text="已自动保存").wait_for()
    assert page.evaluate("document.activeElement.id") == "new-reason"
    assert page.url.count("?step=") == 1
    page.reload()
    assert page.input_value("#new-reason") == "补丁安装后须重启"
    phone = desk.sit("clerk", 390)
    phone.goto(page.url)
    assert phone.input_value("#title") == "数据库服务器重启"
    assert SavedForm.objects.count() == 1
    assert desk.said == []


def test_a_change_of_an_order_saves_itself_as_well(desk: Desk) -> None:
    draft = desk.world.file("change")
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/{draft.number}/edit/")
    page.fill("#title", "改过的标题")
    page.locator(".saving", has_text="已自动保存").wait_for()
    page.reload()
    assert page.input_value("#title") == "改过的标题"
    assert looked_over(page, (1440, 390), {1440}) == []
    assert desk.heard() == []


def test_a_service_out_of_reach_is_said_and_tried_again(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.route("**/save/", lambda route: route.abort())
    page.fill("#title", "数据库服务器重启")
    page.focus("#new-reason")
    page.locator(".saving", has_text="未能保存").wait_for()
    page.unroute("**/save/")
    page.locator(".saving", has_text="已自动保存").wait_for(timeout=15000)
    assert SavedForm.objects.get().title == "数据库服务器重启"


def test_a_session_about_to_end_says_so_and_is_prolonged(desk: Desk) -> None:
    """A page is told by the server, whose clock counts; to look prolongs nothing, the button does."""
    page = desk.sit("clerk")
    page.route("**/session/", lambda route: route.continue_())
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.fill("#title", "数据库服务器重启")
    age(page, 1750)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("#session", has_text="自动退出登录").wait_for()
    assert page.evaluate("document.activeElement.id") == "title"
    assert faults(page) == []
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/session/" in answer.url):
        page.click("#session button")
    page.locator("#session").wait_for(state="hidden")
    assert page.input_value("#title") == "数据库服务器重启"


def test_after_a_sign_in_elsewhere_the_open_page_still_sends(desk: Desk) -> None:
    """The token of a page changes when its person signs in in another window."""
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.fill("#title", "数据库服务器重启")
    cookie = next(one for one in page.context.cookies() if one["name"] == "csrftoken")
    page.context.add_cookies([{**cookie, "value": "x" * 32}])
    page.click("button:has-text('暂存')")
    page.locator(".banner-success").wait_for()
    assert SavedForm.objects.get().title == "数据库服务器重启"


def test_a_second_press_is_answered_with_words(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.evaluate("document.querySelector('.filing-form').addEventListener('submit', e => e.preventDefault())")
    button = page.locator("button:has-text('暂存')")
    button.click()
    button.click()
    page.locator(".on-its-way", has_text="正在提交").wait_for()
    page.fill("#title", "改正")
    assert page.inner_text(".on-its-way") == ""


def test_what_is_typed_into_an_act_stands_again_when_the_news_are_loaded(desk: Desk) -> None:
    fault = desk.world.file("incident", "clerk")
    page = desk.sit("engineer")
    page.goto(f"{desk.url}/tickets/{fault.number}/")
    note, said = page.locator("#act-respond textarea").first, "已到机房，正在查看"
    if not note.is_visible():
        page.locator("#act-respond > summary").click()
    note.fill(said)
    actions.comment(fault, "请尽快", actor=desk.world.user("clerk"), now=clock.now())
    page.evaluate("['quarter', 'half', 'live', 'slow'].forEach(n => document.body.dispatchEvent(new CustomEvent(n)))")
    page.locator("#ticket-news a").click()
    page.locator(".ticket-main", has_text="请尽快").wait_for()
    assert (note.input_value(), note.is_visible()) == (said, True)
    page.reload()
    assert page.locator("#act-respond textarea").first.input_value() == ""
    assert desk.heard() == []


def age(page: Any, seconds: int) -> None:
    """As if the person had done nothing for so long."""
    key = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    session = SessionStore(key)
    session[SEEN] -= seconds
    session.save()


def test_the_button_that_keeps_does_not_lie_under_the_bottom_bar(desk: Desk) -> None:
    page = desk.sit("clerk", 390)
    for kind in ("change", "restart"):
        page.goto(f"{desk.url}/tickets/new/{kind}/")
        page.focus(".form-actions button[name=save]")
        button = page.locator(".form-actions button[name=save]").bounding_box()
        bar = page.locator(".bottom-bar").bounding_box()
        assert button["y"] + button["height"] <= bar["y"], kind
