"""`kinds/`: what a program must know to carry an order of any kind from filing to its end."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Value, When
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.endpoint import Endpoint
from tickets.api.shapes import Shape
from tickets.datelaw.types import ZONE
from tickets.lifecycle import KINDS, words
from tickets.lifecycle.fields import Sample, schema
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.steps import ALL_CLOCKS, Op, State, Step

#: The contract on which every example is lawful.
SAMPLE_CONTRACT = "DEMO"
#: Half of a term for whoever sees no contract: well beyond the six months of article 13.1.
HALF_TERM = timedelta(days=240)


def around(now: datetime) -> Sample:
    """A term in whose middle `now` lies."""
    day = now.astimezone(ZONE).date()
    return Sample(now, day - HALF_TERM, day + HALF_TERM)


@extend_schema_field(OpenApiTypes.OBJECT)
class JsonSchema(serializers.JSONField):
    """A JSON Schema (2020-12) of the `fields` to send; the first of each `examples` is valid now."""


class StateShape(Shape):
    code = serializers.CharField()
    label = serializers.SerializerMethodField()
    stage = serializers.CharField(source="stage.code")
    final = serializers.BooleanField()
    editable = serializers.BooleanField(help_text=_("title and fields may be changed by PATCH"))

    def get_label(self, state: State) -> str:
        return str(state.label)


class SlotShape(Shape):
    """A file is handed in at `attachments/` before the action is taken; it is never a field."""

    slot = serializers.CharField(source="name")
    label = serializers.SerializerMethodField()
    required = serializers.SerializerMethodField()

    def get_required(self, slot: Slot) -> bool:
        return slot in self.context["needs"]

    def get_label(self, slot: Slot) -> str:
        return str(slot.label)


class MarkShape(Shape):
    """One mark on a clock: `op` as in the machines' tables, `when` the condition under which it counts."""

    op = serializers.CharField()
    clause = serializers.CharField()
    when = serializers.CharField()
    ground = serializers.CharField()


class ActionShape(Shape):
    """One action: who may take it from where, what it asks for, and what it does to the clocks."""

    name = serializers.CharField()
    label = serializers.SerializerMethodField()
    source = serializers.ListField(child=serializers.CharField(), source="sources")
    target = serializers.CharField(allow_null=True, help_text=_("null: the state stays"))
    roles = serializers.ListField(child=serializers.CharField(), source="by")
    comment_required = serializers.BooleanField(source="why")
    aside = serializers.BooleanField(help_text=_("nobody's duty: a way out, or an act beside the way"))
    grave = serializers.BooleanField(help_text=_("cannot be undone"))
    fields = serializers.SerializerMethodField("asked_for")
    attachments = serializers.SerializerMethodField()
    starts = serializers.SerializerMethodField()
    stops = serializers.SerializerMethodField()
    pauses = serializers.SerializerMethodField()
    resumes = serializers.SerializerMethodField()
    voids_pause = serializers.SerializerMethodField()
    reopens = serializers.SerializerMethodField()
    cancels = serializers.SerializerMethodField()
    clocks = MarkShape(many=True)

    def get_label(self, step: Step) -> str:
        return str(step.label)

    @extend_schema_field(SlotShape(many=True))
    def get_attachments(self, step: Step) -> Any:
        return SlotShape(step.slots, many=True, context={"needs": step.needs}).data

    @extend_schema_field(JsonSchema)
    def asked_for(self, step: Step) -> dict[str, Any]:
        asked: dict[str, Any] = self.context["schema"](step.asks)
        return asked

    def get_starts(self, step: Step) -> list[str]:
        return self._clauses(step, Op.START)

    def get_stops(self, step: Step) -> list[str]:
        return self._clauses(step, Op.STOP)

    def get_pauses(self, step: Step) -> list[str]:
        return self._clauses(step, Op.PAUSE)

    def get_resumes(self, step: Step) -> list[str]:
        return self._clauses(step, Op.RESUME, Op.VOID_PAUSE, Op.REOPEN, Op.REOPEN_VOIDED)

    def get_reopens(self, step: Step) -> list[str]:
        return self._clauses(step, Op.REOPEN, Op.REOPEN_VOIDED)

    def get_voids_pause(self, step: Step) -> list[str]:
        return self._clauses(step, Op.VOID_PAUSE, Op.REOPEN_VOIDED)

    def get_cancels(self, step: Step) -> list[str]:
        return self._clauses(step, Op.CANCEL)

    def _clauses(self, step: Step, *ops: Op) -> list[str]:
        named = [mark.clause for mark in step.clocks if mark.op in ops]
        every: tuple[str, ...] = self.context["clauses"]
        return list(dict.fromkeys(every if ALL_CLOCKS in named else named))


class OpensShape(Shape):
    starts = serializers.ListField(child=serializers.CharField())
    clocks = MarkShape(many=True)


class KindShape(Shape):
    kind = serializers.CharField()
    label = serializers.SerializerMethodField()
    help = serializers.SerializerMethodField()
    open_roles = serializers.ListField(child=serializers.CharField(), source="opening.by")
    fields = serializers.SerializerMethodField("asked_for")
    system_required = serializers.BooleanField(help_text=_("no: the order may stand for the whole contract"))
    opens = serializers.SerializerMethodField()
    initial = serializers.CharField(source="initial.code")
    states = StateShape(many=True)
    actions = ActionShape(many=True, source="steps")

    def get_label(self, machine: type[Kind]) -> str:
        return str(machine.label())

    def get_help(self, machine: type[Kind]) -> str:
        return str(words.KIND_HELP[machine.kind])

    @extend_schema_field(JsonSchema)
    def asked_for(self, machine: type[Kind]) -> dict[str, Any]:
        asked: dict[str, Any] = self.context["schema"](machine.opening.asks)
        return asked

    @extend_schema_field(OpensShape)
    def get_opens(self, machine: type[Kind]) -> dict[str, Any]:
        starts = [mark.clause for mark in machine.opening.clocks if mark.op is Op.START]
        return {"starts": starts, "clocks": MarkShape(machine.opening.clocks, many=True).data}


class Described(Endpoint):
    def described(self, machines: Iterable[type[Kind]]) -> list[dict[str, Any]]:
        term = self._sample()
        return [self._one(machine, term) for machine in machines]

    def _one(self, machine: type[Kind], term: Sample) -> dict[str, Any]:
        context = {"clauses": tuple(dict.fromkeys(_started(machine))), "schema": lambda asks: schema(asks, term)}
        return dict(KindShape(machine, context=context).data)

    def _sample(self) -> Sample:
        """That of the sample contract, or of the caller's newest."""
        sample_first = Case(When(number=SAMPLE_CONTRACT, then=Value(0)), default=Value(1))
        contract = self.contracts().order_by(sample_first, "-ends").first()
        if contract is None:
            return around(self.now)
        return Sample(self.now, contract.starts, contract.ends)


def _started(machine: type[Kind]) -> Iterator[str]:
    """Every clause whose clock may run on an order of this kind."""
    for marks in (machine.opening.clocks, *(step.clocks for step in machine.steps)):
        yield from (mark.clause for mark in marks if mark.op is Op.START)


class Kinds(Described):
    @extend_schema(summary=_("All kinds of work orders"), responses=KindShape(many=True))
    def get(self, request: Request) -> Response:
        return Response(self.described(KINDS.values()))


class OneKind(Described):
    @extend_schema(summary=_("One kind: states, actions, fields, clocks"), responses=KindShape)
    def get(self, request: Request, kind: str) -> Response:
        if kind not in KINDS:
            raise Http404
        return Response(self.described([KINDS[kind]])[0])
