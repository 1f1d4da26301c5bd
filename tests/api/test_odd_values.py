"""Every operation that REST describes, with values that no form would send: a described refusal, never a failure.

A walk over the schema: in each body each property in turn holds what it should not, while the others are right.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import Api

#: FULL=1 sends each value to each property; else each property gets one, and all values come up.
FULL = os.environ.get("FULL") == "1"
ODD: list[Any] = [
    None, "", "\x00", "长" * 10_000, "１２", -1, 2**63, 1e308, True, [], {}, [[]], {"a": {"a": None}}, "2026-02-30",
    "9999-12-31T23:59:59+14:00", "0001-01-01", "GD-2026-999999", "../../etc", "'; --", "\u202e", ["😀"],
]  # fmt: skip
ASKERS = ("lead", "desk", "auditor", "sysadmin", "")
PLACES = {"number": "GD-2026-000001", "name": "submit", "kind": "incident", "code": "certificate", "id": "1"}


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, known in schema["paths"].items():
        for method, operation in known.items():
            yield path.removeprefix("/api/v1/"), method, operation


def body_of(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of what it takes as JSON."""
    taken = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return resolved(schema, taken["schema"]) if taken else None


def resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in part:
        return resolved(schema, schema["components"]["schemas"][part["$ref"].rpartition("/")[2]])
    return part


def right(schema: dict[str, Any], part: dict[str, Any]) -> Any:
    """A value of the type that is described."""
    part = resolved(schema, part)
    if "enum" in part:
        return part["enum"][0]
    kind = part.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    return {"string": "甲", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}.get(str(kind))


def bodies(schema: dict[str, Any], body: dict[str, Any], turn: int) -> Iterator[Any]:
    yield from ODD[:: 1 if FULL else len(ODD) // 3]
    properties = body.get("properties", {})
    good = {name: right(schema, one) for name, one in properties.items()}
    yield good
    for place, name in enumerate(properties):
        for odd in ODD if FULL else [ODD[(turn + place) % len(ODD)]]:
            yield good | {name: odd}


def filled(path: str, contract: str) -> str:
    places = PLACES | ({"number": contract} if path.startswith("contracts/") else {})
    for name, value in places.items():
        path = path.replace(f"{{{name}}}", value)
    return path


@pytest.fixture
def described(api: Api) -> dict[str, Any]:
    """The schema, and something that each address names."""
    schema: dict[str, Any] = api.client("").get("/api/v1/schema/?format=json").json()
    for kind in ("incident", "restart"):
        api.world.file(kind)
    return schema


def test_no_odd_value_is_answered_by_a_failure_or_by_what_is_not_described(api: Api, described: dict[str, Any]) -> None:
    """What is not caught raises here, as a 500 would be answered by the service."""
    wrong, sent = [], 0
    for turn, (path, method, operation) in enumerate(operations(described)):
        body = body_of(described, operation)
        address = f"/api/v1/{filled(path, 'DEMO')}"
        for one in bodies(described, body, turn) if body else [None]:
            who = ASKERS[sent % len(ASKERS)]
            api.clock_at(api.world.now)
            answer = getattr(api.client(who), method)(address, one, format="json" if method != "get" else None)
            sent += 1
            if answer.status_code >= 500 or str(answer.status_code) not in operation["responses"]:
                wrong.append((method, path, who, str(one)[:200], answer.status_code))
    assert wrong == []
    assert sent > 200
