"""What is sent may be anything: the answer is a refusal in the usual shape, never a failure of the service."""

import pytest
from django.conf import settings

from tests.api.conftest import Api
from tests.world import PDF
from tickets import attachments

DEEP = 5_000
PATHS = ["tickets/", "tickets/GD-2026-000001/actions/submit/", "tickets/GD-2026-000001/comments/"]


@pytest.fixture
def ticket(api: Api) -> str:
    return api.world.file("restart").number


def refused(api: Api, path: str, body: str | bytes, content_type: str = "application/json") -> tuple[int, str]:
    answer = api.client("clerk").post(f"/api/v1/{path}", body, content_type=content_type)
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        '{"kind":"\\ud800"}',
        '{"fields":{"reason":"\\uDFFF"}}',
        '{"fields":{"\\ud800":1}}',
        "[" * DEEP,
        '{"fields":' + '{"a":' * DEEP + "1" + "}" * DEEP + "}",
        '{"fields":{"days":' + "9" * DEEP + "}}",
        '{"fields":{"days":NaN}}',
        b"\xff\xfe",
    ],
    ids=["half", "half in a field", "half in a name", "open", "deep", "long number", "NaN", "no text"],
)
def test_a_body_that_cannot_be_read_is_400(api: Api, ticket: str, path: str, body: str | bytes):
    assert refused(api, path, body) == (400, "invalid")


def test_an_unknown_encoding_is_400(api: Api, ticket: str):
    assert refused(api, "tickets/", "{}", "application/json; charset=nowhere") == (400, "invalid")


def test_a_whole_character_written_as_two_halves_is_taken(api: Api, ticket: str):
    body = '{"comment":"\\ud842\\udfb7"}'
    answer = api.client("clerk").post(f"/api/v1/tickets/{ticket}/comments/", body, content_type="application/json")
    assert answer.status_code == 200
    assert api.get("clerk", f"tickets/{ticket}/events/")[-1]["data"]["comment"] == "𠮷"


def test_a_body_beyond_the_limit_is_413(api: Api, ticket: str):
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert refused(api, "tickets/", '{"title":"' + "长" * most + '"}') == (413, "too_large")


def test_an_upload_that_no_form_can_hold_is_413_before_it_is_read(
    api: Api, ticket: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(attachments, "MAX_REQUEST", 1_000)
    api.hand_in("clerk", ticket, "other", content=PDF)
    refused = api.hand_in("clerk", ticket, "other", content=PDF + b" " * 1_000, expect=413)
    assert refused["code"] == "too_large"


def test_a_form_of_a_thousand_fields_is_400(api: Api, ticket: str):
    form = {f"field{n}": "1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answer = api.client("clerk").post(f"/api/v1/tickets/{ticket}/attachments/", form, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
