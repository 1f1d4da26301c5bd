"""One shape for every refusal: `{"code", "message", "errors"?}` in the caller's language."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop
from django.views.defaults import server_error
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from tickets.datelaw import explain
from tickets.errors import PolicyError, Refusal, Unavailable

#: HTTP status -> the code that programs read, and the sentence where nothing more exact is known.
SAID: dict[int, tuple[str, str]] = {
    400: ("invalid", gettext_noop("Some of what was sent cannot be taken; see “errors”.")),
    401: ("unauthenticated", gettext_noop("Sign in, or send a valid token.")),
    403: ("forbidden", gettext_noop("You may not do this.")),
    404: ("not_found", gettext_noop("There is nothing here, or you may not see it.")),
    405: ("method_not_allowed", gettext_noop("This address does not take this method.")),
    406: ("not_acceptable", gettext_noop("Answers are given as JSON.")),
    409: ("wrong_state, stale", gettext_noop("The order has moved on, or a condition does not hold; look again.")),
    413: ("too_large", gettext_noop("This is too much to send at once.")),
    415: ("unsupported_media_type", gettext_noop("This address does not take this type of content.")),
    422: ("invalid", gettext_noop("This Idempotency-Key was used for another request.")),
    429: ("throttled", gettext_noop("Too many requests. Wait, then try again.")),
    503: ("unavailable", gettext_noop("This cannot be done now. Send the same again when Retry-After has passed.")),
}

#: After trouble of the database; most is over sooner.
RETRY_SECONDS = 10


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None: nobody foresaw this; it is logged and answered by the server."""
    if isinstance(error, Refusal):
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Unavailable) else None
        return Response(_body(error.code, error.message, error.errors), status=error.status, headers=headers)
    if isinstance(error, PolicyError):
        return Response(_body("invalid", explain.refusal(error)), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError()
    response = exception_handler(error, context)
    if response is None:
        return None
    if "Retry-After" in response:  # a second to spare
        response["Retry-After"] = str(int(response["Retry-After"]) + 1)
    code, sentence = SAID.get(response.status_code, ("error", gettext_noop("Something went wrong here.")))
    errors = {}
    if isinstance(error, exceptions.ValidationError | exceptions.ParseError):
        errors = _by_field(error.detail)  # what is wrong with the request itself: the library's own sentences
    response.data = _body(code, gettext(sentence), errors)
    return response


def crashed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: programs get the same shape, people the page. What happened is in the log alone. Where the
    database does not answer, or somebody holds what is asked for, it is 503: the same may pass in a moment."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _later(request)
    if request.path.startswith("/api/"):
        sentence = gettext("Something went wrong here.")
        return JsonResponse({"code": "error", "message": sentence}, status=500)
    return server_error(request)


def _later(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        code, sentence = SAID[503]
        answer: HttpResponse = JsonResponse(_body(code, gettext(sentence)), status=503)
    else:
        answer = HttpResponse(render_to_string("503.html", request=None), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _by_field(detail: Any) -> dict[str, list[str]]:
    """A library's tree of errors, flat: what belongs to no field stands under its name for that, "" here."""
    if not isinstance(detail, dict):
        return {"": _sentences(detail)}
    return {str(name): _sentences(inner) for name, inner in detail.items()}


def _sentences(detail: Any) -> list[str]:
    if isinstance(detail, dict):
        detail = list(detail.values())
    if isinstance(detail, list):
        return [sentence for inner in detail for sentence in _sentences(inner)]
    return [str(detail)]


def _body(code: str, message: str, errors: Any = None) -> dict[str, Any]:
    body = {"code": code, "message": message}
    return {**body, "errors": errors} if errors else body
