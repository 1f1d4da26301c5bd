"""What is sent about claims: values of times and pauses, and the bodies that hold them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.actions import Value
from tickets.api.endpoint import Shape
from tickets.errors import Invalid
from tickets.lifecycle.form_fields import InstantFormField
from tickets.models import Claim
from tickets.models.claims import PAUSE, TIME

INSTANT_OR_STRETCH: dict[str, Any] = {
    "nullable": True,
    "oneOf": [
        {"type": "string", "format": "date-time"},
        {
            "type": "object",
            "properties": {
                "from": {"type": "string", "format": "date-time"},
                "to": {"type": "string", "format": "date-time", "nullable": True},
            },
        },
    ],
}


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantBody(serializers.Field[datetime, Any, str, Any]):
    def to_internal_value(self, data: Any) -> datetime:
        """Raises ValidationError, as a field of an act does."""
        instant: datetime = InstantFormField().clean(data)
        return instant


@extend_schema_field(INSTANT_OR_STRETCH)
class ValueBody(serializers.Field[Value, Any, Any, Any]):
    """An instant, or {from, to}; null: it did not happen, it did not rest."""

    def to_internal_value(self, data: Any) -> Value:
        """Raises ValidationError."""
        if not isinstance(data, dict):
            return Value(InstantBody().to_internal_value(data))
        return stretch({name: InstantBody().to_internal_value(at) for name, at in data.items() if at is not None})


def stretch(sent: dict[str, Any]) -> Value:
    """The stretch that was sent; one without an end runs. Raises ValidationError where it has no beginning."""
    if sent.get("from") is None:
        raise serializers.ValidationError({"from": [_("Say from when.")]})
    return Value(sent["from"], sent.get("to"))


def named_of(kind: str, asked: dict[str, Any]) -> Value | None:
    """The value named in the fields that a claim of that type has; None: none is. Raises ValidationError at those of
    the other type."""
    other = ("happened_at",) if kind == PAUSE else ("from", "to")
    refuse_others({name: [_unfit(kind)] for name in other if asked.get(name) is not None})
    if kind == PAUSE:
        return stretch(asked) if asked.get("from") or asked.get("to") else None
    return Value(asked["happened_at"]) if asked.get("happened_at") is not None else None


def needed(kind: str, asked: dict[str, Any]) -> Value:
    """The same where a value must be named."""
    value = named_of(kind, asked)
    if value is None:
        missing = {"from": [_("Say from when.")]} if kind == PAUSE else {"happened_at": [_("Say when it happened.")]}
        raise serializers.ValidationError(missing)
    return value


def value_of(claim: Claim, asked: dict[str, Any], sent: Any) -> Value:
    """The value of a decision, `sent` being how it came. Raises ValidationError where it is of the other type."""
    unfit = sent is not None and isinstance(sent, Mapping) != (claim.type == PAUSE)
    refuse_others({"value": [_unfit(claim.type)]} if unfit else {})
    value: Value | None = asked["value"]
    return value if value is not None else Value(nothing=True)


def refuse_others(errors: dict[str, Any]) -> None:
    if errors:
        raise serializers.ValidationError(errors)


def _unfit(kind: str) -> Any:
    return _("A pause is a stretch: from, to.") if kind == PAUSE else _("A time is one instant.")


class Reason(Shape):
    reason = serializers.CharField(allow_blank=True, required=False, default="")


class Stretch(Shape):
    """What is asked of a pause. `from` is a word of Python's, so it cannot be declared as an attribute."""

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": InstantBody(required=False, allow_null=True)}

    happened_at = InstantBody(required=False, allow_null=True)
    to = InstantBody(required=False, allow_null=True, help_text=_("null: it has not ended"))


class NewClaim(Stretch, Reason):
    """`time`: fact, round where there are several of that name, happened_at. `pause`: clause, ground, from, to."""

    type = serializers.ChoiceField([PAUSE, TIME])
    clause = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    fact = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    round = serializers.IntegerField(required=False, allow_null=True, min_value=1, default=None)
    ground = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)


class Contest(Stretch, Reason):
    """Without a value: that the standing one is right, or that the clock did not rest."""


class Decision(Reason):
    value = ValueBody(allow_null=True)


class Review(Reason):
    """Without a value a party asks for the review; with one the authority decides it."""

    value = ValueBody(allow_null=True, required=False)


@contextmanager
def at_value() -> Iterator[None]:
    """What the door says of an instant stands at the field in which it was sent."""
    try:
        yield
    except Invalid as refusal:
        moved: dict[str, list[str]] = {}
        for name, why in refusal.errors.items():
            within, dot, last = name.rpartition(".")
            moved[f"{within}{dot}value" if last in ("happened_at", "from", "to") else name] = why
        raise Invalid(refusal.message, moved) from refusal
