"""What a template names exists: one missing name would be a failed page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.settings import ROOT
from tickets.pages.parts import lamps
from tickets.pages.parts.icons import icon
from tickets.pages.ticket import timeline

PACKAGES = ("accounts", "tickets")
ICONS = re.compile(r'{% icon "([\w-]+)" %}')
OTHERS = re.compile(r'{% (?:include|extends) "([^"]+)"')


def templates() -> dict[str, Path]:
    """Our templates by the name under which Django loads them."""
    folders = [ROOT / package / "templates" for package in PACKAGES]
    return {path.relative_to(folder).as_posix(): path for folder in folders for path in folder.rglob("*.html")}


def named(pattern: re.Pattern[str]) -> set[str]:
    return {name for path in templates().values() for name in pattern.findall(path.read_text())}


def sources() -> Iterator[str]:
    for package in PACKAGES:
        yield from (path.read_text() for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_can_be_read(name: str) -> None:
    assert get_template(name)


def test_every_template_that_another_names_exists() -> None:
    for name in named(OTHERS):
        assert get_template(name)


def test_every_partial_is_used() -> None:
    """The name of a partial begins with "_"; a template includes it, or a view answers with it alone."""
    partials = {name for name in templates() if Path(name).name.startswith("_")}
    code = "".join(sources())
    assert sorted(name for name in partials - named(OTHERS) if f'"{name}"' not in code) == []


def test_no_template_has_punctuation_of_one_language_of_its_own() -> None:
    """Colons come from the `colon` tag, sentences whole from the catalogue: an English page has no full-width mark."""
    comments = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)
    full_width = re.compile("[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]")
    found = [name for name, path in templates().items() if full_width.search(comments.sub("", path.read_text()))]
    assert found == []


def test_numbers_are_grouped_by_the_one_filter() -> None:
    """Django's own groups by what the language's formats say, which is by four in Chinese."""
    found = [name for name, path in templates().items() if re.search(r"\|(intcomma|floatformat)", path.read_text())]
    assert found == []


def test_every_icon_exists() -> None:
    for name in sorted({*named(ICONS), *lamps.ICONS.values(), *timeline.ICONS.values(), "arrow-right", "ban"}):
        assert "<svg" in icon(name)


def test_an_icon_is_hidden_from_those_who_hear_the_page() -> None:
    assert 'aria-hidden="true"' in icon("check")


def test_a_style_sheet_of_one_page_restyles_no_class_of_all_of_them() -> None:
    """A bare class that stands in two sheets is drawn by whichever comes last."""
    sheets = {path.name: path.read_text() for path in (ROOT / "tickets/static/tickets").glob("*.css")}
    everywhere = "".join(text for name, text in sheets.items() if name in ("govcloud.css", "shell.css", "lists.css"))
    common = set(re.findall(r"^\.([\w-]+) \{", everywhere, re.MULTILINE))
    own = {
        name: set(re.findall(r"^\.([\w-]+)[ ,{]", sheets[name], re.MULTILINE)) for name in ("charts.css", "screen.css")
    }
    assert {name: classes & common for name, classes in own.items()} == {"charts.css": set(), "screen.css": set()}
