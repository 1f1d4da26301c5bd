"""What stands around every page: menu by role, demo mark, text size, language, pages for what goes wrong."""

import pytest
from django.test import Client

from tests.pages.conftest import Visitor, dangling, words
from tests.world import World

PAGES = (
    "/",
    "/tickets/",
    "/tickets/new/",
    "/board/",
    "/notices/",
    "/notices/addresses/",
    "/notices/hours/",
    "/contracts/",
    "/kinds/",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_this_is_a_demo(visitor: Visitor, path: str) -> None:
    assert "演示环境" in words(visitor.get("clerk", path))


def test_outside_a_demo_no_page_says_so(client: Client, db: None, settings) -> None:
    settings.DEMO = False
    assert "演示环境" not in words(client.get("/accounts/login/").content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_signed_in_people(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_english_too(world: World, visitor: Visitor, path: str) -> None:
    visitor.post("clerk", "/language/", {"language": "en", "next": path})
    text = words(visitor.get("clerk", path)).replace("中文", "").replace("演示·经办员", "")
    menu = text.split("Menu")[0].split("My account")[0]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in menu), menu


def test_a_page_left_open_after_the_sign_out_is_led_away_whole(client: Client, db: None) -> None:
    answer = client.get("/notices/bell/?seen=3", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert not answer.content


def test_no_page_stays_in_a_cache(visitor: Visitor) -> None:
    assert "no-store" in visitor.client("clerk").get("/tickets/").headers["Cache-Control"]


def test_the_text_grows_on_request_and_stays(visitor: Visitor) -> None:
    page = visitor.post("clerk", "/text-size/", {"size": "125", "next": "/board/"})
    assert 'class="text-125"' in page
    assert 'class="text-125"' in visitor.get("clerk", "/tickets/")
    assert visitor.send("clerk", "/text-size/", {"size": "900", "next": "https://elsewhere.example/"}).url == "/"


def test_what_is_not_there_is_said_in_our_own_words(visitor: Visitor) -> None:
    assert "未找到" in visitor.get("clerk", "/nowhere/", expect=404)


def test_a_failure_shows_no_trace(monkeypatch, visitor: Visitor) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("a secret of the service")

    monkeypatch.setattr("tickets.pages.todo.view.grouped", fail)
    client = visitor.client("clerk")
    client.raise_request_exception = False
    response = client.get("/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "系统出错" in page
    assert "secret" not in page


def test_no_page_carries_code_of_its_own(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    for path in (*PAGES, f"/tickets/{ticket.number}/", "/tickets/new/change/", "/kinds/change/flow/"):
        page = visitor.get("lead" if "new" not in path else "clerk", path)
        for forbidden in (" style=", "<style", " onclick=", " hx-on", "javascript:"):
            assert forbidden not in page, f"{path}: {forbidden}"
        assert page.count("<script") == page.count("<script src=")


def test_whatever_a_page_names_by_its_id_is_on_the_page(world: World, visitor: Visitor) -> None:
    draft, sent = world.file("restart"), world.take(world.file("exit"), "submit")
    own = [f"/tickets/{draft.number}/", f"/tickets/{draft.number}/edit/", f"/tickets/{sent.number}/"]
    for path in (*PAGES, *own, "/tickets/?lamp=blue&state=x&q=x", "/tickets/new/change/", "/kinds/change/flow/"):
        assert not dangling(visitor.client("clerk").get(path).content.decode()), path
    refused = visitor.send("clerk", "/tickets/new/change/", {"contract": "DEMO"})
    assert not dangling(refused.content.decode())


def test_many_notices_are_counted_to_a_bound_and_the_badge_says_so(
    monkeypatch: pytest.MonkeyPatch, world: World, visitor: Visitor
) -> None:
    monkeypatch.setattr("tickets.pages.parts.shell.MANY", 3)
    for _number in range(4):
        world.take(world.file("restart"), "submit")
    page = visitor.get("lead", "/")
    assert '<span class="badge badge-red">2+</span>' in page
    assert '<span class="badge">2+</span>' in page
    client = visitor.client("lead")
    assert client.get("/notices/bell/?seen=2%2B").status_code == 204
    assert "2+" in client.get("/notices/bell/?seen=2").content.decode()


def test_the_colours_are_those_of_the_device_until_somebody_chooses(visitor: Visitor) -> None:
    """The dark ones are linked for screens only: paper stays white."""
    assert 'dark.css" media="screen and (prefers-color-scheme: dark)"' in visitor.get("clerk", "/tickets/")
    page = visitor.post("clerk", "/scheme/", {"scheme": "dark", "next": "/profile/"})
    assert 'dark.css" media="screen"' in page
    assert "dark.css" not in visitor.post("clerk", "/scheme/", {"scheme": "light", "next": "/board/"})
    assert visitor.send("clerk", "/scheme/", {"scheme": "pink", "next": "https://elsewhere.example/"}).url == "/"
