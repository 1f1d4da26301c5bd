"""Text without a place to break at, in the place of every text that people type: whatever bears it bears any."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Model

from accounts.models import Organization, User
from tests.pages.desk import resize, too_wide
from tests.world import World
from tickets.models import Attachment, CatalogueLine, Contract, System, Ticket

SHORT, LONG = 200, 5_000
#: What people are called and what their things are called.
NAMES: tuple[tuple[type[Model], str], ...] = (
    (Ticket, "title"),
    (User, "name"),
    (Organization, "name"),
    (Organization, "short_name"),
    (Contract, "title"),
    (System, "name"),
    (CatalogueLine, "group"),
    (CatalogueLine, "item"),
    (CatalogueLine, "specification"),
    (Attachment, "name"),
)
#: Lamps and states that do not lie in the window, or lie where one must scroll sideways for them.
OUT_OF_SIGHT = """[...document.querySelectorAll('main .lamp, main .cell-state, main .button')].filter(one => {
    const box = one.getBoundingClientRect(), frame = one.closest('.table-scroll, main').getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > Math.min(frame.right, innerWidth) + 1);
}).map(one => one.outerHTML.slice(0, 160))"""

#: The innermost elements that reach beyond the window.
BEYOND = """[...document.querySelectorAll('body *')].filter(one => {
    const beyond = each => each.getBoundingClientRect().right > innerWidth + 1;
    return beyond(one) && !one.closest('.table-scroll') && ![...one.children].some(beyond);
}).slice(0, 3).map(one => one.outerHTML.slice(0, 200))"""


class Unbroken(World):
    """A world in which every paragraph is one long word."""

    def examples(self, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        found = super().examples(kind, asked)
        return found | {name: "W" * LONG for name, one in asked["properties"].items() if one.get("maxLength") == LONG}


def fill() -> None:
    """Every name of a kind, as long as it may be."""
    for model, name in NAMES:
        field = model._meta.get_field(name)
        assert isinstance(field, CharField)
        length = min(SHORT, field.max_length or SHORT)
        model._default_manager.update(**{name: "W" * length})


def hidden(page: Any, *widths: int) -> list[str]:
    """What such text pushes out of sight, or out of the window."""
    found = []
    for width in widths:
        if wide := too_wide(page, width):
            found += [*wide, *page.evaluate(BEYOND)]
        resize(page, width)
        found += [f"{page.url} at {width} hides {each}" for each in page.evaluate(OUT_OF_SIGHT)]
    return found
