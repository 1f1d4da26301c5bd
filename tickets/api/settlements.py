"""`settlements/`: the closed sheets of one contract, and what they leave of its last instalment."""

from collections.abc import Iterator
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tickets import permissions, settlement
from tickets.api.endpoint import Endpoint, Moment, Shape
from tickets.models import Contract, MonthSheet
from tickets.penalties.balance import MoneyBalance, OwedFor


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


class OwedShape(Shape):
    """What one side owes the other beyond the last instalment: `number` of the order by which it is demanded, null
    where nobody demands it yet; `owed_for` and `state` as that order has them."""

    owed_for = serializers.CharField()
    sum = serializers.DecimalField(max_digits=14, decimal_places=2)
    number = serializers.CharField(allow_null=True)
    state = serializers.CharField(allow_null=True)


class SettlementShape(Shape):
    """`deductible` is without what is held back, what is claimed by itself (`apart`), and what both agreed to net with
    late payment (`netted`, of which `netted_apart` with what is claimed by itself); `receivable` is what the instalment
    does not bear, and once it is paid what is owed beyond what was deducted then; `repayable` what was deducted or
    netted and is owed no more."""

    instalment = serializers.DecimalField(max_digits=14, decimal_places=2)
    claimed = serializers.DecimalField(max_digits=14, decimal_places=2)
    held = serializers.DecimalField(max_digits=14, decimal_places=2)
    objected = serializers.DecimalField(max_digits=14, decimal_places=2)
    apart = serializers.DecimalField(max_digits=14, decimal_places=2)
    netted = serializers.DecimalField(max_digits=14, decimal_places=2)
    netted_apart = serializers.DecimalField(max_digits=14, decimal_places=2)
    deductible = serializers.DecimalField(max_digits=14, decimal_places=2)
    paid = serializers.DecimalField(max_digits=14, decimal_places=2)
    receivable = serializers.DecimalField(max_digits=14, decimal_places=2)
    repayable = serializers.DecimalField(max_digits=14, decimal_places=2)
    owed = OwedShape(many=True)
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
        balance, rows = settlement.balance(contract), contract.month_sheets.select_related("closed_by")
        names = (
            "instalment", "claimed", "held", "objected", "apart", "netted", "netted_apart", "deductible", "paid",
            "receivable", "repayable",
        )  # fmt: skip
        told = {name: getattr(balance.found, name) for name in names}
        return Response(
            self.shaped(SettlementShape, {**told, "owed": list(_owed(contract, balance)), "sheets": list(rows)})
        )


def _owed(contract: Contract, found: MoneyBalance) -> Iterator[dict[str, Any]]:
    for one in settlement.demands(contract):
        yield {"owed_for": one.what.value, "sum": one.amount, "number": one.number, "state": one.state}
    for what in OwedFor:
        if found.open(what):
            yield {"owed_for": what.value, "sum": found.open(what), "number": None, "state": None}
