"""`docs/`: the generated schema as a page of our own, without scripts and without anything from another host."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from tickets.api.endpoint import Endpoint
from tickets.api.errors import SAID
from tickets.api.throttles import PerAddress

METHODS = ("get", "post", "patch")
#: The parts of "/api/v1/tickets/{number}/" before the name that groups the calls.
PREFIX_PARTS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter, or a property of what is sent or answered. `depth` counts how far inside it lies."""

    name: str
    type: str
    required: bool
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One address and method, ready to print."""

    id: str
    method: str
    path: str
    summary: str
    parameters: tuple[Part, ...]
    sent: tuple[Part, ...]
    answered: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """One line of the table of refusals."""

    status: int
    code: str
    meaning: str


class Docs(Endpoint):
    permission_classes = [AllowAny]
    throttle_classes = [PerAddress]
    heeds_header = False

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        context = {"groups": groups(document), "title": document["info"]["title"], "refusals": _refusals()}
        return render(request._request, "api/docs.html", context)  # noqa: SLF001  # a plain page


def groups(document: dict[str, Any]) -> dict[str, list[Call]]:
    """The calls by the first word of their path, in the order of the addresses."""
    found: dict[str, list[Call]] = {}
    for path, operations in document["paths"].items():
        calls = [_call(document, path, method, operations[method]) for method in METHODS if method in operations]
        found.setdefault(path.split("/")[PREFIX_PARTS], []).extend(calls)
    return found


def _refusals() -> list[Refused]:
    return [Refused(status, code, gettext(sentence)) for status, (code, sentence) in SAID.items()]


def _call(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Call:
    reader = Reader(document)
    return Call(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=str(operation.get("summary", "")),
        parameters=tuple(reader.parameters(operation)),
        sent=tuple(reader.body(operation.get("requestBody", {}))),
        answered=tuple(reader.body(next(iter(operation["responses"].values())))),
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads parts out of one OpenAPI document."""

    document: dict[str, Any]

    def parameters(self, operation: dict[str, Any]) -> Iterator[Part]:
        for one in operation.get("parameters", ()):
            type_ = self._type(one["schema"])
            yield Part(one["name"], type_, bool(one.get("required")), str(one.get("description", "")))

    def body(self, message: dict[str, Any]) -> Iterator[Part]:
        for content in list(message.get("content", {}).values())[:1]:
            yield from self._inside(content["schema"], depth=0)

    def _inside(self, schema: dict[str, Any], depth: int) -> Iterator[Part]:
        schema = self._resolved(schema)
        if schema.get("type") == "array":
            schema = self._resolved(schema["items"])
        required = schema.get("required", ())
        for name, inner in schema.get("properties", {}).items():
            yield Part(name, self._type(inner), name in required, str(inner.get("description", "")), depth)
            yield from self._inside(inner, depth + 1)

    def _type(self, schema: dict[str, Any]) -> str:
        found = self._resolved(schema)
        if "enum" in found:
            return " | ".join(str(value) for value in found["enum"])
        if found.get("type") == "array":
            return f"[{self._type(found['items'])}]"
        kind = found.get("type", "")
        word = " | ".join(kind) if isinstance(kind, list) else str(kind)
        return str(found.get("format", word)) + (" | null" if found.get("nullable") else "")

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a reference, alone or wrapped in allOf, stands for."""
        schema = schema.get("allOf", [schema])[0]
        reference = schema.get("$ref")
        if reference is None:
            return schema
        found: dict[str, Any] = self.document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
        return found
