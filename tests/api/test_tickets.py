"""`tickets/`: filing, finding, correcting, moving, and what is refused."""

import pytest

from tests.api.conftest import Api
from tests.world import NOW, PDF
from tickets.models import Ticket

RESTART = {
    "kind": "restart",
    "contract": "DEMO",
    "title": "重启应用服务器",
    "fields": {
        "host": "app-01",
        "operation": "reboot",
        "reason": "补丁生效",
        "window_start": "2026-03-02T10:00:00+08:00",
        "window_end": "2026-03-02T14:00:00+08:00",
        "impact_ack": True,
    },
}


@pytest.fixture
def body(api: Api) -> dict:
    return RESTART | {"system": api.world.system.code}


@pytest.fixture
def draft(api: Api, body: dict) -> dict:
    return api.post("clerk", "tickets/", body, expect=201)


def move(api: Api, who: str, ticket: dict, name: str, expect: int = 200, **more) -> dict:
    return api.post(who, f"tickets/{ticket['number']}/actions/{name}/", more, expect)


def test_a_filed_ticket_says_everything_about_itself(api, draft):
    assert draft["kind"] == "restart"
    assert (draft["state"], draft["state_label"], draft["final"], draft["version"]) == ("draft", "草稿", False, 1)
    assert draft["kind_label"] == "重启"
    assert (draft["contract"], draft["system"]) == ("DEMO", api.world.system.code)
    assert draft["fields"]["host"] == "app-01"
    assert (draft["opened_by"], draft["assignee"], draft["closed_at"]) == ("clerk", None, None)
    assert draft["opened_at"] == NOW.isoformat()
    assert set(draft["actions"]) >= {"submit", "discard"}
    assert draft["deadlines"] == []
    assert api.get("clerk", f"tickets/{draft['number']}/") == draft


def test_a_step_moves_the_ticket_and_starts_its_clocks(api, draft):
    approving = move(api, "clerk", draft, "submit")
    assert approving["state"] == "approving"
    api.hand_in("lead", draft["number"], "written_application")
    verifying = move(api, "lead", draft, "approve_restart")
    approval, clock = sorted(verifying["deadlines"], key=lambda one: one["clause"]["code"])
    assert (approval["clause"]["code"], approval["state"]) == ("common.approve", "met")
    assert (clock["clause"]["code"], clock["state"], clock["lamp"]) == ("restart.verify", "running", "green")
    assert clock["limit"] == {"n": 30, "unit": "minute", "roll": clock["limit"]["roll"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"title": ""}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"system": "unknown"}, "system"),
        ({"system": None}, "system"),
        ({"fields": {}}, "host"),
        ({"fields": RESTART["fields"] | {"operation": "explode"}}, "operation"),
        ({"fields": RESTART["fields"] | {"unknown": 1}}, "unknown"),
        ({"fields": "no object"}, "fields"),
        ({"fields": RESTART["fields"] | {"host": "\x00"}}, "host"),
        ({"fields": RESTART["fields"] | {"window_start": {"a": 1}}}, "window_start"),
    ],
)
def test_what_cannot_be_taken_is_named_at_its_field(api, body, change, field):
    refused = api.post("clerk", "tickets/", body | change, expect=400)
    assert refused["code"] == "invalid"
    assert refused["message"]
    assert refused["errors"][field]
    assert not Ticket.objects.exists()


def test_a_contract_of_others_is_not_there_and_one_s_own_needs_the_role(api, body):
    assert api.post("outsider", "tickets/", body, expect=404)["code"] == "not_found"
    assert api.post("auditor", "tickets/", body, expect=403)["code"] == "forbidden"


def test_a_stranger_finds_nothing_that_is_not_his(api, draft):
    move(api, "clerk", draft, "submit")
    number = draft["number"]
    for path in (f"tickets/{number}/", f"tickets/{number}/events/", f"tickets/{number}/attachments/"):
        assert api.get("outsider", path, expect=404)["code"] == "not_found"
    move(api, "outsider", draft, "submit", expect=404)
    api.hand_in("outsider", number, "identity_evidence", expect=404)
    api.call("outsider", "patch", f"tickets/{number}/", {"version": 1}, expect=404)
    for path in ("comments", "reminders", "filing"):
        api.post("outsider", f"tickets/{number}/{path}/", {"comment": "x", "filing_no": "x"}, expect=404)
    assert api.get("outsider", "tickets/")["results"] == []


def test_the_other_parties_see_a_draft_only_once_it_is_sent(api, draft):
    api.get("desk", f"tickets/{draft['number']}/", expect=404)
    move(api, "clerk", draft, "submit")
    api.hand_in("lead", draft["number"], "written_application")
    move(api, "lead", draft, "approve_restart")
    api.get("desk", f"tickets/{draft['number']}/")


def test_whoever_may_see_but_not_act_is_forbidden(api, draft):
    refused = move(api, "lead", draft, "submit", expect=403)
    assert refused["code"] == "forbidden"
    assert api.get("lead", f"tickets/{draft['number']}/")["actions"] == []


def test_the_wrong_moment_is_a_conflict_that_says_what_happened(api, draft):
    move(api, "clerk", draft, "submit")
    refused = move(api, "clerk", draft, "submit", expect=409)
    assert refused["code"] == "wrong_state"
    assert "待单位审批" in refused["message"]


def test_an_old_version_is_stale(api, draft):
    refused = move(api, "clerk", draft, "submit", version=7, expect=409)
    assert refused["code"] == "stale"
    assert move(api, "clerk", draft, "submit", version=1)["version"] == 2


def test_an_unknown_action_is_invalid_and_names_those_there_are(api, draft):
    refused = move(api, "clerk", draft, "fly", expect=400, fields={"now": "2020-01-01"})
    assert refused["code"] == "invalid"
    assert "submit" in refused["message"]


@pytest.mark.parametrize("name", ["actor", "now", "key", "version", "comment", "ticket", "action", "nonsense"])
def test_a_field_that_the_step_does_not_ask_for_is_refused(api, draft, name):
    refused = move(api, "clerk", draft, "submit", expect=400, fields={name: "x"})
    assert list(refused["errors"]) == [name]


def test_a_missing_paper_is_named_by_its_slot(api):
    demand = api.world.take(api.world.file("staff_replacement"), "submit")
    refused = move(api, "lead", {"number": demand.number}, "issue_demand", expect=400)
    assert list(refused["errors"]) == ["replacement_notice"]


def test_the_leads_approval_is_the_written_application(api, draft):
    """M12: what is approved in the service asks for no scan of it."""
    move(api, "clerk", draft, "submit")
    assert move(api, "lead", draft, "approve_restart")["state"] == "verifying"


def test_a_missing_reason_is_named(api, draft):
    refused = move(api, "clerk", draft, "discard", expect=400)
    assert list(refused["errors"]) == ["comment"]
    assert move(api, "clerk", draft, "discard", comment="重复提交")["final"] is True


def test_a_draft_is_corrected_and_an_old_page_overwrites_nothing(api, draft):
    path = f"tickets/{draft['number']}/"
    changed = api.call("clerk", "patch", path, {"version": 1, "title": "重启数据库", "fields": {"host": "db-01"}})
    assert (changed["title"], changed["fields"]["host"], changed["version"]) == ("重启数据库", "db-01", 2)
    assert changed["fields"]["reason"] == "补丁生效"
    assert api.call("clerk", "patch", path, {"version": 1, "title": "x"}, expect=409)["code"] == "stale"
    assert list(api.call("clerk", "patch", path, {"title": "x"}, expect=400)["errors"]) == ["version"]


def test_what_has_been_submitted_is_not_edited(api, draft):
    sent = move(api, "clerk", draft, "submit")
    path = f"tickets/{draft['number']}/"
    refused = api.call("clerk", "patch", path, {"version": sent["version"], "title": "x"}, expect=409)
    assert refused["code"] == "wrong_state"


def test_the_audit_trail_is_told_in_order_and_chained(api, draft):
    move(api, "clerk", draft, "submit", comment="请审批")
    opened, submitted = api.get("lead", f"tickets/{draft['number']}/events/")
    assert (opened["seq"], opened["action"], opened["to"]) == (1, "open", "draft")
    assert (submitted["seq"], submitted["action"]) == (2, "submit")
    assert (submitted["from"], submitted["to"], submitted["actor"]) == ("draft", "approving", "clerk")
    assert submitted["data"]["comment"] == "请审批"
    assert submitted["previous"] == opened["hash"]
    assert submitted["unit"]
    assert submitted["on_behalf_of"] is None


def test_comments_and_reminders_stand_beside_the_machine(api, draft):
    move(api, "clerk", draft, "submit")
    path = f"tickets/{draft['number']}/"
    api.post("clerk", path + "comments/", {"comment": "请尽快"})
    api.post("clerk", path + "comments/", {"comment": " "}, expect=400)
    api.post("clerk", path + "reminders/")
    assert api.post("clerk", path + "reminders/", expect=409)["code"] == "wrong_state"
    events = api.get("clerk", path + "events/")
    assert [event["action"] for event in events] == ["open", "submit", "comment", "remind"]
    assert [event["label"] for event in events] == ["提单", "提交审批", "留言", "催办"]


def test_only_the_authority_corrects_a_filing_in_every_field(api):
    world = api.world
    ticket = world.take(world.file("exit"), "submit", "approve", "record_filing")
    path = f"tickets/{ticket.number}/filing/"
    sent = {"filing_no": "BA-2026-0009", "comment": "登记笔误"}
    assert api.post("lead", path, sent, expect=403)["code"] == "forbidden"
    api.post("officer", path, sent)
    api.post("officer", path, {"filed_on": "2026-02-27", "comment": "登记笔误"})
    assert set(api.post("officer", path, {"comment": "登记笔误"}, expect=400)["errors"]) == {"filing_no"}
    recorded = ticket.endorsements.get(name="filing", voided_at=None).data
    assert recorded == {"filing_no": "BA-2026-0009", "filed_on": "2026-02-27"}
    assert api.get("clerk", f"tickets/{ticket.number}/events/")[-1]["action"] == "correct_filing"


def test_a_file_comes_back_as_it_went_and_never_as_a_page(api, draft):
    stored = api.hand_in("clerk", draft["number"], "identity_evidence", name="身份 证明.pdf")
    assert (stored["slot"], stored["version"], stored["size"]) == ("identity_evidence", 1, len(PDF))
    assert api.get("clerk", f"tickets/{draft['number']}/attachments/") == [stored]
    answer = api.client("clerk").get(f"/api/v1/attachments/{stored['id']}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert api.get("outsider", f"attachments/{stored['id']}/", expect=404)["code"] == "not_found"


def test_a_file_of_a_wrong_type_or_slot_is_refused(api, draft):
    number = draft["number"]
    refused = api.hand_in("clerk", number, "identity_evidence", name="a.exe", content=b"MZ", expect=400)
    assert list(refused["errors"]) == ["file"]
    api.hand_in("clerk", number, "identity_evidence", content=b"", expect=400)
    assert api.hand_in("clerk", number, "no_such_slot", expect=400)["code"] == "invalid"
    api.post("clerk", f"tickets/{number}/attachments/", {}, expect=415)
