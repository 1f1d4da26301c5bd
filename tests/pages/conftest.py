"""A visitor with a browser's manners: signed in as one of the cast, at the world's hour."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.world import World
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
        return "" if response.streaming else response.content.decode()

    def post(self, who: str, path: str, body: dict[str, Any], expect: int = 302) -> str:
        """After a redirect the page that it leads to."""
        response = self.send(who, path, body)
        assert response.status_code == expect, (
            f"{path}: {response.status_code} {words(response.content.decode())}"
        )
        return self.get(who, response.url) if expect == 302 else response.content.decode()

    def send(self, who: str, path: str, body: dict[str, Any]) -> HttpResponse:
        return self.client(who).post(path, body)

    def act(self, who: str, ticket: Ticket, name: str, expect: int = 302, **body: Any) -> str:
        """Send one step's form as the page gives it: version and all."""
        path = f"/tickets/{ticket.number}/act/{name}/"
        return self.post(who, path, {"version": self.world.fresh(ticket).version, **body}, expect)


def words(page: str) -> str:
    """What a person reads: the text without its tags, blanks drawn together."""
    return " ".join(unescape(TAG.sub(" ", page)).split())


@pytest.fixture
def visitor(world: World, clock_at: Callable[[datetime], None]) -> Visitor:
    return Visitor(world, clock_at)
