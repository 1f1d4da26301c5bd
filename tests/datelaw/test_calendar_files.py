"""Calendar files: the shipped ones are in order, a bad one is refused with the key at fault."""

import json
from pathlib import Path
from typing import Any

import pytest

from tickets.errors import PolicyError
from tickets.policy import calendar_files
from tickets.policy.calendar_files import SHIPPED, parse, read, shipped

NATIONAL_DAY = {"first": "2026-10-01", "last": "2026-10-07", "name": "国庆节", "name_en": "National Day"}
NEW_YEAR = {"first": "2026-01-01", "last": "2026-01-03", "name": "元旦", "name_en": "New Year's Day"}


def year_data(**changes: Any) -> dict[str, Any]:
    good = {
        "year": 2026,
        "version": 2,
        "source": "一个通知",
        "off": [NEW_YEAR, NATIONAL_DAY],
        "make_up": ["2026-10-10"],
    }
    return {key: value for key, value in (good | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("year", "source", "days_off", "made_up"),
    [(2025, "国办发明电〔2024〕12号", 28, 5), (2026, "国办发明电〔2025〕7号", 33, 6)],
)
def test_the_shipped_years_hold_the_notices(year: int, source: str, days_off: int, made_up: int) -> None:
    loaded = read(SHIPPED / f"{year}.toml")

    assert (loaded.year, loaded.version, loaded.source) == (year, 1, source)
    assert sum((off.last - off.first).days + 1 for off in loaded.off) == days_off
    assert len(loaded.make_up) == made_up


def test_a_year_survives_a_json_column() -> None:
    for year in shipped():
        assert parse(json.loads(json.dumps(year.as_data())), file="row") == year


def test_a_good_year_is_read() -> None:
    year = parse(year_data(), file="2026.toml")

    assert str(year) == "2026.2"
    assert [off.name_en for off in year.off] == ["New Year's Day", "National Day"]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"year": None}, "“year”"),
        ({"months": 12}, "“months”"),
        ({"year": "2026"}, "“year”"),
        ({"year": True}, "“year”"),
        ({"year": 1991}, "“year”"),
        ({"version": 0}, "“version”"),
        ({"version": "1"}, "“version”"),
        ({"source": " "}, "“source”"),
        ({"source": 7}, "“source”"),
        ({"off": "2026-10-01"}, "“off”"),
        ({"off": ["2026-10-01"]}, "“off[1]”"),
        ({"off": [{"first": "2026-10-01", "last": "2026-10-07", "name": "国庆节"}]}, "“off[1].name_en”"),
        ({"off": [NEW_YEAR | {"days": 3}]}, "“off[1].days”"),
        ({"off": [NEW_YEAR | {"name": ""}]}, "“off[1].name”"),
        ({"off": [NEW_YEAR, NATIONAL_DAY | {"last": "2026-09-30"}]}, "“off[2]”"),
        ({"off": [NEW_YEAR, NATIONAL_DAY | {"last": "2027-01-01"}]}, "“off[2].last”"),
        ({"off": [NEW_YEAR, NATIONAL_DAY | {"first": "1 October"}]}, "“off[2].first”"),
        ({"off": [NATIONAL_DAY, NEW_YEAR | {"last": "2026-10-01"}]}, "“off[1]”"),
        ({"make_up": "2026-10-10"}, "“make_up”"),
        ({"make_up": [20261010]}, "“make_up[1]”"),
        ({"make_up": ["2025-10-11"]}, "“make_up[1]”"),
        ({"make_up": ["2026-10-10", "2026-10-10"]}, "“make_up[2]”"),
        ({"make_up": ["2026-10-12"]}, "“make_up[1]”"),  # a Monday
        ({"make_up": ["2026-10-03"]}, "“make_up[1]”"),  # off as well
    ],
)
def test_a_bad_year_is_refused_with_the_key(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse(year_data(**changes), file="bad.toml")

    assert str(refused.value).startswith("bad.toml: ")
    assert key in str(refused.value)


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_text("year = 2027\nversion =\n", encoding="utf-8")

    with pytest.raises(PolicyError, match=r"2027\.toml: .*line 2"):
        read(file)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_bytes('source = "国办"'.encode("gb18030"))

    with pytest.raises(PolicyError, match=r"2027\.toml: the file is saved as GBK"):
        read(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.toml: cannot be read"):
        read(tmp_path / "none.toml")


def test_what_is_shipped_is_every_file_beside_the_source() -> None:
    assert [year.year for year in shipped()] == [2025, 2026]
    assert calendar_files.SHIPPED.is_dir()
