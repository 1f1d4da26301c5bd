"""`claims/settle/`, `minutes/`: what is proposed waits, is agreed to or taken back; a repeat changes nothing."""

import pytest

from tests.api.conftest import Api
from tests.pages.claimed import claim, late_answer
from tickets.models import Minutes

AT = "2026-03-02T10:04:00+08:00"


@pytest.fixture
def body(api: Api) -> dict:
    ticket = late_answer(api.world)
    return {"claims": [{"id": claim(ticket).pk, "value": AT}], "minutes": "双方核对通话记录"}


def once(key: str) -> dict[str, str]:
    return {"HTTP_IDEMPOTENCY_KEY": key}


def test_minutes_are_proposed_listed_and_agreed(api: Api, body: dict) -> None:
    made = api.post("manager", "claims/settle/", body, expect=201)
    assert (made["side"], made["agreed_at"], made["withdrawn_at"]) == ("provider", None, None)
    assert made["claims"][0]["value"] == AT
    assert [one["id"] for one in api.get("lead", "minutes/")["results"]] == [made["id"]]
    agreed = api.post("lead", f"minutes/{made['id']}/agree/")
    assert (agreed["agreed_by"], api.get("lead", f"claims/{body['claims'][0]['id']}/")["state"]) == ("lead", "accepted")


def test_minutes_are_taken_back_by_the_side_that_proposed_them(api: Api, body: dict) -> None:
    made = api.post("manager", "claims/settle/", body, expect=201)
    api.post("lead", f"minutes/{made['id']}/withdraw/", expect=403)
    assert api.post("manager", f"minutes/{made['id']}/withdraw/")["withdrawn_by"] == "manager"
    api.post("lead", f"minutes/{made['id']}/agree/", expect=409)


def test_a_repeat_under_one_key_gets_the_first_answer_and_changes_nothing(api: Api, body: dict) -> None:
    made = api.post("manager", "claims/settle/", body, expect=201, **once("m-1"))
    assert api.post("manager", "claims/settle/", body, expect=201, **once("m-1")) == made
    assert Minutes.objects.count() == 1
    api.post("manager", "claims/settle/", {**body, "minutes": "另一意见"}, expect=422, **once("m-1"))
    agreed = api.post("lead", f"minutes/{made['id']}/agree/", **once("m-2"))
    assert api.post("lead", f"minutes/{made['id']}/agree/", **once("m-2")) == agreed
    api.post("lead", f"minutes/{made['id']}/agree/", expect=409)


def test_a_repeated_taking_back_gets_the_first_answer(api: Api, body: dict) -> None:
    made = api.post("manager", "claims/settle/", body, expect=201)
    taken = api.post("manager", f"minutes/{made['id']}/withdraw/", **once("m-3"))
    assert api.post("manager", f"minutes/{made['id']}/withdraw/", **once("m-3")) == taken


def test_a_key_of_minutes_serves_no_other_request(api: Api, body: dict) -> None:
    api.post("manager", "claims/settle/", body, expect=201, **once("m-4"))
    pk = body["claims"][0]["id"]
    api.post("manager", f"claims/{pk}/withdraw/", expect=422, **once("m-4"))


def test_a_value_out_of_bounds_stands_at_its_claim(api: Api, body: dict) -> None:
    body["claims"][0]["value"] = "2026-03-02T09:00:00+08:00"
    refused = api.post("manager", "claims/settle/", body, expect=400)
    assert list(refused["errors"]) == [f"claims.{body['claims'][0]['id']}.value"]


def test_minutes_of_strangers_are_not_there(api: Api, body: dict) -> None:
    made = api.post("manager", "claims/settle/", body, expect=201)
    assert api.get("outsider", "minutes/")["results"] == []
    api.post("outsider", "claims/settle/", body, expect=404)
    for act in ("agree", "withdraw"):
        api.post("outsider", f"minutes/{made['id']}/{act}/", expect=404)
