"""Cursor pages: rows that come in while someone reads neither shift nor repeat what follows."""

from typing import Any

from django.core.exceptions import ValidationError as Unusable
from django.db import DataError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import IntegerField


class Pages(CursorPagination):
    """In the order of the rows: its first column is never null, all of them together are unique."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    cursor_query_description = _("taken from “next” or “previous”")  # type: ignore[assignment]  # lazy
    page_size_query_description = _("at most 200")  # type: ignore[assignment]  # lazy

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        """Raises NotFound for a cursor that is none of ours: what it names reaches the database unread."""
        try:
            return super().paginate_queryset(queryset, request, view) or []
        except (Unusable, ValueError, DataError) as error:
            raise NotFound from error

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[Any, ...]:
        return tuple(queryset.query.order_by)

    def get_page_size(self, request: Request) -> int:
        """At most `max_page_size`, however much is asked for. Raises ValidationError for what is no number."""
        try:
            asked: int = IntegerField(min_value=1).run_validation(
                request.query_params.get("page_size") or self.page_size
            )
        except ValidationError as error:
            raise ValidationError({"page_size": error.detail}) from error
        return min(asked, self.max_page_size)
