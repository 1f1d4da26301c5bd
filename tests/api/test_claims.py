"""`claims/`: a time entered late is claimed, answered, contested and decided; a pause is the same kind of claim."""

from datetime import datetime, timedelta

import pytest

from tests.api.conftest import Api
from tickets.models import Claim, Ticket

SHAPE = {
    "id", "ticket", "clause", "type", "fact", "ground", "round", "by", "on_behalf_of", "side", "entered_at", "claimed",
    "contested", "decided", "state", "due_at", "admission", "answer_overdue", "decision_overdue", "late_contest",
    "review",
}  # fmt: skip
AT = "2026-03-02T10:04:00+08:00"
LATE = {"happened_at": AT, "late_reason": "先电话答复，后补录", "note": "已受理"}


@pytest.fixture
def incident(api: Api) -> Ticket:
    """A fault of ten o'clock, answered by telephone after four minutes; that is entered after twenty."""
    ticket = api.world.file("incident", "clerk")
    api.world.later(minutes=20)
    api.post("engineer", f"tickets/{ticket.number}/actions/respond/", {"fields": LATE})
    return ticket


@pytest.fixture
def claim(api: Api, incident: Ticket) -> dict:
    (one,) = api.get("clerk", "claims/")["results"]
    return one


def respond(api: Api) -> dict:
    (clock,) = api.get("clerk", "deadlines/", clause="incident.respond")["results"]
    return clock


def test_a_claim_says_all_that_was_promised(api: Api, incident: Ticket, claim: dict) -> None:
    assert set(claim) >= SHAPE
    assert (claim["ticket"], claim["type"], claim["clause"]) == (incident.number, "time", "incident.respond")
    assert (claim["fact"], claim["round"], claim["ground"]) == ("respond", 1, None)
    assert (claim["by"], claim["on_behalf_of"], claim["side"]) == ("engineer", None, "provider")
    assert (claim["claimed"], claim["contested"], claim["decided"]) == (AT, None, None)
    assert (claim["standing"], claim["entered_at"]) == ("2026-03-02T10:20:00+08:00",) * 2
    assert (claim["state"], claim["late"], claim["review"]) == ("pending", True, False)
    assert [one["saying"] for one in claim["said"]] == ["claimed"]
    assert api.get("desk", f"claims/{claim['id']}/") == claim


def test_until_it_is_settled_both_readings_stand(api: Api, claim: dict) -> None:
    clock = respond(api)
    assert (clock["state"], clock["settled"]) == ("breached", False)
    entry, engineer = clock["readings"]
    due = {"due_at": "2026-03-02T10:05:00+08:00"}
    assert entry == {"by": "entry", "state": "breached", "net": 1200, "gross": 1200, **due}
    assert engineer == {"by": "engineer", "happened_at": AT, "state": "met", "net": 240, "gross": 240, **due}
    assert api.get("clerk", f"deadlines/{clock['id']}/")["readings"] == clock["readings"]
    (shown,) = [one for one in api.get("clerk", f"tickets/{claim['ticket']}/")["deadlines"] if one["id"] == clock["id"]]
    assert shown["readings"] == clock["readings"]


def test_accepted_it_stands_and_the_breach_is_set_aside(api: Api, claim: dict) -> None:
    api.world.later(minutes=10)
    accepted = api.post("clerk", f"claims/{claim['id']}/accept/", {"reason": "属实"})
    assert (accepted["state"], accepted["standing"], accepted["due_at"]) == ("accepted", AT, None)
    clock = respond(api)
    assert (clock["state"], clock["settled"], clock["readings"]) == ("met", True, [])
    (breach,) = api.get("clerk", "breaches/", clause="incident.respond")["results"]
    fallen = {"by": "clerk", "on_behalf_of": None, "at": "2026-03-02T10:30:00+08:00", "reason": "属实"}
    assert breach["set_aside"] == {**fallen, "claim": claim["id"]}
    assert api.get("clerk", "breaches/", clause="incident.respond", set_aside="no")["results"] == []
    detail = api.get("clerk", f"deadlines/{clock['id']}/")
    assert [(one["version"], one["state"]) for one in detail["certificates"]] == [(1, "breached"), (2, "met")]
    assert detail["breaches"][0]["set_aside"] == breach["set_aside"]
    assert detail["earlier"] == []


def test_contested_it_waits_for_the_supervisor_whose_word_stands(api: Api, claim: dict) -> None:
    path = f"claims/{claim['id']}/"
    other = "2026-03-02T10:18:00+08:00"
    contested = api.post("clerk", path + "contest/", {"happened_at": other, "reason": "与通话记录不符"})
    assert (contested["state"], contested["contested"]) == ("contested", other)
    assert [one["by"] for one in respond(api)["readings"]] == ["entry", "engineer", "clerk"]
    api.post("clerk", path + "decide/", {"value": AT, "reason": "自行核定"}, expect=403)
    decided = api.post("auditor", path + "decide/", {"value": AT, "reason": "依通话记录"})
    assert (decided["state"], decided["decided"], decided["claimed"]) == ("decided", AT, AT)
    assert respond(api)["state"] == "met"


def test_a_party_asks_for_a_review_once_and_the_authority_decides_it(api: Api, claim: dict) -> None:
    path, word = f"claims/{claim['id']}/", {"reason": "有新的通话记录"}
    api.post("clerk", path + "contest/", word)
    api.post("auditor", path + "decide/", {"value": AT, **word})
    assert api.post("lead", path + "review/", word)["review"] is True
    api.post("lead", path + "review/", word, expect=409)
    api.post("auditor", path + "review/", {"value": AT, **word}, expect=403)
    entry = claim["standing"]
    reviewed = api.post("officer", path + "review/", {"value": entry, **word})
    assert (reviewed["decided"], reviewed["review"]) == (entry, False)
    assert respond(api)["state"] == "breached"


def test_nobody_answers_their_own_claim_or_a_settled_one(api: Api, claim: dict) -> None:
    path = f"claims/{claim['id']}/"
    assert api.post("manager", path + "accept/", expect=403)["code"] == "forbidden"
    api.post("clerk", path + "accept/")
    for act, body in (("accept", {}), ("contest", {"reason": "否"}), ("refer", {}), ("withdraw", {})):
        who = "engineer" if act == "withdraw" else "lead"
        assert api.post(who, f"{path}{act}/", body, expect=409)["code"] == "wrong_state"


def test_what_is_out_of_bounds_is_refused_at_its_field(api: Api, incident: Ticket, claim: dict) -> None:
    path, before = f"claims/{claim['id']}/", "2026-03-02T09:59:00+08:00"
    why = {"reason": "与记录不符"}
    assert "happened_at" in api.post("clerk", path + "contest/", {"happened_at": before, **why}, expect=400)["errors"]
    api.post("clerk", path + "contest/", why)
    assert "value" in api.post("auditor", path + "decide/", {"value": before, **why}, expect=400)["errors"]
    assert "value" in api.post("auditor", path + "decide/", {"value": None, **why}, expect=400)["errors"]
    assert "reason" in api.post("auditor", path + "decide/", {"value": AT}, expect=400)["errors"]
    told = {"type": "time", "fact": "nothing", "happened_at": AT, **why}
    assert "fact" in api.post("clerk", f"tickets/{incident.number}/claims/", told, expect=400)["errors"]


def test_a_second_claim_on_the_same_fact_waits_for_the_first(api: Api, incident: Ticket, claim: dict) -> None:
    asked = {"type": "time", "fact": "respond", "happened_at": AT, "reason": "再次主张"}
    assert api.post("desk", f"tickets/{incident.number}/claims/", asked, expect=409)["code"] == "wrong_state"


def test_a_mistyped_claim_is_corrected_and_withdrawn_by_its_side(api: Api, claim: dict) -> None:
    path, other = f"claims/{claim['id']}/", "2026-03-02T10:03:00+08:00"
    corrected = api.post("engineer", path + "correct/", {"happened_at": other, "reason": "笔误"})
    assert (corrected["claimed"], [one["saying"] for one in corrected["said"]]) == (other, ["claimed", "corrected"])
    api.post("clerk", path + "withdraw/", expect=403)
    assert api.post("engineer", path + "withdraw/")["state"] == "withdrawn"
    assert respond(api)["settled"] is True


def test_who_cannot_tell_passes_it_on(api: Api, claim: dict) -> None:
    referred = api.post("clerk", f"claims/{claim['id']}/refer/")
    assert (referred["state"], referred["said"][-1]["saying"]) == ("pending", "referred")
    api.post("auditor", f"claims/{claim['id']}/decide/", {"value": AT, "reason": "依通话记录"})


def test_a_pause_is_claimed_answered_and_ended(api: Api, incident: Ticket) -> None:
    asked = {"type": "pause", "clause": "incident.handle", "ground": "third_party", "reason": "运营商光缆中断"}
    start = "2026-03-02T10:05:00+08:00"
    path = f"tickets/{incident.number}/claims/"
    assert "from" in api.post("desk", path, asked, expect=400)["errors"]
    bad = api.post("desk", path, {**asked, "from": start, "ground": "target_not_ready"}, expect=400)
    assert "ground" in bad["errors"]
    raised = api.post("desk", path, {**asked, "from": start, "to": None}, expect=201)
    assert (raised["claimed"], raised["ground"]) == ({"from": start, "to": None}, "third_party")
    assert (raised["clause"], raised["round"]) == ("incident.handle", 1)
    api.post("clerk", f"claims/{raised['id']}/accept/", expect=403)
    assert api.post("lead", f"claims/{raised['id']}/accept/")["state"] == "accepted"
    (clock,) = api.get("clerk", "deadlines/", clause="incident.handle")["results"]
    assert clock["state"] == "paused"
    api.world.later(minutes=5)
    api.post("desk", f"claims/{raised['id']}/end/")
    api.post("desk", f"claims/{raised['id']}/end/", expect=409)
    api.post("desk", f"claims/{raised['id']}/proof/", expect=409)


def test_a_pause_that_nobody_has_answered_does_not_end_as_it_begins(api: Api, incident: Ticket) -> None:
    raised = paused(api, incident, api.world.now, None)
    assert "撤回" in api.post("desk", f"claims/{raised['id']}/end/", expect=409)["message"]
    api.world.later(minutes=1)
    api.post("desk", f"claims/{raised['id']}/end/")


def test_what_is_over_already_is_not_ended_anew(api: Api, incident: Ticket) -> None:
    now = api.world.later(minutes=30).now
    raised = paused(api, incident, now - timedelta(minutes=20), now - timedelta(minutes=10))
    api.post("desk", f"claims/{raised['id']}/end/", expect=409)


def paused(api: Api, incident: Ticket, start: datetime, end: datetime | None) -> dict:
    asked = {"type": "pause", "clause": "incident.handle", "ground": "third_party", "reason": "运营商光缆中断"}
    asked |= {"from": start.isoformat(), "to": end.isoformat() if end else None}
    return api.post("desk", f"tickets/{incident.number}/claims/", asked, expect=201)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "pending"}, True),
        ({"state": "contested"}, False),
        ({"type": "time"}, True),
        ({"type": "pause"}, False),
        ({"ticket": "GD-0"}, False),
        ({"contract": "DEMO"}, True),
        ({"side": "agency"}, False),
        ({"mine": "yes"}, False),
        ({"overdue": "yes"}, False),
        ({"overdue": "no", "due_before": "2026-12-31", "ordering": "entered_at"}, True),
    ],
)
def test_filters_narrow(api: Api, claim: dict, query: dict, found: bool) -> None:
    assert bool(api.get("clerk", "claims/", **query)["results"]) is found


def test_mine_are_those_i_raised(api: Api, claim: dict) -> None:
    assert [one["id"] for one in api.get("engineer", "claims/", mine="yes")["results"]] == [claim["id"]]
    assert api.get("engineer", "claims/", mine="no")["results"] == []


def test_what_supervisor_and_authority_leave_undecided_is_listed(api: Api, claim: dict) -> None:
    Claim.objects.update(decision_overdue=True)
    assert [one["id"] for one in api.get("auditor", "claims/", overdue="yes")["results"]] == [claim["id"]]


def test_unsettled_clocks_are_listed(api: Api, claim: dict) -> None:
    unsettled = api.get("auditor", "deadlines/", settled="no")["results"]
    assert "incident.respond" in {one["clause"]["code"] for one in unsettled}
    settled = api.get("auditor", "deadlines/", settled="yes")["results"]
    assert "incident.respond" not in {one["clause"]["code"] for one in settled}


def test_claims_of_strangers_are_not_there(api: Api, incident: Ticket, claim: dict) -> None:
    assert api.get("outsider", "claims/")["results"] == []
    api.get("outsider", f"claims/{claim['id']}/", expect=404)
    for act in ("accept", "contest", "refer", "decide", "withdraw", "correct", "end", "review", "proof"):
        api.post("outsider", f"claims/{claim['id']}/{act}/", {"value": AT, "reason": "无"}, expect=404)
    api.post("outsider", f"tickets/{incident.number}/claims/", {}, expect=404)


def test_a_repeat_under_one_key_gets_the_first_answer(api: Api, incident: Ticket, claim: dict) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": "claim-1"}
    asked = {"type": "time", "fact": "reported_at", "happened_at": "2026-03-02T09:58:00+08:00", "reason": "实际报障"}
    path = f"tickets/{incident.number}/claims/"
    first = api.post("clerk", path, asked, expect=201, **key)
    assert api.post("clerk", path, asked, expect=201, **key) == first
    api.post("clerk", path, {**asked, "reason": "另一理由"}, expect=422, **key)
    once = {"HTTP_IDEMPOTENCY_KEY": "claim-2"}
    accepted = api.post("clerk", f"claims/{claim['id']}/accept/", **once)
    assert api.post("clerk", f"claims/{claim['id']}/accept/", **once) == accepted
    assert Claim.objects.filter(ticket=incident).count() == 2


def test_an_instant_that_is_none_is_refused(api: Api, claim: dict) -> None:
    path = f"claims/{claim['id']}/contest/"
    answer = api.post("clerk", path, {"happened_at": "soon", "reason": "否"}, expect=400)
    assert list(answer["errors"]) == ["happened_at"]
    assert datetime.fromisoformat(claim["due_at"])
