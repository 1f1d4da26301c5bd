"""What is pasted is not cut in a real browser, a counter says how much it is, and a file is shown."""

import io

import pytest

from tests.pages.desk import Desk
from tests.world import PDF
from tickets import actions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: As it is pasted: text goes in at once, as a person's clipboard gives it.
PASTE = """([id, text]) => {
    const control = document.getElementById(id);
    control.focus();
    document.execCommand("insertText", false, text);
}"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


def test_a_long_paste_stays_whole_and_is_counted(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.evaluate(PASTE, ["new-reason", "长" * 6000])
    page.locator("#new-reason + .text-length", has_text="已写6000字，最多5000字，超出1000字").wait_for()
    assert len(page.input_value("#new-reason")) == 6000
    page.fill("#new-reason", "补丁安装后须重启😀")
    page.locator("#new-reason + .text-length", has_text="已写9字，最多5000字").wait_for()
    page.evaluate(PASTE, ["title", "长" * 300])
    page.locator("#title + .text-length", has_text="超出100字").wait_for()
    assert len(page.input_value("#title")) == 300
    assert desk.said == []


def test_a_picture_is_shown_and_a_page_of_it_runs_nothing(desk: Desk) -> None:
    world = desk.world
    ticket, clerk = world.take(world.file("restart"), "submit"), world.user("clerk")
    for name, content in (("方案.pdf", PDF), ("现场.png", PNG)):
        actions.attach(ticket, "other", name=name, stream=io.BytesIO(content), actor=clerk, now=world.now)
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/{ticket.number}/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="预览：现场.png").click()
    shown = opened.value
    shown.wait_for_load_state()
    assert shown.evaluate("document.images[0].naturalWidth") == 1
    assert desk.said == []
