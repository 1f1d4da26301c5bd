"""`make pictures`: the main pages of the demo as docs/ shows them, on an office screen and on a phone."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image

from tests.pages.desk import Desk
from tests.settings import ROOT
from tests.world import gathered
from tickets import clock
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

FOLDER = ROOT / "docs" / "pictures"
WIDTHS = (1440, 390)
#: As large as a reader on a slow line would wait for.
MOST = 150_000
#: {order}: a fault that is being handled.
MAIN = (
    ("todo", "engineer", "/"),
    ("list", "clerk", "/tickets/"),
    ("order", "engineer", "/tickets/{order}/"),
    ("board", "auditor", "/board/"),
    ("filing", "clerk", "/tickets/new/change/"),
    ("fault", "clerk", "/tickets/new/incident/"),
    ("notices", "lead", "/notices/"),
    ("contract", "lead", "/contracts/DEMO/"),
    ("print", "lead", "/tickets/{order}/print/"),
    ("breaches", "auditor", "/breaches/"),
    ("statistics", "auditor", "/statistics/"),
    ("people", "sysadmin", "/manage/people/"),
    ("desk", "secadmin", "/manage/"),
    ("log", "auditadmin", "/manage/log/"),
)


@pytest.fixture
def shown(browser: Any, live_server: Any, settings: Any, tmp_path: Any) -> Any:
    settings.ALLOWED_HOSTS = ["*"]
    settings.MEDIA_ROOT = tmp_path
    call_command("demo", verbosity=0)
    desk = Desk(browser, live_server.url, gathered(clock.now()))
    yield desk
    desk.leave()


def test_the_main_pages_are_pictured(shown: Desk) -> None:
    order = Ticket.objects.filter(kind="incident", contract__number="DEMO", state="handling").latest("pk")
    FOLDER.mkdir(exist_ok=True)
    for name, who, path in MAIN:
        for width in WIDTHS:
            page = shown.sit(who, width)
            page.goto(shown.url + path.format(order=order.number))
            keep(page.screenshot(), FOLDER / f"{name}-{width}.png")
    assert [one.name for one in FOLDER.glob("*.png") if one.stat().st_size > MOST] == []


def keep(picture: bytes, path: Path) -> None:
    """In a palette: a page has few colours."""
    palette = Image.open(io.BytesIO(picture)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    palette.save(path, optimize=True)
