"""A caller of the API: signs in by token, speaks JSON, and asserts the status that it expects."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts import tokens
from tests.world import PDF, World


class Api:
    """`api.get("clerk", "tickets/")`: the answer's body, after its status was found as expected."""

    def __init__(self, world: World, clock_at: Callable[[datetime], None]) -> None:
        self.world, self.clock_at = world, clock_at
        self.clients: dict[str, APIClient] = {}

    def client(self, who: str) -> APIClient:
        if who not in self.clients:
            self.clients[who] = APIClient()
            if who:
                token, text = AuthToken.objects.create(self.world.user(who))
                tokens.note_use(token, self.world.now)  # once in an hour: no part of what a request costs
                self.clients[who].credentials(HTTP_AUTHORIZATION=f"Token {text}")
        return self.clients[who]

    def call(self, who: str, method: str, path: str, body: Any = None, expect: int = 200, **options: Any) -> Any:
        self.clock_at(self.world.now)
        send = getattr(self.client(who), method)
        options.setdefault("format", "json" if method != "get" else None)
        response = send(f"/api/v1/{path}", body, **options)
        assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.content.decode()}"
        return response.json()

    def get(self, who: str, path: str, expect: int = 200, **query: Any) -> Any:
        return self.call(who, "get", path, query, expect)

    def post(self, who: str, path: str, body: Any = None, expect: int = 200, **options: Any) -> Any:
        return self.call(who, "post", path, body or {}, expect, **options)

    def hand_in(
        self, who: str, number: str, slot: str, *, name: str = "附件.pdf", content: bytes = PDF, expect: int = 201
    ) -> Any:
        body = {"slot": slot, "file": SimpleUploadedFile(name, content)}
        return self.call(who, "post", f"tickets/{number}/attachments/", body, expect, format="multipart")


@pytest.fixture
def api(world: World, clock_at: Callable[[datetime], None]) -> Api:
    return Api(world, clock_at)
