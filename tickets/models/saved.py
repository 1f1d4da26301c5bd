"""暂存稿: what somebody still writes, before an order is born of it or over one that they change. No number, no audit,
seen by its owner alone."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from accounts.models import Organization, User
from tickets.lifecycle.fields import Field
from tickets.lifecycle.meaning import LONGEST
from tickets.models.contracts import Contract, System
from tickets.models.row import Row
from tickets.models.tickets import Ticket


class SavedForm(Row):
    """One form as it was typed last: half filled, wrong or empty. `fields`: name -> what was typed, raw."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    #: Given by the form itself, so that a save whose answer was lost is no second form.
    key = models.UUIDField()
    kind = models.CharField(max_length=LONGEST["kind"])
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    system = models.ForeignKey(System, models.PROTECT, null=True, related_name="+")
    #: The fault because of which a restart is asked for.
    occasion = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    #: The order that is changed; its version, and the length of its audit, when the person began to.
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    seen = models.PositiveBigIntegerField(null=True)
    title = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [
            UniqueConstraint(fields=["owner", "key"], name="saved_form_once"),
            UniqueConstraint(fields=["owner", "ticket"], name="saved_edit_once"),
            CheckConstraint(
                condition=Q(ticket=None, version=None, seen=None)
                | Q(ticket__isnull=False, version__isnull=False, seen__isnull=False),
                name="saved_edit_of_a_version",
            ),
        ]
        indexes = [Index(fields=["saved_at"], name="saved_form_oldest")]

    def said(self, declared: Field[Any]) -> Any:
        """What was typed for the field, as it was typed; None: nothing."""
        return self.fields.get(declared.name)


class SavedFile(Row):
    """A file that waits with a saved form for its order: in the store of attachments, and removed with the form."""

    form = models.ForeignKey(SavedForm, models.CASCADE, related_name="files")
    slot = models.CharField(max_length=LONGEST["slot"])
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True)

    class Meta(Row.Meta):
        ordering = ["id"]
        constraints = [UniqueConstraint(fields=["form", "slot"], name="saved_file_once")]


class SavedView(Row):
    """视图: how somebody narrowed a list, kept as data under a name; for them alone, or for everybody of their unit.

    The row without a name is their own choice of columns, whatever the list is narrowed to.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    #: Name of the list.
    place = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True)
    #: Name of a filter -> its values.
    asked = models.JSONField(default=dict)
    #: Columns that are not shown.
    hidden = models.JSONField(default=list)
    #: Everybody of this unit sees it. Null: its owner alone.
    unit = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta(Row.Meta):
        ordering = ["name", "id"]
        constraints = [
            UniqueConstraint(fields=["owner", "place", "name"], name="saved_view_name_once"),
            CheckConstraint(condition=~Q(name="") | Q(unit__isnull=True), name="saved_view_of_columns_is_ones_own"),
        ]
        indexes = [Index(fields=["unit", "place"], condition=Q(unit__isnull=False), name="saved_view_of_unit")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.place} {self.name}"
