"""Cursor pages: rows that come in while someone reads neither shift nor repeat what follows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from tickets.api.shapes import Shape


class Pages(CursorPagination):
    """`ordering`: the columns, the first one never null, together unique."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def __init__(self, ordering: tuple[str, ...]) -> None:
        self.ordering = ordering

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        """Raises NotFound for a cursor that is none of ours: what it names reaches the database unread."""
        try:
            return super().paginate_queryset(queryset, request, view) or []
        except (ValidationError, ValueError, DataError) as error:
            raise NotFound from error


class PageQuery(Shape):
    """What a list takes beside its filters."""

    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, help_text=_("at most 200"))


def page_of(shape: type[Shape]) -> serializers.Serializer[Any]:
    """The documentation of a page."""
    return inline_serializer(
        f"{shape.__name__}Page",
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": shape(many=True),
        },
    )
