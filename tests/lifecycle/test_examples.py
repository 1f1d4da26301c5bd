"""The first example of every field is valid, alone and together with the others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from tests.lifecycle.scenes import NOW, scene
from tests.lifecycle.walk import Order, example, facts
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import clean_all, fields, schema
from tickets.lifecycle.kind import Kind

TERM = Term(NOW.date() - timedelta(days=60), NOW.date() + timedelta(days=305))
FORMS = [
    pytest.param(machine.kind, asked, id=f"{machine.kind}.{name}")
    for machine in KINDS.values()
    for name, asked in [("open", machine.opening.asks), *((step.name, step.asks) for step in machine.steps)]
    if asked
]
#: Read in the morning, used until the afternoon.
LATER = timedelta(hours=3)


@pytest.mark.parametrize(("kind", "asked"), FORMS)
def test_the_examples_pass_clean(kind: str, asked: Any) -> None:
    _, errors = clean_all(asked, example(asked, kind, NOW))
    assert not errors


@pytest.mark.parametrize("machine", KINDS.values(), ids=KINDS)
def test_an_order_of_examples_passes_the_kinds_checks(machine: type[Kind]) -> None:
    typed, _ = clean_all(machine.opening.asks, example(machine.opening.asks, machine.kind, NOW))
    for at in (NOW, NOW + LATER):
        where = scene(kind=machine.kind, fields=typed, now=at, facts=facts(NOW))
        assert [check.name for check in machine.checks if not check.holds(where)] == []


@pytest.mark.parametrize("machine", KINDS.values(), ids=KINDS)
def test_examples_read_hours_ago_still_carry_a_ticket_to_its_end(machine: type[Kind]) -> None:
    ticket = Order.opened(machine, NOW, {})
    ticket.now = NOW + LATER
    assert list(ticket.carried_to("closed"))


@pytest.mark.parametrize(("kind", "asked"), FORMS)
def test_every_property_has_a_title_in_both_languages_and_an_example(kind: str, asked: Any) -> None:
    titles = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            properties = schema(asked, kind, NOW, TERM)["properties"]
        titles.append([shape["title"] for shape in properties.values()])
        assert all(shape["examples"] for shape in properties.values())
    assert all(english != chinese for english, chinese in zip(*titles, strict=True))


def test_the_schema_says_what_is_required_and_what_may_be_null() -> None:
    asked = fields("host:text* end_date:date operation:enum(reboot/other)* lines:rows*")
    described = schema(asked, "change", NOW, TERM)
    assert described["required"] == ["host", "operation", "lines"]
    assert described["additionalProperties"] is False
    host, end_date, operation, lines = described["properties"].values()
    assert host["type"] == "string"
    assert host["maxLength"] == 200
    assert (end_date["type"], end_date["format"], end_date["examples"]) == (
        ["string", "null"],
        "date",
        [None],
    )
    assert [choice["const"] for choice in operation["oneOf"]] == ["reboot", "other"]
    assert lines["items"]["properties"]["quantity"]["type"] == "integer"


def test_days_and_hours_follow_the_moment_and_the_term() -> None:
    asked = fields("last_service_day:date* window_start:time* window_end:time* trial_to:date*")
    given = example(asked, "go_live", NOW)
    assert given["last_service_day"] == TERM.ends.isoformat()
    assert datetime.fromisoformat(given["window_start"]) == NOW
    assert datetime.fromisoformat(given["window_end"]) - NOW == timedelta(hours=4)
    assert given["trial_to"] == "2026-03-01"
