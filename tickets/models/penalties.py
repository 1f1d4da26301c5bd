"""What a breach cost under each edition of a contract."""

from django.db import models
from django.db.models import Q, UniqueConstraint

from tickets.models.contracts import Contract
from tickets.models.row import Row


class PenaltyEdition(Row):
    """The tables of penalties as one edition of a contract's file has them, and how it is read where they are open. A
    row never changes but for `current`: what happened under an edition is priced by it."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="penalty_editions")
    edition = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    since = models.DateTimeField()
    #: `PenaltyTerms.as_data`; null: from then on the contract prices nothing.
    terms = models.JSONField(null=True)
    #: The answers by key.
    readings = models.JSONField(default=dict)

    class Meta(Row.Meta):
        ordering = ["edition"]
        constraints = [
            UniqueConstraint(fields=["contract", "edition"], name="penalty_edition_once"),
            UniqueConstraint(fields=["contract"], condition=Q(current=True), name="penalty_edition_current_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.edition}"
