"""`penalties/`: what the breaches under one contract come to as the facts stand. Nothing is settled by it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import permissions
from tickets.api.endpoint import Endpoint, Shape
from tickets.penalties.beside import ReadOtherwise
from tickets.penalties.claims import code
from tickets.penalties.formulas import Formula
from tickets.settlement.weighing import ClaimStanding, WeighedClaim, same_breach, weighed

SUM = _("the sum, null where no row of the contract prices it")
ESTIMATED = _("by the whole price: no fees are signed")
STANDS = _(
    "counts; absorbed by another of its event; unsettled: the parties settle a sum; waiting: something that it rests on"
    " is contested"
)


class PenaltiesQuery(Shape):
    contract = serializers.CharField(max_length=60, help_text=_("number of the contract"))


class PenaltyReading(Shape):
    """What it comes to where an open question is read otherwise."""

    question = serializers.CharField(source="switch.key")
    value = serializers.CharField()
    amount = serializers.DecimalField(source="claim.amount", max_digits=14, decimal_places=2, allow_null=True)
    formula = serializers.SerializerMethodField()

    def get_formula(self, one: ReadOtherwise) -> str | None:
        return _formula(one.claim.formula)


class PenaltyShape(Shape):
    """One claim. `number`, `state` and `rules` are those of the finding that judges it; null and its own row where
    nobody has raised one."""

    key = serializers.CharField(source="claim.key")
    number = serializers.CharField(source="finding.number", allow_null=True, default=None)
    state = serializers.CharField(source="finding.state", allow_null=True, default=None)
    standing = serializers.ChoiceField(choices=[one.value for one in ClaimStanding], help_text=STANDS)
    against = serializers.SerializerMethodField(help_text=_("provider or agency"))
    rule = serializers.CharField(source="claim.rule", help_text=_("the row that is hit; empty: none prices it"))
    rules = serializers.SerializerMethodField()
    system = serializers.SerializerMethodField(help_text=_("codes of the systems; empty: the whole contract"))
    month = serializers.SerializerMethodField()
    amount = serializers.DecimalField(
        source="claim.amount", max_digits=14, decimal_places=2, allow_null=True, help_text=SUM
    )
    estimated = serializers.BooleanField(
        source="claim.estimated", help_text=_("by the whole price: no fees are signed")
    )
    formula = serializers.SerializerMethodField()
    members = serializers.SerializerMethodField(help_text=_("the orders and outages that it rests on"))
    readings = serializers.SerializerMethodField()

    def get_against(self, one: WeighedClaim) -> str:
        return "agency" if one.claim.of_agency else "provider"

    def get_rules(self, one: WeighedClaim) -> list[str]:
        return list(one.finding.rules) if one.finding is not None else [one.claim.rule] if one.claim.rule else []

    def get_system(self, one: WeighedClaim) -> list[str]:
        return list(one.claim.systems)

    def get_month(self, one: WeighedClaim) -> str:
        return code(one.claim.month)

    def get_formula(self, one: WeighedClaim) -> str | None:
        return _formula(one.claim.formula)

    def get_members(self, one: WeighedClaim) -> list[str]:
        return sorted(one.claim.events)

    @extend_schema_field(PenaltyReading(many=True))
    def get_readings(self, one: WeighedClaim) -> list[dict[str, Any]]:
        found: list[ReadOtherwise] = self.context["otherwise"]
        mine = [each for each in found if same_breach(each, one.claim)]
        return [dict(PenaltyReading(each).data) for each in mine]


class Penalties(Endpoint):
    @extend_schema(
        summary=_("What the breaches under a contract come to"),
        parameters=[PenaltiesQuery],
        responses=PenaltyShape(many=True),
    )
    def get(self, request: Request) -> Response:
        """Of a contract whose side the caller is; a developer reads no sums."""
        number = self.asked(PenaltiesQuery)["contract"]
        own = permissions.contracts(self.standing).filter(pk__in=self.standing.whole)
        found = weighed(get_object_or_404(own, number=number), self.now)
        claims = list(found.claims) if found is not None else []
        beside = list(found.otherwise(claims)) if found is not None else []
        return Response([self.shaped(PenaltyShape, one, otherwise=beside) for one in claims])


def _formula(found: Formula | None) -> str | None:
    return str(found) if found is not None else None
