"""What nobody foresaw: a program gets our shape, a person our page, and nobody a traceback."""

import json

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory

from tickets.api.errors import crashed


def test_a_program_gets_the_shape_of_every_other_refusal(rf: RequestFactory) -> None:
    answer = crashed(rf.get("/api/v1/tickets/"))
    assert answer.status_code == 500
    assert set(json.loads(answer.content)) == {"code", "message"}


@pytest.mark.parametrize("path", ["/", "/tickets/"])
def test_a_person_gets_the_page(rf: RequestFactory, path: str) -> None:
    answer = crashed(rf.get(path))
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (500, "text/html")


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/tickets/", "application/json"), ("/tickets/", "text/html")])
@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("connection is closed")])
def test_trouble_of_the_database_is_no_crash_but_a_matter_of_time(
    path: str, kind: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def troubled(_self: object, _request: object) -> None:
        raise error

    monkeypatch.setattr(SessionMiddleware, "process_request", troubled)
    answer = Client(raise_request_exception=False).get(path, headers={"host": "localhost"})
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"].split(";")[0]) == (503, "10", kind)
    assert "GD-" not in answer.content.decode()
