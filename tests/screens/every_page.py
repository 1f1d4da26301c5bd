"""`make pages`: every page as each role that may open it, in each language, width and scheme, in each browser given."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.pages.addresses import USUAL, furnish, visits
from tests.pages.desk import HEIGHTS, faults, looked_over, too_wide
from tests.screens.conftest import OLD, PAGE
from tests.world import SEATS, World
from tickets.lifecycle import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]


def chosen(name: str, *usual: str) -> list[str]:
    return os.environ.get(name, " ".join(usual)).split()


#: nobody: whoever has not signed in. The administrators: people without orders.
EVERYBODY = (*SEATS.values(), "sysadmin", "secadmin", "auditadmin", "nobody")
ROLES = ["" if one == "nobody" else one for one in chosen("PAGES_ROLES", *EVERYBODY)]
LANGUAGES = chosen("LANGUAGES", "zh-hans", "en")
#: The last is an office screen enlarged to 200 %.
WIDTHS = [int(one) for one in chosen("WIDTHS", *map(str, HEIGHTS))]
#: The colours are those of the style sheets: they are measured in both arrangements of a page, not at each width.
CONTRAST = WIDTHS if len(WIDTHS) < 3 else (1440, 390)
ENGINES = ["now", *([OLD] if os.environ.get(OLD) else [])]
#: In the old browser one language shows what styles and scripts do there.
LOOKS = [(engine, one) for engine in ENGINES for one in (LANGUAGES if engine == "now" else LANGUAGES[:1])]

#: What an order cannot be filed without where the provider files it.
ASKED_OF_PROVIDER = {"drill": {"consent_no": "GD-2026-000001"}}


def addresses(world: World, who: str) -> Iterator[tuple[str, str]]:
    """(route, address): everywhere that anybody is at home, and the form, flow and order of every kind."""
    names = furnish(world)
    for route, those in visits().items():
        for path in dict.fromkeys(one.path for one in those):
            yield route, path.format(**names)
    for kind, machine in KINDS.items():
        yield "tickets/new/<slug:kind>/", f"/tickets/new/{kind}/"
        if who == USUAL:
            yield "kinds/<slug:kind>/flow/", f"/kinds/{kind}/flow/"
        if who in {SEATS[role] for role in machine.opening.by}:
            more = ASKED_OF_PROVIDER.get(kind, {}) if who in ("desk", "manager") else {}
            yield "tickets/<str:number>/", f"/tickets/{world.file(kind, who, **more).number}/"


@pytest.mark.parametrize(("engine", "language"), LOOKS)
@pytest.mark.parametrize("who", ROLES)
def test_every_page(who: str, engine: str, language: str, seat: Any, record_property: Any) -> None:
    desk, problems = seat(engine, language), []
    page = desk.sit(who, WIDTHS[0])
    for route, path in dict.fromkeys(addresses(desk.world, who)):
        answer = page.goto(desk.url + path)
        if answer.request.redirected_from or (answer.status != 200 and route != "(404)"):
            continue
        found = looked_over(page, WIDTHS, CONTRAST)
        found += darkened(page) + desk.heard()
        record_property(PAGE, (route, who, len(WIDTHS) + 1, len(found)))
        problems += [f"{who or 'nobody'} {language} {engine} {path}: {one}" for one in found]
    assert not problems, "\n".join(problems)


def darkened(page: Any) -> list[str]:
    """As it looks where the system is dark, in the first width."""
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {one}" for one in too_wide(page, WIDTHS[0]) + faults(page)]
    page.emulate_media(color_scheme="light")
    return found
