"""What is typed is cleaned in one place; what is stored comes back as it was."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tickets.datelaw.types import ZONE
from tickets.lifecycle.bounds import Unbounded
from tickets.lifecycle.fields import (
    Choice,
    Confirmed,
    Day,
    Field,
    Instant,
    LongText,
    Money,
    Number,
    Person,
    Text,
    YesNo,
    clean_all,
    revive_all,
    store_all,
)
from tickets.lifecycle.form_fields import MAX_ROWS
from tickets.lifecycle.kinds.change.questions import DELTAS, ENDS, POLICIES
from tickets.lifecycle.questions import LINES
from tickets.lifecycle.tables import Table

ANY = Unbounded("a field of this test")
FORM: tuple[Field[Any], ...] = (
    Text("Host", example="", name="host"),
    LongText("Reason", example="", required=False, name="reason"),
    Number("Media", example=0, required=False, name="media"),
    Number("Days", least=1, most=365, example=1, required=False, name="days"),
    Money("Amount", example="", required=False, name="amount"),
    Day("Filed on", within=ANY, example="", required=False, name="filed_on"),
    Instant("Started at", within=ANY, example="", required=False, name="started_at"),
    YesNo("Public", example=True, required=False, name="public"),
    Confirmed("Licensed", example=True, required=False, name="licensed"),
    Choice("Operation", {"reboot": "Restart", "other": "Other"}, example="", required=False, name="operation"),
    LINES.optional(),
    POLICIES,
    Person("Assignee", example="", required=False, name="assignee"),
)
BY_NAME = {field.name: field for field in FORM}
NIGHT = datetime(2026, 3, 31, 22, 0, tzinfo=ZONE)

#: As people write the last day of March 2026.
WRITTEN = ("2026-03-31", "2026/3/31", "2026.03.31", "2026年3月31日", "20260331", "２０２６－０３－３１", "2026。3。31")
TAKEN: list[tuple[str, Any, Any]] = [
    ("host", "  app-01 ", "app-01"),
    ("host", "网" * 200, "网" * 200),
    ("host", "two\nlines", "two lines"),
    ("host", "right\u202eto left", "rightto left"),
    ("reason", "one\r\ntwo", "one\ntwo"),
    ("reason", "one\u2028two\u2029three", "one\ntwo\nthree"),
    ("reason", "　　首行缩进，全角标点（）不变。", "首行缩进，全角标点（）不变。"),
    ("media", "１６", 16),
    ("media", "1,200", 1200),
    ("days", "１６", 16),
    ("media", "3", 3),
    ("media", " 3 ", 3),
    ("days", 1, 1),
    ("days", 365, 365),
    ("media", 0, 0),
    ("amount", "1200", Decimal("1200.00")),
    ("amount", "1,203,010.38", Decimal("1203010.38")),
    ("amount", 7, Decimal("7.00")),
    ("amount", "１，２０３．５", Decimal("1203.50")),
    ("amount", "1 203 010.38", Decimal("1203010.38")),
    ("amount", "0.5", Decimal("0.50")),
    *(("filed_on", written, date(2026, 3, 31)) for written in WRITTEN),
    ("started_at", "2026-03-31T22:00", NIGHT),
    ("started_at", "2026-03-31 22:00:00", NIGHT),
    ("started_at", "2026年3月31日 22：00", NIGHT),
    ("started_at", "2026/3/31 22:00", NIGHT),
    ("started_at", "2026-03-31T14:00:00Z", NIGHT),
    ("public", False, False),
    ("public", "on", True),
    ("public", "false", False),
    ("licensed", "true", True),
    ("operation", "reboot", "reboot"),
    ("lines", [{"line": "vcpu", "quantity": "-4"}], [{"line": "vcpu", "quantity": -4}]),
    ("lines", [{"line": "vcpu", "quantity": 1}] * MAX_ROWS, [{"line": "vcpu", "quantity": 1}] * MAX_ROWS),
    ("assignee", "engineer", "engineer"),
]
REFUSED: list[tuple[str, Any]] = [
    ("host", ""),
    ("host", "   "),
    ("host", None),
    ("host", 7),
    ("host", "x" * 201),
    ("host", "bell\x07"),
    ("host", "half \ud800"),
    ("reason", "x" * 5001),
    ("media", "1.5"),
    ("media", 1.0),
    ("media", True),
    ("media", -1),
    ("media", "10000000000"),
    ("media", "١٢"),
    ("days", 0),
    ("days", 366),
    ("lines", [{"line": "vcpu", "quantity": -1_000_000_001}]),
    ("amount", "-1"),
    ("amount", "1.005"),
    ("amount", "1e3"),
    ("amount", 0.1),
    ("amount", "NaN"),
    ("amount", True),
    ("filed_on", "2026-02-29"),
    ("filed_on", "31.3.2026"),
    ("filed_on", "1899-12-31"),
    ("filed_on", "2101-01-01"),
    ("filed_on", 20260331),
    ("started_at", "2026-03-31"),
    ("started_at", "1999-12-31T23:59:59+08:00"),
    ("started_at", "2101-01-01T00:00"),
    ("started_at", "22:00"),
    ("started_at", "9999-12-31T23:59:59-12:00"),
    ("started_at", 1774965600),
    ("public", "perhaps"),
    ("public", 1),
    ("licensed", False),
    ("operation", "rm"),
    ("operation", ["reboot"]),
    ("lines", "vcpu"),
    ("lines", ["vcpu"]),
    ("lines", [{"line": "vcpu"}]),
    ("lines", [{"line": "vcpu", "quantity": 1, "price": 2}]),
    ("lines", [{"line": "vcpu", "quantity": 1}] * (MAX_ROWS + 1)),
    ("policies", [{"source": "a", "destination": "b", "protocol": "tcp", "direction": "up", "action": "allow"}]),
]


@pytest.mark.parametrize(("name", "typed", "value"), TAKEN)
def test_what_fits_is_taken(name: str, typed: Any, value: Any) -> None:
    assert BY_NAME[name].clean(typed) == value


@pytest.mark.parametrize(("name", "typed"), REFUSED)
def test_what_does_not_fit_is_refused_with_a_sentence_in_both_languages(name: str, typed: Any) -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language), pytest.raises(ValidationError) as refused:
            BY_NAME[name].clean(typed)
        with translation.override(language):
            (sentence,) = refused.value.messages
        assert sentence.isascii() == (language == "en")


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_is_no_value_and_is_refused_where_a_value_is_asked_for(name: str, nothing: Any) -> None:
    optional = BY_NAME[name].optional()
    assert optional.clean(nothing) is None
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        replace(optional, required=True).clean(nothing)
    with translation.override("en"):
        assert refused.value.messages[0].endswith(f": {BY_NAME[name].label}.")


def test_an_optional_field_left_empty_is_absent() -> None:
    values, errors = clean_all(FORM, {"host": "app-01", "reason": "", "media": None, "lines": []})
    assert values == {"host": "app-01"}
    assert not errors


def test_everything_amiss_is_said_at_once_and_unknown_names_are_amiss() -> None:
    values, errors = clean_all(FORM, {"media": "x", "colour": "red"})
    assert not values
    assert set(errors) == {"host", "media", "colour"}


def test_an_unknown_name_is_said_back_only_as_long_as_a_name_may_be() -> None:
    _, errors = clean_all(FORM, {"host": "a", "x" * 1000: 1, "lines": [{"y" * 1000: 1}]})
    assert "x" * 200 in errors
    assert len(errors["lines"][0]) < 300


def test_a_bad_row_is_named_with_its_column() -> None:
    with translation.override("zh-hans"):
        _, errors = clean_all(FORM, {"host": "a", "lines": [{"line": "vcpu", "quantity": 1}, {"line": "vcpu"}]})
    assert errors["lines"] == ["第2行“数量”：请填写数量。"]


def test_a_catalogue_line_stands_in_one_row_alone() -> None:
    twice = [{"line": one, "quantity": 1} for one in ("vcpu", "memory_gb", "vcpu")]
    with translation.override("zh-hans"):
        assert LINES.amiss(twice, None) == ["第3行与第1行是同一清单项，请合并为一行填写。"]
        assert LINES.amiss(twice[:2], None) == []


def test_what_is_stored_is_json_and_comes_back_as_it_was() -> None:
    typed = {name: raw for name, raw, _ in TAKEN if name not in {"host", "reason"}} | {"host": "app-01"}
    values, _ = clean_all(FORM, typed)
    stored = json.loads(json.dumps(store_all(FORM, values)))
    assert revive_all(FORM, stored) == values


def test_a_stored_field_that_the_form_does_not_know_any_more_is_left_out() -> None:
    assert revive_all(FORM, {"host": "app-01", "colour": "red", "media": None}) == {"host": "app-01"}


def test_one_instant_has_one_writing() -> None:
    field = BY_NAME["started_at"]
    writings = {field.store(field.clean(raw)) for name, raw, _ in TAKEN if name == "started_at"}
    assert writings == {"2026-03-31T22:00:00+08:00"}


def test_a_field_asked_for_in_another_manner_is_a_field_of_its_own() -> None:
    host = FORM[0]
    other = host.changed(example="app-02", hint="As in the resource list")
    assert (other.example, other.hint, other.name, other.english) == (
        "app-02", "As in the resource list", "host", "Host",
    )  # fmt: skip
    assert (host.example, host.hint) == ("", "")
    assert host.required
    assert not host.optional().required


def test_a_manner_that_there_is_not_is_an_error_when_the_kind_is_written() -> None:
    with pytest.raises(TypeError, match="english_hint"):
        FORM[0].changed(english_hint="As in the resource list")  # type: ignore[call-arg]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_field_says_how_and_when_it_is_filled_in_in_the_readers_language(language: str) -> None:
    ends, deltas, started = ENDS, DELTAS, BY_NAME["started_at"]
    with translation.override(language):
        said = [ends.needed_when, deltas.advice, deltas.needed_when, started.advice]
    assert all(said)
    assert all(words.isascii() for words in said) == (language == "en")
    assert (BY_NAME["host"].advice, BY_NAME["host"].needed_when) == ("", "")


def test_only_a_choice_offers_choices() -> None:
    assert set(BY_NAME["operation"].choices) == {"reboot", "other"}
    assert [field.name for field in FORM if field.choices] == ["operation"]


def test_a_table_knows_its_cells_as_columns() -> None:
    assert isinstance(LINES, Table)
    with translation.override("zh-hans"):
        assert [str(column.label) for column in LINES.columns] == ["资源项", "数量"]
