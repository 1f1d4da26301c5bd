"""Whose turn it is, as rows: an index drawn from each order by `tickets.actions.turns`, and from nothing else.

A to-do is one look into it, however many orders the service holds.
"""

from typing import Any

from django.db import models
from django.db.models import Index, JSONField, Lookup, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.lifecycle.meaning import LONGEST
from tickets.models.row import Row
from tickets.models.tickets import IDLE, Ticket


class People(JSONField[list[int]]):
    """Ids of people: to a migration a JSON field like any other."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


@People.register_lookup
class Names(Lookup[int]):
    """Whether the person of that id is named."""

    lookup_name = "names"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, before = self.process_lhs(compiler, connection)
        holds = f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = %s)"  # noqa: S608  # a column's name
        return holds, (*before, int(self.rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, before = self.process_lhs(compiler, connection)
        return f"{column} @> to_jsonb(%s)", (*before, int(self.rhs))


class Turn(Row):
    """`role` of `unit` can carry the ticket on by `step`, from `opens_at` until `until`.

    holder: the engineer who has it in hand; null: whoever holds the role. due_at: when the first clock of the contract
    that runs against their side is due, suggested_at: the first internal target; `IDLE` where none runs. barred:
    people who may not, though they hold the role.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=LONGEST["kind"])
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=LONGEST["step"])
    sort = models.CharField(max_length=10)
    opens_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=IDLE)
    suggested_at = models.DateTimeField(default=IDLE)
    barred = People(default=list)

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["ticket", "role", "opens_at"], name="turn_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("opens_at")), name="turn_ends_after_it_opens"
            ),
        ]
        indexes = [
            # A person's to-do: counted and put in order without a look at the orders.
            Index(fields=["unit", "role", "due_at", "suggested_at", "ticket"], name="turn_of_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.step}"

    def is_of(self, person: int, whose: int) -> bool:
        """Whether it is this person's, who has the role or stands in for whoever has it (`whose`)."""
        return self.holder_id in (None, whose) and not {person, whose} & set(self.barred)


class Follow(Row):
    """A person keeps an eye on an order (关注). Their own affair: it is no part of what happened on it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="follows")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers")
    at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [UniqueConstraint(fields=["user", "ticket"], name="followed_once")]
