"""Editing a ticket that is not decided yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.act import Act, check_version
from tickets.actions.digests import bind
from tickets.actions.open import judged
from tickets.errors import Forbidden, WrongState
from tickets.lifecycle.fields import store_all
from tickets.models import Ticket
from tickets.permissions import Capacity, Standing, standing

EDITED = ("title", "fields", "form_edition", "digest", "request", "authors", "slots_since", "version")


def check_edit(ticket: Ticket, where: Standing) -> Capacity:
    """In which capacity the person may edit: a role that opens the kind, in the unit that opened the ticket.

    Raises Forbidden for all others, WrongState where the content is no longer open to changes.
    """
    mine = (one for one in where.held(ticket) if one.unit == ticket.opened_unit_id)
    capacity = next((one for one in mine if one.role in ticket.machine.opening.by), None)
    if capacity is None:
        raise Forbidden(_("Only the unit that opened the order may change it."))
    if not ticket.stage.editable:
        raise WrongState(_("Only a draft or a returned order can be changed."))
    return capacity


def edit(
    ticket: Ticket,
    *,
    actor: User,
    now: datetime,
    version: int,
    title: str | None = None,
    fields: Mapping[str, object] | None = None,
) -> Ticket:
    """Change title and fields of a draft or returned ticket. What is not named stays.

    The form is that of today: a ticket filed under an earlier edition is asked what was added since, loses what is
    no longer asked, and is of today's edition from then on. An approval is bound to the content that it was given
    for; changed content needs a new one. Raises as `open_ticket`, and Stale.
    """
    with Act.on(ticket.pk, "edit", actor=actor, now=now) as act:
        row, where = act.ticket, standing(actor, now)
        act.capacity = check_edit(row, where)
        check_version(row, version)
        asks = row.machine.opening.asks
        kept = {one.name: row.fields[one.name] for one in asks if one.name in row.fields}
        title = row.title if title is None else title
        said = {**kept, **(fields or {})}
        scene = judged(row.machine, row.contract, row.system, title=title, fields=said, where=where, now=now)
        new_fields = store_all(asks, scene.fields)
        changes = _changes(row, title.strip(), new_fields)
        if not changes:
            return row
        if changes.keys() != {"title"}:
            row.slots_since = now  # papers speak of the content they were handed in with
        row.title, row.fields, row.form_edition = title.strip(), new_fields, row.machine.opening.edition
        row.version += 1
        act.sign()
        bind(row)
        act.record(source=row.state, target=row.state, changes=changes, digest=row.digest)
        act.save(*EDITED)
        return row


def _changes(ticket: Ticket, title: str, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """name -> [old, new]; the title under "title", fields under "fields.…"."""
    changes: dict[str, list[Any]] = {}
    if title != ticket.title:
        changes["title"] = [ticket.title, title]
    for name in sorted(ticket.fields.keys() | fields.keys()):
        old, new = ticket.fields.get(name), fields.get(name)
        if old != new:
            changes[f"fields.{name}"] = [old, new]
    return changes
