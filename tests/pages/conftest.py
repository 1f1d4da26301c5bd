"""A visitor with a browser's manners: signed in as one of the cast, at the world's hour."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.world import World
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema
from tickets.models import Ticket

TAG = re.compile(r"<[^>]*>")


class Visitor:
    """`visitor.get("clerk", "/")`: the page as HTML, after its status was found as expected."""

    def __init__(self, world: World, clock_at: Callable[[datetime], None]) -> None:
        self.world, self.clock_at = world, clock_at
        self.clients: dict[str, Client] = {}

    def client(self, who: str) -> Client:
        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(self.world.user(who))
        self.clock_at(self.world.now)
        return self.clients[who]

    def get(self, who: str, path: str, expect: int = 200, **options: Any) -> str:
        response = self.client(who).get(path, **options)
        assert response.status_code == expect, f"{path}: {response.status_code}"
        return "" if response.streaming else sound(response.content.decode())

    def post(self, who: str, path: str, body: dict[str, Any], expect: int = 302) -> str:
        """After a redirect the page that it leads to."""
        response = self.send(who, path, body)
        assert response.status_code == expect, f"{path}: {response.status_code} {words(response.content.decode())}"
        return self.get(who, response.url) if expect == 302 else sound(response.content.decode())

    def send(self, who: str, path: str, body: dict[str, Any]) -> HttpResponse:
        return self.client(who).post(path, body)

    def act(self, who: str, ticket: Ticket, name: str, expect: int = 302, **body: Any) -> str:
        """Send one step's form as the page gives it: version and all."""
        path = f"/tickets/{ticket.number}/act/{name}/"
        return self.post(who, path, {"version": self.world.fresh(ticket).version, **body}, expect)


def dangling(page: str) -> set[str]:
    """The ids that a label, or an attribute that describes, names and nothing on the page has."""
    named = re.findall(r"""\s(?:for|aria-(?:controls|describedby|labelledby|owns))="([^"]*)\"""", page)
    return {one for ids in named for one in ids.split()} - set(re.findall(r'\sid="([^"]*)"', page))


def sound(page: str) -> str:
    """The page itself, after it was found whole; a fragment may name what stands around it."""
    assert "<html" not in page or not dangling(page), dangling(page)
    return page


def words(page: str) -> str:
    """What a person reads: the text without its tags, blanks drawn together."""
    return " ".join(unescape(TAG.sub(" ", page)).split())


def title(page: str) -> str:
    """What the browser's tab says."""
    return words(page[page.index("<title>") : page.index("</title>")])


class Filled(HTMLParser):
    """What a browser would send of the form with the field `holding`, were its button pressed at once."""

    def __init__(self, page: str, holding: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.select = self.area = ""
        self.feed(page)
        self.body = next(form for form in self.forms if holding in form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self.select = found.get("name", "")
        elif tag == "textarea":
            self.area = found["name"]
            self.forms[-1][self.area] = ""
        elif tag == "option" and self.select and ("selected" in found or self.select not in self.forms[-1]):
            self.forms[-1][self.select] = found["value"]
        elif tag == "input" and "name" in found and (found["type"] not in ("radio", "checkbox") or "checked" in found):
            self.forms[-1][found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area] += data.removeprefix("\n") if not self.forms[-1][self.area] else data


def file_by_pages(visitor: Visitor, who: str, kind: str, body: dict[str, Any], query: str = "", **button: str) -> str:
    """Page by page to the check, then its button: what the pages show of the new order. Each takes what it asks for."""
    start = path = f"/tickets/new/{kind}/{uuid4()}/{query}"
    if KINDS[kind].opening.at_once:
        return visitor.post(who, start, body)
    step = 1
    while not path.endswith("/check/"):
        response = visitor.send(who, start, body | {"step": step})
        assert response.status_code == 302, words(response.content.decode())
        path, step = response.url, step + 1
    return visitor.post(who, path, button)


def typed(world: World, kind: str, **changes: Any) -> dict[str, Any]:
    """The form as a person would send it: examples as the controls spell them."""
    asks = KINDS[kind].opening.asks
    examples = world.examples(kind, schema(asks, world.sample)) | changes
    body: dict[str, Any] = {"contract": "DEMO", "system": world.system.code, "title": f"关于{kind}的申请"}
    for one in asks:
        body |= spelled(one.name, one.type, examples[one.name])
    return body


def spelled(name: str, sort: str, value: Any) -> dict[str, Any]:
    if sort == "rows":
        return {f"f-{name}-{n}-{column}": cell for n, row in enumerate(value or []) for column, cell in row.items()}
    if value is None:
        return {}
    if isinstance(value, bool):
        return {f"f-{name}": "true" if value else "false"}
    return {f"f-{name}": value[:16] if sort == "time" else str(value)}


@pytest.fixture
def visitor(world: World, clock_at: Callable[[datetime], None]) -> Visitor:
    return Visitor(world, clock_at)
