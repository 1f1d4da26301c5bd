"""时限试算: clause or limit, start and pauses; the steps in words, and the year with its notice."""

import re

import pytest
from django.utils.http import urlencode

from tests.pages.conftest import Visitor, words
from tests.world import World

ADDRESS = "/due/"


def asked(**said: object) -> str:
    return f"{ADDRESS}?{urlencode({'start': '2026-09-30T15:00', 'roll': 'true', **said})}"


def test_it_begins_with_now_and_this_year(world: World, visitor: Visitor) -> None:
    page = visitor.get("auditor", ADDRESS)
    assert "2026-03-02T10:00" in page
    assert "2026年工作日" in words(page)
    assert "国办发明电" in words(page)


def test_a_limit_is_reckoned_with_its_steps(world: World, visitor: Visitor) -> None:
    """As the command and REST answer: five days from 30 September end on the first working day after the holidays."""
    said = words(visitor.get("auditor", asked(number=5, unit="natural_day")))
    rest = visitor.client("auditor").get("/api/v1/due/?start=2026-09-30T15:00&limit=5 days").json()
    assert "截止：2026年10月8日（周四）24时" in said
    for step in rest["steps"]:
        assert step.split("，")[0] in said


def test_a_last_day_may_stay_on_a_rest_day(world: World, visitor: Visitor) -> None:
    said = words(visitor.get("auditor", asked(number=5, unit="natural_day", roll="")))
    assert "截止：2026年10月5日（周一）24时" in said


def test_a_clause_brings_its_own_limit_and_its_contract_s_reading(world: World, visitor: Visitor) -> None:
    said = words(visitor.get("manager", asked(clause="DEMO:incident.respond")))
    assert "截止：2026年9月30日（周三）15:05" in said
    assert "故障响应 · DEMO" in said


def test_pauses_put_it_off_and_leave_room_for_another(world: World, visitor: Visitor) -> None:
    pause = {"from_0": "2026-09-30T15:10", "to_0": "2026-09-30T15:20"}
    page = visitor.get("auditor", asked(number=30, unit="minute", **pause))
    assert "截止：2026年9月30日（周三）15:40" in words(page)
    assert 'name="from_1"' in page
    assert 'name="from_2"' not in page


def test_a_year_that_is_not_announced_is_said_so(world: World, visitor: Visitor) -> None:
    page = words(visitor.get("auditor", asked(start="2031-03-03T10:00", number=20, unit="working_day")))
    assert "暂定" in page
    assert "尚未公布" in page


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "number"),
        ({"number": "0"}, "number"),
        ({"number": "10001"}, "number"),
        ({"number": "five"}, "number"),
        ({"number": 5, "start": "soon"}, "start"),
        ({"number": 5, "start": ""}, "start"),
        ({"number": 9999, "unit": "month"}, "start"),
        ({"number": 5, "unit": "fortnight"}, "unit"),
        ({"clause": "DEMO:nothing"}, "clause"),
        ({"number": 5, "from_0": "2026-10-02T10:00"}, "to_0"),
        ({"number": 5, "to_0": "2026-10-02T10:00"}, "from_0"),
        ({"number": 5, "from_0": "2026-10-02T10:00", "to_0": "2026-10-01T10:00"}, "to_0"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_lost(
    world: World, visitor: Visitor, said: dict[str, object], field: str
) -> None:
    page = visitor.get("auditor", asked(**said))
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert "截止：" not in words(page)
    for value in said.values():
        assert not value or f'value="{value}"' in page or f'value="{value}:00"' in page or field in ("unit", "clause")


def test_a_pause_that_ends_before_it_begins_is_told_in_words_at_its_own_field(world: World, visitor: Visitor) -> None:
    right = {"from_0": "2026-10-01T10:00", "to_0": "2026-10-02T10:00"}
    wrong = {"from_1": "2026-10-06T10:00", "to_1": "2026-10-05T10:00"}
    page = visitor.get("auditor", asked(number=5, unit="working_day", **right, **wrong))
    assert 'href="#id_to_1"' in page
    said = words(page)
    assert "2026年10月5日（周一）10:00" in said
    assert "2026年10月6日（周二）10:00" in said
    assert not re.search(r"\d{4}-\d\d-\d\d", said)


def test_the_year_names_its_holidays_and_months_as_people_do(world: World, visitor: Visitor) -> None:
    said = words(visitor.get("auditor", f"{ADDRESS}?year=2026"))
    assert "2026年10月1日（周四）至2026年10月7日（周三）" in said
    assert "2026年10月 一 二" in said or "2026年10月 周一" in said or re.search("2026年10月 .{0,4}一", said)
    assert not re.search(r"\d{4}-\d\d", said)


def test_clauses_of_others_are_not_offered(world: World, visitor: Visitor) -> None:
    page = visitor.get("outsider", asked(clause="DEMO:incident.respond"))
    assert 'id="id_clause_error"' in page
    assert 'value="DEMO:' not in page


@pytest.mark.parametrize("year", ["1066", "9999", "x", "２０２６", "99999999999999999999"])
def test_an_odd_year_is_this_year(world: World, visitor: Visitor, year: str) -> None:
    assert "2026年工作日" in words(visitor.get("auditor", f"{ADDRESS}?{urlencode({'year': year})}"))


def test_another_year_is_a_link(world: World, visitor: Visitor) -> None:
    assert "2025年工作日" in words(visitor.get("auditor", f"{ADDRESS}?year=2025"))
