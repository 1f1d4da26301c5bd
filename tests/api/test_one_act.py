"""Over REST: `preview/`, `stamps/`, `calls/` and minutes, each of which is one act."""

import pytest

from tests.api.conftest import Api
from tickets.models import Claim, Ticket

AT = "2026-03-02T10:03:00+08:00"
RESPOND = {"note": "已受理", "happened_at": AT}


@pytest.fixture
def fault(api: Api) -> Ticket:
    """Reported at ten; it is eleven by now."""
    ticket = api.world.file("incident", "clerk")
    api.world.later(minutes=60)
    return ticket


def test_a_preview_shows_the_entry_and_what_is_stated(api: Api, fault: Ticket) -> None:
    body = {"action": "respond", "fields": {**RESPOND, "late_reason": "先电话答复"}}
    path = f"tickets/{fault.number}/preview/"
    seen = api.post("engineer", path, body)["clocks"]
    respond = next(one for one in seen if one["clause"] == "incident.respond")
    entry, stated = respond["readings"]
    assert (entry["by"], entry["state"], stated["by"], stated["state"]) == ("entry", "breached", "engineer", "met")
    assert (stated["happened_at"], stated["net"]) == (AT, 180)
    assert Claim.objects.count() == 0
    assert api.get("engineer", f"tickets/{fault.number}/")["state"] == "reported"
    assert "late_reason" in api.post("engineer", path, {"action": "respond", "fields": RESPOND}, expect=400)["errors"]
    api.post("outsider", path, body, expect=404)


def test_a_claim_is_previewed_too(api: Api, fault: Ticket) -> None:
    asked = {"type": "pause", "clause": "incident.handle", "ground": "third_party", "reason": "光缆中断"}
    asked |= {"from": "2026-03-02T10:10:00+08:00", "to": "2026-03-02T10:50:00+08:00"}
    (clock,) = api.post("desk", f"tickets/{fault.number}/preview/", asked)["clocks"]
    assert (clock["clause"], [one["by"] for one in clock["readings"]]) == ("incident.handle", ["entry", "desk"])
    assert clock["readings"][1]["pause"] == {"from": asked["from"], "to": asked["to"]}
    assert Claim.objects.count() == 0


def test_all_stamps_are_entered_at_once(api: Api, fault: Ticket) -> None:
    path, key = f"tickets/{fault.number}/stamps/", {"HTTP_IDEMPOTENCY_KEY": "stamps-1"}
    recover = {"outcome": "业务已恢复", "happened_at": "2026-03-02T10:20:00+08:00"}
    body = {"stamps": {"recover": recover, "respond": RESPOND}, "late_reason": "先抢修，后补录"}
    unknown = api.post("engineer", path, {"stamps": {"respond": {"cause": "x"}}}, expect=400)
    assert list(unknown["errors"]) == ["cause"]
    answer = api.post("engineer", path, body, **key)
    assert answer["state"] == "recovered"
    assert api.post("engineer", path, body, **key) == answer
    claims = api.get("clerk", "claims/", ticket=fault.number)["results"]
    assert len({one["question"] for one in claims}) == 1 < len(claims)


def test_stamps_are_previewed_together(api: Api, fault: Ticket) -> None:
    recover = {"outcome": "业务已恢复", "happened_at": "2026-03-02T10:20:00+08:00"}
    body = {"stamps": {"recover": recover, "respond": RESPOND}, "late_reason": "先抢修，后补录"}
    seen = api.post("engineer", f"tickets/{fault.number}/preview/", body)["clocks"]
    last = {one["clause"]: one["readings"][-1]["state"] for one in seen}
    assert (last["incident.respond"], last["incident.handle"]) == ("met", "met")
    assert api.world.fresh(fault).state == "reported"
    too_long = api.post("engineer", f"tickets/{fault.number}/preview/", {**body, "comment": "字" * 6_000}, expect=400)
    assert list(too_long["errors"]) == ["comment"]


def test_a_call_is_filed_and_answered(api: Api) -> None:
    api.world.later(minutes=20)
    body = {"contract": "DEMO", "system": api.world.system.code, "caller": "王工", "symptom": "无法登录"}
    body |= {"called_at": "2026-03-02T10:00:00+08:00", "answered_at": AT}
    assert list(api.post("desk", "calls/", body | {"caller": " "}, expect=400)["errors"]) == ["caller"]
    api.post("clerk", "calls/", body, expect=403)
    ticket = api.post("desk", "calls/", body, expect=201)
    respond = next(one for one in ticket["deadlines"] if one["clause"]["code"] == "incident.respond")
    assert (ticket["state"], respond["state"]) == ("handling", "met")


def test_minutes_are_proposed_and_agreed(api: Api, fault: Ticket) -> None:
    api.post("engineer", f"tickets/{fault.number}/stamps/", {"stamps": {"respond": RESPOND}, "late_reason": "补录"})
    (claim,) = api.get("lead", "claims/")["results"]
    body = {"claims": [{"id": claim["id"], "value": AT}], "minutes": "双方核对通话记录"}
    api.post("outsider", "claims/settle/", body, expect=404)
    minutes = api.post("manager", "claims/settle/", body, expect=201)
    assert (minutes["proposed_by"], minutes["agreed_by"], minutes["claims"][0]["value"]) == ("manager", None, AT)
    api.post("outsider", f"minutes/{minutes['id']}/agree/", expect=404)
    api.post("desk", f"minutes/{minutes['id']}/agree/", expect=403)
    assert api.post("lead", f"minutes/{minutes['id']}/agree/")["agreed_by"] == "lead"
    settled = api.get("lead", f"claims/{claim['id']}/")
    assert (settled["state"], settled["decided"]) == ("accepted", AT)
    assert [one["id"] for one in api.get("desk", "minutes/")["results"]] == [minutes["id"]]
    assert api.get("outsider", "minutes/")["results"] == []
