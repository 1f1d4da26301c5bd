"""Every page against whoever may not see what it is about: 404, and nothing is done; and against odd addresses."""

import pytest

from tests.api.addresses import filled, places, routes
from tests.api.test_strangers import rows
from tests.pages.conftest import Visitor
from tests.world import NOW, World
from tickets import actions
from tickets.lifecycle import KINDS
from tickets.models import AuditEntry, Ticket
from tickets.pages import urls

TICKET = "tickets/<str:number>/"
#: address -> the method by which it is used. What is about one ticket:
OF_TICKET = {
    TICKET: "get",
    f"{TICKET}edit/": "get",
    f"{TICKET}edit/save/": "post",
    f"{TICKET}edit/discard/": "post",
    f"{TICKET}live/": "get",
    f"{TICKET}act/<slug:name>/": "post",
    f"{TICKET}comment/": "post",
    f"{TICKET}rate/": "post",
    f"{TICKET}remind/": "post",
    f"{TICKET}follow/": "post",
    f"{TICKET}consult/": "post",
    f"{TICKET}consult/opinion/": "post",
    f"{TICKET}consult/withdraw/": "post",
    f"{TICKET}supervise/": "post",
    f"{TICKET}supervision/<str:order>/<slug:deed>/": "post",
    f"{TICKET}pass-on/": "post",
    f"{TICKET}pass-back/": "post",
    f"{TICKET}attach/": "post",
    f"{TICKET}correct-filing/": "post",
    f"{TICKET}claims/<str:claim>/<slug:verb>/": "post",
    f"{TICKET}claim-time/": "post",
    f"{TICKET}claim-pause/": "post",
    f"{TICKET}stamps/": "get",
    f"{TICKET}month/": "get",
    f"{TICKET}evidence/": "post",
    f"{TICKET}print/": "get",
    f"{TICKET}print.pdf": "get",
    f"{TICKET}paper/<slug:slot>/": "get",
    f"{TICKET}paper/<slug:slot>/print/": "get",
    f"{TICKET}paper/<slug:slot>/print.pdf": "get",
}
#: What is about a file, minutes, a contract.
OF_ROWS = {
    "files/<int:pk>/": "get",
    "files/<int:pk>/show/": "get",
    "checks/minutes/<int:pk>/": "get",
    "registers/<slug:code>/<int:pk>/": "get",
    "registers/<slug:code>/<int:pk>/file/": "get",
    "registers/<slug:code>/<int:pk>/<slug:verb>/": "post",
    "reports/<int:pk>/send/": "post",
    "sampling/<int:pk>/": "get",
    "sampling/<int:pk>/<int:place>/": "post",
    "reports/<int:pk>/file/": "get",
    "supervision/<str:number>/print/": "get",
    "supervision/<str:number>/print.pdf": "get",
    "breaches/<int:pk>/evidence/": "post",
    "breaches/<int:pk>/finding/": "get",
    "breaches/<int:pk>/finding.pdf": "get",
    "breaches/<int:pk>/signed/": "get",
    "contracts/<str:number>/": "get",
    "contracts/<str:number>/readings/": "get",
    "contracts/<str:number>/months/": "get",
    "contracts/<str:number>/months/<str:month>/": "get",
    "contracts/<str:number>/fees/": "get",
    "contracts/<str:number>/fees/<int:pk>/": "post",
    "sheets/<str:number>/<str:month>/": "get",
    "sheets/<str:number>/<str:month>/close/": "post",
    "sheets/<str:number>/<str:month>/print/": "get",
    "sheets/<str:number>/<str:month>/print.pdf": "get",
    "contracts/<str:number>/extend/": "post",
    "contracts/<str:number>/extensions/<int:pk>/": "post",
}
#: What somebody still writes: another person's is looked for in test_saved_forms.
OF_OWNER = {
    f"tickets/new/<slug:kind>/<uuid:key>/{verb}": method
    for verb, method in {"": "get", "check/": "get", "quota/": "post", "save/": "post", "discard/": "post"}.items()
}
#: What shows everybody their own, or what is the same for all.
OPEN = {
    "", "tickets/", "tickets/new/", "tickets/new/<slug:kind>/", "calls/", "checks/",
    "calendar/", "calendar/feed/", "calendar.ics",
    "views/<int:pk>/", "views/<slug:name>/",
    "exports/", "exports/new/<slug:name>/", "exports/<int:pk>/file/",
    "checks/minutes/", "recheck/", "board/", "board/screen/", "breaches/", "due/",
    "claims/", "clocks/", "statistics/", "statistics/passages/",
    "outages/", "outages/availability/", "outages/import/", "outages/<int:pk>/<slug:verb>/",
    "supervision/", "registers/", "registers/<slug:code>/", "registers/<slug:code>/new/", "sampling/",
    "reports/", "reports/draft/", "reports/hand-in/",
    "notices/", "notices/read/", "notices/bell/", "notices/addresses/",
    "notices/choices/", "notices/hours/", "notices/put/<slug:verb>/",
    "profile/substitutes/", "profile/substitutes/<int:pk>/end/", "profile/tokens/",
    "profile/tokens/<str:key>/revoke/", "accounts/sessions/",
    "last-night/", "batch/<slug:kind>/<slug:name>/",
    "sheets/", "contracts/", "kinds/", "kinds/<slug:kind>/flow/", "text-size/", "scheme/",
}  # fmt: skip
ROUTES = {route for route, _one in routes(urls.urlpatterns)}


def test_every_address_is_in_one_of_the_tables() -> None:
    assert {*OF_TICKET, *OF_ROWS, *OF_OWNER, *OPEN} == ROUTES


def send(visitor: Visitor, who: str, method: str, path: str) -> int:
    client = visitor.client(who)
    return int((client.get if method == "get" else client.post)(f"/{path}").status_code)


def test_a_stranger_s_ticket_is_not_there(world: World, visitor: Visitor) -> None:
    named = rows(world)
    drawn = actions.draw_sample(world.contract, NOW.date().replace(day=1), 1, actor=world.user("auditor"), now=NOW)
    named["sampling"] = (drawn.pk, 1)
    actions.close_due_sheets(NOW)
    named["sheets"] = (world.contract.number, "2026-01")
    ticket, before = Ticket.objects.get(), AuditEntry.objects.count()
    for route, method in OF_TICKET.items():
        names = ("respond",) if places(route)[1:] == ["slug"] else ("1", "accept")
        assert send(visitor, "outsider", method, filled(route, ticket.number, *names)) == 404, route
    for route, method in OF_ROWS.items():
        family = route.split("/")
        values = named["attachments" if family[0] == "files" else family[1] if family[0] == "checks" else family[0]]
        assert send(visitor, "outsider", method, filled(route, *values)) == 404, route
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["GD-0", "..", "*", "%00", "%0d%0aX:1", "a" * 300])
def test_a_name_that_nothing_has_is_not_there(visitor: Visitor, name: str) -> None:
    for route, method in (OF_TICKET | OF_ROWS).items():
        if "str" in places(route):
            rest = {"slug": "respond", "int": 1, "str": "1"}
            values = [name, *(rest[sort] for sort in places(route)[1:])]
            assert send(visitor, "lead", method, filled(route, *values)) in (400, 404), route


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_number_that_nothing_has_is_not_there(visitor: Visitor, number: int) -> None:
    for route, method in OF_ROWS.items():
        if "int" in places(route):
            before = {"str": "DEMO", "slug": "secrecy"}.get(places(route)[0])
            values = [before, number, "confirm"] if before else [number] * len(places(route))
            assert send(visitor, "lead", method, filled(route, *values)) == 404, route


def test_a_kind_that_there_is_not_is_not_there(visitor: Visitor) -> None:
    for route in ("tickets/new/<slug:kind>/", "kinds/<slug:kind>/flow/"):
        assert send(visitor, "clerk", "get", filled(route, "no-such-kind")) == 404
        assert send(visitor, "clerk", "get", filled(route, next(iter(KINDS)))) == 200


@pytest.mark.parametrize("query", ["claims=%00", "claims=" + "9," * 500, "claims=1,1,1", "claims=１２"])
def test_odd_claims_in_an_address_are_none(visitor: Visitor, query: str) -> None:
    assert visitor.client("lead").get(f"/checks/minutes/?{query}").status_code in (302, 400)
