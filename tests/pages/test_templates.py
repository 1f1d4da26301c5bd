"""Every icon that a page names exists: one missing name would be a failed page."""

import re
from pathlib import Path

from tests.settings import ROOT
from tickets.pages import lamps, timeline
from tickets.pages.icons import icon

NAMED = re.compile(r'{% icon "([\w-]+)" %}')


def test_every_icon_exists() -> None:
    templates = Path(ROOT, "tickets", "templates").rglob("*.html")
    named = {name for path in templates for name in NAMED.findall(path.read_text())}
    for name in sorted({*named, *lamps.ICONS.values(), *timeline.ICONS.values(), "arrow-right", "ban"}):
        assert "<svg" in icon(name)


def test_an_icon_is_hidden_from_those_who_hear_the_page() -> None:
    assert 'aria-hidden="true"' in icon("check")
