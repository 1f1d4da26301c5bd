"""分系统费用表: what of the contract's amount each system costs, once both leads have agreed on it (G3)."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.contracts import Contract, System
from tickets.models.row import Row


class FeeTable(Row):
    """One person of the agency enters it, its lead and the provider's agree. It counts from `signed_at` until a later
    one is signed; what was withdrawn, or declined, stays and counts for nothing."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="fee_tables")
    number = models.PositiveSmallIntegerField()
    #: What the fees come to: the amount of the contract.
    total = models.DecimalField(max_digits=14, decimal_places=2)
    #: By what they were reckoned, with the paper that both sides sign.
    basis = models.CharField(max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    agency_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agency_at = models.DateTimeField(null=True)
    provider_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    provider_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta(Row.Meta):
        ordering = ["contract", "-number"]
        constraints = [
            UniqueConstraint(fields=["contract", "number"], name="fee_table_number_once"),
            UniqueConstraint(
                fields=["contract"],
                condition=Q(signed_at__isnull=True, withdrawn_at__isnull=True),
                name="fee_table_one_open",
            ),
            CheckConstraint(
                condition=Q(agency_by__isnull=True) | ~Q(agency_by=F("entered_by")), name="fee_table_two_people"
            ),
            CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | Q(agency_at__isnull=False, provider_at__isnull=False, withdrawn_at__isnull=True),
                name="fee_table_signed_by_both",
            ),
            *(
                CheckConstraint(
                    condition=Q(**{f"{who}_by__isnull": True, f"{who}_at__isnull": True})
                    | Q(**{f"{who}_by__isnull": False, f"{who}_at__isnull": False}),
                    name=f"fee_table_{who}_says_who_and_when",
                )
                for who in ("agency", "provider", "withdrawn")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.number}"

    @property
    def open(self) -> bool:
        """It waits for a lead."""
        return self.signed_at is None and self.withdrawn_at is None


class SystemFee(Row):
    table = models.ForeignKey(FeeTable, models.PROTECT, related_name="fees")
    system = models.ForeignKey(System, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta(Row.Meta):
        ordering = ["table", "system__code"]
        constraints = [
            UniqueConstraint(fields=["table", "system"], name="system_fee_once"),
            CheckConstraint(condition=Q(amount__gte=0), name="system_fee_is_none_or_more"),
        ]

    def __str__(self) -> str:
        return f"{self.system_id}: {self.amount}"
