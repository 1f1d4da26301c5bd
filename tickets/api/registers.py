"""`registers/`: the registers of contracts, by the same doors as the pages have."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.record import address_of
from tickets import actions, permissions, registered
from tickets.api.endpoint import Endpoint, Listing, Moment, Shape
from tickets.api.kinds import JsonSchema, Sampled
from tickets.datelaw.types import local
from tickets.filters import RegisterFilter
from tickets.models import RegisterEntry
from tickets.registers import REGISTERS, Register


class RegisterShape(Shape):
    """One register. `fields`: JSON Schema of what an entry asks for; the first of each `examples` is valid now."""

    register = serializers.CharField(source="code")
    label = serializers.SerializerMethodField()
    articles = serializers.ListField(child=serializers.CharField(), help_text=_("where contracts ask for it"))
    fields = JsonSchema(source="asks", read_only=True)
    enters = serializers.ListField(child=serializers.CharField(), help_text=_("roles that make entries"))
    confirms = serializers.ListField(
        child=serializers.CharField(), help_text=_("roles that confirm them; of a register by sides, of the same side")
    )
    sided = serializers.BooleanField(help_text=_("each side keeps its own"))

    def get_label(self, register: type[Register]) -> str:
        return str(register.label())


class RegisterEntryShape(Shape):
    """One entry. `state`: waiting, confirmed, returned or withdrawn; `flags`: what is to be remarked of it."""

    id = serializers.IntegerField()
    contract = serializers.CharField(source="contract.number")
    register = serializers.CharField()
    subject = serializers.CharField()
    fields = serializers.DictField(source="values")
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    side = serializers.CharField()
    state = serializers.CharField()
    corrects = serializers.IntegerField(source="replaces_id", allow_null=True)
    why = serializers.CharField(source="note")
    annulled = serializers.BooleanField(help_text=_("it says only that the entry which it corrects counts no more"))
    flags = serializers.SerializerMethodField()
    file = serializers.CharField(source="file_name")
    sha256 = serializers.CharField(source="file_sha256")
    entered_by = serializers.CharField(source="entered_by.username")
    entered_unit = serializers.CharField(source="entered_unit.name")
    entered_at = Moment()
    decided_by = serializers.CharField(source="decided_by.username", allow_null=True, default=None)
    decided_at = Moment(allow_null=True)
    reason = serializers.CharField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_flags(self, entry: RegisterEntry) -> list[str]:
        today: date = local(self.context["now"]).date()
        return [words for words, _grave in registered.flags(entry, registered.values(entry), today)]


@extend_schema_field(OpenApiTypes.OBJECT)
class FieldsBody(serializers.JSONField):
    """What an entry says, by the names of its fields. In a form, with a scan, it is the JSON text of the object."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            raise ValidationError(gettext("Send one JSON object."))
        return value


class NewEntry(Shape):
    contract = serializers.CharField()
    fields = FieldsBody(required=False, default=dict)
    file = serializers.FileField(required=False, allow_empty_file=True)


class Correction(Shape):
    fields = FieldsBody(required=False, default=dict)
    why = serializers.CharField(allow_blank=True)
    file = serializers.FileField(required=False, allow_empty_file=True)


class Annul(Shape):
    why = serializers.CharField(allow_blank=True)


class ReturnBody(Shape):
    reason = serializers.CharField(allow_blank=True)


class RegisterEndpoint(Endpoint):
    def register(self, code: str) -> type[Register]:
        """Raises Http404."""
        if code not in REGISTERS or not self.standing.where(REGISTERS[code].sees):
            raise Http404
        return REGISTERS[code]

    def found(self, code: str) -> QuerySet[RegisterEntry]:
        people = ("contract", "ticket", "entered_by", "entered_unit", "decided_by")
        return permissions.visible_entries(self.standing).filter(register=code).select_related(*people)

    def entry(self, code: str, pk: int) -> RegisterEntry:
        self.register(code)
        return get_object_or_404(self.found(code), pk=pk)

    def answer(self, entry: RegisterEntry, made: int = status.HTTP_200_OK) -> Response:
        return Response(self.shaped(RegisterEntryShape, self.entry(entry.register, entry.pk)), status=made)

    def scan(self, sent: dict[str, Any]) -> actions.Scan | None:
        file = sent.get("file")
        return (file.name or "", file.file) if file is not None else None


class Registers(RegisterEndpoint, Sampled):
    @extend_schema(summary=_("The registers of contracts"), responses=RegisterShape(many=True))
    def get(self, request: Request) -> Response:
        seen = [one for one in REGISTERS.values() if self.standing.where(one.sees)]
        return Response([self.shaped(RegisterShape, one, sample=self.sample) for one in seen])


@extend_schema_view(
    get=extend_schema(
        summary=_("The entries of a register; those in force, where nothing is asked"), operation_id="register_entries"
    )
)
class Entries(RegisterEndpoint, Listing):
    queryset = RegisterEntry.objects.all()
    serializer_class = RegisterEntryShape
    filterset_class = RegisterFilter
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    def get_queryset(self) -> QuerySet[RegisterEntry]:
        return self.found(self.kwargs.get("code", ""))

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.register(kwargs["code"])
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary=_("Make an entry in a register"),
        request={"application/json": NewEntry, "multipart/form-data": NewEntry},
        responses={201: RegisterEntryShape},
    )
    def post(self, request: Request, code: str) -> Response:
        self.register(code)
        sent = self.sent(NewEntry)
        contract = get_object_or_404(self.contracts(), number=sent["contract"])
        scan = self.scan(sent)
        entry = actions.enter(contract, code, sent["fields"], actor=self.user, now=self.now, scan=scan)
        return self.answer(entry, status.HTTP_201_CREATED)


class OneEntry(RegisterEndpoint):
    @extend_schema(summary=_("One entry of a register"), responses=RegisterEntryShape)
    def get(self, request: Request, code: str, pk: int) -> Response:
        return self.answer(self.entry(code, pk))


class ConfirmEntry(RegisterEndpoint):
    @extend_schema(summary=_("Confirm an entry"), request=None, responses=RegisterEntryShape)
    def post(self, request: Request, code: str, pk: int) -> Response:
        return self.answer(actions.confirm_entry(self.entry(code, pk), actor=self.user, now=self.now))


class ReturnEntry(RegisterEndpoint):
    @extend_schema(summary=_("Return an entry with a reason"), request=ReturnBody, responses=RegisterEntryShape)
    def post(self, request: Request, code: str, pk: int) -> Response:
        entry, sent = self.entry(code, pk), self.sent(ReturnBody)
        return self.answer(actions.return_entry(entry, sent, actor=self.user, now=self.now))


class WithdrawEntry(RegisterEndpoint):
    @extend_schema(summary=_("Take an entry back that waits"), request=None, responses=RegisterEntryShape)
    def post(self, request: Request, code: str, pk: int) -> Response:
        return self.answer(actions.withdraw_entry(self.entry(code, pk), actor=self.user, now=self.now))


class CorrectEntry(RegisterEndpoint):
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    @extend_schema(
        summary=_("Correct an entry by a new one"),
        request={"application/json": Correction, "multipart/form-data": Correction},
        responses={201: RegisterEntryShape},
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        entry, sent = self.entry(code, pk), self.sent(Correction)
        said, scan = {**sent["fields"], "why": sent["why"]}, self.scan(sent)
        fresh = actions.correct(entry, said, actor=self.user, now=self.now, scan=scan)
        return self.answer(fresh, status.HTTP_201_CREATED)


class AnnulEntry(RegisterEndpoint):
    @extend_schema(summary=_("Annul an entry that never was so"), request=Annul, responses={201: RegisterEntryShape})
    def post(self, request: Request, code: str, pk: int) -> Response:
        entry, sent = self.entry(code, pk), self.sent(Annul)
        return self.answer(actions.annul(entry, sent, actor=self.user, now=self.now), status.HTTP_201_CREATED)


class EntryFile(RegisterEndpoint):
    renderer_classes = [JSONRenderer]  # of refusals; the file itself is no rendering

    @extend_schema(
        summary=_("Download the scan of an entry"), responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, code: str, pk: int) -> FileResponse:
        entry = self.entry(code, pk)
        try:
            stream = actions.hand_out_scan(entry, actor=self.user, now=self.now, address=address_of(request))
        except FileNotFoundError as lost:
            raise Http404 from lost
        return FileResponse(
            stream,
            as_attachment=True,
            filename=entry.file_name,
            content_type=entry.file_type,
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
        )
