"""抽查: orders of a month drawn by lot, and what whoever oversees the contract found in each."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.models.contracts import Contract
from tickets.models.row import Row
from tickets.models.tickets import Ticket

IN_ORDER, OBJECTED = FOUND = ("in_order", "objected")


class Sampling(Row):
    """One lot: `size` of the `population` orders that were sent in that month. Whoever has the seed draws the same
    ones again: they are those whose SHA-256 of `seed:number` comes first."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="samplings")
    #: Its first day.
    month = models.DateField()
    #: Of which kind alone; "": of all.
    kind = models.CharField(max_length=24, blank=True, default="")
    population = models.PositiveIntegerField()
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Row.Meta):
        ordering = ["-id"]
        constraints = [
            CheckConstraint(condition=Q(size__gte=1, size__lte=F("population")), name="sampling_size_is_there"),
        ]
        indexes = [Index(fields=["unit", "-at", "-id"], name="sampling_newest")]


class SampledOrder(Row):
    """One order of a lot, by its place in it, and what was found; "" until somebody has looked."""

    sampling = models.ForeignKey(Sampling, models.PROTECT, related_name="orders")
    place = models.PositiveSmallIntegerField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    found = models.CharField(max_length=10, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    looked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        ordering = ["sampling", "place"]
        constraints = [
            UniqueConstraint(fields=["sampling", "place"], name="sampled_place_once"),
            UniqueConstraint(fields=["sampling", "ticket"], name="sampled_order_once"),
            CheckConstraint(
                condition=Q(found="", looked_by__isnull=True, looked_at__isnull=True)
                | Q(found__in=FOUND, looked_by__isnull=False, looked_at__isnull=False),
                name="sampled_found_by_somebody",
            ),
            CheckConstraint(condition=~Q(found=OBJECTED) | ~Q(note=""), name="sampled_objection_says_what"),
        ]
