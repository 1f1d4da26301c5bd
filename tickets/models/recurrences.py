"""What the service opened by itself, so that it opens each once. Written only by `tickets.actions`."""

from django.db import models
from django.db.models import UniqueConstraint

from tickets.models.contracts import Contract
from tickets.models.row import Row
from tickets.models.tickets import Ticket


class Recurrence(Row):
    """The order of one rule for one period of a contract (`tickets.lifecycle.recurring`)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="recurrences")
    rule = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="recurrence")

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["contract", "rule", "period"], name="recurrence_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.period}"
