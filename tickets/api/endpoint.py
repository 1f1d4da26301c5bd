"""What every address of the API shares: shapes of JSON, the instant, the caller's standing and language, pages."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError as Unusable
from django.db import DataError
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext, trans_real
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from tickets import actions, clock, filters, permissions
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid
from tickets.lifecycle.fields import not_asked
from tickets.lifecycle.form_fields import MAX_NAME
from tickets.models import Contract, Ticket
from tickets.permissions import Standing

SPOKEN = dict(settings.LANGUAGES)
#: A parameter that the library itself reads, at every address.
FORMAT = "format"
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=_("a repeat with the same key gets the first answer and changes nothing"),
)
MAX_KEY = 100


class Shape(serializers.Serializer[Any]):
    """One JSON object. The names below are words of the interface that the library uses for itself, too."""

    data: Any
    fields: Any
    label: Any
    required: Any
    source: Any

    def to_internal_value(self, data: Any) -> Any:
        """A name that nothing here asks for is refused: what it says would be lost."""
        if isinstance(data, Mapping) and (unknown := data.keys() - self.fields.keys()):
            raise ValidationError({str(name)[:MAX_NAME]: [not_asked(str(name))] for name in unknown})
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """An instant in answers: ISO 8601 in +08:00, whatever the process's zone is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, default_timezone=ZONE, **options)


class Endpoint(APIView):
    """Rows are fetched only through what the caller may see: everything else is a 404."""

    #: Who holds no orders is shown none: open to the three administrators is what says so.
    for_administrators = False
    #: A page for people follows the pages' rule instead: what a browser was installed in says little.
    heeds_header = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Speak the language that the header asks for, else the person's own. Raises Forbidden."""
        if "\0" in request.path_info:  # nothing is called so, and PostgreSQL does not take the question
            raise Http404
        asked = _asked_language(request) if self.heeds_header else ""
        if asked:
            translation.activate(asked)
        super().initial(request, *args, **kwargs)
        if not asked and isinstance(request.user, User) and request.user.language in SPOKEN:
            translation.activate(request.user.language)
        if not self.for_administrators and isinstance(request.user, User) and self.standing.administers:
            raise Forbidden(gettext("Administrators hold no work orders: they neither see nor handle them."))

    @cached_property
    def now(self) -> datetime:
        """Read once a request."""
        return clock.now()

    @property
    def user(self) -> User:
        """The caller; `permission_classes` let nobody else in."""
        return cast("User", self.request.user)

    @cached_property
    def standing(self) -> Standing:
        return permissions.standing(self.user, self.now)

    def contracts(self) -> QuerySet[Contract]:
        return permissions.contracts(self.standing).select_related(*permissions.PARTIES)

    def tickets(self) -> QuerySet[Ticket]:
        return permissions.visible(self.standing).select_related(
            "contract", "system", "opened_by", "opened_unit", "assignee"
        )

    def ticket(self, number: str) -> Ticket:
        return get_object_or_404(self.tickets(), number=number)

    def asked(self, query: type[Shape]) -> dict[str, Any]:
        """The query parameters, checked. Raises ValidationError."""
        sent = self.request.query_params.dict()
        read = query(data={name: value for name, value in sent.items() if name != FORMAT})
        if wrong := filters.unknown(self.request.query_params, [*read.fields, FORMAT]):
            raise ValidationError({name: error.messages for name, error in wrong.items()})
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    @property
    def body(self) -> Mapping[str, Any]:
        """The body as it came. Raises ValidationError where it is no object."""
        if not isinstance(self.request.data, Mapping):
            raise ValidationError(gettext("Send one JSON object."))
        return self.request.data

    def sent(self, body: type[Shape]) -> dict[str, Any]:
        read = body(data=self.request.data)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    @property
    def key(self) -> str | None:
        """The Idempotency-Key, where one was sent. Raises Invalid."""
        key = self.request.headers.get("Idempotency-Key", "").strip()
        if len(key) > MAX_KEY:
            raise Invalid(gettext("An Idempotency-Key has at most %(most)d characters.") % {"most": MAX_KEY})
        return key or None

    def once(self) -> actions.Once | None:
        """The whole request under its key: where it is sent, and what."""
        return actions.once(self.user, self.key, self.request.path, self.request.data)

    def shaped(self, shape: type[Shape], row: Any, **more: Any) -> Any:
        return shape(row, context={"now": self.now, "request": self.request, **more}).data


class Pages(CursorPagination):
    """Rows that come in while someone reads neither shift nor repeat what follows.

    They stand in the order of the query: its first column is never null, all of them together are unique.
    """

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
            typed = request.query_params.get("page_size") or self.page_size
            asked: int = serializers.IntegerField(min_value=1).run_validation(typed)
        except ValidationError as error:
            raise ValidationError({"page_size": error.detail}) from error
        return min(asked, self.max_page_size)


class Narrowing(DjangoFilterBackend):  # type: ignore[misc]  # django-filter carries no types
    """Narrows a list by the `filterset_class` of its view. Raises ValidationError."""

    def get_filterset_kwargs(self, request: Request, queryset: QuerySet[Any], view: "Listing") -> dict[str, Any]:
        beside = (Pages.cursor_query_param, Pages.page_size_query_param, FORMAT)
        asked = {"data": request.query_params, "queryset": queryset, "beside": beside}
        return {**asked, "user": view.user, "now": view.now}


class Listing(Endpoint, ListAPIView[Any]):
    """Rows that the caller may see, narrowed and in pages. `queryset` tells the schema of the model alone."""

    filter_backends = [Narrowing]
    pagination_class = Pages

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": self.now}


def _asked_language(request: Request) -> str:
    """The first language of the header that is spoken here; "" where none is or nothing was said."""
    for word, _quality in trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return translation.get_supported_language_variant(word)
        except LookupError:
            continue
    return ""


@extend_schema(exclude=True)
class Nowhere(Endpoint):
    """Every other address below the API: a 404 in the API's own shape, signed in or not."""

    permission_classes = [AllowAny]
    for_administrators = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
