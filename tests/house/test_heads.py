"""HEAD is answered wherever GET is, with the same head and without a body, by the server that `serve` runs too."""

import socket
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.pages.conftest import Visitor
from tests.processes import Installation
from tests.world import World


@pytest.fixture
def visitor(world: World, clock_at: Callable[[datetime], None]) -> Visitor:
    return Visitor(world, clock_at)


@pytest.mark.parametrize("address", ["/", "/tickets/", "/breaches/", "/statistics/", "/api/v1/kinds/", "/healthz"])
def test_it_tells_what_get_would(visitor: Visitor, address: str) -> None:
    client = visitor.client("auditor")
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.headers["Content-Type"]) == (got.status_code, got.headers["Content-Type"])
    assert int(head.headers["Content-Length"]) > 0


def test_a_page_that_is_not_there_is_not_there_for_head_either(visitor: Visitor) -> None:
    assert visitor.client("clerk").head("/nowhere/").status_code == 404


@pytest.mark.process
def test_nothing_follows_the_head(installation: Installation) -> None:
    installation.serve()
    with socket.create_connection(("localhost", installation.port), timeout=20) as line:
        line.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        head, _end, body = b"".join(iter(lambda: line.recv(65536), b"")).partition(b"\r\n\r\n")
    assert (head.startswith(b"HTTP/1.1 200"), body) == (True, b"")
