"""`contracts/`: those to which the caller's unit is a party, with what they hold and what is in use."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import actions, ledger, priced, register
from tickets.api.endpoint import Endpoint, Moment, Shape
from tickets.datelaw.types import ZONE
from tickets.lifecycle.kinds.finding import contract_rules
from tickets.lifecycle.known import KNOWN
from tickets.models import Clause, Contract, Interpretation, LedgerEntry, TermEvent
from tickets.policy.types import RANKS, DocumentSort


class PartyShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()


class PartiesShape(Shape):
    agency = PartyShape()
    provider = PartyShape()
    authority = PartyShape()
    supervisor = PartyShape()


class TermShape(Shape):
    """Both days are within the term."""

    starts = serializers.DateField()
    ends = serializers.DateField(source="term_ends", help_text=_("as amended: by an early end or an extension"))


class TermEventShape(Shape):
    """What ends the term or moves its end: the act, its basis, evidence and two persons. Withdrawn ones stay."""

    id = serializers.IntegerField()
    act = serializers.CharField(help_text=_("early_end, expiry or extension"))
    basis = serializers.CharField()
    ends = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(allow_null=True)
    interrupted_from = serializers.DateField(allow_null=True)
    interrupted_to = serializers.DateField(allow_null=True)
    evidence = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    proposed_by = serializers.CharField(source="proposed_by.username")
    proposed_at = Moment()
    agreed_by = serializers.CharField(source="agreed_by.username", allow_null=True, default=None)
    agreed_at = Moment(allow_null=True)
    withdrawn_at = Moment(allow_null=True)


class SystemShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    important = serializers.BooleanField()
    live_since = Moment(allow_null=True)
    gone_since = Moment(allow_null=True)


class ContractRowShape(Shape):
    number = serializers.CharField()
    title = serializers.CharField()
    parties = PartiesShape(source="*")
    term = TermShape(source="*")
    current = serializers.SerializerMethodField(help_text=_("today is within the term"))
    systems = SystemShape(many=True, source="systems.all")
    kinds = serializers.SerializerMethodField(help_text=_("what may be opened under it, its term apart"))

    def get_kinds(self, contract: Contract) -> list[str]:
        missing: dict[str, tuple[str, ...]] = self.context["missing"][contract.pk]
        return [kind for kind, lacking in missing.items() if not lacking]

    def get_current(self, contract: Contract) -> bool:
        today: date = self.context["now"].astimezone(ZONE).date()
        return contract.starts <= today <= contract.term_ends


class WordingShape(Shape):
    source = serializers.CharField()
    article = serializers.CharField()
    limit = serializers.CharField()
    text = serializers.CharField()


class DocumentShape(Shape):
    """One of the documents that the contract is made of."""

    rank = serializers.SerializerMethodField(help_text=_("1 prevails over all others"))
    code = serializers.CharField()
    sort = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField()
    signed_on = serializers.CharField()
    effective_on = serializers.CharField()

    def get_rank(self, document: dict[str, str]) -> int:
        return RANKS[DocumentSort(document["sort"])]


class ClauseShape(Shape):
    code = serializers.CharField()
    edition = serializers.IntegerField()
    article = serializers.CharField()
    title = serializers.SerializerMethodField()
    party = serializers.CharField(
        help_text=_("who owes it; mover: whichever party the order waits for when the clock starts")
    )
    basis = serializers.CharField()
    sort = serializers.CharField(help_text=_("clock: runs; gate: refuses; advice: is shown and never refuses"))
    limit = serializers.SerializerMethodField()
    limit_from = serializers.CharField(help_text=_("the field of the order that gives the limit"))
    pauses = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField(help_text=_("the contract's own words"))
    summary = serializers.CharField(help_text=_("what the service makes of them"))
    evidence = serializers.CharField()
    consequence = serializers.CharField()
    interpretations = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField(help_text=_("code of the document that says so; empty: the contract itself"))
    outranked = WordingShape(many=True, help_text=_("how documents of a lower rank word it, which does not count"))

    def get_title(self, clause: Clause) -> str:
        return clause.title_in(get_language())

    def get_limit(self, clause: Clause) -> dict[str, Any]:
        return {"n": clause.limit_n, "unit": clause.limit_unit, "roll": clause.limit_roll}


class LineShape(Shape):
    code = serializers.CharField()
    group = serializers.CharField()
    category = serializers.CharField()
    item = serializers.CharField()
    specification = serializers.CharField()
    unit = serializers.CharField()
    quantity = serializers.IntegerField(allow_null=True, help_text=_("null: supplied whole"))
    data_gb = serializers.IntegerField(allow_null=True, help_text=_("gigabytes of users' data that one unit holds"))


class InstalmentShape(Shape):
    number = serializers.IntegerField()
    share = serializers.IntegerField(help_text=_("percent"))
    amount = serializers.DecimalField(14, 2)
    condition = serializers.CharField()


class InterpretationShape(Shape):
    code = serializers.CharField()
    question = serializers.CharField()
    chosen = serializers.CharField()
    others = serializers.ListField(child=serializers.CharField())
    key = serializers.CharField(help_text=_("what rules look it up by"))
    value = serializers.JSONField(help_text=_("the reading that holds: a number or a word; null: the usual one"))
    fixed = serializers.SerializerMethodField(help_text=_("the only reading of this release"))

    def get_fixed(self, one: Interpretation) -> bool:
        asked = KNOWN.readings.get(one.key)
        return asked is not None and asked.fixed


class FindingRuleShape(Shape):
    """A rule that a finding may name: a row of the tables of penalties, or what stands beside them."""

    code = serializers.CharField()
    label = serializers.CharField()
    against = serializers.CharField(help_text=_("provider or agency"))
    alone = serializers.BooleanField(help_text=_("found by itself, beside no other rule"))


class ContractShape(ContractRowShape):
    signed_on = serializers.DateField(allow_null=True)
    effective_on = serializers.DateField(allow_null=True)
    amount = serializers.DecimalField(14, 2)
    agreed_ends = serializers.DateField(source="ends", help_text=_("the last day as first agreed"))
    term_events = TermEventShape(many=True, source="term_events.all")
    clauses = ClauseShape(many=True, source="clauses_in_force")
    catalogue = LineShape(many=True, source="lines.all")
    instalments = InstalmentShape(many=True, source="instalments.all")
    interpretations = InterpretationShape(many=True, source="interpretations.all")
    finding_rules = serializers.SerializerMethodField()
    documents = DocumentShape(many=True)

    @extend_schema_field(FindingRuleShape(many=True))
    def get_finding_rules(self, contract: Contract) -> Any:
        rules = contract_rules.of_tables(priced.tables(contract))
        rows = [
            {"code": code, "label": one.label, "against": one.against, "alone": one.alone}
            for code, one in rules.items()
        ]
        return FindingRuleShape(rows, many=True).data


class EntryShape(Shape):
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    source = serializers.CharField(help_text=_("of opening stock: the paper that says so"))
    system = serializers.CharField(source="system.code")
    quantity = serializers.IntegerField()
    after = serializers.IntegerField(allow_null=True, help_text=_("what the system then holds of the line"))
    note = serializers.CharField()
    at = Moment()


class BalanceShape(Shape):
    """One line: what the contract and its supplements hold, what is in use over all systems, and what is left."""

    code = serializers.CharField()
    item = serializers.CharField()
    unit = serializers.CharField()
    quantity = serializers.IntegerField(allow_null=True)
    added = serializers.IntegerField(help_text=_("by supplementary contracts"))
    total = serializers.IntegerField(allow_null=True)
    used = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True)
    entries = EntryShape(many=True, source="seen_entries")


class LedgerShape(Shape):
    contract = serializers.CharField()
    opening_stock_entered = serializers.BooleanField()
    lines = BalanceShape(many=True)


class Contracts(Endpoint):
    @extend_schema(summary=_("My contracts"), responses=ContractRowShape(many=True))
    def get(self, request: Request) -> Response:
        rows = self.contracts().prefetch_related("systems", "term_events")
        context = {"now": self.now, "missing": register.missing(rows)}
        return Response(ContractRowShape(rows, many=True, context=context).data)


class OneContract(Endpoint):
    @extend_schema(summary=_("One contract with clauses, catalogue and interpretations"), responses=ContractShape)
    def get(self, request: Request, number: str) -> Response:
        in_force = Prefetch("clauses", Clause.objects.filter(current=True).order_by("id"), to_attr="clauses_in_force")
        events = Prefetch("term_events", TermEvent.objects.select_related("ticket", "proposed_by", "agreed_by"))
        rows = self.contracts().prefetch_related(events, "systems", "lines", "instalments", "interpretations", in_force)
        contract = get_object_or_404(rows, number=number)
        return Response(self.shaped(ContractShape, contract, missing=register.missing([contract])))


class Ledger(Endpoint):
    @extend_schema(summary=_("Balances and entries of every line"), responses=LedgerShape)
    def get(self, request: Request, number: str) -> Response:
        contract = get_object_or_404(self.contracts(), number=number)
        # entries of tickets that the caller may see; the sums above them are over all
        visible = Q(ticket__in=self.tickets()) | Q(ticket__isnull=True)
        seen = LedgerEntry.objects.filter(visible).select_related("ticket", "system")
        lines = ledger.balances(contract).prefetch_related(Prefetch("entries", seen, to_attr="seen_entries"))
        return Response(
            self.shaped(
                LedgerShape,
                {
                    "contract": contract.number,
                    "opening_stock_entered": ledger.opening_stock(contract).exists(),
                    "lines": lines,
                },
            )
        )


class NewExtension(Shape):
    """What `actions.propose_extension` cleans and judges, field by field."""

    interrupted_from = serializers.DateField()
    interrupted_to = serializers.DateField()
    days = serializers.IntegerField()
    evidence = serializers.CharField()


class Extensions(Endpoint):
    @extend_schema(
        summary=_("Propose an extension of the term (14.4)"), request=NewExtension, responses={201: TermEventShape}
    )
    def post(self, request: Request, number: str) -> Response:
        contract = get_object_or_404(self.contracts(), number=number)
        event = actions.propose_extension(contract, self.body, actor=self.user, now=self.now)
        return Response(self.shaped(TermEventShape, event), status=status.HTTP_201_CREATED)


class ExtensionEndpoint(Endpoint):
    def event(self, number: str, pk: int) -> TermEvent:
        return get_object_or_404(TermEvent, pk=pk, contract__in=self.contracts(), contract__number=number)


class AgreeExtension(ExtensionEndpoint):
    @extend_schema(summary=_("Agree to an extension"), request=None, responses=TermEventShape)
    def post(self, request: Request, number: str, pk: int) -> Response:
        event = actions.agree_extension(self.event(number, pk), actor=self.user, now=self.now)
        return Response(self.shaped(TermEventShape, event))


class WithdrawExtension(ExtensionEndpoint):
    @extend_schema(summary=_("Decline an extension or take it back"), request=None, responses=TermEventShape)
    def post(self, request: Request, number: str, pk: int) -> Response:
        event = actions.withdraw_extension(self.event(number, pk), actor=self.user, now=self.now)
        return Response(self.shaped(TermEventShape, event))
