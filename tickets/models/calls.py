"""What a restart asked for by telephone needs beside the ticket. Written only by `tickets.actions`."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import User
from tickets.models.row import Row
from tickets.models.tickets import Ticket


class ReadBack(Row):
    """A code on its way: sent to one lead, to be read back to the desk, good once and for some minutes.

    The row holds a nonce and not the code (`tickets.notices.read_back`). Wrong attempts stand in the ticket's audit.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="read_backs")
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    #: Read back, or replaced by another.
    spent_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [
            UniqueConstraint(fields=["ticket"], condition=Q(spent_at__isnull=True), name="read_back_one_at_a_time"),
            CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="read_back_expires_after_it_is_sent"),
        ]


class Occasion(Row):
    """The ticket was filed on the occasion of another: a restart on that of a fault."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="occasion")
    of = models.ForeignKey(Ticket, models.PROTECT, related_name="led_to")

    class Meta(Row.Meta):
        constraints = [CheckConstraint(condition=~Q(ticket=F("of")), name="occasion_is_another_ticket")]
