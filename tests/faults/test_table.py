"""The page that tells of the fault tests names rows and tests that are there."""

import re

from tests.faults.rows import ROWS
from tests.faults.table import BOTH
from tests.settings import ROOT

PAGE = (ROOT / "docs" / "faults.md").read_text()


def test_the_table_has_its_28_rows_and_the_page_tells_of_each() -> None:
    assert sorted(ROWS) == list(range(1, 29))
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)] == sorted(ROWS)


def test_what_has_nothing_to_do_on_a_database_says_why() -> None:
    for row in ROWS.values():
        assert set(row.missing) < set(BOTH)
        assert all(row.missing.values())


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 10
    missing = [(file, name) for file, name in named if f"def {name}(" not in (ROOT / file).read_text()]
    assert missing == []
