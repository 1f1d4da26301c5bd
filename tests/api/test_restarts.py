"""Restarts over REST: asked for because of a fault, taken by telephone, carried out without permission."""

import pytest

from tests.api.conftest import Api
from tests.api.test_tickets import RESTART, move
from tickets.models import ReadBack
from tickets.notices import read_back

CALL = {"caller": "值班员", "phone": "010-00000001", "called_at": "2026-03-02T09:55:00+08:00", "approver": "lead"}


@pytest.fixture
def body(api: Api) -> dict:
    return RESTART | {"system": api.world.system.code}


def test_a_restart_names_the_fault_and_the_fault_its_restarts(api: Api, body: dict) -> None:
    fault = api.world.take(api.world.file("incident", "clerk"), "respond")
    draft = api.post("clerk", "tickets/", body | {"occasion": fault.number}, expect=201)
    assert (draft["occasion"], draft["led_to"]) == (fault.number, [])
    assert api.get("clerk", f"tickets/{fault.number}/")["led_to"] == [draft["number"]]
    assert api.get("desk", f"tickets/{fault.number}/")["led_to"] == []  # a draft is its unit's alone

    asked = move(api, "clerk", draft, "submit")
    assert asked["state"] == "approving"
    clocks = {one["clause"]["code"]: one["state"] for one in api.get("desk", f"tickets/{fault.number}/")["deadlines"]}
    assert clocks["incident.handle"] == "paused"


def test_a_stranger_learns_nothing_of_a_fault(api: Api, body: dict) -> None:
    fault = api.world.file("incident", "clerk")
    own = {"contract": "OUTSIDE", "system": None, "occasion": fault.number}
    api.post("outsider", "tickets/", body | own, expect=404)


def test_only_an_open_fault_is_an_occasion(api: Api, body: dict) -> None:
    other = api.world.file("restart")
    refused = api.post("clerk", "tickets/", body | {"occasion": other.number}, expect=400)
    assert list(refused["errors"]) == ["occasion"]


def test_the_call_of_a_night(api: Api, body: dict) -> None:
    draft = api.post("desk", "tickets/", body, expect=201)
    asked = move(api, "desk", draft, "take_call", fields=CALL)
    assert asked["state"] == "authenticating"
    wrong = move(api, "desk", asked, "enter_code", expect=400, fields={"code": "xxxxxx", "assignee": "engineer"})
    assert list(wrong["errors"]) == ["code"]
    said = read_back.code(ReadBack.objects.get(spent_at=None).nonce)
    permitted = move(api, "desk", asked, "enter_code", fields={"code": said, "assignee": "engineer"})
    assert permitted["state"] == "permitted"
    trail = api.get("auditor", f"tickets/{draft['number']}/events/")
    assert said not in str([entry["data"] for entry in trail])
    assert [entry["allowed"] for entry in trail if entry["action"] == "enter_code"] == [False, True]
    assert "confirm_call" in api.get("lead", f"tickets/{draft['number']}/")["actions"]


def test_what_was_not_permitted_is_shown_as_that(api: Api) -> None:
    world = api.world
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify", "begin")
    step = ticket.machine.by_step["complete"]
    world.hand_in(ticket, step, world.user("engineer"))
    early = {"started_at": "2026-03-02T08:00:00+08:00", "finished_at": "2026-03-02T08:10:00+08:00", "result": "ok"}
    number = {"number": ticket.number}
    refused = move(api, "engineer", number, "complete", expect=400, fields=early)
    assert list(refused["errors"]) == ["unauthorised"]
    done = move(api, "engineer", number, "complete", fields=early | {"unauthorised": True}, comment="先行处置")
    assert [(one["name"], one["label"], one["in_month"]) for one in done["flags"]] == [
        ("unauthorised", "未在许可时间内执行", 1)
    ]
    clocks = {one["clause"]["code"]: one["state"] for one in done["deadlines"]}
    assert clocks["restart.execute"] == "cancelled"
