"""`contracts/`: what a party reads, and what others do not."""

from tests.api.conftest import Api
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema


def test_a_party_finds_its_contracts_and_another_agency_only_its_own(api: Api):
    mine = {row["number"] for row in api.get("clerk", "contracts/")}
    others = {row["number"] for row in api.get("outsider", "contracts/")}
    assert mine == {"DEMO", "FW2025091703"}
    assert others
    assert not mine & others
    assert api.get("sysadmin", "contracts/") == []
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
    assert rows == {"DEMO": ["exit", "incident"], "FW2025091703": list(KINDS)}
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
