"""One name, one meaning; the field's own words; nobody's sex."""

import ast
import re
from collections import defaultdict

from tests.house.test_sizes import CODE, files
from tests.settings import ROOT

#: Django's own names for a place, not for a thing.
PLACES = {"Command", "Meta", "Migration"}

#: Words of release 0.1 -> what they are called now (docs/glossary.md).
FORMER = {
    "chore": "periodic task",
    "rung": "level",
    "struck": "voided",
    "bury": "give up",
    "whence": "where from",
    "house": "service, or system log",
}
#: Here the former words are read, or hashed for ever.
READERS = ("tickets/audit/earlier.py", "tickets/audit/chain.py")
ONE_SEX = re.compile(r"\b(he|his|him|himself|she|her|hers|herself)\b", re.IGNORECASE)


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


def test_nothing_is_called_by_a_former_word() -> None:
    former = re.compile(rf"\b({'|'.join(FORMER)})s?\b", re.IGNORECASE)
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in files(*CODE)}
    found = {name: former.findall(text) for name, text in texts.items() if name not in READERS}
    assert {name: words for name, words in found.items() if words} == {}


def test_everybody_is_they() -> None:
    found = {path.relative_to(ROOT).as_posix(): ONE_SEX.findall(path.read_text()) for path in files(*CODE, "tests")}
    assert {name: words for name, words in found.items() if words and name != "tests/house/test_names.py"} == {}
