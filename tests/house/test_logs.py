"""A log line holds one event and no secret."""

import logging

import pytest

from govcloud.logs import OneLine

MASKED = [
    ("Authorization: Token 0123456789abcdef", "Authorization: Token ***"),
    ("Authorization: Bearer eyJhbGciOi", "Authorization: Bearer ***"),
    ('{"password": "Geheim-2026", "name": "desk"}', '{"password": "***", "name": "desk"}'),
    ("POST /?token=abc&next=/x", "POST /?token=***&next=/x"),
    ("SECRET_KEY=abcdef", "SECRET_KEY=***"),
    ("postgres://govcloud:pass@db:5432/x", "postgres://govcloud:***@db:5432/x"),
    ("work order CH-202603-0001 was filed", "work order CH-202603-0001 was filed"),
]


def line(message: str, *arguments: object) -> str:
    return OneLine().format(logging.LogRecord("tickets", logging.INFO, "", 0, message, arguments, None))


@pytest.mark.parametrize(("message", "written"), MASKED)
def test_secrets_are_masked_and_the_rest_is_kept(message: str, written: str) -> None:
    assert line("%s", message).endswith(f"INFO tickets {written}")


def test_nobody_forges_a_second_line() -> None:
    assert "\n" not in line("name: %s", "a\n2026-03-02 09:00:00 INFO tickets all is well\r")
