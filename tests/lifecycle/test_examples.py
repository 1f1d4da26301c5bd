"""The first example of every field is valid, alone and together with the others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator

from tests.lifecycle.scenes import NOW, scene
from tests.lifecycle.walk import Order, example, facts, sample
from tickets.lifecycle import KINDS
from tickets.lifecycle.bounds import Unbounded
from tickets.lifecycle.fields import Choice, Confirmed, Day, Field, Text, clean_all, out_of_bounds, schema
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.go_live import TRIAL_TO
from tickets.lifecycle.kinds.provider_exit import LAST_DAY
from tickets.lifecycle.questions import LINES, REASON, WINDOW_END, WINDOW_START

FORMS = [
    pytest.param(asked, id=f"{machine.kind}.{name}")
    for machine in KINDS.values()
    for name, asked in [("open", machine.opening.asks), *((step.name, step.asks) for step in machine.steps)]
    if asked
]
ANY = Unbounded("a field of this test")
#: Read in the morning, used until the afternoon.
LATER = timedelta(hours=3)


@pytest.mark.parametrize("asked", FORMS)
def test_the_examples_pass_clean(asked: tuple[Field[Any], ...]) -> None:
    _, errors = clean_all(asked, example(asked, NOW))
    assert not errors


@pytest.mark.parametrize("asked", FORMS)
def test_a_form_is_described_by_a_schema_that_its_examples_fit(asked: tuple[Field[Any], ...]) -> None:
    described = schema(asked, sample(NOW))
    Draft202012Validator.check_schema(described)
    Draft202012Validator(described).validate(example(asked, NOW))


@pytest.mark.parametrize("asked", FORMS)
def test_what_need_not_be_filled_in_may_be_null(asked: tuple[Field[Any], ...]) -> None:
    nulls = {one.name: None for one in asked if not one.required}
    Draft202012Validator(schema(asked, sample(NOW))).validate(example(asked, NOW) | nulls)
    assert not clean_all(asked, example(asked, NOW) | nulls)[1]


@pytest.mark.parametrize("machine", KINDS.values(), ids=KINDS)
def test_an_order_of_examples_passes_the_kinds_checks(machine: type[Kind]) -> None:
    typed, _ = clean_all(machine.opening.asks, example(machine.opening.asks, NOW))
    for at in (NOW, NOW + LATER):
        where = scene(role=machine.opening.by[0], kind=machine.kind, fields=typed, now=at, facts=facts(NOW))
        assert [check.name for check in machine.checks if not check.holds(where)] == []
        assert not out_of_bounds(machine.opening.asks, where)


@pytest.mark.parametrize("machine", KINDS.values(), ids=KINDS)
def test_examples_read_hours_ago_still_carry_a_ticket_to_its_end(machine: type[Kind]) -> None:
    ticket = Order.opened(machine, NOW, {})
    ticket.now = NOW + LATER
    assert list(ticket.carried_to("closed"))


@pytest.mark.parametrize("asked", FORMS)
def test_every_property_has_a_title_in_both_languages_and_an_example(asked: tuple[Field[Any], ...]) -> None:
    titles = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            properties = schema(asked, sample(NOW))["properties"]
        titles.append([shape["title"] for shape in properties.values()])
        assert all(shape["examples"] for shape in properties.values())
    assert all(english != chinese for english, chinese in zip(*titles, strict=True))


def test_the_schema_says_what_is_required_and_what_may_be_null() -> None:
    asked: tuple[Field[Any], ...] = (
        Text("Host", example="app-01", name="host"),
        Day("End date", within=ANY, example=None, required=False, name="end_date"),
        Choice("Operation", {"reboot": "Restart", "other": "Other"}, example="reboot", name="operation"),
        LINES,
    )
    described = schema(asked, sample(NOW))
    assert described["required"] == ["host", "operation", "lines"]
    assert described["additionalProperties"] is False
    host, end_date, operation, lines = described["properties"].values()
    assert host["type"] == "string"
    assert host["maxLength"] == 200
    assert (end_date["type"], end_date["format"], end_date["examples"]) == (["string", "null"], "date", [None])
    assert [choice["const"] for choice in operation["oneOf"]] == ["reboot", "other"]
    assert lines["items"]["properties"]["quantity"]["type"] == "integer"


@pytest.mark.parametrize(
    "asked",
    [
        Choice("Operation", {"reboot": "Restart"}, example=None, required=False, name="asked"),
        Confirmed("All complete and correct", example=None, required=False, name="asked"),
    ],
)
def test_a_choice_and_a_confirmation_that_need_not_be_made_may_be_null(asked: Field[Any]) -> None:
    judge = Draft202012Validator(schema([asked], sample(NOW)))
    assert judge.is_valid({"asked": None})
    assert not judge.is_valid({"asked": False})


def test_days_and_hours_follow_the_moment_and_the_term() -> None:
    given = example((LAST_DAY, WINDOW_START, WINDOW_END, TRIAL_TO), NOW)
    assert given["last_service_day"] == sample(NOW).ends.isoformat()
    assert datetime.fromisoformat(given["window_start"]) == NOW
    assert datetime.fromisoformat(given["window_end"]) - NOW == timedelta(hours=4)
    assert given["trial_to"] == "2026-03-01"


def test_a_sentence_is_given_in_the_language_of_whoever_reads_the_example() -> None:
    said = set()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.add(REASON.example_at(sample(NOW)))
    assert len(said) == 2
