"""月度清单: what a month's breaches came to, as it was closed. Written only by `tickets.actions.sheets`.

Append-only, whole: triggers of the database refuse every change. What is decided later stands in a later sheet.
"""

from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.contracts import Contract
from tickets.models.fees import FeeTable
from tickets.models.penalties import PenaltyEdition
from tickets.models.row import Row
from tickets.models.tickets import Ticket
from tickets.penalties.claims import LONGEST_KEY
from tickets.policy.lengths import LENGTHS
from tickets.policy.penalty_terms import PenaltyRuleTerms, Trigger

#: As `tickets.penalties.settling.RowSort` names them.
CURRENT, EARLIER, REVERSED, CORRECTED, OF_AGENCY = SORTS = (
    "current",
    "earlier",
    "reversed",
    "corrected",
    "of_agency",
)
#: Against the provider, and put in: what the parties may still have to agree on.
ENTERED: Final = (CURRENT, EARLIER, CORRECTED)


class MonthSheet(Row):
    """One month of one contract. It holds what was settled before `until`, in `size` lines and no more."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="month_sheets")
    #: Its first day.
    month = models.DateField()
    #: The months of a contract are closed one after the other.
    number = models.PositiveSmallIntegerField()
    until = models.DateTimeField()
    size = models.PositiveSmallIntegerField()
    #: Against the provider alone; may be negative. before: what all earlier sheets come to.
    sum = models.DecimalField(max_digits=14, decimal_places=2)
    before = models.DecimalField(max_digits=14, decimal_places=2)
    #: The fees that counted; null: none were signed.
    fees = models.ForeignKey(FeeTable, models.PROTECT, null=True, related_name="+")
    #: The tables and readings that counted.
    edition = models.ForeignKey(PenaltyEdition, models.PROTECT, related_name="+")
    #: What is printed beside the lines .
    printed = models.JSONField()
    #: Null: nobody closed it in time, so that the service did.
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()

    class Meta(Row.Meta):
        ordering = ["contract", "number"]
        constraints = [
            UniqueConstraint(fields=["contract", "month"], name="month_sheet_once"),
            UniqueConstraint(fields=["contract", "number"], name="month_sheet_in_order"),
            CheckConstraint(condition=Q(number__gte=1), name="month_sheet_number_from_one"),
            CheckConstraint(condition=Q(number__gt=1) | Q(before=0), name="month_sheet_first_has_none_before"),
            CheckConstraint(condition=Q(size__gt=0) | Q(sum=0), name="month_sheet_empty_comes_to_nothing"),
            CheckConstraint(condition=Q(until__lte=F("closed_at")), name="month_sheet_closed_after_what_it_holds"),
            CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_unit__isnull=True)
                | Q(closed_by__isnull=False, closed_unit__isnull=False),
                name="month_sheet_closed_for_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.month:%Y-%m}"

    @property
    def together(self) -> Decimal:
        """All sheets up to this one."""
        found: Decimal = self.before + self.sum
        return found


class SheetLine(Row):
    """清单事项: one claim as it was entered or taken back. reverses: the line that it takes back."""

    sheet = models.ForeignKey(MonthSheet, models.PROTECT, related_name="lines")
    #: Its place in the sheet, from 1.
    number = models.PositiveSmallIntegerField()
    sort = models.CharField(max_length=10)
    key = models.CharField(max_length=LONGEST_KEY)
    #: The code of the row of the contract; "": none prices it, the parties agreed on the sum.
    rule = models.CharField(max_length=LENGTHS[PenaltyRuleTerms]["code"], blank=True)
    #: Where the row stands in the contract.
    article = models.CharField(max_length=LENGTHS[PenaltyRuleTerms]["article"], blank=True)
    trigger = models.CharField(max_length=20)
    #: Codes; empty: the whole contract.
    systems = models.JSONField(default=list)
    fact_month = models.DateField()
    #: What it rests on: numbers of orders, names of entries.
    events = models.JSONField(default=list)
    #: base, share, months, days (`penalties.formulas.Formula`); null: the parties agreed on the sum in writing.
    formula = models.JSONField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    settled_on = models.DateField()
    #: The facts in words, by language.
    said = models.JSONField()
    finding = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: The parties had not agreed on the heavier: in the sum, not deducted.
    held = models.BooleanField(default=False)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta(Row.Meta):
        ordering = ["sheet", "number"]
        constraints = [
            UniqueConstraint(fields=["sheet", "number"], name="sheet_line_place_once"),
            CheckConstraint(condition=Q(number__gte=1), name="sheet_line_number_from_one"),
            CheckConstraint(condition=Q(sort__in=sorted(SORTS)), name="sheet_line_sort_known"),
            CheckConstraint(
                condition=Q(sort=REVERSED, reverses__isnull=False, amount__lte=0)
                | ~Q(sort=REVERSED) & Q(reverses__isnull=True, amount__gte=0),
                name="sheet_line_taken_back_is_negative",
            ),
            CheckConstraint(
                condition=Q(formula__isnull=False) & ~Q(rule="") | Q(formula__isnull=True),
                name="sheet_line_formula_of_a_rule",
            ),
            CheckConstraint(condition=Q(held=False) | Q(sort__in=sorted(ENTERED)), name="sheet_line_held_is_entered"),
            CheckConstraint(condition=~Q(assessed_by=F("confirmed_by")), name="sheet_line_two_people"),
            CheckConstraint(condition=~Q(key="") & ~Q(trigger=""), name="sheet_line_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.number}"

    @property
    def of_agency(self) -> bool:
        """Whether it stands, or stood, against the agency: its taking back, too, is in no sum against the provider."""
        return self.trigger == Trigger.LATE_PAYMENT
