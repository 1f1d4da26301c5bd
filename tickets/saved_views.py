"""视图: how people keep a list narrowed, and which of its columns they see. The sole writer of `SavedView`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from accounts.models import User, unit_of
from texts import tidy
from tickets.errors import Invalid
from tickets.lifecycle.form_fields import faults
from tickets.models import SavedView
from tickets.prepared import SOMEBODY, PreparedRows

LONGEST_NAME: Final = 60
#: So many of one person for one list: more nobody finds again.
MOST: Final = 30


def seen(user: User, name: str, units: Iterable[int]) -> list[SavedView]:
    """The person's own views of a list with their choice of columns, and those shared in their units, each with its
    `owner_name`. One query."""
    return _seen(name, tuple(sorted(set(units)))).ask(person=user.pk)


@lru_cache(maxsize=1024)
def _seen(name: str, units: tuple[int, ...]) -> PreparedRows[SavedView]:
    mine = Q(owner=SOMEBODY) | Q(unit__in=units, owner__is_active=True)
    called = Coalesce(NullIf(F("owner__name"), Value("")), F("owner__username"), output_field=CharField())
    return PreparedRows(SavedView.objects.filter(mine, place=name).annotate(owner_name=called))


@transaction.atomic
def save(
    owner: User, name: str, title: str, asked: Mapping[str, Sequence[str]], *, shared: bool, now: datetime
) -> SavedView:
    """Keep how the list is narrowed under a title; one of the same title is replaced. Raises Invalid at `name`."""
    title = _title(title)
    User.objects.select_for_update().get(pk=owner.pk)
    kept = SavedView.objects.filter(owner=owner, place=name).exclude(name="")
    if kept.exclude(name=title).count() >= MOST:
        raise _at_name(_("You keep %(n)d views of this list already. Delete one first.") % {"n": MOST})
    said: dict[str, Any] = {"asked": {key: list(values) for key, values in asked.items()}, "saved_at": now}
    said["unit"] = unit_of(owner) if shared else None
    row, _made = SavedView.objects.update_or_create(owner=owner, place=name, name=title, defaults=said)
    return row


@transaction.atomic
def rename(owner: User, pk: int, title: str) -> SavedView:
    """Raises Invalid at `name`, and SavedView.DoesNotExist for what is not the person's own."""
    User.objects.select_for_update().get(pk=owner.pk)
    row = _own(owner, pk)
    title = _title(title)
    if SavedView.objects.filter(owner=owner, place=row.place, name=title).exclude(pk=pk).exists():
        raise _at_name(_("You have a view of this name already."))
    row.name = title
    row.save(update_fields=["name"])
    return row


def delete(owner: User, pk: int) -> str:
    """The list of which it was. Raises SavedView.DoesNotExist for what is not the person's own."""
    row = _own(owner, pk)
    row.delete()
    return row.place


def hide(owner: User, name: str, hidden: Collection[str], *, now: datetime) -> None:
    """The columns of the list that the person does not want to see."""
    said = {"hidden": sorted(hidden), "saved_at": now}
    SavedView.objects.update_or_create(owner=owner, place=name, name="", defaults=said)


def _own(owner: User, pk: int) -> SavedView:
    return SavedView.objects.exclude(name="").get(pk=pk, owner=owner)


def _title(typed: str) -> str:
    title = tidy.line(typed)
    if not title:
        raise _at_name(_("Give the view a name."))
    if sentences := faults(title, LONGEST_NAME):
        raise Invalid(_("Check what you entered."), {"name": sentences})
    return title


def _at_name(sentence: str) -> Invalid:
    return Invalid(_("Check what you entered."), {"name": [sentence]})
