"""`Idempotency-Key`: a repeat gets the first answer and changes nothing."""

import pytest

from tests.api.conftest import Api
from tickets.models import Ticket

KEY = {"HTTP_IDEMPOTENCY_KEY": "7c9e6679"}


@pytest.fixture
def body(api: Api) -> dict:
    kind = api.get("clerk", "kinds/staff_replacement/")
    fields = {name: one["examples"][0] for name, one in kind["fields"]["properties"].items()}
    return {"kind": "staff_replacement", "contract": "DEMO", "system": None, "title": "更换驻场人员", "fields": fields}


def test_filing_twice_under_one_key_files_once(api, body):
    first = api.post("clerk", "tickets/", body, expect=201, **KEY)
    assert api.post("clerk", "tickets/", body, expect=201, **KEY) == first
    assert Ticket.objects.count() == 1


def test_the_key_used_for_something_else_is_422(api, body):
    api.post("clerk", "tickets/", body, expect=201, **KEY)
    refused = api.post("clerk", "tickets/", body | {"title": "另一件"}, expect=422, **KEY)
    assert refused["code"] == "invalid"
    assert Ticket.objects.count() == 1


def test_another_person_s_key_is_another_key(api, body):
    api.post("clerk", "tickets/", body, expect=201, **KEY)
    api.post("lead", "tickets/", body, expect=403, **KEY)


def test_a_repeated_action_gets_the_first_answer_even_when_the_ticket_has_moved_on(api, body):
    ticket = api.post("clerk", "tickets/", body, expect=201)
    path = f"tickets/{ticket['number']}/actions/"
    api.hand_in("clerk", ticket["number"], "evidence")
    first = api.post("clerk", path + "submit/", {"comment": "请审批"}, **KEY)
    api.post("clerk", path + "withdraw/", {"comment": "补充材料"})
    assert api.post("clerk", path + "submit/", {"comment": "请审批"}, **KEY) == first
    assert api.get("clerk", f"tickets/{ticket['number']}/")["state"] == "draft"
    events = [event["action"] for event in api.get("clerk", f"tickets/{ticket['number']}/events/")]
    assert events.count("submit") == 1


def test_a_refused_request_does_not_use_up_its_key(api, body):
    api.post("clerk", "tickets/", body | {"title": ""}, expect=400, **KEY)
    api.post("clerk", "tickets/", body, expect=201, **KEY)


def test_a_key_that_is_too_long_is_refused(api, body):
    api.post("clerk", "tickets/", body, expect=400, HTTP_IDEMPOTENCY_KEY="x" * 101)
