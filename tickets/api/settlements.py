"""`settlements/`: the closed sheets of one contract, and what they leave of its last instalment."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import permissions, settlement
from tickets.api.endpoint import Endpoint, Moment, Shape
from tickets.models import MonthSheet


class SettlementsQuery(Shape):
    contract = serializers.CharField(max_length=60, help_text=_("number of the contract"))


class SheetShape(Shape):
    """One closed sheet. `closed_by` null: the service closed it."""

    month = serializers.SerializerMethodField()
    lines = serializers.IntegerField(source="size")
    sum = serializers.DecimalField(max_digits=14, decimal_places=2)
    together = serializers.DecimalField(max_digits=14, decimal_places=2, help_text=_("all sheets up to this one"))
    closed_by = serializers.CharField(source="closed_by.username", allow_null=True, default=None)
    closed_at = Moment()

    def get_month(self, row: MonthSheet) -> str:
        return f"{row.month:%Y-%m}"


class SettlementShape(Shape):
    """`deductible` is without what is held back; `receivable` is what the instalment does not bear, and once it is paid
    what is owed beyond what was deducted then; `repayable` what was deducted and is owed no more."""

    instalment = serializers.DecimalField(max_digits=14, decimal_places=2)
    claimed = serializers.DecimalField(max_digits=14, decimal_places=2)
    held = serializers.DecimalField(max_digits=14, decimal_places=2)
    objected = serializers.DecimalField(max_digits=14, decimal_places=2)
    apart = serializers.DecimalField(max_digits=14, decimal_places=2)
    deductible = serializers.DecimalField(max_digits=14, decimal_places=2)
    paid = serializers.DecimalField(max_digits=14, decimal_places=2)
    receivable = serializers.DecimalField(max_digits=14, decimal_places=2)
    repayable = serializers.DecimalField(max_digits=14, decimal_places=2)
    sheets = SheetShape(many=True)


class Settlements(Endpoint):
    @extend_schema(
        summary=_("What the sheets leave of the last instalment"),
        parameters=[SettlementsQuery],
        responses=SettlementShape,
    )
    def get(self, request: Request) -> Response:
        """Of a contract whose side the caller is; a developer reads no sums."""
        number = self.asked(SettlementsQuery)["contract"]
        own = permissions.contracts(self.standing).filter(pk__in=self.standing.whole)
        contract = get_object_or_404(own, number=number)
        found, rows = settlement.deduction(contract), contract.month_sheets.select_related("closed_by")
        names = ("instalment", "claimed", "held", "objected", "apart", "deductible", "paid", "receivable", "repayable")
        told = {name: getattr(found, name) for name in names}
        return Response(self.shaped(SettlementShape, {**told, "sheets": list(rows)}))
