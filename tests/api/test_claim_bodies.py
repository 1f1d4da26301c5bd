"""What is sent about a claim must fit what the claim is of: an instant of a time, a stretch of a pause; and be JSON."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Api
from tickets import actions
from tickets.actions import Value
from tickets.models import AuditEntry, Claim, ReadBack, Ticket

INSTANT = "2026-03-02T10:04:00+08:00"
STRETCH = {"from": INSTANT, "to": "2026-03-02T10:06:00+08:00"}
EMPTY = {"from": INSTANT, "to": INSTANT}


@pytest.fixture
def fault(api: Api) -> Ticket:
    ticket = api.world.file("incident", "clerk")
    api.world.later(minutes=20)
    return api.world.take(ticket, "respond", happened_at=INSTANT, late_reason="先电话答复")


@pytest.fixture
def time(fault: Ticket) -> Claim:
    return Claim.objects.get(type="time")


@pytest.fixture
def pause(api: Api, fault: Ticket) -> Claim:
    named = {"code": "incident.handle", "ground": "third_party", "reason": "光缆中断"}
    value = Value(api.world.now - timedelta(minutes=9), api.world.now - timedelta(minutes=2))
    return actions.claim_pause(fault, value=value, actor=api.world.user("desk"), now=api.world.now, **named)


@pytest.mark.parametrize("value", [STRETCH, EMPTY, {"from": INSTANT}])
def test_a_time_is_decided_as_one_instant(api: Api, time: Claim, value: dict[str, str]) -> None:
    api.post("lead", f"claims/{time.pk}/contest/", {"reason": "无此通话"})
    body = {"value": value, "reason": "以记录为准"}
    assert list(api.post("auditor", f"claims/{time.pk}/decide/", body, expect=400)["errors"]) == ["value"]
    minutes = {"claims": [{"id": time.pk, "value": value}], "minutes": "双方核对一致"}
    api.post("manager", "claims/settle/", minutes, expect=400)


def test_a_pause_is_decided_as_a_stretch(api: Api, pause: Claim) -> None:
    api.post("lead", f"claims/{pause.pk}/contest/", {"reason": "未中断"})
    body = {"value": INSTANT, "reason": "以记录为准"}
    assert list(api.post("auditor", f"claims/{pause.pk}/decide/", body, expect=400)["errors"]) == ["value"]
    api.post("auditor", f"claims/{pause.pk}/decide/", body | {"value": None})


def test_what_the_other_sort_of_claim_asks_for_is_refused_and_not_dropped(api: Api, time: Claim, pause: Claim) -> None:
    said = api.post("lead", f"claims/{time.pk}/contest/", {"reason": "不符", **STRETCH}, expect=400)
    assert set(said["errors"]) == {"from", "to"}
    said = api.post("lead", f"claims/{pause.pk}/contest/", {"reason": "不符", "happened_at": INSTANT}, expect=400)
    assert set(said["errors"]) == {"happened_at"}
    asked = {"type": "time", "fact": "respond", "happened_at": INSTANT, "reason": "核对", "from": INSTANT}
    assert "from" in api.post("lead", f"tickets/{time.ticket.number}/claims/", asked, expect=400)["errors"]


@pytest.mark.parametrize("body", [None, 0, True, [], "x"])
def test_a_body_that_is_no_object_is_refused_in_a_sentence(api: Api, fault: Ticket, body: Any) -> None:
    for who, path in (
        ("desk", f"tickets/{fault.number}/preview/"),
        ("manager", f"contracts/{api.world.contract.number}/extensions/"),
        ("desk", f"tickets/{fault.number}/claims/"),
    ):
        assert api.call(who, "post", path, body, 400)["message"], path


def test_a_secret_is_not_tried_out_by_a_preview(api: Api) -> None:
    """Each wrong code counts and is on record; a preview would answer without either."""
    ticket = api.world.take(api.world.file("restart", "desk"), "take_call")
    before = AuditEntry.objects.count()
    body = {"action": "enter_code", "fields": {"code": "000000", "assignee": "engineer"}}
    api.post("desk", f"tickets/{ticket.number}/preview/", body, expect=409)
    assert (AuditEntry.objects.count(), ReadBack.objects.get(ticket=ticket).spent_at) == (before, None)
