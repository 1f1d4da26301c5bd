"""`tickets/`: file a ticket, find it, correct it, move it, talk about it. Every change is one of `tickets.actions`."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import confirm
from tickets import actions, audit, linked, queries, quotas
from tickets.api.deadlines import DeadlineShape, readings_of
from tickets.api.endpoint import KEY, Endpoint, Listing, Moment, Shape
from tickets.clocks import readings
from tickets.errors import Forbidden, Invalid
from tickets.filters import TicketFilter
from tickets.lifecycle import KINDS, words
from tickets.lifecycle.endorsements import COUNTED
from tickets.lifecycle.fields import not_asked
from tickets.models import AuditEntry, Contract, Deadline, System, Ticket
from tickets.queries import CountedFlag

#: What a list reads of a ticket, and of a clock for its lamp: to load the others would cost more than all the rest.
LISTED = (
    "number", "kind", "state", "version", "title", "opened_at", "state_since", "closed_at", "next_due",
    "contract__number", "system__code", "opened_by__username", "opened_unit__name", "assignee__username",
)  # fmt: skip
LIT = (
    "ticket", "code", "limit_unit", "started_at", "due_at", "amber_at", "state", "resting", "stopped_at", "breached_at",
)  # fmt: skip


class TicketRowShape(Shape):
    """One ticket in a list, with the lamp of its worst open clock."""

    number = serializers.CharField()
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="machine.label", read_only=True)
    state = serializers.CharField()
    state_label = serializers.CharField(source="stage.label", read_only=True)
    final = serializers.BooleanField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    contract = serializers.CharField(source="contract.number")
    system = serializers.CharField(source="system.code", allow_null=True, default=None)
    opened_by = serializers.CharField(source="opened_by.username", allow_null=True, default=None)
    opened_unit = serializers.CharField(source="opened_unit.name")
    opened_at = Moment()
    state_since = Moment()
    closed_at = Moment(allow_null=True)
    assignee = serializers.CharField(source="assignee.username", allow_null=True, default=None)
    next_due = Moment(source="earliest_due", allow_null=True)
    lamp = serializers.SerializerMethodField(help_text=gettext_lazy("null: no clock is open"))

    def get_lamp(self, ticket: Any) -> str | None:
        shown = {clock.lamp(self.context["now"]) for clock in ticket.clocks_seen if clock.open}
        return next((lamp for lamp in ("red", "amber", "green", "grey") if lamp in shown), None)


class QuotaShape(Shape):
    """What the order would do to one line of one system; empty once it is over or entered in the ledger."""

    line = serializers.CharField()
    system = serializers.CharField(source="system.code")
    change = serializers.IntegerField()
    held = serializers.IntegerField(help_text=gettext_lazy("by the system now"))
    held_after = serializers.IntegerField()
    used = serializers.IntegerField(help_text=gettext_lazy("over all systems now"))
    used_after = serializers.IntegerField()
    total = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("by contract and supplements; null: supplied whole")
    )
    left_after = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("below zero: what a supplementary contract must add")
    )


class RemarkShape(Shape):
    """What stands on the order and holds nothing up: told too late (`last_day`, `told_at`), or counted (`count`)."""

    code = serializers.CharField(help_text=gettext_lazy("of the clause, or the name of the action counted"))
    message = serializers.CharField()
    last_day = serializers.DateField(allow_null=True)
    told_at = Moment(allow_null=True)
    count = serializers.IntegerField(allow_null=True)


class FlagShape(Shape):
    """Urgent, carried out by whoever verified, or without permission: `in_month` counts them under the contract."""

    name = serializers.CharField()
    label = serializers.SerializerMethodField()
    at = Moment()
    by = serializers.CharField()
    in_month = serializers.IntegerField()

    def get_label(self, flag: CountedFlag) -> str:
        return str(words.FLAGS[flag.name])


class ColleagueShape(Shape):
    """Whom the caller may ask before deciding; `takes`: to whom they may pass the decision on, too."""

    username = serializers.CharField()
    name = serializers.CharField()
    takes = serializers.BooleanField()


class ConsultationShape(Shape):
    """A colleague's opinion asked for in the present state; `opinion` is empty until it is given."""

    id = serializers.IntegerField()
    asked_by = serializers.CharField(source="asked_by.username")
    asked_of = serializers.CharField(source="asked_of.username")
    question = serializers.CharField()
    asked_at = Moment()
    opinion = serializers.CharField()
    given_at = Moment(allow_null=True)


class DelegationShape(Shape):
    """To whom the decision was passed on, among all who hold the role."""

    passed_by = serializers.CharField(source="passed_by.username")
    passed_to = serializers.CharField(source="passed_to.username")
    reason = serializers.CharField()
    passed_at = Moment()


class TicketShape(TicketRowShape):
    """One ticket. `actions`: the names of what the caller may do now, each an address below `actions/`."""

    fields = serializers.DictField()  # type: ignore[assignment]  # the interface names it so
    actions = serializers.ListField(child=serializers.CharField(), read_only=True, source="steps_open")
    deadlines = DeadlineShape(many=True, source="clocks_seen")
    remarks = RemarkShape(many=True, read_only=True)
    flags = FlagShape(many=True, source="flags_seen")
    occasion = serializers.CharField(
        source="first.number",
        allow_null=True,
        default=None,
        help_text=gettext_lazy("the fault for which it is asked, or the reclaim that was agreed to"),
    )
    led_to = serializers.ListField(
        child=serializers.CharField(),
        source="followed_by",
        help_text=gettext_lazy("restarts asked for, or the change drafted, because of it"),
    )
    named_by = serializers.ListField(
        source="naming",
        child=serializers.CharField(),
        help_text=gettext_lazy("orders that name it among their related ones"),
    )
    part_of = serializers.CharField(source="part_of.number", allow_null=True, default=None)
    quotas = QuotaShape(many=True, read_only=True, source="quotas_seen")
    consultations = ConsultationShape(many=True, source="asked_now")
    passed_on = DelegationShape(allow_null=True, source="delegation")
    colleagues = ColleagueShape(many=True, source="to_ask")


class EventShape(Shape):
    """One entry of the audit trail, chained to the one before by its hash."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's, so it cannot be declared as an attribute."""
        return {**super().get_fields(), "from": serializers.CharField(source="source")}

    seq = serializers.IntegerField()
    at = Moment()
    actor = serializers.CharField(source="actor.username", allow_null=True, default=None)
    actor_name = serializers.CharField(source="actor.name", allow_null=True, default=None)
    on_behalf_of = serializers.CharField(source="on_behalf_of.username", allow_null=True, default=None)
    unit = serializers.CharField(source="unit.name", allow_null=True, default=None)
    action = serializers.CharField()
    label = serializers.SerializerMethodField()
    to = serializers.CharField(source="target")
    allowed = serializers.BooleanField(help_text=gettext_lazy("no: it was tried and refused"))
    data = serializers.SerializerMethodField()
    previous = serializers.CharField()
    hash = serializers.CharField()

    def get_label(self, entry: AuditEntry) -> str:
        return str(words.ACTS.get(entry.action, entry.action))

    def get_data(self, entry: AuditEntry) -> dict[str, Any]:
        """What was typed and what came of it. The faces of the rows are for the proof alone."""
        return {name: value for name, value in entry.data.items() if name not in (audit.ROWS, audit.EDITION)}


class NewTicket(Shape):
    kind = serializers.ChoiceField(sorted(KINDS))
    contract = serializers.CharField(max_length=40)
    system = serializers.CharField(max_length=40, required=False, allow_null=True, allow_blank=True, default=None)
    title = serializers.CharField(allow_blank=True)
    fields = serializers.DictField(required=False, default=dict)
    occasion = serializers.CharField(
        max_length=24,
        required=False,
        allow_null=True,
        default=None,
        help_text=gettext_lazy("number of the open fault for which a restart is asked"),
    )


class ChangedTicket(Shape):
    """What is left out stays as it is; a field set to null is emptied."""

    version = serializers.IntegerField(min_value=1)
    title = serializers.CharField(allow_blank=True, required=False)
    fields = serializers.DictField(required=False)


class ActionBody(Shape):
    comment = serializers.CharField(required=False, allow_blank=True, default="")
    fields = serializers.DictField(required=False, default=dict)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class Remark(Shape):
    comment = serializers.CharField(allow_blank=True)


class Reminder(Shape):
    comment = serializers.CharField(allow_blank=True, required=False, default="")


class CorrectedFiling(Remark):
    filing_no = serializers.CharField(allow_blank=True, required=False)
    filed_on = serializers.CharField(allow_blank=True, required=False, help_text=gettext_lazy("what is not sent stays"))


class TicketEndpoint(Endpoint):
    def done(self, verb: Callable[..., Ticket], number: str, body: type[Shape]) -> Response:
        """The ticket after a verb of `actions` was done to it with what was sent."""
        ticket = verb(self.ticket(number), actor=self.user, now=self.now, **self.sent(body))
        return Response(self.answer(ticket))

    def answer(self, ticket: Ticket) -> dict[str, Any]:
        """The ticket as the caller sees it now; its clocks are read once, for what is shown and what may be done."""
        row: Any = ticket
        clocks = readings.of_ticket(ticket)
        row.clocks_seen = sorted(clocks, key=lambda clock: (not clock.open, clock.due_at, clock.pk))
        newest = {clock.code: clock for clock in clocks}
        may = actions.available(ticket, newest, actor=self.user, now=self.now, where=self.standing)
        row.quotas_seen = quotas.of_ticket(ticket)
        beside = actions.consulting(ticket, self.user, self.standing, self.now)
        row.steps_open = [step.name for step in may] + beside.offered(self.user)
        row.asked_now, row.delegation, row.to_ask = beside.asked, beside.delegation, beside.people
        row.remarks = actions.remarks(ticket, ticket.scene)
        raised = [one.name for one in COUNTED if ticket.scene.endorsed(one)]
        row.flags_seen = queries.counted(ticket, raised)
        near = linked.of_ticket(ticket, self.tickets())
        row.first = near.occasion
        row.followed_by = [one.number for one in near.led_to]
        row.naming = [one.number for one in near.named_by]
        return dict(self.shaped(TicketShape, row, readings=readings_of(clocks, self.now)))

    def first_answer(self, key: str | None, ticket: Ticket) -> dict[str, Any]:
        """The answer first given under this key; without one, or the first time, what the ticket is now."""
        kept = actions.answered(self.user, key)
        if kept is not None:
            return kept
        answer = self.answer(ticket)
        actions.remember(self.user, key, answer)
        return answer


@extend_schema_view(get=extend_schema(summary=gettext_lazy("Find work orders")))
class Tickets(TicketEndpoint, Listing):
    queryset = Ticket.objects.all()
    serializer_class = TicketRowShape
    filterset_class = TicketFilter

    def get_queryset(self) -> QuerySet[Ticket]:
        clocks = Prefetch("deadlines", Deadline.objects.filter(stopped_at=None).only(*LIT), to_attr="clocks_seen")
        return self.tickets().only(*LISTED).prefetch_related(clocks)

    @extend_schema(
        summary=gettext_lazy("File a work order"),
        parameters=[KEY],
        request=NewTicket,
        responses={status.HTTP_201_CREATED: TicketShape},
    )
    def post(self, request: Request) -> Response:
        asked = self.sent(NewTicket)
        contract = get_object_or_404(self.contracts(), number=asked["contract"])
        asked |= {"contract": contract, "system": system_of(contract, asked["system"])}
        asked["occasion"] = self.ticket(asked["occasion"]) if asked["occasion"] else None
        ticket = actions.open_ticket(**asked, actor=self.user, now=self.now, key=self.key)
        return Response(self.first_answer(self.key, ticket), status=status.HTTP_201_CREATED)


class OneTicket(TicketEndpoint):
    @extend_schema(summary=gettext_lazy("One work order"), responses=TicketShape)
    def get(self, request: Request, number: str) -> Response:
        return Response(self.answer(self.ticket(number)))

    @extend_schema(
        summary=gettext_lazy("Correct a draft or a returned order"), request=ChangedTicket, responses=TicketShape
    )
    def patch(self, request: Request, number: str) -> Response:
        return self.done(actions.edit, number, ChangedTicket)


class Comments(TicketEndpoint):
    @extend_schema(summary=gettext_lazy("Comment on an order"), request=Remark, responses=TicketShape)
    def post(self, request: Request, number: str) -> Response:
        ticket, text = self.ticket(number), self.sent(Remark)["comment"]
        return Response(self.answer(actions.comment(ticket, text, actor=self.user, now=self.now)))


class Reminders(TicketEndpoint):
    @extend_schema(
        summary=gettext_lazy("Remind whose move it is, once an hour at most"), request=Reminder, responses=TicketShape
    )
    def post(self, request: Request, number: str) -> Response:
        return self.done(actions.remind, number, Reminder)


class Filing(TicketEndpoint):
    @extend_schema(
        summary=gettext_lazy("Correct number or day of a filing; both are kept"),
        request=CorrectedFiling,
        responses=TicketShape,
    )
    def post(self, request: Request, number: str) -> Response:
        return self.done(actions.correct_filing, number, CorrectedFiling)


class Action(TicketEndpoint):
    @extend_schema(summary=gettext_lazy("Take an action"), parameters=[KEY], request=ActionBody, responses=TicketShape)
    def post(self, request: Request, number: str, name: str) -> Response:
        ticket, asked = self.ticket(number), self.sent(ActionBody)
        self._check_person(ticket, name)
        typed = asked.pop("fields")
        fields = own_fields(ticket, name, typed)
        moved = actions.perform(
            ticket, name, actor=self.user, now=self.now, key=self.key, where=self.standing, **asked, **fields
        )
        return Response(self.first_answer(self.key, moved))

    def _check_person(self, ticket: Ticket, name: str) -> None:
        """What is grave takes a fresh sign-in; a token, which has an end, suffices.

        Raises Forbidden.
        """
        step = ticket.machine.by_step.get(name)
        by_session = isinstance(self.request.successful_authenticator, SessionAuthentication)
        if step and step.grave and by_session and not confirm.recently(self.request, self.user, self.now):
            raise Forbidden(_("This is grave: confirm your password at /accounts/reauthenticate/ first."))


class Events(Endpoint):
    @extend_schema(summary=gettext_lazy("The audit trail of an order"), responses=EventShape(many=True))
    def get(self, request: Request, number: str) -> Response:
        rows = AuditEntry.objects.filter(ticket=self.ticket(number)).order_by("seq")
        rows = rows.select_related("actor", "on_behalf_of", "unit")
        return Response(EventShape(rows, many=True).data)


def system_of(contract: Contract, code: str | None) -> System | None:
    """The system of that code. Raises Invalid naming those that the contract has."""
    if not code:
        return None
    systems = {system.code: system for system in contract.systems.all()}
    if code not in systems:
        message = _("This contract has no such system. It has: %(codes)s.") % {"codes": ", ".join(systems)}
        raise Invalid(message, {"system": [message]})
    return systems[code]


def own_fields(ticket: Ticket, name: str, typed: dict[str, Any]) -> dict[str, Any]:
    """Fields become arguments of `actions.perform`: only declared ones may get that far. Raises Invalid."""
    step = ticket.machine.by_step.get(name)
    if step is None:
        return {}  # `perform` refuses, naming the actions there are
    if unknown := typed.keys() - {field.name for field in step.asks}:
        raise Invalid(_("Check what you entered."), {field: [not_asked(field)] for field in sorted(unknown)})
    return typed
