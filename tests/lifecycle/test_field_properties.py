"""For each type of field, whatever the value: it comes back as it was, and from a page as from a program."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.datelaw.types import ZONE
from tickets.lifecycle.bounds import Unbounded
from tickets.lifecycle.fields import (
    LONG,
    MAX_INT,
    SHORT,
    USERNAME,
    Choice,
    Confirmed,
    Day,
    Field,
    Gigabytes,
    Instant,
    LongText,
    Money,
    MonthDay,
    Number,
    Offered,
    Person,
    Secret,
    Text,
    YesNo,
)
from tickets.lifecycle.form_fields import CODE, EARLIEST, LATEST, MAX_ROWS
from tickets.lifecycle.tables import (
    Amounts,
    BeforeAfter,
    ConsentNumber,
    Lines,
    RuleCode,
    Scores,
    SheetLines,
    SystemCode,
    Systems,
    Table,
)
from tickets.lifecycle.words import fields as asked_for

ANY = Unbounded("a field of this test")
CODES = ("reboot", "stop_start", "other")
#: One of each type, those that a table may hold as its columns too.
CELLS: tuple[Field[Any], ...] = (
    Text("Host", example="", name="host"),
    LongText("Reason", example="", name="reason"),
    Person("Assignee", example="", name="assignee"),
    Number("Quantity", least=-MAX_INT, example=0, name="quantity"),
    Number("Days", least=1, most=365, example=1, name="days"),
    Money("Amount", example="", name="amount"),
    Gigabytes("Lost", example="", name="lost"),
    Day("Filed on", within=ANY, example="", name="filed_on"),
    MonthDay("In month", within=ANY, example="", name="in_month"),
    Instant("Started at", within=ANY, example="", name="started_at"),
    YesNo("Public", example=True, name="public"),
    Confirmed("Licensed", example=True, name="licensed"),
    Choice("Operation", {code: code.capitalize() for code in CODES}, example="", name="operation"),
)
LINE = (Offered("Line", example="", name="line"), CELLS[3])
FORM = (
    *CELLS,
    Offered("Lead", example="", name="lead"),
    Secret("Code read back", example="", name="code"),
    Table("Rows", CELLS, example=[], name="rows"),
    Scores("Scores", (LINE[0], Number("Points", example=1, name="points")), example=[], name="scores"),
    BeforeAfter("Hosts", CELLS, example=[], name="hosts"),
    Lines("Resources", LINE, example=[], name="lines"),
    Amounts("Resources spoken of", LINE, example=[], name="amounts"),
    Systems("Systems", example=None, name="scope"),
    SystemCode("System", example=None, name="to_system"),
    ConsentNumber("Consent", example=None, name="consent"),
    RuleCode("Rule", {}, example="", name="rule"),
    SheetLines("Lines of sheets", example=None, name="sheet_lines"),
)
#: One line may hold any sign that prints; several lines hold tabs and breaks too.
PRINTED = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))
OFFSETS = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
MONEY = st.decimals(0, Decimal("999999999999.99"), places=2)


def texts(alphabet: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=min(most, 50)).filter(str.strip)


def instants() -> st.SearchStrategy[datetime]:
    first, last = datetime.combine(EARLIEST, time()), datetime.combine(LATEST, time(23, 59))
    here = st.datetimes(first, last).map(lambda at: at.replace(tzinfo=ZONE))
    return st.builds(lambda at, offset: at.astimezone(offset), here, OFFSETS | st.just(UTC))


#: By name: (a JSON value that is taken, the same as a page hands it in).
JSON: dict[str, st.SearchStrategy[Any]] = {
    "host": texts(PRINTED, SHORT),
    "reason": texts(PRINTED | st.sampled_from("\n\t"), LONG),
    "assignee": texts(PRINTED, USERNAME),
    "quantity": st.integers(-MAX_INT, MAX_INT),
    "days": st.integers(1, 365),
    "amount": MONEY.map(str),
    "lost": MONEY.map(str),
    "filed_on": st.dates(EARLIEST, LATEST).map(date.isoformat),
    "in_month": st.dates(EARLIEST, LATEST).map(date.isoformat),
    "started_at": instants().map(datetime.isoformat),
    "public": st.booleans(),
    "licensed": st.just(True),
    "operation": st.sampled_from(CODES),
}
JSON["rows"] = st.lists(st.fixed_dictionaries({**JSON}), min_size=1, max_size=2)
JSON["hosts"] = JSON["rows"]
JSON["line"] = JSON["lead"] = JSON["code"] = JSON["to_system"] = JSON["consent"] = texts(PRINTED, SHORT)
JSON["rule"] = texts(PRINTED, 40)
JSON["scope"] = st.lists(st.from_regex(CODE, fullmatch=True), min_size=1, max_size=3, unique=True).map(sorted)
JSON["sheet_lines"] = JSON["scope"]
JSON["lines"] = st.lists(st.fixed_dictionaries({cell.name: JSON[cell.name] for cell in LINE}), min_size=1, max_size=2)
JSON["amounts"] = JSON["lines"]
JSON["points"] = st.integers(0, MAX_INT)
SCORED = {name: JSON[name] for name in ("line", "points")}
JSON["scores"] = st.lists(st.fixed_dictionaries(SCORED), min_size=1, max_size=2)
#: What a careless or malicious program may send.
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def typed(value: Any) -> Any:
    """A JSON value as a page hands it in: text, rows of text, and codes that are ticked."""
    if isinstance(value, list):
        return [typed(one) for one in value]
    if isinstance(value, dict):
        return {name: typed(cell) for name, cell in value.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)


def sentences(field: Field[Any], raw: object, language: str) -> list[str]:
    """What is said against it; nothing if it is taken."""
    with translation.override(language):
        try:
            field.clean(raw)
        except ValidationError as refused:
            return refused.messages
    return []


def taken(field: Field[Any], raw: object) -> bool:
    return not sentences(field, raw, "en")


def each(*fields: Field[Any]) -> Any:
    return pytest.mark.parametrize("field", fields, ids=lambda field: field.name)


@each(*FORM)
@settings(max_examples=30)
@given(data=st.data())
def test_a_value_comes_back_from_the_database_as_it_was(field: Field[Any], data: st.DataObject) -> None:
    value = field.clean(data.draw(JSON[field.name]))
    assert value is not None
    stored = json.loads(json.dumps(field.store(value)))
    assert field.revive(stored) == value


@each(*FORM)
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_stored_can_be_handed_in_again_and_has_one_writing(field: Field[Any], data: st.DataObject) -> None:
    stored = field.store(field.clean(data.draw(JSON[field.name])))
    assert field.store(field.clean(stored)) == stored


@each(*FORM)
@settings(max_examples=30)
@given(data=st.data())
def test_a_page_and_a_program_hand_in_the_same_value(field: Field[Any], data: st.DataObject) -> None:
    raw = data.draw(JSON[field.name])
    assert field.clean(typed(raw)) == field.clean(raw)


@each(*FORM)
@settings(max_examples=30)
@given(raw=ANYTHING)
def test_anything_is_taken_or_refused_with_sentences_in_both_languages(field: Field[Any], raw: Any) -> None:
    english, chinese = (sentences(field, raw, language) for language in ("en", "zh-hans"))
    assert len(english) == len(chinese)
    assert all(one and not other.isascii() for one, other in zip(english, chinese, strict=True))
    assert not set(english) & set(chinese)


@each(*(field for field in FORM if isinstance(field, Number)))
@given(data=st.data())
def test_a_number_is_taken_within_its_bounds_and_nowhere_else(field: Number, data: st.DataObject) -> None:
    edges = [bound + step for bound in (field.least, field.most) for step in (-1, 0, 1)]
    number = data.draw(st.integers(-2 * MAX_INT, 2 * MAX_INT) | st.sampled_from(edges))
    assert taken(field, number) == (field.least <= number <= field.most)
    assert (field.bounds()["minimum"], field.bounds()["maximum"]) == (field.least, field.most)


@each(*(field for field in FORM if isinstance(field, Text)))
@pytest.mark.parametrize("beyond", [0, 1])
def test_a_text_is_taken_up_to_its_length(field: Text, beyond: int) -> None:
    assert taken(field, "网" * (field.bounds()["maxLength"] + beyond)) == (beyond == 0)


@each(*(field for field in FORM if isinstance(field, Day | Instant)))
@given(data=st.data())
def test_a_day_too_far_away_is_refused(field: Field[Any], data: st.DataObject) -> None:
    day = data.draw(st.dates(date(1, 1, 2), date(9999, 12, 30)))
    raw = day.isoformat() if isinstance(field, Day) else f"{day}T12:00+08:00"
    assert taken(field, raw) == (EARLIEST <= day <= LATEST)


@pytest.mark.parametrize("count", [MAX_ROWS, MAX_ROWS + 1])
def test_a_table_is_taken_up_to_its_rows(count: int) -> None:
    table = Table("Rows", CELLS[:1], example=[], name="rows")
    assert taken(table, [{"host": "app-01"}] * count) == (count == MAX_ROWS == table.bounds()["maxItems"])


def test_every_type_of_field_that_a_kind_asks_for_is_tried_here() -> None:
    assert {type(one) for one in asked_for()} <= {type(one) for one in FORM}
