"""`schema/`: OpenAPI for programs."""

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from tickets.api.endpoint import Endpoint
from tickets.api.errors import SAID
from tickets.api.throttles import PerAddress

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
CHANGING = (*ALWAYS, 409, 413, 415, 422)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Token …`; found by drf-spectacular when this module is imported."""

    target_class = "accounts.gate.TokenGate"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return dict(build_bearer_security_scheme_object("Authorization", "Token"))


class Schema(Endpoint, SpectacularAPIView):
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
