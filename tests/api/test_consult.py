"""加签 and 转交 over REST: offered where they are allowed, done once under a key, refused in the common shape."""

from typing import Any

import pytest

from tests.api.conftest import Api
from tests.pages.test_consult import second_lead, submitted
from tickets.models import Consultation, Ticket

KEY = {"HTTP_IDEMPOTENCY_KEY": "7c9e6679"}
ASKED = {"who": "finance", "question": "费用是否已列支？"}


@pytest.fixture
def ticket(api: Api) -> Ticket:
    second_lead(api.world)
    return submitted(api.world)


def act(api: Api, who: str, ticket: Ticket, verb: str, body: dict[str, Any], expect: int = 200, **more: Any) -> Any:
    return api.post(who, f"tickets/{ticket.number}/actions/{verb}/", body, expect, **more)


def offered(api: Api, who: str, ticket: Ticket) -> set[str]:
    may = set(api.get(who, f"tickets/{ticket.number}/")["actions"])
    return may & {"consult", "give_opinion", "withdraw_question", "pass_on", "pass_back"}


def test_each_is_offered_to_whom_it_is_open(api: Api, ticket: Ticket) -> None:
    assert offered(api, "lead", ticket) == {"consult", "pass_on"}
    assert offered(api, "clerk", ticket) == offered(api, "finance", ticket) == set()
    act(api, "lead", ticket, "consult", ASKED)
    assert offered(api, "finance", ticket) == {"give_opinion"}
    assert offered(api, "lead", ticket) == {"consult", "pass_on", "withdraw_question"}


def test_the_order_says_whom_one_may_ask(api: Api, ticket: Ticket) -> None:
    people = api.get("lead", f"tickets/{ticket.number}/")["colleagues"]
    assert {one["username"]: one["takes"] for one in people} == {"clerk": False, "finance": False, "lead2": True}
    assert api.get("clerk", f"tickets/{ticket.number}/")["colleagues"] == []


def test_a_colleague_is_asked_and_answers(api: Api, ticket: Ticket) -> None:
    (one,) = act(api, "lead", ticket, "consult", ASKED)["consultations"]
    assert (one["asked_by"], one["asked_of"], one["opinion"], one["given_at"]) == ("lead", "finance", "", None)
    done = act(api, "finance", ticket, "give_opinion", {"consultation": one["id"], "opinion": "已列支"})
    (one,) = done["consultations"]
    assert (one["opinion"], one["given_at"]) == ("已列支", api.world.now.isoformat())
    assert [entry.action for entry in api.world.audit(ticket)][-2:] == ["consult.asked", "consult.given"]


def test_a_question_is_withdrawn(api: Api, ticket: Ticket) -> None:
    (one,) = act(api, "lead", ticket, "consult", ASKED)["consultations"]
    assert act(api, "lead", ticket, "withdraw_question", {"consultation": one["id"]})["consultations"] == []


def test_a_decision_is_passed_on_and_back(api: Api, ticket: Ticket) -> None:
    done = act(api, "lead", ticket, "pass_on", {"who": "lead2", "reason": "外出开会"})["passed_on"]
    assert (done["passed_by"], done["passed_to"], done["reason"]) == ("lead", "lead2", "外出开会")
    assert "pass_back" in offered(api, "lead2", ticket)
    assert act(api, "lead2", ticket, "pass_back", {})["passed_on"] is None


def test_what_is_sent_twice_under_one_key_is_done_once(api: Api, ticket: Ticket) -> None:
    first = act(api, "lead", ticket, "consult", ASKED, **KEY)
    api.world.later(minutes=5)
    assert act(api, "lead", ticket, "consult", ASKED, **KEY) == first
    assert Consultation.objects.count() == 1
    refused = act(api, "lead", ticket, "consult", ASKED | {"who": "clerk"}, 422, **KEY)
    assert refused["code"] == "invalid"


def test_a_refused_one_does_not_use_up_its_key(api: Api, ticket: Ticket) -> None:
    refused = act(api, "lead", ticket, "consult", ASKED | {"question": " "}, 400, **KEY)
    assert set(refused["errors"]) == {"question"}
    act(api, "lead", ticket, "consult", ASKED, **KEY)


@pytest.mark.parametrize(
    ("who", "verb", "body", "expect"),
    [
        ("lead", "consult", {"who": "desk", "question": "？"}, 400),
        ("lead", "consult", {"who": "finance"}, 400),
        ("clerk", "consult", ASKED, 403),
        ("lead", "pass_on", {"who": "finance", "reason": "外出"}, 400),
        ("lead", "pass_on", {"who": "lead2", "reason": ""}, 400),
        ("lead", "pass_back", {}, 403),
        ("finance", "give_opinion", {"consultation": 1, "opinion": "同意"}, 403),
        ("finance", "withdraw_question", {"consultation": 10**30}, 403),
    ],
)
def test_what_is_not_allowed_is_refused_in_the_common_shape(
    api: Api, ticket: Ticket, who: str, verb: str, body: dict[str, Any], expect: int
) -> None:
    refused = act(api, who, ticket, verb, body, expect)
    assert refused["code"] in ("invalid", "forbidden")
    assert refused["message"]
    assert not Consultation.objects.exists()


def test_what_is_asked_already_is_409(api: Api, ticket: Ticket) -> None:
    act(api, "lead", ticket, "consult", ASKED)
    assert act(api, "lead", ticket, "consult", ASKED, 409)["code"] == "wrong_state"
