"""docs/coverage.md names tests that exist, and counts its rows as they are."""

import re

import pytest

from tests.settings import ROOT

PAGE = (ROOT / "docs" / "coverage.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_is_there(path: str, name: str) -> None:
    assert f"def {name}" in (ROOT / path).read_text()


def test_a_carried_row_names_a_test() -> None:
    rows = re.findall(r"^\| (\w+) \|.*\| Y \| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) > 20
    assert [row for row, where in rows if "`tests/" not in where] == []


def test_the_sums_are_those_of_the_tables() -> None:
    for table in PAGE.split("## ")[1:]:
        states = re.findall(r"^\| \w+ \|.*?\| ([YPN]) \|", table, re.MULTILINE)
        told = dict(re.findall(r"([YPN]) (\d+)[,.]", table))
        assert {letter: str(states.count(letter)) for letter in told} == told
