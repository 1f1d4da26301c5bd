"""Every text that people may read has its Chinese, in the catalogue of its own package."""

import ast
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import templatize

from govcloud.messages import PACKAGES, catalogues
from tests.settings import ROOT
from tickets.lifecycle import words
from tickets.registers import words as of_registers

KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}
SCRIPT_WORDS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
Id = tuple[str | None, str]


def sources(*suffixes: str) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield path


def extracted(method: str, text: str, keywords: dict) -> Iterator[Id]:
    """(context, id) of every marked text; of a plural its singular."""
    for _, found, _, context in extract(method, io.BytesIO(text.encode()), keywords, (), {}):
        yield context, found[0] if isinstance(found, tuple) else found


def used() -> set[tuple[Path, Id]]:
    """What is marked in the sources, and what kinds and registers say on their objects, which no extraction sees."""
    return marked() | {(Path(one.__file__), text) for one in (words, of_registers) for text in one.texts()}


def marked() -> set[tuple[Path, Id]]:
    python = ((path, "python", path.read_text(), KEYWORDS) for path in sources(".py"))
    pages = (
        (path, "python", unindented(templatize(path.read_text(), origin=str(path))), KEYWORDS)
        for path in sources(".html", ".txt")
        if "templates" in path.parts
    )
    scripts = ((path, "javascript", path.read_text(), SCRIPT_WORDS) for path in sources(".js"))
    return {
        (path, found)
        for kind in (python, pages, scripts)
        for path, method, text, keywords in kind
        for found in extracted(method, text, keywords)
    }


def unindented(calls: str) -> str:
    """A template's indentation is not Python's."""
    return re.sub("^ +", "", calls, flags=re.MULTILINE)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def whole(message: Message | None) -> bool:
    """Translated, and nobody left a doubt about it."""
    if message is None or message.fuzzy:
        return False
    words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(words) and all(words)


@pytest.fixture(scope="module")
def chinese() -> list[Catalog]:
    return [read(path) for path in catalogues(ROOT)]


def test_every_text_has_its_chinese(chinese: list[Catalog]) -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {msgid}"
        for path, (context, msgid) in used()
        if not any(whole(catalogue.get(msgid, context)) for catalogue in chinese)
    }
    assert sorted(missing) == []


def test_what_a_kind_says_stands_in_the_catalogue_of_the_kinds() -> None:
    own = read(Path(words.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po")
    assert [text for text in words.texts() if not whole(own.get(text[1], text[0]))] == []


def test_no_catalogue_keeps_a_text_that_nothing_says_any_more() -> None:
    """The pure modules hold their ids as plain strings, worded at the edge: any literal counts as said."""
    said: set[Id] = {found for _path, found in used()} | {(None, text) for text in (*literals(), *borrowed())}
    stale = {
        f"{path.relative_to(ROOT)}: {message.id}"
        for path in catalogues(ROOT)
        for message in read(path)
        if message.id and (message.context, singular(message)) not in said
    }
    assert sorted(stale) == []


def literals() -> Iterator[str]:
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def borrowed() -> Iterator[str]:
    """What Django and allauth say; the catalogue beside the settings puts it in this service's words."""
    homes = (Path(django.__path__[0]) / "conf", Path(django.__path__[0]) / "contrib/auth", Path(allauth.__path__[0]))
    for home in homes:
        yield from (singular(message) for message in read(home / "locale/en/LC_MESSAGES/django.po") if message.id)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


@pytest.mark.parametrize("path", catalogues(ROOT), ids=lambda path: str(path.relative_to(ROOT).parts[:-4]))
def test_a_catalogue_holds_no_doubtful_or_empty_text(path: Path) -> None:
    assert [message.id for message in read(path) if message.id and not whole(message)] == []


@pytest.mark.parametrize("path", catalogues(ROOT), ids=lambda path: str(path.relative_to(ROOT).parts[:-4]))
def test_chinese_fills_in_what_the_english_does(path: Path) -> None:
    """Of a plural the English singular may leave the number out; the Chinese, the only form, names it."""
    wrong = [message.id for message in read(path) if message.id and places(message.string) != places(message.id)]
    assert wrong == []


def places(words: str | Sequence[str]) -> set[str]:
    forms = [words] if isinstance(words, str) else words
    return {place for form in forms for place in re.findall(r"%\((\w+)\)", form)}


def test_no_two_catalogues_disagree(chinese: list[Catalog]) -> None:
    """Django merges them: of two translations of one id the reader would see whichever came last."""
    said: dict[Id, set[str]] = {}
    for catalogue in chinese:
        for message in catalogue:
            if message.id:
                said.setdefault((message.context, str(message.id)), set()).add(str(message.string))
    assert {key: words for key, words in said.items() if len(words) > 1} == {}


@pytest.mark.parametrize("path", catalogues(ROOT), ids=lambda path: str(path.relative_to(ROOT).parts[:-4]))
def test_a_text_stands_in_a_catalogue_once(path: Path) -> None:
    """The reader takes the last of several without a word, and the first is what somebody goes on editing."""
    assert doubled(path) == []


def doubled(path: Path) -> list[str]:
    entries = re.findall(r'^((?:msgctxt .+\n)?msgid .+\n(?:".*\n)*)', path.read_text(), re.MULTILINE)
    return [entry for entry in {*entries} if entries.count(entry) > 1]
