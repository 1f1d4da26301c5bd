"""`schema/` and `docs/`: every address is described, for programs and for people."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command

from tests.api.conftest import Api
from tests.processes import Installation
from tickets.api.urls import urlpatterns


def test_the_schema_is_made_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_every_address_is_in_the_schema_with_its_refusals(api: Api):
    schema = api.client("").get("/api/v1/schema/?format=json").json()
    promised = {str(one.pattern) for one in urlpatterns} - {"schema/", "docs/", "^.*/$"}
    described = {path.removeprefix("/api/v1/") for path in schema["paths"]}
    names = {re.sub(r"<\w+:(\w+)>", r"{\1}", path).replace("{pk}", "{id}") for path in promised}
    assert described == names
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert {"400", "401", "403", "404", "429"} <= set(operation["responses"])


def test_the_readable_page_shows_every_call_in_both_languages_without_code_or_foreign_sources(api: Api):
    client = api.client("")
    for language, word in (("zh-hans", "办理工单"), ("en", "Take an action")):
        client.cookies["django_language"] = language
        page = client.get("/api/v1/docs/", HTTP_ACCEPT_LANGUAGE="fr")
        text = page.content.decode()
        assert page.status_code == 200
        assert word in text
        assert "/api/v1/tickets/{number}/actions/{name}/" in text
        assert not re.search(r"<style|\son\w+=|style=|<script(?![^>]*src=)|(src|href)=\"https?:", text)


@pytest.mark.process
def test_the_first_requests_of_a_fresh_process_are_answered_though_they_come_at_once(
    installation: Installation,
) -> None:
    installation.run("collectstatic", "--no-input")
    installation.serve()
    paths = ["/api/v1/schema/", "/api/v1/docs/"] * 4
    with ThreadPoolExecutor(len(paths)) as pool:
        answers = list(pool.map(installation.get, paths))
    assert [status for status, _body in answers] == [200] * len(paths)
