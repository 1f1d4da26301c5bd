"""`attachments/`: files in named slots. They come back as downloads, never as pages (ASVS 5.0 V5.4)."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import record
from tickets import actions
from tickets.api.endpoint import Endpoint, Moment, Shape
from tickets.lifecycle import words
from tickets.models import Attachment


class AttachmentShape(Shape):
    """One file. A later file in the same slot has a higher version; none is ever deleted."""

    id = serializers.IntegerField()
    slot = serializers.CharField()
    label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text=_("bytes"))
    sha256 = serializers.CharField()
    by = serializers.CharField(source="by.username")
    unit = serializers.CharField(source="unit.name")
    at = Moment()

    def get_label(self, attachment: Attachment) -> str:
        return str(words.SLOTS.get(attachment.slot, attachment.slot))


class NewAttachment(Shape):
    slot = serializers.CharField(max_length=40)
    file = serializers.FileField(allow_empty_file=True)


class Attachments(Endpoint):
    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(summary=_("The files of an order"), responses=AttachmentShape(many=True))
    def get(self, request: Request, number: str) -> Response:
        rows = Attachment.objects.filter(ticket=self.ticket(number)).select_related("by", "unit")
        return Response(AttachmentShape(rows, many=True).data)

    @extend_schema(
        summary=_("Hand in a file"),
        request={"multipart/form-data": NewAttachment},
        description=_("The same file handed in again is the version that is there: 200."),
        responses={status.HTTP_201_CREATED: AttachmentShape, status.HTTP_200_OK: AttachmentShape},
    )
    def post(self, request: Request, number: str) -> Response:
        ticket, sent = self.ticket(number), self.sent(NewAttachment)
        file = sent["file"]
        stored = actions.attach(ticket, sent["slot"], name=file.name, stream=file, actor=self.user, now=self.now)
        made = stored.at == self.now
        return Response(self.shaped(AttachmentShape, stored), status.HTTP_201_CREATED if made else status.HTTP_200_OK)


class Download(Endpoint):
    renderer_classes = [JSONRenderer]  # of refusals; the file itself is no rendering

    @extend_schema(summary=_("Download a file"), responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> FileResponse:
        seen = Attachment.objects.filter(ticket__in=self.tickets()).select_related("ticket")
        attachment = get_object_or_404(seen, pk=pk)
        address = record.address_of(request)
        try:
            stream = actions.hand_out(attachment, actor=self.user, now=self.now, address=address)
        except FileNotFoundError as lost:
            raise Http404 from lost
        return FileResponse(
            stream,
            as_attachment=True,
            filename=attachment.name,
            content_type=attachment.content_type,
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
        )
