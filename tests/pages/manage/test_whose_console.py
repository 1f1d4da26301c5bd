"""Whose each console is: to everybody else it is not there, and nothing is done; and what the pages cost."""

import pytest
from django.test.utils import CaptureQueriesContext

from accounts.doors.hands import GRAVE, Power
from accounts.models import Membership, User
from tests.api.addresses import filled
from tests.pages.addresses import routes
from tests.pages.conftest import Visitor
from tests.pages.operations.whose import EDITIONS, OPERATIONS
from tests.world import SEATS, World
from tickets.models import AuditEntry
from tickets.pages import urls

SYSTEM, SECURITY, AUDIT = {"sysadmin"}, {"secadmin"}, {"auditadmin"}
PERSON = "manage/people/<int:pk>/"
#: Address -> whose it is. `{act}` pages: whoever holds the power, as tests/accounts/test_powers.py says.
WHOSE = {
    "manage/": SYSTEM | SECURITY | AUDIT,
    "manage/people/": SYSTEM | SECURITY,
    "manage/people/new/": SYSTEM,
    "manage/people/import/": SYSTEM,
    "manage/people/template/": SYSTEM,
    PERSON: SYSTEM | SECURITY,
    f"{PERSON}edit/": SYSTEM,
    f"{PERSON}roles/<int:place>/take/": SECURITY,
    f"{PERSON}tokens/<str:key>/revoke/": SECURITY,
    "manage/units/": SYSTEM,
    "manage/units/new/": SYSTEM,
    "manage/units/<slug:code>/": SYSTEM,
    "manage/locks/": SECURITY,
    "manage/substitutions/": SECURITY,
    "manage/review/": SECURITY,
    "manage/log/": AUDIT,
    "manage/log/export/": AUDIT,
    "manage/chains/": AUDIT,
    "manage/chains/<str:number>/": AUDIT,
}
#: What one button does to a person -> whose it is.
ACTS = {
    "stop": SYSTEM | SECURITY,
    "restore": SYSTEM,
    "reset-password": SECURITY,
    "unlock": SECURITY,
    "reset-factor": SECURITY,
    "end-sessions": SECURITY,
}
#: Sent alone, and found with its own test.
POSTED = {"manage/substitutions/<int:pk>/end/": SECURITY}
ACT = f"{PERSON}act/<slug:slug>/"
PEOPLE = ["sysadmin", "secadmin", "auditadmin", *SEATS.values()]


def places(world: World) -> dict[str, object]:
    """What stands in the places of an address."""
    from accounts import tokens

    clerk = world.user("clerk")
    token, _text = tokens.issue(clerk, "报表")
    held = clerk.memberships.get()
    return {
        "pk": clerk.pk,
        "place": held.pk,
        "key": token.token_key,
        "code": held.organization.code,
        "number": world.take(world.file("restart"), "submit").number,
    }


def address(route: str, found: dict[str, object]) -> str:
    import re

    return "/" + filled(route, *(found[name] for name in re.findall(r":(\w+)>", route)))


def test_every_console_has_its_owner() -> None:
    below = {route for route in routes(urls.urlpatterns) if route.startswith("manage/")}
    assert below == {*WHOSE, *POSTED, ACT, *OPERATIONS, *EDITIONS}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_console_is_there_for_its_own_administrator_alone(world: World, visitor: Visitor, who: str) -> None:
    found = places(world)
    for route, owners in WHOSE.items():
        answer = visitor.client(who).get(address(route, found))
        assert answer.status_code == (200 if who in owners else 404), route
    for act, owners in ACTS.items():
        visitor.get(who, address(ACT, found | {"slug": act}), expect=200 if who in owners else 404)


@pytest.mark.parametrize("who", ["auditadmin", "lead", "clerk"])
def test_what_a_stranger_sends_to_a_console_does_nothing(world: World, visitor: Visitor, who: str) -> None:
    found, before = places(world), AuditEntry.objects.count()
    body = {"username": "x", "name": "x", "role": "agency_lead", "password": "Zhengwu-2026-Demo"}
    for route in {*WHOSE, *POSTED} - {route for route, owners in WHOSE.items() if who in owners}:
        assert visitor.send(who, address(route, found), body).status_code in (404, 405), route
    for act in ACTS:
        assert visitor.send(who, address(ACT, found | {"slug": act}), body).status_code == 404
    assert AuditEntry.objects.count() == before


#: What is grave, each with whose it is and where it is asked; a group chat has its own test.
GRAVELY = {
    Power.STOP: ("sysadmin", f"{PERSON}act/stop/"),
    Power.RESTORE: ("sysadmin", f"{PERSON}act/restore/"),
    Power.GRANT: ("secadmin", PERSON),
    Power.TAKE: ("secadmin", f"{PERSON}roles/<int:place>/take/"),
    Power.RESET_PASSWORD: ("secadmin", f"{PERSON}act/reset-password/"),
    Power.RESET_FACTOR: ("secadmin", f"{PERSON}act/reset-factor/"),
    Power.SUBSTITUTE: ("secadmin", "manage/substitutions/"),
    Power.REVIEW: ("secadmin", "manage/review/"),
}
ELSEWHERE = {Power.RELEASE_TERMS, Power.ENTER_GROUP, Power.END_GROUP}


def test_whatever_is_grave_asks_for_the_password(world: World, visitor: Visitor) -> None:
    found = places(world)
    assert set(GRAVELY) | ELSEWHERE == set(GRAVE)
    for who, route in GRAVELY.values():
        assert 'name="password"' in visitor.get(who, address(route, found)), route


@pytest.mark.parametrize("who", ["sysadmin", "secadmin"])
def test_nobody_disables_or_resets_themselves(world: World, visitor: Visitor, who: str) -> None:
    own = {"pk": world.user(who).pk}
    for act in ("stop", "restore", "reset-password", "reset-factor"):
        visitor.get(who, address(ACT, own | {"slug": act}), expect=404)


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
def test_an_administrator_starts_at_the_desk_and_each_figure_leads_to_its_rows(visitor: Visitor, who: str) -> None:
    assert visitor.send(who, "/", {}).status_code == 302
    page = visitor.get(who, "/", expect=302) or visitor.get(who, "/manage/")
    import re

    for link in re.findall(r'class="counter[^"]*" href="([^"]+)"', page):
        visitor.get(who, link.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("sysadmin", "/manage/", 15),
        ("secadmin", "/manage/", 14),
        ("auditadmin", "/manage/", 14),
        ("sysadmin", "/manage/people/", 14),
        ("sysadmin", "/manage/units/", 11),
        ("secadmin", "/manage/review/", 11),
        ("secadmin", "/manage/substitutions/", 11),
        ("auditadmin", "/manage/log/", 14),
    ],
)
def test_a_console_costs_few_queries_however_many_people_there_are(
    world: World, visitor: Visitor, who: str, path: str, most: int
) -> None:
    from django.db import connection

    office = world.user("clerk").memberships.get().organization
    many = User.objects.bulk_create(User(username=f"p{n:03}", name=f"演示·{n}", unit=office) for n in range(120))
    Membership.objects.bulk_create(Membership(user=one, organization=office, role="agency_clerk") for one in many)
    visitor.get(who, path)
    with CaptureQueriesContext(connection) as spent:
        page = visitor.get(who, path)
    assert len(spent.captured_queries) <= most, "\n".join(one["sql"] for one in spent.captured_queries)
    assert page.count("<tr>") <= 60 or path == "/manage/review/"
