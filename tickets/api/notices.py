"""`notices/`: the caller's own notices."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import outbox
from tickets.api.endpoint import Endpoint, Listing, Moment, Shape
from tickets.filters import NoticeFilter
from tickets.models import Notice
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import GROUPS
from tickets.outbox import lives


class NoticeShape(Shape):
    id = serializers.IntegerField()
    event = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    deadline = serializers.IntegerField(source="deadline_id", allow_null=True)
    subject = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    group = serializers.SerializerMethodField()
    urgent = serializers.BooleanField()
    at = Moment()
    read_at = Moment(allow_null=True)
    ended_at = Moment(allow_null=True)
    archived_at = Moment(allow_null=True)
    snoozed_until = Moment(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=GROUPS))
    def get_group(self, notice: Notice) -> str:
        return CATALOGUE[notice.event].group

    def get_subject(self, notice: Notice) -> str:
        return outbox.render(notice, get_language() or "").subject

    def get_body(self, notice: Notice) -> str:
        return outbox.render(notice, get_language() or "").body


@extend_schema_view(get=extend_schema(summary=_("What I have been told")))
class Notices(Listing):
    for_administrators = True
    queryset = Notice.objects.all()
    serializer_class = NoticeShape
    filterset_class = NoticeFilter

    def get_queryset(self) -> QuerySet[Notice]:
        return lives.told(self.user).select_related("ticket", "deadline__clause").order_by("-id")


class ReadNotice(Endpoint):
    for_administrators = True

    @extend_schema(summary=_("Mark a notice as read"), request=None, responses=NoticeShape)
    def post(self, request: Request, pk: int) -> Response:
        notice = get_object_or_404(lives.told(self.user), pk=pk)
        lives.mark_read(Notice.objects.filter(pk=notice.pk), now=self.now)
        notice.refresh_from_db()
        return Response(self.shaped(NoticeShape, notice))
