"""`schema/`: OpenAPI for programs. `docs/`: the same as a page, without scripts or anything from another host."""

from collections.abc import Iterator
from threading import Lock
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from tickets.api.endpoint import Endpoint
from tickets.api.errors import SAID
from tickets.api.limits import PerAddress

REFUSAL = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
    "required": ["code", "message"],
}
#: What any address may answer, and what only one that changes something does.
ALWAYS = (400, 401, 403, 404, 429)
CHANGING = (*ALWAYS, 409, 413, 415, 422, 503)


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """`Authorization: Token …`; found by drf-spectacular when this module is imported."""

    target_class = "accounts.gate.TokenGate"
    name = "token"


class Generator(SchemaGenerator):
    """One description at a time: what drf-spectacular loads at its first use is not made for threads."""

    building = Lock()

    def get_schema(self, *args: Any, **options: Any) -> dict[str, Any]:
        with self.building:
            document: dict[str, Any] = super().get_schema(*args, **options)  # type: ignore[no-untyped-call]
        return document


class Schema(Endpoint, SpectacularAPIView):
    generator_class = Generator
    for_administrators = True
    permission_classes = [AllowAny]
    throttle_classes = [PerAddress]


def with_refusals(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: every call names the refusals that it may answer, in one shape."""
    result["components"]["schemas"]["Refusal"] = REFUSAL
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status in ALWAYS if method == "get" else CHANGING:
                operation["responses"].setdefault(str(status), _refusal(status))
    return result


def _refusal(status: int) -> dict[str, Any]:
    code, sentence = SAID[status]
    shape = {"schema": {"$ref": "#/components/schemas/Refusal"}}
    return {"description": f"{code}: {gettext(sentence)}", "content": {"application/json": shape}}


class Docs(Endpoint):
    for_administrators = True
    permission_classes = [AllowAny]
    throttle_classes = [PerAddress]
    heeds_header = False

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        document = Generator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        refusals = [(status, code, gettext(sentence)) for status, (code, sentence) in SAID.items()]
        context = {"groups": Reader(document).groups(), "refusals": refusals}
        return render(request._request, "api/docs.html", context)  # noqa: SLF001  # a plain page


class Part(NamedTuple):
    """A parameter, or a property of what is sent or answered. `depth` counts how far inside it lies."""

    name: str
    type: str
    required: bool
    text: str
    depth: int = 0


class Reader:
    """Reads one OpenAPI document for the page."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def groups(self) -> dict[str, list[dict[str, Any]]]:
        """The calls by the first word of their path, in the order of the addresses."""
        found: dict[str, list[dict[str, Any]]] = {}
        for path, operations in self.document["paths"].items():
            calls = [self._call(path, method, operation) for method, operation in operations.items()]
            found.setdefault(path.split("/")[3], []).extend(calls)  # the parts of "/api/v1/tickets/{number}/"
        return found

    def _call(self, path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": operation["operationId"],
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "parameters": [
                Part(one["name"], self._type(one["schema"]), one.get("required", False), one.get("description", ""))
                for one in operation.get("parameters", ())
            ],
            "sent": list(self._body(operation.get("requestBody", {}))),
            "answered": list(self._body(next(iter(operation["responses"].values())))),
        }

    def _body(self, message: dict[str, Any]) -> Iterator[Part]:
        for content in list(message.get("content", {}).values())[:1]:
            yield from self._inside(content["schema"], depth=0)

    def _inside(self, schema: dict[str, Any], depth: int) -> Iterator[Part]:
        schema = self._resolved(schema)
        if schema.get("type") == "array":
            schema = self._resolved(schema["items"])
        for name, inner in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            yield Part(name, self._type(inner), required, inner.get("description", ""), depth)
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
