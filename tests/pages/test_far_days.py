"""A day, a month or an instant in an address, however far away it lies: the page says so or shows what it has."""

import re

import pytest

from tests.pages.addresses import PAGES, furnish
from tests.pages.conftest import Visitor
from tests.world import World
from tickets.filters import BreachFilter, ClaimFilter, DeadlineFilter, SupervisionFilter, TicketFilter

LISTS = (TicketFilter, DeadlineFilter, BreachFilter, ClaimFilter, SupervisionFilter)
NAMED = re.compile(r"(month|after|before)$")
#: What any page reads as a day, a month or an instant.
PARAMETERS = {"month", "since", "through", "as_of", "until", "start", "period", "end", "day", "from"} | {
    name for one in LISTS for name in one.base_filters if NAMED.search(name)
}
FAR = {
    "month": ("0001-01", "9999-12", "9999-W52", "1992-01", "2200-12"),
    "day": ("0001-01-01", "9999-12-31", "1992-01-01", "2200-12-31"),
    "instant": ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00", "9999-12-31T23:59:59Z"),
}
#: Not of the list of pages, which are opened by their link.
MORE = (("auditadmin", "/manage/log/export/"),)


@pytest.mark.parametrize("values", FAR.values(), ids=FAR)
def test_no_page_breaks_at_it(world: World, visitor: Visitor, values: tuple[str, ...]) -> None:
    """What is looked at is laid out once for all of them: no page changes it."""
    found = furnish(world)
    for value in values:
        asked = "&".join(f"{name}={value.replace('+', '%2B')}" for name in sorted(PARAMETERS))
        for who, path in [*PAGES, *MORE]:
            if not who or path.startswith(("/accounts/", "/tickets/{")):
                continue
            kept = re.sub(r"&?(as_of|start)=[^&]*", "", path.format(**found))
            answer = visitor.client(who).get(f"{kept}{'&' if '?' in kept else '?'}{asked}")
            list(answer) if answer.streaming else answer.content
            assert answer.status_code < 500, (path, value)


@pytest.mark.parametrize("asked", ["since=0001-01-01", "through=9999-12-31"])
def test_the_log_says_which_years_it_takes(visitor: Visitor, asked: str) -> None:
    assert "之间的日期" in visitor.get("auditadmin", f"/manage/log/?{asked}")
