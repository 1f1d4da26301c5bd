"""暂存稿: what is typed is kept as it stands; an order is born of what was kept, or changed to it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import attachments, permissions
from tickets.actions import door, facts, idempotency, reporting
from tickets.actions.act import failures, refuse
from tickets.actions.digests import digest
from tickets.actions.files import put_in
from tickets.actions.open import open_ticket, system_errors
from tickets.actions.perform import perform
from tickets.actions.preview import ClockPreview, seen_of
from tickets.actions.rehearsal import rehearse
from tickets.actions.remarks import OrderRemark, ahead
from tickets.actions.rules import Rules
from tickets.actions.submitting import submitting
from tickets.actions.whole import undone, whole
from tickets.clocks import readings
from tickets.errors import Invalid, KeyReused
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.fields import Field, clean_all
from tickets.lifecycle.guards.time import OVERTAKEN
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.steps import Step
from tickets.lifecycle.topics import as_asked
from tickets.models import Attachment, Deadline, SavedFile, SavedForm, Ticket
from tickets.permissions import Standing, standing

#: A form that nobody touched for so long is given up.
KEPT: Final = timedelta(days=30)
#: So many forms one person may have, with so many files each.
MOST: Final = 20
MOST_FILES: Final = 10
#: Characters of one form: far more than any that can be filed.
LONGEST: Final = 300_000

#: What one form says.
SAID: Final = ("kind", "contract", "system", "occasion", "ticket", "version", "seen", "title", "fields")
Said = Mapping[str, Any]


def edit_key(ticket: Ticket) -> UUID:
    """The key under which each person keeps what they type over this order: one form, however often it is opened."""
    return uuid5(NAMESPACE_URL, f"edit:{ticket.number}")


def save_form(form: SavedForm, *, now: datetime) -> SavedForm:
    """Keep what is typed, right or wrong, in the place of what its owner kept under its key before.

    Raises KeyReused where an order was born of it already, Invalid for more than anybody writes.
    """
    if (born := idempotency.done_under(form.owner, form.key.hex)) is not None:
        raise KeyReused(_("This was filed a moment ago as %(number)s.") % {"number": born.number}, born.number)
    if len(form.title) + len(json.dumps(form.fields, ensure_ascii=False)) > LONGEST:
        raise Invalid(_("This is more than can be kept. Shorten it."))
    mine = SavedForm.objects.filter(owner=form.owner)
    if mine.count() >= MOST and not mine.filter(key=form.key).exists():
        message = _("You keep %(most)d unfinished forms, and no more are kept. Delete one that you do not need.")
        raise Invalid(message % {"most": MOST})
    said = {name: getattr(form, name) for name in SAID}
    row, _new = SavedForm.objects.update_or_create(owner=form.owner, key=form.key, defaults={**said, "saved_at": now})
    return row


def save_file(form: SavedForm, slot: str, *, name: str, stream: BinaryIO) -> SavedFile:
    """Keep a file with the form, in the place of one that was in that slot. Raises Invalid, errors on the slot."""
    others = form.files.exclude(slot=slot)
    if others.count() >= MOST_FILES:
        raise Invalid(_("No more than %(most)d files.") % {"most": MOST_FILES})
    try:
        found = attachments.store(name, stream)
    except Invalid as refusal:
        raise Invalid(refusal.message, {slot: refusal.errors.get("file", [refusal.message])}) from refusal
    about = {one: getattr(found, one) for one in ("name", "content_type", "size", "sha256", "path")}
    with transaction.atomic():
        _drop(form, slot=slot)
        return SavedFile.objects.create(form=form, slot=slot, **about)


def drop_file(form: SavedForm, slot: str) -> None:
    with transaction.atomic():
        _drop(form, slot=slot)


def drop_form(form: SavedForm) -> None:
    """Give it up, with its files."""
    door.check_shut()
    with transaction.atomic():
        _drop(form)
        SavedForm.objects.filter(pk=form.pk).delete()


def _drop(form: SavedForm, **which: str) -> None:
    """Rows now, the files themselves once that is certain."""
    rows = SavedFile.objects.filter(form=form, **which)
    transaction.on_commit(partial(attachments.remove, *rows.values_list("path", flat=True)))
    rows.delete()


def forget_old_forms(now: datetime) -> None:
    old = SavedForm.objects.filter(saved_at__lt=now - KEPT)
    paths = SavedFile.objects.filter(form__in=old).values_list("path", flat=True)
    transaction.on_commit(partial(attachments.remove, *paths))
    old.delete()


def check_page(form: SavedForm, asks: Collection[Field[Any]], *, first: bool, where: Standing, now: datetime) -> None:
    """Raises Invalid with what would be refused of these fields when the order is filed and sent on; what stands on
    other pages is judged there. first: the system is chosen among them."""
    kind, names = KINDS[form.kind], {one.name for one in asks}
    values, errors = clean_all(kind.opening.asks, as_asked(kind.opening.asks, form.fields))
    amiss = {name: said for name, said in errors.items() if name in names}
    if not amiss:
        scene = facts.of_opening(kind.kind, form.contract, form.system, standing=where, now=now, fields=values)
        guards = [one for one in (*kind.checks, *_typed_guards(kind, where)) if one.field in names]
        reported = reporting.amiss_in_opening(kind, Rules(form.contract), scene)
        amiss = {name: said for name, said in reported.items() if name in names} | failures(asks, guards, scene)
    refuse(amiss | (system_errors(kind, form.contract, form.system) if first else {}))


def _typed_guards(kind: type[Kind], where: Standing) -> list[Guard]:
    """What every step that sends it on asks of what was typed, beyond the bounds that each field has of its own."""
    steps = submitting(kind, where)
    asked = [one for one in (steps[0].when if steps else ()) if one.field and one.why != OVERTAKEN]
    return [one for one in asked if all(one in step.when for step in steps)]


@dataclass(frozen=True, slots=True)
class FilingPreview:
    """What would come of filing a form now: the order as it would stand, its clocks, and what each comes to by the time
    that is entered and by the one that is said. Nothing of it is there."""

    ticket: Ticket
    step: Step | None
    clocks: list[Deadline]
    seen: list[ClockPreview]
    remarks: list[OrderRemark] = field(default_factory=list)


def preview_form(form: SavedForm, fields: Said, *, actor: User, now: datetime) -> FilingPreview:
    """What `file_form` would do. Raises whatever it raises.

    It is reckoned and nothing is written. Only what reports a fact with its opening is done by the door itself and
    undone, for the fact must be weighed; that holds the writer for as long as an act, and is asked by a button alone.
    """
    if KINDS[form.kind].opening.reports is None:
        ticket, step, clocks = rehearse(form, fields, actor=actor, now=now)
        return FilingPreview(ticket, step, clocks, [], ahead(ticket, ticket.scene, clocks))
    with undone():
        ticket, step = _born(form, fields, actor, now, submit=True)
        return FilingPreview(ticket, step, readings.rounds(ticket), seen_of(ticket, actor=actor, now=now))


def file_form(form: SavedForm, fields: Said, *, actor: User, now: datetime, submit: bool = True) -> Ticket:
    """Let the order be born of the form, with its files, and `submit` it where the person can. All of it or nothing.

    fields: those of the form that apply. A repeat gets the same order. Raises as `open_ticket` and `perform`.
    """
    try:
        with whole():
            if done := born_of(form, submit=submit):
                return done
            ticket, _step = _born(form, fields, actor, now, submit=submit)
            idempotency.keep(actor, form.key.hex, _request(form, submit=submit), ticket, now)
            SavedForm.objects.filter(pk=form.pk).delete()
            return ticket
    except IntegrityError as error:
        return idempotency.quicker(actor, form.key.hex, _request(form, submit=submit), error)


def born_of(form: SavedForm, *, submit: bool) -> Ticket | None:
    """The order that was born of just this; the form need not be kept any more. Raises KeyReused where it was born of
    the same form when it said something else."""
    return idempotency.earlier(form.owner, form.key.hex, _request(form, submit=submit))


def _request(form: SavedForm, *, submit: bool) -> str:
    system, occasion = form.system_id, form.occasion_id
    said = [form.kind, form.contract_id, system, occasion, form.title, form.fields]
    return digest({"form": form.key.hex, "said": said, "submit": submit})


def _born(form: SavedForm, fields: Said, actor: User, now: datetime, *, submit: bool) -> tuple[Ticket, Step | None]:
    ticket = open_ticket(
        form.kind,
        contract=form.contract,
        system=form.system,
        title=form.title,
        fields=fields,
        actor=actor,
        now=now,
        occasion=form.occasion,
    )
    for one in SavedFile.objects.filter(form=form.pk):
        about = {name: getattr(one, name) for name in ("name", "content_type", "size", "sha256", "path")}
        put_in(ticket, one.slot, Attachment(**about), actor=actor, now=now)
    step = _sends_on(ticket, actor, now) if submit else None
    return (perform(ticket, step.name, actor=actor, now=now), step) if step else (ticket, None)


def _sends_on(ticket: Ticket, actor: User, now: datetime) -> Step | None:
    """Of the steps that send it on the first that the order's facts allow."""
    where, row = standing(actor, now), Ticket.objects.get(pk=ticket.pk)
    facts.of_ticket(row, readings.current(readings.rounds(row)), Rules(row.contract), standing=where, now=now)
    offered = permissions.offered(row, actor)
    return next((one for one in submitting(row.machine, where) if one in offered), None)
