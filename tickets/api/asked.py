"""What callers write in addresses and bodies: instants, days, choices."""

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.datelaw.types import ZONE


@extend_schema_field(OpenApiTypes.DATETIME)
class Instant(serializers.Field[datetime, str, str, Any]):
    """An ISO 8601 instant or day, in Asia/Shanghai where it has no zone. `last`: a day means its last instant."""

    default_error_messages = {
        "invalid": _("Write a day or time such as 2026-03-31 or 2026-03-31T09:00+08:00.")
    }

    def __init__(self, *, last: bool = False, **options: Any) -> None:
        self.last = last
        super().__init__(**options)

    def to_internal_value(self, data: str) -> datetime:
        try:
            return self._read(str(data).strip())
        except (ValueError, OverflowError):
            self.fail("invalid")

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()

    def _read(self, text: str) -> datetime:
        if len(text) == len("2026-03-31"):
            at = datetime.combine(date.fromisoformat(text), time.max if self.last else time.min)
        else:
            # "+08:00" in an address that nobody escaped arrives as " 08:00"
            at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        # In one zone: PostgreSQL takes no offset beyond sixteen hours.
        return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(ZONE)
