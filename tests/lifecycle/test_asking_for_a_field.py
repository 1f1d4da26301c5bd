"""A field is asked for in one way, which knows "not asked then": nobody looks into a stored form by hand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.settings import ROOT

#: What holds values by the name of a field, or facts by theirs: of a ticket, of what is typed, of a scene.
HELD = {"fields", "typed", "facts"}
#: Where the one way is made: `Scene` and `Endorsed` read by a declared field.
MADE = ROOT / "tickets/lifecycle/scene.py"
READING = {"get", "pop", "setdefault", "__getitem__"}
PACKAGES = ("tickets/lifecycle", "tickets/pages", "tickets/api")


def by_hand(tree: ast.AST) -> Iterator[ast.expr]:
    """`x.fields[...]`, `x.fields.get(...)` and the like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            holder = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READING:
            holder = node.func.value
        else:
            continue
        if isinstance(holder, ast.Attribute) and holder.attr in HELD and not _own(holder):
            yield node


def _own(holder: ast.Attribute) -> bool:
    """`self.fields` of a Django form: its controls, not what was typed into them."""
    return isinstance(holder.value, ast.Name) and holder.value.id == "self"


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if path != MADE]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_looks_into_a_form_by_hand(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [f"{node.lineno}: {ast.unparse(node)}" for node in by_hand(tree)] == []


@pytest.mark.parametrize(
    "line",
    [
        "scene.fields['host']",
        "scene.fields.get('host')",
        "scene.typed[HOST.name]",
        "scene.facts['within']",
        "ticket.fields.get(name, '')",
        "act.ticket.fields['end_date'][0]",
    ],
)
def test_such_a_look_would_be_found(line: str) -> None:
    assert list(by_hand(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["scene.value(HOST)", "scene.facts.within", "declared.columns[0]", "response.data['errors'] = {}"]
)
def test_the_one_way_is_let_through(line: str) -> None:
    assert not list(by_hand(ast.parse(line)))
