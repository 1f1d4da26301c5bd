"""What nobody foresaw: a program gets our shape, a person our page, and nobody a traceback."""

import json

import pytest
from django.test import RequestFactory

from tickets.api.errors import crashed


def test_a_program_gets_the_shape_of_every_other_refusal(rf: RequestFactory) -> None:
    answer = crashed(rf.get("/api/v1/tickets/"))
    assert answer.status_code == 500
    assert set(json.loads(answer.content)) == {"code", "message"}


@pytest.mark.parametrize("path", ["/", "/tickets/"])
def test_a_person_gets_the_page(rf: RequestFactory, path: str) -> None:
    answer = crashed(rf.get(path))
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (500, "text/html")
