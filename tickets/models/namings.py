"""Which orders an order names, as rows: an index drawn from its answers by `tickets.actions.namings`, and from nothing
else.

Who names an order is one look into it, however many orders the service holds.
"""

from django.db import models
from django.db.models import Index, UniqueConstraint

from tickets.models.row import Row
from tickets.models.tickets import Ticket


class Naming(Row):
    """field: the question in whose rows it is named. clock: the clock of it that is meant; "": the order as a whole."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="names", db_index=False)
    of = models.ForeignKey(Ticket, models.CASCADE, related_name="named_by", db_index=False)
    field = models.CharField(max_length=24)
    clock = models.CharField(max_length=40, blank=True, default="")

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["ticket", "of", "field", "clock"], name="naming_once")]
        indexes = [Index(fields=["of", "field", "ticket", "clock"], name="naming_of")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.field} {self.of_id} {self.clock}".rstrip()
