"""What a first visit costs a slow line: page, styles and scripts as they go over the wire."""

import gzip
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.pages.addresses import PAGES, furnish
from tests.pages.desk import NOBODY, signed_in
from tests.world import PDF, World
from tickets import actions

MOST = 60_000
LINKED = re.compile(r'<(?:link|script)\b[^>]*(?:href|src)="/static/([^"]+)"')
GZIP = {"Accept-Encoding": "gzip"}


def answer(world: World, who: str, path: str):
    client = Client() if who == NOBODY else signed_in(world.user(who))
    return client.get(path, headers=GZIP)


@cache
def compressed(name: str) -> int:
    """As whitenoise lays it down beside the file."""
    return len(gzip.compress(Path(str(finders.find(name))).read_bytes(), 9))


def weight(world: World, who: str, path: str) -> int:
    response = answer(world, who, path)
    packed = response.headers.get("Content-Encoding") == "gzip"  # pages with secrets are not
    assert packed or path.startswith("/accounts/"), path
    linked = set(LINKED.findall((gzip.decompress if packed else bytes)(response.content).decode()))
    assert linked
    return len(response.content) + sum(map(compressed, linked))


def test_a_first_load_is_light(world: World, clock_at, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    names = furnish(world)
    clock_at(world.now)
    weights = {path: weight(world, who, path.format(**names)) for who, path in PAGES}
    assert {path: found for path, found in weights.items() if found > MOST} == {}


def test_answers_of_rest_are_compressed(world: World) -> None:
    assert answer(world, "clerk", "/api/v1/kinds/").headers["Content-Encoding"] == "gzip"


def test_a_page_goes_out_as_it_is_to_whoever_does_not_ask(world: World) -> None:
    client = Client()
    client.force_login(world.user("clerk"))
    assert "Content-Encoding" not in client.get("/").headers


def test_a_file_goes_out_as_it_is(world: World, settings, tmp_path, clock_at) -> None:
    settings.MEDIA_ROOT = tmp_path
    clock_at(world.now)
    ticket = world.file("restart")
    paper = actions.attach(
        ticket, "other", name="现场照片.pdf", stream=BytesIO(PDF * 50), actor=world.user("clerk"), now=world.now
    )
    response = answer(world, "clerk", f"/files/{paper.pk}/")
    assert response.getvalue() == PDF * 50
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/change/"])
def test_pages_with_secrets_do_not_tell_them_by_their_length(world: World, path: str) -> None:
    assert "Content-Encoding" not in answer(world, "clerk", path).headers
