"""What is typed is cleaned in one place; what is stored comes back as it was."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tickets.lifecycle.fields import MAX_ROWS, ZONE, FieldError, clean, clean_all, fields, revive_all, store

FORM = fields(
    "host:text* reason:text media:int amount:money filed_on:date started_at:time public:bool licensed:true "
    "operation:enum(reboot/other) lines:rows policies:rows assignee:user"
)
BY_NAME = {field.name: field for field in FORM}
NIGHT = datetime(2026, 3, 31, 22, 0, tzinfo=ZONE)

TAKEN: list[tuple[str, Any, Any]] = [
    ("host", "  app-01 ", "app-01"),
    ("host", "网" * 200, "网" * 200),
    ("reason", "one\r\ntwo", "one\ntwo"),
    ("media", "3", 3),
    ("media", 0, 0),
    ("amount", "1200", Decimal("1200.00")),
    ("amount", "1,203,010.38", Decimal("1203010.38")),
    ("amount", 7, Decimal("7.00")),
    ("amount", "0.5", Decimal("0.50")),
    ("filed_on", "2026-03-31", date(2026, 3, 31)),
    ("started_at", "2026-03-31T22:00", NIGHT),
    ("started_at", "2026-03-31 22:00:00", NIGHT),
    ("started_at", "2026-03-31T14:00:00Z", NIGHT),
    ("public", False, False),
    ("public", "on", True),
    ("public", "false", False),
    ("licensed", "true", True),
    ("operation", "reboot", "reboot"),
    ("lines", [{"line": "vcpu", "quantity": "-4"}], [{"line": "vcpu", "quantity": -4}]),
    ("assignee", "engineer", "engineer"),
]
REFUSED: list[tuple[str, Any]] = [
    ("host", ""),
    ("host", "   "),
    ("host", None),
    ("host", 7),
    ("host", "x" * 201),
    ("host", "two\nlines"),
    ("host", "bell\x07"),
    ("host", "right\u202eto left"),
    ("host", "half \ud800"),
    ("reason", "x" * 5001),
    ("media", "1.5"),
    ("media", 1.0),
    ("media", True),
    ("media", -1),
    ("media", "10000000000"),
    ("media", "١٢"),
    ("amount", "-1"),
    ("amount", "1.005"),
    ("amount", "1e3"),
    ("amount", 0.1),
    ("amount", "NaN"),
    ("amount", True),
    ("filed_on", "2026-02-29"),
    ("filed_on", "31.3.2026"),
    ("filed_on", "20260331"),
    ("filed_on", "1899-12-31"),
    ("filed_on", "2101-01-01"),
    ("started_at", "2026-03-31"),
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
    (
        "policies",
        [{"source": "a", "destination": "b", "protocol": "tcp", "direction": "up", "action": "allow"}],
    ),
]


@pytest.mark.parametrize(("name", "typed", "value"), TAKEN)
def test_what_fits_is_taken(name: str, typed: Any, value: Any) -> None:
    assert clean(BY_NAME[name], typed) == value


@pytest.mark.parametrize(("name", "typed"), REFUSED)
def test_what_does_not_fit_is_refused_with_a_sentence_in_both_languages(name: str, typed: Any) -> None:
    with pytest.raises(FieldError) as refused:
        clean(BY_NAME[name], typed)
    with translation.override("en"):
        english = str(refused.value)
    with translation.override("zh-hans"):
        assert str(refused.value) != english


def test_an_optional_field_left_empty_is_absent() -> None:
    values, errors = clean_all(FORM, {"host": "app-01", "reason": "", "media": None, "lines": []})
    assert values == {"host": "app-01"}
    assert not errors


def test_everything_amiss_is_said_at_once_and_unknown_names_are_amiss() -> None:
    values, errors = clean_all(FORM, {"media": "x", "colour": "red"})
    assert not values
    assert set(errors) == {"host", "media", "colour"}


def test_a_bad_row_is_named_with_its_column() -> None:
    with translation.override("zh-hans"):
        _, errors = clean_all(
            FORM, {"host": "a", "lines": [{"line": "vcpu", "quantity": 1}, {"line": "vcpu"}]}
        )
    assert errors["lines"] == ["第2行“数量”：此项必填。"]


def test_what_is_stored_is_json_and_comes_back_as_it_was() -> None:
    typed = {name: raw for name, raw, _ in TAKEN if name not in {"host", "reason"}} | {"host": "app-01"}
    values, _ = clean_all(FORM, typed)
    stored = json.loads(json.dumps(store(values)))
    assert revive_all(FORM, stored) == values


def test_one_instant_has_one_writing() -> None:
    field = BY_NAME["started_at"]
    writings = {store({"at": clean(field, raw)})["at"] for name, raw, _ in TAKEN if name == "started_at"}
    assert writings == {"2026-03-31T22:00:00+08:00"}


def test_a_quantity_may_be_below_zero_and_days_are_at_least_one() -> None:
    (days,) = fields("days:int*")
    assert clean(days, 1) == 1
    with pytest.raises(FieldError):
        clean(days, 0)
