"""Functions, files and lines stay short enough to be read at once."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.settings import ROOT

LONGEST_FUNCTION, LONGEST_FILE, MEDIAN_FUNCTION, LONGEST_LINE = 60, 400, 8, 120
CODE = ("accounts", "govcloud", "texts", "tickets")
#: What a browser is sent. Its indentation is djhtml's matter, Python's lines are ruff's.
WEB = (".html", ".css", ".js")


def files(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def web() -> list[Path]:
    return sorted(path for folder in CODE for path in (ROOT / folder).rglob("*") if path.suffix in WEB)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)


def test_no_function_is_longer_than_a_screen() -> None:
    measured = (row for path in files(*CODE, "tests") for row in functions(path))
    assert [row for row in measured if row[1] > LONGEST_FUNCTION] == []


def test_most_functions_are_a_handful_of_lines() -> None:
    assert statistics.median(length for path in files(*CODE) for _, length in functions(path)) <= MEDIAN_FUNCTION


def test_no_file_passes_four_hundred_lines() -> None:
    measured = [*files(*CODE, "tests"), *web()]
    assert [str(path) for path in measured if len(path.read_text().splitlines()) > LONGEST_FILE] == []


def test_no_line_of_a_template_or_a_style_sheet_passes_a_hundred_and_twenty_characters() -> None:
    lines = (
        (f"{path.relative_to(ROOT)}:{number}", len(line))
        for path in web()
        for number, line in enumerate(path.read_text().splitlines(), 1)
    )
    assert [place for place in lines if place[1] > LONGEST_LINE] == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_named_after_nothing(name: str) -> None:
    assert [path for path in files(*CODE, "tests") if name in (path.stem, path.parent.name)] == []
