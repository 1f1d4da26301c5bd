"""The pages on a phone of 390 px: every room is reached, and nothing lies over what is to be read."""

from typing import Any

import pytest

from tests.pages.desk import Desk
from tickets.models import Deadline, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 390


def test_the_last_way_of_the_bottom_bar_opens_the_whole_menu(desk: Desk) -> None:
    page = desk.sit("lead", PHONE)
    page.goto(f"{desk.url}/")
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.click('.bottom-bar a[href="#menu"]')
    for room in ("/reports/", "/contracts/", "/exports/", "/profile/"):
        assert menu.locator(f'a[href="{room}"]').is_visible(), room
    menu.locator(".shut").click()
    assert not menu.is_visible()
    page.click('.bottom-bar a[href="#menu"]')
    menu.locator('a[href="/profile/"]').click()
    page.wait_for_url("**/profile/")
    assert not page.locator("#menu").is_visible()
    assert desk.heard() == []


def test_what_a_row_of_the_list_is_marked_with_does_not_lie_over_its_number(desk: Desk) -> None:
    ticket = desk.world.file("change")
    Deadline.objects.filter(ticket=ticket).update(unsettled=True)
    page = desk.sit("clerk", PHONE)
    page.goto(f"{desk.url}/tickets/")
    assert overlaps(page, ".cell-number", ".cell-lamp") is False


def test_at_the_end_of_the_page_nothing_lies_under_the_way_to_the_action(desk: Desk) -> None:
    ticket: Ticket = desk.world.take(desk.world.file("restart"), "submit")
    page = desk.sit("lead", PHONE)
    page.goto(f"{desk.url}/tickets/{ticket.number}/")
    assert page.locator(".to-act").is_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert overlaps(page, ".to-act", "main > article") is False
    assert overlaps(page, ".to-act", ".bottom-bar") is False


def overlaps(page: Any, one: str, other: str) -> bool:
    first, second = (page.locator(name).first.bounding_box() for name in (one, other))
    apart = (
        first["x"] + first["width"] <= second["x"] or second["x"] + second["width"] <= first["x"]
        or first["y"] + first["height"] <= second["y"] or second["y"] + second["height"] <= first["y"]
    )  # fmt: skip
    return not apart
