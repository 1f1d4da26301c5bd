"""Functions and files stay short enough to be read at once."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.settings import ROOT

LONGEST_FUNCTION, LONGEST_FILE, MEDIAN_FUNCTION = 60, 400, 8
CODE = ("accounts", "govcloud", "tickets")


def files(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or 0) - node.lineno + 1,
            )


def test_no_function_is_longer_than_a_screen() -> None:
    measured = (row for path in files(*CODE, "tests") for row in functions(path))
    assert [row for row in measured if row[1] > LONGEST_FUNCTION] == []


def test_most_functions_are_a_handful_of_lines() -> None:
    assert (
        statistics.median(length for path in files(*CODE) for _, length in functions(path)) <= MEDIAN_FUNCTION
    )


def test_no_file_passes_four_hundred_lines() -> None:
    assert [
        str(path) for path in files(*CODE, "tests") if len(path.read_text().splitlines()) > LONGEST_FILE
    ] == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_named_after_nothing(name: str) -> None:
    assert [path for path in files(*CODE, "tests") if name in (path.stem, path.parent.name)] == []
