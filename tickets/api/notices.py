"""`notices/`: the caller's own notices."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import outbox
from tickets.api.endpoint import Endpoint
from tickets.api.paging import PageQuery, page_of
from tickets.api.shapes import Moment, Shape
from tickets.models import Notice


class NoticeShape(Shape):
    id = serializers.IntegerField()
    event = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    deadline = serializers.IntegerField(source="deadline_id", allow_null=True)
    subject = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    urgent = serializers.BooleanField()
    at = Moment()
    read_at = Moment(allow_null=True)

    def get_subject(self, notice: Notice) -> str:
        return outbox.render(notice, get_language() or "").subject

    def get_body(self, notice: Notice) -> str:
        return outbox.render(notice, get_language() or "").body


class NoticeQuery(PageQuery):
    unread = serializers.BooleanField(required=False)


class Notices(Endpoint):
    @extend_schema(
        operation_id="notices_list",
        summary=_("What I have been told"),
        parameters=[NoticeQuery],
        responses=page_of(NoticeShape),
    )
    def get(self, request: Request) -> Response:
        asked: dict[str, Any] = self.asked(NoticeQuery)
        rows = Notice.objects.filter(recipient=self.user).select_related("ticket", "deadline__clause")
        if "unread" in asked:
            rows = rows.filter(read_at__isnull=asked["unread"])
        return self.paged(NoticeShape, rows, "-id")


class ReadNotice(Endpoint):
    @extend_schema(summary=_("Mark a notice as read"), request=None, responses=NoticeShape)
    def post(self, request: Request, pk: int) -> Response:
        notice = get_object_or_404(Notice, pk=pk, recipient=self.user)
        outbox.mark_read(Notice.objects.filter(pk=notice.pk), now=self.now)
        notice.refresh_from_db()
        return Response(self.shaped(NoticeShape, notice))
