"""The small tree of refusals: a code, a message for people, an HTTP status. Only `pages` and `api` answer."""

from collections.abc import Mapping
from typing import Any


class PolicyError(ValueError):
    """A contract, calendar or limit cannot be used as written; the message names the key or line at fault.

    Raised where Django is not imported: it carries an English message id and its parameters, and the edge
    (a command, a page, the API) translates it.
    """

    def __init__(self, msgid: str, **params: object) -> None:
        super().__init__(msgid % params if params else msgid)
        self.msgid = msgid
        self.params = params


class DeclarationError(TypeError):
    """A kind says what cannot be meant. The message is one line, with the file and line of the kind where known."""


class Refusal(Exception):  # noqa: N818  # the field's own word
    """Something that may not be done. Nothing was changed. `errors` maps a field to its messages."""

    code = "invalid"
    status = 400

    def __init__(self, message: str, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = dict(errors or {})
        #: Name of the guard whose refusal an auditor must know of; "" for all others.
        self.recorded = ""


class Invalid(Refusal):
    """What was typed cannot be taken: a field is missing or wrong, an attachment is missing."""


class Forbidden(Refusal):
    """The actor may see the ticket but may not do this."""

    code = "forbidden"
    status = 403


class WrongState(Refusal):
    """The ticket is in another state, or a condition of the step does not hold; the message says which."""

    code = "wrong_state"
    status = 409


class Unconfirmed(Refusal):
    """It goes out to people and cannot be called back: whoever does it has first to see what goes to whom. `typed`:
    what would go out, cleaned; `to`: unit -> how many people."""

    code = "unconfirmed"
    status = 409

    def __init__(self, message: str, typed: Mapping[str, Any], to: Mapping[str, int]) -> None:
        super().__init__(message)
        self.typed = typed
        self.to = to


class Stale(Refusal):
    """Somebody changed the ticket since it was read: `version` does not match."""

    code = "stale"
    status = 409


class KeyReused(Refusal):
    """The idempotency key was used with another request. `number`: the ticket on which that was done."""

    code = "invalid"
    status = 422

    def __init__(self, message: str, number: str) -> None:
        super().__init__(message)
        self.number = number


class Unavailable(Refusal):
    """It cannot be done now, whoever asks; the same request may pass in `retry_after` seconds."""

    code = "unavailable"
    status = 503
    retry_after = 60
