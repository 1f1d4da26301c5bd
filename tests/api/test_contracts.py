"""`contracts/`: what a party reads, and what others do not."""

from tests.actions.test_every_kind_to_its_end import LEAVING
from tests.api.conftest import Api
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema
from tickets.models import Ticket


def test_a_party_finds_its_contracts_and_another_agency_only_its_own(api: Api):
    mine = {row["number"] for row in api.get("clerk", "contracts/")}
    others = {row["number"] for row in api.get("outsider", "contracts/")}
    assert mine == {"DEMO", "FW2025091703"}
    assert others
    assert not mine & others
    for path in ("contracts/DEMO/", "contracts/DEMO/ledger/"):
        assert api.get("outsider", path, expect=404)["code"] == "not_found"


def test_a_contract_says_all_that_was_promised(api: Api):
    contract = api.get("clerk", "contracts/DEMO/")
    assert set(contract["parties"]) == {"agency", "provider", "authority", "supervisor"}
    assert set(contract["term"]) == {"starts", "ends"}
    assert contract["current"] is True
    assert {"code", "name", "important"} <= set(contract["systems"][0])
    assert len(contract["systems"]) == 3
    clauses = {clause["code"]: clause for clause in contract["clauses"]}
    assert clauses["staff.replace"]["limit"] == {"n": 5, "unit": "day", "roll": True}
    assert {line["code"] for line in contract["catalogue"]} >= {"vcpu"}
    assert [one["share"] for one in contract["instalments"]] == [60, 40]
    assert {one["code"] for one in contract["interpretations"]} >= {"G7", "M1"}


def test_a_clause_comes_with_the_contracts_own_words_and_a_summary_beside_them(api: Api):
    clauses = {clause["code"]: clause for clause in api.get("clerk", "contracts/DEMO/")["clauses"]}
    assert clauses["staff.replace"]["text"] == "甲方有权要求乙方更换不符合本合同约定的服务人员，乙方应在5日内更换。"
    assert clauses["common.confirm"]["text"].startswith("甲乙双方应各指派一名代表")
    assert "内部目标" in clauses["common.confirm"]["summary"]


def test_a_reading_comes_with_its_value_and_whether_another_could_be_chosen(api: Api):
    readings = {one["code"]: one for one in api.get("clerk", "contracts/DEMO/")["interpretations"]}
    assert (readings["M2"]["key"], readings["M2"]["value"], readings["M2"]["fixed"]) == (
        "notice.effect",
        "entry",
        False,
    )
    assert (readings["Q7"]["value"], readings["Q7"]["fixed"]) == ("demand", True)
    assert (readings["M12"]["value"], readings["M12"]["chosen"][:3]) == (30, "30天")
    assert readings["M2"]["others"] == ["乙方签收时生效；未签收而先行办理的，办理时视为签收"]


def test_a_contract_names_the_kinds_that_may_be_opened_under_it(api: Api):
    contract = api.world.contract
    contract.kinds = ["restart", "exit", "incident"]
    contract.save(update_fields=["kinds"])
    contract.clauses.filter(code="restart.verify").update(current=False)
    rows = {row["number"]: row["kinds"] for row in api.get("clerk", "contracts/")}
    without_sheet = [kind for kind in KINDS if kind != "assessment"]  # the first contract agrees on none
    assert rows == {"DEMO": ["exit", "incident"], "FW2025091703": without_sheet}
    assert api.get("clerk", "contracts/DEMO/")["kinds"] == ["exit", "incident"]


def test_a_kind_that_the_contract_does_not_offer_is_refused_in_one_sentence(api: Api):
    api.world.contract.clauses.filter(code="restart.verify").update(current=False)
    examples = api.world.examples("restart", schema(KINDS["restart"].opening.asks, api.world.sample))
    body = {"kind": "restart", "contract": "DEMO", "system": api.world.system.code, "title": "重启", "fields": examples}
    answer = api.post("clerk", "tickets/", body, expect=409)
    assert answer["code"] == "wrong_state"
    assert "restart.verify" in answer["message"]


def test_a_term_that_has_not_begun_or_is_over_is_not_current(api: Api):
    api.world.later(days=400)
    assert {row["current"] for row in api.get("clerk", "contracts/")} == {False}


def test_the_ledger_shows_what_is_held_used_and_left(api: Api):
    world = api.world
    steps = "submit approve record_filing accept submit_plan agree_plan deliver_resources accept_resources"
    ticket = world.take(world.file("onboarding"), *steps.split(), "submit_test", "report_deployed", "confirm")
    ledger = api.get("clerk", "contracts/DEMO/ledger/")
    line = next(line for line in ledger["lines"] if line["code"] == "vcpu")
    (entry,) = line["entries"]
    assert (entry["ticket"], entry["quantity"], entry["system"]) == (ticket.number, 4, world.system.code)
    assert (line["used"], line["left"]) == (4, line["quantity"] - 4)


def test_a_supplement_counts_in_the_ledger(api: Api):
    world = api.world
    way = (
        "submit_for_costing clear_cost approve record_filing require_supplement sign_supplement countersign_supplement"
    )
    ticket = world.file("change", lines=[{"line": "ssl_certificate", "quantity": 5}])
    ticket = world.take(ticket, *way.split())
    (quota,) = api.get("lead", f"tickets/{ticket.number}/")["quotas"]
    assert (quota["change"], quota["held_after"], quota["total"], quota["left_after"]) == (5, 5, 5, 0)
    world.take(ticket, "start_work", "deliver", "confirm")
    assert api.get("lead", f"tickets/{ticket.number}/")["quotas"] == []
    lines = {line["code"]: line for line in api.get("clerk", "contracts/DEMO/ledger/")["lines"]}
    line = lines["ssl_certificate"]
    assert [line[name] for name in ("quantity", "added", "total", "used", "left")] == [1, 4, 5, 5, 0]


def test_opening_stock_is_entered_with_a_source_and_its_absence_is_said(api: Api):
    assert api.get("clerk", "contracts/DEMO/ledger/")["opening_stock_entered"] is False
    api.world.stock(vcpu=40)
    ledger = api.get("clerk", "contracts/DEMO/ledger/")
    (entry,) = next(line for line in ledger["lines"] if line["code"] == "vcpu")["entries"]
    assert ledger["opening_stock_entered"] is True
    assert (entry["ticket"], entry["source"], entry["note"], entry["after"]) == (None, "移交清单", "opening", 40)


def test_the_term_is_told_as_amended_and_by_what(api: Api):
    world = api.world
    ticket = world.take(world.file("switchover", basis="agreement", end_date="2026-06-01"), "submit", "issue_notice")
    contract = api.get("clerk", "contracts/DEMO/")
    assert (contract["term"]["ends"], contract["agreed_ends"]) == ("2026-06-01", "2026-12-31")
    (event,) = contract["term_events"]
    assert (event["act"], event["basis"], event["ticket"]) == ("early_end", "agreement", ticket.number)
    assert (event["proposed_by"], event["agreed_by"]) == ("clerk", "lead")
    assert (
        next(row for row in api.get("clerk", "contracts/") if row["number"] == "DEMO")["term"]["ends"] == "2026-06-01"
    )


def test_a_contract_ends_early_once(api: Api):
    world = api.world
    world.take(world.file("switchover", basis="14.4", end_date="2026-06-01"), "submit", "issue_notice")
    second = world.take(world.file("switchover", basis="agreement", end_date="2026-06-01"), "submit")
    api.hand_in("lead", second.number, "switchover_notice")
    answer = api.post("lead", f"tickets/{second.number}/actions/issue_notice/", expect=409)
    assert "14.4" not in answer["message"]
    assert "不可抗力" in answer["message"]


def test_the_two_sides_extend_the_term(api: Api):
    body = {"interrupted_from": "2026-02-01", "interrupted_to": "2026-02-10", "days": 10, "evidence": "证明1号"}
    assert set(api.post("lead", "contracts/DEMO/extensions/", body | {"days": 11}, expect=400)["errors"]) == {"days"}
    event = api.post("lead", "contracts/DEMO/extensions/", body, expect=201)
    path = f"contracts/DEMO/extensions/{event['id']}"
    api.post("lead", f"{path}/agree/", expect=403)
    api.post("outsider", f"{path}/agree/", expect=404)
    assert api.post("manager", f"{path}/agree/")["agreed_by"] == "manager"
    api.post("lead", f"{path}/withdraw/", expect=409)
    assert api.get("clerk", "contracts/DEMO/")["term"] == {"starts": "2026-01-01", "ends": "2027-01-10"}
    api.post("manager", "contracts/DEMO/extensions/", body, expect=409)


def test_a_migration_is_demanded_in_two_parts_and_one_of_them_erased(api: Api):
    world = api.world
    fields = world.examples("migration", schema(KINDS["migration"].opening.asks, world.sample))
    body = {"kind": "migration", "contract": "DEMO", "title": "责令迁出", "fields": fields}
    first = api.post("officer", "tickets/", body, expect=201)
    assert first["fields"]["scope"] == ["city-operation", "energy-monitoring", "energy-sensing"]
    ticket = world.take(Ticket.objects.get(number=first["number"]), "issue_order")
    api.hand_in("lead", ticket.number, "migration_demand")
    demand = {"fields": {"scope": ["energy-sensing"], "target": "第二节点"}}
    path = f"tickets/{ticket.number}/actions/demand/"
    assert api.post("lead", path, {"fields": {"scope": "第一批", "target": "x"}}, expect=400)["errors"].keys() == {
        "scope"
    }
    assert api.post("lead", path, demand)["fields"]["scope"] == ["energy-sensing"]
    (rest,) = [
        one for one in api.get("lead", "tickets/", kind="migration")["results"] if one["number"] != ticket.number
    ]
    part = api.get("lead", f"tickets/{rest['number']}/")
    assert (part["part_of"], part["fields"]["scope"]) == (ticket.number, ["city-operation", "energy-monitoring"])
    world.take(world.fresh(ticket), *LEAVING.split())
    systems = {one["code"]: one["gone_since"] for one in api.get("lead", "contracts/DEMO/")["systems"]}
    assert [code for code, gone in systems.items() if gone] == ["energy-sensing"]


def test_an_incident_is_opened_on_the_day_after_the_term(api: Api):
    world = api.world
    world.at(world.now.replace(year=2027, month=1, day=1))
    fields = world.examples("incident", schema(KINDS["incident"].opening.asks, world.sample))
    body = {"kind": "incident", "contract": "DEMO", "system": world.system.code, "title": "断网", "fields": fields}
    assert api.post("clerk", "tickets/", body, expect=201)["state"] == "reported"
