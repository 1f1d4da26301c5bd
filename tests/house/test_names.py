"""One name, one meaning."""

import ast
from collections import defaultdict

from tests.house.test_sizes import CODE, files
from tests.settings import ROOT

#: Django's own names for a place, not for a thing.
PLACES = {"Command", "Meta", "Migration"}


def classes() -> dict[str, list[str]]:
    """Each name of a class, with or without an underscore, and where it is defined."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in files(*CODE):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and node.name not in PLACES:
                found[node.name.lstrip("_")].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_no_two_classes_share_a_name() -> None:
    assert {name: places for name, places in classes().items() if len(places) > 1} == {}
