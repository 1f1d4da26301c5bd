"""`evidence/`: packs of an order with all its evidence. A worker makes them; whoever asked fetches theirs."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import record
from tickets import exports, permissions
from tickets.api.endpoint import Endpoint, Moment, Shape
from tickets.models import Breach, Export, Ticket
from tickets.models.exports import DONE


class PackMadeShape(Shape):
    """A pack that was made: by the digest of its manifest a forged one is found."""

    at = Moment()
    by = serializers.CharField(source="actor.username", allow_null=True, default=None)
    unit = serializers.CharField(source="unit.name", allow_null=True, default=None)
    clause = serializers.CharField(source="data.clause", allow_null=True, default=None)
    manifest = serializers.CharField(source="data.manifest", help_text=_("SHA-256 of its manifest.json"))


class PackShape(Shape):
    """A pack on its way: `waiting`, `running`, `done` or `failed`. It is kept until `expires_at`."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    asked_at = Moment()
    done_at = Moment(allow_null=True)
    expires_at = Moment(allow_null=True)
    size = serializers.IntegerField(help_text=_("bytes"))
    sha256 = serializers.CharField(help_text=_("of the archive; empty until it is done"))


class NewPack(Shape):
    breach = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text=_("id of a breach on the order; null: the whole order")
    )


class EvidencePacks(Endpoint):
    @extend_schema(summary=_("The evidence packs made of an order"), responses=PackMadeShape(many=True))
    def get(self, request: Request, number: str) -> Response:
        return Response(PackMadeShape(exports.packs_of(self.ticket(number)), many=True).data)

    @extend_schema(
        summary=_("Ask for an evidence pack"), request=NewPack, responses={status.HTTP_202_ACCEPTED: PackShape}
    )
    def post(self, request: Request, number: str) -> Response:
        ticket, asked = self.ticket(number), self.sent(NewPack)["breach"]
        site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
        told = {"site": site, "language": get_language() or ""}
        breach = None if asked is None else self._breach(ticket, asked)
        row = exports.ask_pack(self.user, ticket, breach, **told, now=self.now)
        return Response(self.shaped(PackShape, row), status.HTTP_202_ACCEPTED)

    def _breach(self, ticket: Ticket, pk: int) -> Breach:
        seen = permissions.visible_breaches(self.standing).filter(internal=False, deadline__ticket=ticket)
        return get_object_or_404(seen.select_related("deadline__clause"), pk=pk)


class PackEndpoint(Endpoint):
    def packs(self, **asked: Any) -> QuerySet[Export]:
        """The caller's own."""
        return exports.of(self.user, self.now).filter(list=exports.PACK, **asked)


class OnePack(PackEndpoint):
    @extend_schema(summary=_("How far an evidence pack is"), responses=PackShape)
    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shaped(PackShape, get_object_or_404(self.packs(), pk=pk)))


class PackFile(PackEndpoint):
    renderer_classes = [JSONRenderer]  # of refusals; the file itself is no rendering

    @extend_schema(summary=_("Fetch an evidence pack"), responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> FileResponse:
        row = get_object_or_404(self.packs(state=DONE).select_related("owner"), pk=pk)
        try:
            stream = exports.hand_out(row, now=self.now, address=record.address_of(request))
        except FileNotFoundError as lost:
            raise Http404 from lost
        return FileResponse(
            stream,
            as_attachment=True,
            filename=f"{row.said}.zip",
            content_type="application/zip",
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
        )
