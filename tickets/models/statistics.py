"""What the statistics tell, counted once an hour. Written only by `tickets.statistics`, each time as a whole."""

from typing import Final

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from tickets.lifecycle.meaning import LONGEST
from tickets.models.contracts import Contract
from tickets.models.deadlines import OWING
from tickets.models.row import Row

#: Open work by its age: a band reaches up to so many days; the last one has no end.
AGE_BANDS: Final = (1, 3, 7, 30)


class RollUp(Row):
    """One counting of everything, as it stood at `as_of`. The tallies of the newest are what pages show."""

    as_of = models.DateTimeField(unique=True)


class TallyRow(Row):
    """Rows of one contract in one roll-up."""

    roll_up = models.ForeignKey(RollUp, models.CASCADE, related_name="+")
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="+")

    class Meta(Row.Meta):
        abstract = True


class ClockTally(TallyRow):
    """The contract's clocks of one clause that were due in one month: done in time, or missed."""

    #: Its first day.
    month = models.DateField()
    party = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    met = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()

    class Meta(TallyRow.Meta):
        constraints = [
            UniqueConstraint(fields=["roll_up", "contract", "party", "code", "month"], name="clock_tally_once"),
            CheckConstraint(condition=Q(party__in=OWING), name="clock_tally_party_known"),
        ]


class OrderTally(TallyRow):
    """Orders of one kind that were filed in one month."""

    month = models.DateField()
    kind = models.CharField(max_length=LONGEST["kind"])
    filed = models.PositiveIntegerField()

    class Meta(TallyRow.Meta):
        constraints = [UniqueConstraint(fields=["roll_up", "contract", "kind", "month"], name="order_tally_once")]


class OpenTally(TallyRow):
    """Open orders of one kind in one state, by their age: `band` counts the bands of `AGE_BANDS` from 0."""

    kind = models.CharField(max_length=LONGEST["kind"])
    state = models.CharField(max_length=LONGEST["state"])
    band = models.PositiveSmallIntegerField()
    orders = models.PositiveIntegerField()

    class Meta(TallyRow.Meta):
        constraints = [
            UniqueConstraint(fields=["roll_up", "contract", "kind", "state", "band"], name="open_tally_once"),
            CheckConstraint(condition=Q(band__lte=len(AGE_BANDS)), name="open_tally_band_known"),
        ]


class StepTally(TallyRow):
    """How often orders of one kind left one state after so long. size: a class of `statistics.lengths`."""

    kind = models.CharField(max_length=LONGEST["kind"])
    state = models.CharField(max_length=LONGEST["state"])
    size = models.PositiveSmallIntegerField()
    passages = models.PositiveIntegerField()

    class Meta(TallyRow.Meta):
        constraints = [
            UniqueConstraint(fields=["roll_up", "contract", "kind", "state", "size"], name="step_tally_once")
        ]
        indexes = [Index(fields=["roll_up", "kind", "state", "size"], name="step_tally_sizes")]


class RatingTally(TallyRow):
    """How often the agency said in one degree how a finished order went (`actions.rating`)."""

    degree = models.PositiveSmallIntegerField()
    orders = models.PositiveIntegerField()

    class Meta(TallyRow.Meta):
        constraints = [UniqueConstraint(fields=["roll_up", "contract", "degree"], name="rating_tally_once")]
