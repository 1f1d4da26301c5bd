"""Who gets in, in which words people are refused, how often they may ask."""

from datetime import timedelta

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from tests.api.conftest import Api
from tickets.api.limits import PerAddress, PerPerson


@pytest.mark.parametrize("path", ["kinds/", "tickets/", "deadlines/", "breaches/", "notices/", "contracts/", "due/"])
def test_without_a_sign_in_everything_is_401_with_a_challenge(api: Api, path: str):
    refused = api.get("", path, expect=401)
    assert refused["code"] == "unauthenticated"
    assert api.client("").get(f"/api/v1/{path}")["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("token", ["", "wrong", "a b", "f" * 64, "\xff\xfe"])
def test_a_wrong_token_is_401(api: Api, token: str):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.get("/api/v1/kinds/").status_code == 401


def test_an_expired_token_is_401_and_so_is_one_of_a_closed_account(api: Api):
    client, user = APIClient(), api.world.user("clerk")
    client.credentials(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(user, expiry=timedelta(days=-1))[1]}")
    assert client.get("/api/v1/kinds/").status_code == 401
    api.get("clerk", "kinds/")
    user.is_active = False
    user.save()
    api.get("clerk", "kinds/", expect=401)


def test_a_session_gets_in_and_needs_a_csrf_token_to_change_something(api: Api):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(api.world.user("clerk"), backend="accounts.gate.PasswordGate")
    assert client.get("/api/v1/kinds/").status_code == 200
    refused = client.post("/api/v1/tickets/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_an_address_that_is_not_there_is_refused_in_the_same_shape(api: Api):
    for who in ("clerk", ""):
        assert api.get(who, "no/such/address/", expect=404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("put", "tickets/", 405, "method_not_allowed"), ("delete", "contracts/DEMO/", 405, "method_not_allowed")],
)
def test_a_method_that_is_not_taken(api: Api, method: str, path: str, status: int, code: str):
    assert api.call("clerk", method, path, {}, status)["code"] == code


def test_a_body_that_is_no_json_or_no_object(api: Api):
    client = api.client("clerk")
    broken = client.post("/api/v1/tickets/", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "invalid")
    assert api.post("clerk", "tickets/", ["a"], expect=400)["code"] == "invalid"
    assert client.post("/api/v1/tickets/", "<a/>", content_type="text/xml").json()["code"] == "unsupported_media_type"


def test_words_are_chinese_unless_the_header_or_the_person_says_english(api: Api):
    client, user = api.client("clerk"), api.world.user("clerk")

    def label(**headers: str) -> str:
        return client.get("/api/v1/kinds/restart/", **headers).json()["label"]

    assert label() == "重启"
    assert label(HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.8") == "Restart"
    assert label(HTTP_ACCEPT_LANGUAGE="fr") == "重启"
    user.language = "en"
    user.save()
    assert label() == "Restart"
    assert label(HTTP_ACCEPT_LANGUAGE="zh-CN") == "重启"


def test_refusals_too_speak_the_caller_s_language(api: Api):
    def message(language: str) -> str:
        return api.client("").get("/api/v1/kinds/", HTTP_ACCEPT_LANGUAGE=language).json()["message"]

    assert message("en").isascii()
    assert not message("zh").isascii()


def test_too_many_requests_are_429_and_say_when_to_come_back(api: Api, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(PerPerson, "rate", "2/min")
    api.get("clerk", "kinds/restart/")
    api.get("clerk", "kinds/restart/")
    assert api.get("clerk", "kinds/restart/", expect=429)["code"] == "throttled"
    assert int(api.client("clerk").get("/api/v1/kinds/restart/")["Retry-After"]) > 0
    api.get("lead", "kinds/restart/")


def test_an_address_that_the_caller_made_up_gives_no_further_requests(api: Api, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(PerAddress, "rate", "2/min")
    stranger = APIClient()
    answers = [stranger.get("/api/v1/schema/", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code for n in range(3)]
    assert answers == [200, 200, 429]
