"""What a ticket says is put right: its content while that is not decided, a wrong filing (更正备案) after."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AGENCY_LEAD, AUTHORITY_OFFICER, PROVIDER_DESK, PROVIDER_LEAD
from texts import tidy
from tickets.actions import telling
from tickets.actions.act import Act, check_version, comment_errors, refuse
from tickets.actions.digests import bind
from tickets.actions.open import judged
from tickets.actions.talk import MOST_TOLD
from tickets.datelaw.types import local
from tickets.errors import Forbidden, WrongState
from tickets.lifecycle.endorsements import FILING
from tickets.lifecycle.fields import Field, clean_all, store_all
from tickets.lifecycle.questions import FILED_ON, FILING_NO
from tickets.models import Endorsement, Ticket
from tickets.permissions import Capacity, Standing, standing

#: What is recorded of a filing, each part of which may be put right.
FILED = (FILING_NO, FILED_ON)
#: Who learns of a corrected filing, beside those whose ticket it is.
TOLD = (AGENCY_LEAD, PROVIDER_DESK, PROVIDER_LEAD)


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
        title = row.title if title is None or tidy.line(title) == tidy.line(row.title) else tidy.line(title)
        said = {**kept, **(fields or {})}
        scene = judged(row.machine, row.contract, row.system, title=title, fields=said, where=where, now=now)
        new_fields = store_all(asks, scene.fields)
        new_fields |= _as_stored(asks, kept, new_fields)
        changes = _changes(row, title, new_fields)
        if not changes:
            return row
        if changes.keys() != {"title"}:
            row.slots_since = now  # papers speak of the content they were handed in with
        row.title, row.fields, row.form_edition = title, new_fields, row.machine.opening.edition
        row.version += 1
        act.sign()
        bind(row)
        act.record(source=row.state, target=row.state, changes=changes, digest=row.digest)
        act.save("title", "fields", "form_edition", "digest", "request", "authors", "slots_since", "version")
        return row


def _as_stored(asks: Iterable[Field[Any]], kept: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What was stored before it was tidied as today, where nothing else was changed in it: it stays as it is."""
    tidied = store_all(asks, clean_all(asks, kept)[0])
    return {name: value for name, value in kept.items() if name in new and tidied.get(name) == new[name]}


def _changes(ticket: Ticket, title: str, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """name -> [old, new]; the title under "title", fields under "fields.…"."""
    old = {"title": ticket.title} | {f"fields.{name}": value for name, value in ticket.fields.items()}
    new = {"title": title} | {f"fields.{name}": value for name, value in fields.items()}
    return {name: [old.get(name), new.get(name)] for name in old | new if old.get(name) != new.get(name)}


def check_correct_filing(ticket: Ticket, where: Standing, *, filed: bool) -> Capacity:
    """The authority corrects the filing of a ticket that is `filed`. Raises Forbidden, WrongState."""
    capacity = where.acting(ticket, (AUTHORITY_OFFICER,))
    if capacity is None:
        raise Forbidden(_("Only the authority corrects a filing number."))
    if not filed:
        raise WrongState(_("No filing is recorded on this order."))
    return capacity


def correct_filing(ticket: Ticket, *, actor: User, now: datetime, comment: str, **given: object) -> Ticket:
    """Put another number or day (`filing_no`, `filed_on`) in the place of what is recorded; what is not given stays.

    Raises Invalid, Forbidden, WrongState.
    """
    said, errors = clean_all([one for one in FILED if one.name in given], given)
    if (day := said.get(FILED_ON.name)) is not None and day > local(now).date():
        errors[FILED_ON.name] = [_("The day of the filing may not lie ahead.")]
    if not given:
        errors[FILING_NO.name] = [_("Write the filing number.")]
    refuse(errors | comment_errors(comment, _("Write something.")))
    with Act.on(ticket.pk, "correct_filing", actor=actor, now=now, comment=comment) as act:
        filings = Endorsement.objects.filter(ticket=act.ticket, name=FILING.name, voided_at__isnull=True)
        act.capacity = check_correct_filing(act.ticket, standing(actor, now), filed=filings.exists())
        filing, new = filings.get(), store_all(FILED, said)
        changes = {name: [old, value] for name, value in new.items() if (old := filing.data.get(name)) != value}
        refuse({} if changes else {name: [_("This is recorded already.")] for name in new})
        _replace(filing, act, act.capacity, new)
        act.record(comment=act.comment, changes=changes)
        act.tell("filing_corrected", telling.of_talk(act.ticket, TOLD, now), text=act.comment[:MOST_TOLD])
        act.save()
        return act.ticket


def _replace(filing: Endorsement, act: Act, capacity: Capacity, new: Mapping[str, Any]) -> None:
    """Void the filing and record it anew with these values, as of this act."""
    filing.voided_at = act.now
    act.store(filing, "voided_at")
    filing.voided_at = None
    filing.pk, filing.data, filing.by, filing.at = (None, {**filing.data, **new}, act.actor, act.now)
    filing.unit_id, filing.on_behalf_of_id = capacity.unit, capacity.principal
    filing.save(force_insert=True)
    act.wrote(filing)
