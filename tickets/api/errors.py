"""One shape for every refusal: `{"code", "message", "errors"?}` in the caller's language."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext, gettext_noop
from django.views.defaults import server_error
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from tickets.datelaw import explain
from tickets.errors import PolicyError, Refusal

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
}
#: What is wrong with the request itself: the library's own sentences are handed on.
DETAILED = (exceptions.ValidationError, exceptions.ParseError)


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


def answer(error: Exception, _context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None: nobody foresaw this; it is logged and answered by the server."""
    set_rollback()
    if isinstance(error, Refusal):
        return _response(error.status, error.code, error.message, error.errors)
    if isinstance(error, PolicyError):
        return _response(status.HTTP_400_BAD_REQUEST, "invalid", explain.refusal(error))
    foreseen = _foreseen(error)
    return None if foreseen is None else _of_library(foreseen)


def crashed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: programs get the same shape, people the page. What happened is in the log alone."""
    if request.path.startswith("/api/"):
        sentence = gettext("Something went wrong here.")
        return JsonResponse({"code": "error", "message": sentence}, status=500)
    return server_error(request)


def _foreseen(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError()
    return error if isinstance(error, exceptions.APIException) else None


def _of_library(error: exceptions.APIException) -> Response:
    code, sentence = SAID.get(error.status_code, ("error", gettext_noop("Something went wrong here.")))
    errors = _by_field(error.detail) if isinstance(error, DETAILED) else {}
    response = _response(error.status_code, code, gettext(sentence), errors)
    for header, value in _headers(error).items():
        response[header] = value
    return response


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(challenge)
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _by_field(detail: Any) -> dict[str, list[str]]:
    """A library's tree of errors, flat: what belongs to no field stands under its name for that, "" here."""
    if not isinstance(detail, dict):
        return {"": _sentences(detail)}
    return {str(name): _sentences(inner) for name, inner in detail.items()}


def _sentences(detail: Any) -> list[str]:
    if isinstance(detail, dict):
        return [sentence for inner in detail.values() for sentence in _sentences(inner)]
    if isinstance(detail, list):
        return [sentence for inner in detail for sentence in _sentences(inner)]
    return [str(detail)]


def _response(code: int, word: str, message: str, errors: Any = None) -> Response:
    body: dict[str, Any] = {"code": word, "message": message}
    if errors:
        body["errors"] = errors
    return Response(body, status=code)
