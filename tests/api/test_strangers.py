"""Whoever may not see a ticket, or a contract, learns nothing of it, whatever they send there."""

import io

import pytest

from tests.api.addresses import answered, filled
from tests.api.conftest import Api
from tests.pages.claimed import claim, late_answer
from tests.world import PDF, World
from tickets import actions, exports
from tickets.api import urls
from tickets.datelaw.periods import WEEK, Period
from tickets.models import Attachment, AuditEntry, Breach, Deadline, Notice, TermEvent

TICKET = "tickets/<str:number>/"
#: On a ticket that is there and theirs to see for others; `<str:name>` is a step.
PLACES = [
    ("get", TICKET),
    ("get", f"{TICKET}events/"),
    ("get", f"{TICKET}attachments/"),
    ("patch", TICKET),
    ("post", f"{TICKET}attachments/"),
    ("post", f"{TICKET}comments/"),
    ("post", f"{TICKET}reminders/"),
    ("post", f"{TICKET}filing/"),
    ("post", f"{TICKET}actions/<str:name>/"),
    *(
        ("post", f"{TICKET}actions/{verb}/")
        for verb in ("consult", "give_opinion", "withdraw_question", "pass_on", "pass_back")
    ),
    ("post", f"{TICKET}claims/"),
    ("post", f"{TICKET}preview/"),
    ("post", f"{TICKET}stamps/"),
    ("post", f"{TICKET}supervision/"),
    ("get", f"{TICKET}evidence/"),
    ("post", f"{TICKET}evidence/"),
]
#: On rows below a ticket or a contract: a claim, minutes, a file, a clock, a notice, the contract itself.
ROWS = [
    ("get", "claims/<int:pk>/"),
    *(
        ("post", f"claims/<int:pk>/{verb}/")
        for verb in ("accept", "contest", "refer", "decide", "withdraw", "correct", "end", "review", "proof")
    ),
    ("post", "minutes/<int:pk>/agree/"),
    ("post", "minutes/<int:pk>/withdraw/"),
    ("get", "supervision/<str:number>/"),
    *(("post", f"supervision/<str:number>/{verb}/") for verb in ("reply", "return", "raise", "accept", "withdraw")),
    ("get", "registers/<str:code>/<int:pk>/"),
    ("get", "registers/<str:code>/<int:pk>/file/"),
    *(
        ("post", f"registers/<str:code>/<int:pk>/{verb}/")
        for verb in ("confirm", "return", "withdraw", "correct", "annul")
    ),
    ("get", "attachments/<int:pk>/"),
    ("get", "evidence/<int:pk>/"),
    ("get", "evidence/<int:pk>/file/"),
    ("get", "deadlines/<int:pk>/"),
    ("post", "notices/<int:pk>/read/"),
    ("get", "contracts/<str:number>/"),
    ("get", "contracts/<str:number>/ledger/"),
    ("post", "contracts/<str:number>/extensions/"),
    ("post", "contracts/<str:number>/extensions/<int:pk>/agree/"),
    ("post", "contracts/<str:number>/extensions/<int:pk>/withdraw/"),
]
#: Lists: a stranger gets what is theirs, which is nothing of this contract.
LISTS = [
    "tickets/", "claims/", "minutes/", "deadlines/", "breaches/", "notices/", "supervision/", "registers/<str:code>/",
    "outages/",
]  # fmt: skip
#: What names a contract, a system or claims in its body: 404 where the caller does not see them.
NAMED = {
    "tickets/": {"kind": "incident", "contract": "DEMO", "system": "city-operation", "title": "x", "fields": {}},
    "calls/": {"contract": "DEMO", "system": "city-operation", "called_at": "2026-03-02T10:00", "symptom": "x"},
    "claims/settle/": {"minutes": "核对"},
    "registers/<str:code>/": {"contract": "DEMO", "fields": {}},
    "outages/": {"contract": "DEMO", "rows": [{"system": "city-operation", "source_id": "M-1"}]},
}
#: Open to everybody who is signed in: their own contracts, what there is to do, how dates are reckoned; `penalties/`
#: asks for a contract: tests/api/test_penalties.py.
OPEN = [
    ("get", "contracts/"),
    ("get", "penalties/"),
    ("get", "settlements/"),
    ("get", "registers/"),
    ("get", "kinds/"),
    ("get", "kinds/<str:kind>/"),
    ("get", "due/"),
    ("get", "schema/"),
    ("get", "docs/"),
]
#: The system administrator's alone; tests/api/test_deliveries.py.
OPERATING = [
    ("get", "deliveries/"),
    ("post", "deliveries/retry/"),
    ("get", "deliveries/<int:pk>/"),
    ("post", "deliveries/<int:pk>/retry/"),
    ("post", "deliveries/<int:pk>/send/"),
    ("post", "deliveries/<int:pk>/cancel/"),
]
AT = "2026-03-02T10:04:00+08:00"
SENT = {"value": AT, "happened_at": AT, "reason": "无", "type": "time", "action": "respond", "stamps": {}}


def test_every_address_is_in_one_of_the_tables() -> None:
    listed = {*PLACES, *ROWS, *OPEN, *OPERATING, *(("get", one) for one in LISTS), *(("post", one) for one in NAMED)}
    assert answered(urls.urlpatterns) - listed == set()
    assert listed - answered(urls.urlpatterns) == set()


@pytest.mark.parametrize(("method", "place"), PLACES)
def test_a_stranger_s_ticket_is_not_there(api: Api, method: str, place: str) -> None:
    ticket = api.world.take(api.world.file("restart"), "submit", "approve_restart")
    before = len(api.world.audit(ticket))
    for step in ("approve_restart", "no_such_action"):
        api.call("outsider", method, filled(place, ticket.number, step), SENT if method != "get" else {}, 404)
    assert len(api.world.audit(ticket)) == before


@pytest.mark.parametrize("who", ["desk", "officer", "auditor", "vendor", "outsider"])
@pytest.mark.parametrize(("method", "place"), PLACES)
def test_a_draft_is_there_for_its_own_unit_alone(api: Api, who: str, method: str, place: str) -> None:
    draft = api.world.file("restart")
    api.call(who, method, filled(place, draft.number, "submit"), SENT if method != "get" else {}, 404)


def rows(world: World) -> dict[str, tuple[object, ...]]:
    """What stands in the places of each family of addresses: of a contract with everything on it."""
    ticket = late_answer(world, evidence=True)
    items, manager = [(claim(ticket).pk, actions.Value(claim(ticket).fact.stated_at))], world.user("manager")
    minutes = actions.settle_together(items, text="核对", actor=manager, now=world.now)
    days = {"interrupted_from": "2026-02-01", "interrupted_to": "2026-02-10", "days": 10, "evidence": "证明1号"}
    actions.propose_extension(world.contract, days, actor=world.user("lead"), now=world.now)
    called = {"grade": "blue", "party": "provider", "demand": "请说明原因", "reply_by": "2026-03-09"}
    supervision = actions.issue_supervision(ticket, called, actor=world.user("auditor"), now=world.now, confirmed=True)
    week = Period.around(WEEK, world.now.date()).before
    by = {"actor": world.user("auditor"), "now": world.now}
    report = actions.hand_in_report(world.contract, week, name="周报.pdf", stream=io.BytesIO(PDF), **by)
    badge = {"badge": "OPS-07", "access_from": "2026-02-10"}
    entry = actions.enter(world.contract, "secrecy", badge, actor=world.user("desk"), now=world.now)
    asked = exports.ask_pack(world.user("clerk"), ticket, None, site="", language="zh-hans", now=world.now)
    return {
        "registers": ("secrecy", entry.pk, "confirm"),
        "reports": (report.pk,),
        "breaches": (Breach.objects.filter(deadline__ticket=ticket)[0].pk,),
        "supervision": (supervision.number,),
        "claims": (claim(ticket).pk,),
        "minutes": (minutes.pk,),
        "attachments": (Attachment.objects.get(ticket=ticket).pk,),
        "evidence": (asked.pk,),
        "deadlines": (Deadline.objects.filter(ticket=ticket)[0].pk,),
        "notices": (Notice.objects.filter(recipient__username="clerk")[0].pk,),
        "contracts": ("DEMO", TermEvent.objects.get().pk),
    }


def test_a_stranger_s_rows_are_not_there(api: Api) -> None:
    named = rows(api.world)
    before = AuditEntry.objects.count()
    for method, place in ROWS:
        values = named[place.split("/")[0]]
        api.call("outsider", method, filled(place, *values), SENT if method != "get" else {}, 404)
    assert AuditEntry.objects.count() == before


def test_a_stranger_s_lists_hold_nothing_of_it(api: Api) -> None:
    rows(api.world)
    for path in (filled(one, "secrecy") for one in LISTS):
        assert api.get("outsider", path)["results"] == [], path
    assert "DEMO" not in {row["number"] for row in api.get("outsider", "contracts/")}


@pytest.mark.parametrize("path", NAMED)
def test_what_a_stranger_names_in_a_body_is_not_there(api: Api, path: str) -> None:
    claims = [{"id": rows(api.world)["claims"][0], "value": AT}]
    more = {"calls/": {"caller": "王工", "answered_at": AT}, "claims/settle/": {"claims": claims}}
    body = NAMED[path] | more.get(path, {})
    before = AuditEntry.objects.count()
    api.post("outsider", filled(path, "secrecy"), body, expect=404)
    assert AuditEntry.objects.count() == before


def test_a_developer_sees_the_tickets_of_his_own_system_alone(api: Api) -> None:
    other = api.world.contract.systems.exclude(vendor=api.world.system.vendor).first()
    mine, theirs = api.world.file("incident"), api.world.file("incident", system=other)
    clock = theirs.deadlines.first()
    api.get("vendor", f"tickets/{mine.number}/")
    api.get("vendor", f"tickets/{theirs.number}/", expect=404)
    api.get("vendor", f"deadlines/{clock.pk}/", expect=404)
    assert {row["ticket"] for row in api.get("vendor", "deadlines/")["results"]} == {mine.number}
