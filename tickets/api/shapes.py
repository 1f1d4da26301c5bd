"""The base of every JSON object that is sent or answered."""

from typing import Any

from rest_framework import serializers

from tickets.datelaw.types import ZONE


class Shape(serializers.Serializer[Any]):
    """One JSON object. The names below are words of the interface that the library uses for itself, too."""

    data: Any
    fields: Any
    label: Any
    required: Any
    source: Any


class Moment(serializers.DateTimeField):
    """An instant in answers: ISO 8601 in +08:00, whatever the process's zone is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, default_timezone=ZONE, **options)
