"""Pages as the night shift, a zoomed window and large text show them."""

import pytest

from tests.pages.addresses import furnish
from tests.pages.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

#: How much of the window the parts take that do not move with the page.
STICKS = """[...document.querySelectorAll('body *')].filter(one =>
    ['fixed', 'sticky'].includes(getComputedStyle(one).position) && one.getClientRects().length
).reduce((sum, one) => sum + one.getBoundingClientRect().height, 0)"""


def test_paper_stays_white_whatever_the_screen_has(desk: Desk) -> None:  # the fixture
    page = desk.sit("clerk")
    page.emulate_media(color_scheme="dark")
    page.goto(f"{desk.url}/kinds/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(14, 20, 32)"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_in_a_low_window_nothing_sticks(desk: Desk) -> None:  # the fixture
    """200 % zoom on a common screen leaves 720 × 450."""
    names = furnish(desk.world)
    page = desk.sit("engineer")
    for path in ("/", "/tickets/", f"/tickets/{names['fault']}/"):
        page.goto(desk.url + path)
        page.set_viewport_size({"width": 720, "height": 900})
        assert page.evaluate(STICKS) > 0
        page.set_viewport_size({"width": 720, "height": 450})
        assert page.evaluate(STICKS) < 0.15 * 450, path


def test_the_list_with_the_largest_text_needs_no_scroll_sideways(desk: Desk) -> None:  # the fixture
    furnish(desk.world)
    page = desk.sit("clerk")
    page.context.add_cookies([{"name": "text-size", "value": "150", "url": desk.url}])
    page.goto(f"{desk.url}/tickets/")
    assert page.evaluate("(one => one.scrollWidth - one.clientWidth)(document.querySelector('.table-scroll'))") <= 0
