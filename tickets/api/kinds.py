"""`kinds/`: what a program must know to carry an order of any kind from filing to its end."""

from collections.abc import Iterable, Iterator
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
from tickets.lifecycle import MACHINES, words
from tickets.lifecycle.base import Machine, Op, State, Step
from tickets.lifecycle.examples import Term, schema

#: The contract on which every example is lawful.
SAMPLE_CONTRACT = "DEMO"
ALL_CLOCKS = "*"


@extend_schema_field(OpenApiTypes.OBJECT)
class JsonSchema(serializers.JSONField):
    """A JSON Schema (2020-12) of the `fields` to send; the first of each `examples` is valid now."""


class StateShape(Shape):
    code = serializers.CharField()
    label = serializers.SerializerMethodField()
    stage = serializers.CharField()
    final = serializers.BooleanField()
    editable = serializers.BooleanField(help_text=_("title and fields may be changed by PATCH"))

    def get_label(self, state: State) -> str:
        return str(words.STATES[state.code])


class SlotShape(Shape):
    """A file is handed in at `attachments/` before the action is taken; it is never a field."""

    slot = serializers.CharField(source="name")
    label = serializers.SerializerMethodField()
    required = serializers.BooleanField()

    def get_label(self, slot: Any) -> str:
        return str(words.SLOTS[slot.name])


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
    roles = serializers.ListField(child=serializers.CharField(), source="who")
    comment_required = serializers.BooleanField(source="why")
    aside = serializers.BooleanField(help_text=_("nobody's duty: a way out, or an act beside the way"))
    grave = serializers.BooleanField(help_text=_("cannot be undone"))
    fields = serializers.SerializerMethodField("asked_for")
    attachments = SlotShape(many=True, source="needs")
    starts = serializers.SerializerMethodField()
    stops = serializers.SerializerMethodField()
    pauses = serializers.SerializerMethodField()
    resumes = serializers.SerializerMethodField()
    voids_pause = serializers.SerializerMethodField()
    cancels = serializers.SerializerMethodField()
    clocks = MarkShape(many=True)

    def get_label(self, step: Step) -> str:
        return str(words.ACTIONS[step.name])

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

    def get_strikes(self, step: Step) -> list[str]:
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
    open_roles = serializers.ListField(child=serializers.CharField(), source="opening.who")
    fields = serializers.SerializerMethodField("asked_for")
    system_required = serializers.BooleanField(help_text=_("no: the order may stand for the whole contract"))
    opens = serializers.SerializerMethodField()
    initial = serializers.CharField(source="initial.code")
    states = StateShape(many=True)
    actions = ActionShape(many=True, source="steps")

    def get_label(self, machine: Machine) -> str:
        return str(words.KINDS[machine.kind])

    def get_help(self, machine: Machine) -> str:
        return str(words.KIND_HELP[machine.kind])

    @extend_schema_field(JsonSchema)
    def asked_for(self, machine: Machine) -> dict[str, Any]:
        asked: dict[str, Any] = self.context["schema"](machine.opening.asks)
        return asked

    @extend_schema_field(OpensShape)
    def get_opens(self, machine: Machine) -> dict[str, Any]:
        starts = [mark.clause for mark in machine.opening.clocks if mark.op is Op.START]
        return {"starts": starts, "clocks": MarkShape(machine.opening.clocks, many=True).data}


class Described(Endpoint):
    def described(self, machines: Iterable[Machine]) -> list[dict[str, Any]]:
        term = self._term()
        return [self._one(machine, term) for machine in machines]

    def _one(self, machine: Machine, term: Term) -> dict[str, Any]:
        context = {
            "clauses": tuple(dict.fromkeys(_started(machine))),
            "schema": lambda asks: schema(asks, machine.kind, self.now, term),
        }
        return dict(KindShape(machine, context=context).data)

    def _term(self) -> Term:
        """That of the sample contract, or of the caller's newest."""
        sample_first = Case(When(number=SAMPLE_CONTRACT, then=Value(0)), default=Value(1))
        contract = self.contracts().order_by(sample_first, "-ends").first()
        if contract is None:
            return Term.around(self.now.astimezone(ZONE).date())
        return Term(contract.starts, contract.ends)


def _started(machine: Machine) -> Iterator[str]:
    """Every clause whose clock may run on an order of this kind."""
    for marks in (machine.opening.clocks, *(step.clocks for step in machine.steps)):
        yield from (mark.clause for mark in marks if mark.op is Op.START)


class Kinds(Described):
    @extend_schema(summary=_("All kinds of work orders"), responses=KindShape(many=True))
    def get(self, request: Request) -> Response:
        return Response(self.described(MACHINES.values()))


class OneKind(Described):
    @extend_schema(summary=_("One kind: states, actions, fields, clocks"), responses=KindShape)
    def get(self, request: Request, kind: str) -> Response:
        if kind not in MACHINES:
            raise Http404
        return Response(self.described([MACHINES[kind]])[0])
