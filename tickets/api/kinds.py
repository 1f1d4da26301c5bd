"""`kinds/`: what a program must know to carry an order of any kind from filing to its end."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, Value, When
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.endpoint import Endpoint, Shape
from tickets.datelaw.types import ZONE
from tickets.lifecycle import KINDS, words
from tickets.lifecycle.fields import Field, Sample, schema
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.steps import ALL_CLOCKS, Mark, Op, Step

#: The contract on which every example is lawful.
SAMPLE_CONTRACT = "DEMO"
#: Half of a term for whoever sees no contract: well beyond the six months of article 13.1.
HALF_TERM = timedelta(days=240)


@extend_schema_field(OpenApiTypes.OBJECT)
class JsonSchema(serializers.Field[Any, Any, Any, Any]):
    """A JSON Schema (2020-12) of the `fields` to send; the first of each `examples` is valid now."""

    def to_representation(self, value: Iterable[Field[Any]]) -> dict[str, Any]:
        return schema(value, self.context["sample"])


@extend_schema_field(OpenApiTypes.OBJECT)
class OpeningSchema(JsonSchema):
    """What the caller is asked when they file an order of the kind: of a choice the answers that concern their side."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        return super().to_representation(value.asked_as(self.context["roles"]))


class ClauseCodes(serializers.ListField):
    """The clauses whose clocks bear one of the marks `ops`, each once."""

    def __init__(self, *ops: Op, read_only: bool = True) -> None:
        self.ops = ops
        super().__init__(child=serializers.CharField(), source="clocks", read_only=read_only)

    def to_representation(self, data: Iterable[Mark]) -> list[str]:
        named = [mark.clause for mark in data if mark.op in self.ops]
        return list(dict.fromkeys(self.context["clauses"] if ALL_CLOCKS in named else named))


class StateShape(Shape):
    code = serializers.CharField()
    label = serializers.CharField(read_only=True)
    stage = serializers.CharField(source="stage.code")
    final = serializers.BooleanField()
    editable = serializers.BooleanField(help_text=_("title and fields may be changed by PATCH"))


class SlotShape(Shape):
    """A file is handed in at `attachments/` before the action is taken; it is never a field."""

    slot = serializers.CharField(source="name")
    label = serializers.CharField(read_only=True)
    required = serializers.SerializerMethodField()

    def get_required(self, slot: Slot) -> bool:
        return slot in self.context["needs"]


class MarkShape(Shape):
    """One mark on a clock: `op` as in the machines' tables, `when` the condition under which it counts."""

    op = serializers.CharField()
    clause = serializers.CharField()
    when = serializers.CharField()
    ground = serializers.CharField()


class ActionShape(Shape):
    """One action: who may take it from where, what it asks for, and what it does to the clocks."""

    name = serializers.CharField()
    label = serializers.CharField(read_only=True)
    source = serializers.ListField(child=serializers.CharField(), source="sources")
    target = serializers.CharField(allow_null=True, help_text=_("null: the state stays"))
    roles = serializers.ListField(child=serializers.CharField(), source="by")
    comment_required = serializers.BooleanField(source="why")
    aside = serializers.BooleanField(help_text=_("nobody's duty: a way out, or an act beside the way"))
    grave = serializers.BooleanField(help_text=_("grave: takes a fresh sign-in"))
    fields = JsonSchema(source="asks", read_only=True)
    attachments = serializers.SerializerMethodField()
    starts = ClauseCodes(Op.START)
    stops = ClauseCodes(Op.STOP)
    pauses = ClauseCodes(Op.PAUSE)
    resumes = ClauseCodes(Op.RESUME, Op.VOID_PAUSE, Op.REOPEN)
    voids_pause = ClauseCodes(Op.VOID_PAUSE)
    reopens = ClauseCodes(Op.REOPEN)
    cancels = ClauseCodes(Op.CANCEL)
    clocks = MarkShape(many=True)

    @extend_schema_field(SlotShape(many=True))
    def get_attachments(self, step: Step) -> Any:
        return SlotShape(step.slots, many=True, context={"needs": step.needs}).data


class OpensShape(Shape):
    starts = ClauseCodes(Op.START, read_only=False)
    clocks = MarkShape(many=True)


class KindShape(Shape):
    kind = serializers.CharField()
    label = serializers.CharField(read_only=True)
    help = serializers.SerializerMethodField()
    open_roles = serializers.ListField(child=serializers.CharField(), source="opening.by")
    fields = OpeningSchema(source="opening", read_only=True)
    system_required = serializers.BooleanField(help_text=_("no: the order may stand for the whole contract"))
    opens = OpensShape(source="opening", read_only=True)
    initial = serializers.CharField(source="initial.code")
    states = StateShape(many=True)
    actions = ActionShape(many=True, source="steps")

    def get_help(self, machine: type[Kind]) -> str:
        return str(words.KIND_HELP[machine.kind])


class Sampled(Endpoint):
    """Its examples are valid on the sample contract."""

    @cached_property
    def sample(self) -> Sample:
        """The term of the sample contract, or of the caller's newest; for whoever sees none, one around now."""
        sample_first = Case(When(number=SAMPLE_CONTRACT, then=Value(0)), default=Value(1))
        contract = self.contracts().order_by(sample_first, "-ends").first()
        if contract is not None:
            return Sample(self.now, contract.starts, contract.term_ends)
        today = self.now.astimezone(ZONE).date()
        return Sample(self.now, today - HALF_TERM, today + HALF_TERM)


class Described(Sampled):
    for_administrators = True

    def described(self, machine: type[Kind]) -> Any:
        started = [mark.clause for mark in machine.marks() if mark.op is Op.START]
        return self.shaped(KindShape, machine, clauses=started, sample=self.sample, roles=self.standing.roles)


class Kinds(Described):
    @extend_schema(summary=_("All kinds of work orders"), responses=KindShape(many=True))
    def get(self, request: Request) -> Response:
        return Response([self.described(machine) for machine in KINDS.values()])


class OneKind(Described):
    @extend_schema(summary=_("One kind: states, actions, fields, clocks"), responses=KindShape)
    def get(self, request: Request, kind: str) -> Response:
        if kind not in KINDS:
            raise Http404
        return Response(self.described(KINDS[kind]))
