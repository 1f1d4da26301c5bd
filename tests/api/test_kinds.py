"""`kinds/`: all that a program must know."""

import pytest

from tests.api.conftest import Api
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import clean_all

KIND = ["kind", "label", "open_roles", "fields", "system_required", "opens", "states", "actions"]
STATE = ["code", "label", "final", "editable"]
ACTION = [
    "name",
    "label",
    "source",
    "target",
    "roles",
    "fields",
    "attachments",
    "starts",
    "stops",
    "pauses",
    "resumes",
    "voids_pause",
    "cancels",
]


def test_all_kinds_are_there_and_one_is_as_in_the_list(api: Api):
    kinds = api.get("clerk", "kinds/")
    assert [kind["kind"] for kind in kinds] == list(KINDS)
    assert api.get("clerk", "kinds/restart/") == next(kind for kind in kinds if kind["kind"] == "restart")
    assert api.get("clerk", "kinds/party/", expect=404)["code"] == "not_found"


def test_every_promised_name_is_there_and_every_text_is_in_the_caller_s_language(api: Api):
    for kind in api.get("clerk", "kinds/"):
        assert set(KIND) <= set(kind)
        labels = [kind["label"], *(one["label"] for one in kind["states"] + kind["actions"])]
        assert not any(label.isascii() for label in labels)
        for state in kind["states"]:
            assert set(STATE) <= set(state)
        for action in kind["actions"]:
            assert set(ACTION) <= set(action)
            assert isinstance(action["source"], list)
            assert {slot for one in action["attachments"] for slot in one} <= {"slot", "label", "required"}


def test_every_field_has_a_title_and_a_first_example_that_is_taken(api: Api):
    for kind in api.get("clerk", "kinds/"):
        machine = KINDS[kind["kind"]]
        forms = [(machine.opening.asks, kind["fields"])]
        forms += [(machine.by_step[one["name"]].asks, one["fields"]) for one in kind["actions"]]
        for asks, schema in forms:
            assert schema["type"] == "object"
            assert set(schema["required"]) == {field.name for field in asks if field.required}
            assert all(one["title"] for one in schema["properties"].values())
            first = {name: one["examples"][0] for name, one in schema["properties"].items()}
            assert clean_all(asks, first)[1] == {}


def test_the_clocks_of_an_action_are_told_by_clause(api: Api):
    kind = api.get("clerk", "kinds/restart/")
    actions = {one["name"]: one for one in kind["actions"]}
    assert actions["approve_restart"]["starts"] == ["restart.verify"]
    assert (actions["verify"]["stops"], actions["verify"]["starts"]) == (["restart.verify"], ["restart.execute"])
    assert actions["complete"]["pauses"] == ["restart.execute"]
    assert actions["return_receipt"]["voids_pause"] == ["restart.execute"]
    assert "restart.execute" in actions["revoke"]["cancels"]
    incident = api.get("clerk", "kinds/incident/")
    assert set(incident["opens"]["starts"]) >= {"incident.respond", "incident.handle"}


@pytest.mark.parametrize("who", ["outsider", "auditadmin"])
def test_whoever_has_no_part_in_the_sample_contract_gets_examples_all_the_same(api: Api, who: str):
    (field,) = [api.get(who, "kinds/provider_exit/")["fields"]["properties"]["last_service_day"]]
    assert field["examples"]


@pytest.mark.parametrize(("who", "offered"), [("clerk", 1), ("desk", 7), ("auditor", 7)])
def test_of_a_choice_the_caller_is_told_the_answers_of_their_own_side(api: Api, who: str, offered: int) -> None:
    matter = api.get(who, "kinds/consent/")["fields"]["properties"]["matter"]
    assert len(matter["oneOf"]) == offered
    assert matter["examples"][0] in {one["const"] for one in matter["oneOf"]}


@pytest.mark.parametrize(("who", "against", "rules"), [("clerk", "provider", 33), ("desk", "agency", 1)])
def test_each_side_is_given_a_finding_that_it_can_file(api: Api, who: str, against: str, rules: int) -> None:
    """The rules are those of the contract, which tells them."""
    asked = api.get(who, "kinds/finding/")["fields"]["properties"]
    known = api.get(who, f"contracts/{api.world.contract.number}/")["finding_rules"]
    offered = [one["code"] for one in known if one["against"] == against]
    assert (len(offered), asked["rules"]["examples"][0][0]["rule"] in offered) == (rules, True)
    first = {name: one["examples"][0] for name, one in asked.items()}
    body = {"kind": "finding", "contract": api.world.contract.number, "system": None, "title": "认定", "fields": first}
    assert api.post(who, "tickets/", body, expect=201)["fields"]["against"] == against
