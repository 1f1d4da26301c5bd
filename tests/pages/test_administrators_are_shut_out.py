"""Every page against each of the three administrators: the rooms of orders are closed to them, and say whose they
are."""

import pytest

from tests.api.addresses import filled, places
from tests.pages.addresses import KEY, routes
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry
from tickets.pages import urls

ADMINISTRATORS = ["sysadmin", "secadmin", "auditadmin"]
#: What they share with everybody: notices and how they come, how pages look, and what holds no order.
SHARED = {
    "", "notices/", "notices/read/", "notices/put/<slug:verb>/", "notices/hours/", "notices/bell/",
    "notices/addresses/", "notices/choices/", "text-size/", "scheme/", "due/", "kinds/", "kinds/<slug:kind>/flow/",
    "exports/", "exports/<int:pk>/file/", "exports/new/<slug:name>/",
    "profile/tokens/", "profile/tokens/<str:key>/revoke/", "accounts/sessions/",
}  # fmt: skip
#: Read by calendars, which sign in by a secret.
BY_SECRET = {"calendar.ics"}
FILLINGS = {"str": "GD-2026-000001", "int": "1", "slug": "restart", "uuid": KEY}
ORDERS = {one for one in routes(urls.urlpatterns) if not one.startswith("manage/")} - SHARED - BY_SECRET


def address(route: str) -> str:
    return "/" + filled(route, *(FILLINGS[sort] for sort in places(route)))


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_the_rooms_of_orders_are_closed_to_an_administrator(visitor: Visitor, who: str) -> None:
    before = AuditEntry.objects.count()
    client = visitor.client(who)
    for route in sorted(ORDERS):
        answers = {client.get(address(route), follow=True).status_code, client.post(address(route)).status_code}
        assert answers in ({403}, {403, 405}), route
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_the_refusal_says_whose_room_it_is_and_leads_to_the_desk(visitor: Visitor, who: str) -> None:
    page = visitor.get(who, "/tickets/", expect=403)
    assert "工单由使用单位、服务商、政务云管理单位和监管服务商的人员办理、监督" in words(page)
    assert 'class="button" href="/manage/"' in page


@pytest.mark.parametrize("path", ["/manage/people/0/", "/nowhere/"])
def test_what_is_not_there_leads_each_to_their_own_start(visitor: Visitor, path: str) -> None:
    for who in ADMINISTRATORS:
        page = visitor.get(who, path, expect=404)
        assert 'class="button" href="/manage/"' in page
        assert "工单列表" not in words(page)
        assert "我的待办" not in words(page)
    assert "我的待办" in words(visitor.get("clerk", path, expect=404))


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_what_is_everybodys_is_theirs_as_well(visitor: Visitor, who: str) -> None:
    for path in ("/notices/", "/notices/addresses/", "/notices/hours/", "/due/", "/kinds/", "/kinds/restart/flow/"):
        visitor.get(who, path)
    assert "/calendar/feed/" not in visitor.get(who, "/profile/")


def test_a_calendar_of_somebody_who_became_an_administrator_leads_nowhere(world: World, visitor: Visitor) -> None:
    from tickets import feeds

    officer = world.user("officer")
    path = f"/calendar.ics?key={feeds.issue(officer, now=world.now)}"
    assert visitor.client("clerk").get(path).status_code == 200
    officer.memberships.update(role="audit_admin")
    assert visitor.client("clerk").get(path).status_code == 404
