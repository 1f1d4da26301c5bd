"""督办单: supervisor or authority call on a side about a work order; it replies; they accept, return, raise, withdraw.

A grade only rises. An order of supervision holds nothing up; it may be issued on a work order that is finished, for a
failing often shows only then. That no reply came by its day is told once, by time alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import (
    AGENCY_CLERK,
    AGENCY_LEAD,
    AUTHORITY_OFFICER,
    PARTY,
    PROVIDER_DESK,
    PROVIDER_LEAD,
    SUPERVISOR_AUDITOR,
)
from tickets import attachments
from tickets.actions import telling
from tickets.actions.act import Act, passes, refuse
from tickets.actions.facts import of_opening
from tickets.actions.files import OTHER
from tickets.actions.numbers import next_number
from tickets.datelaw.types import day_end
from tickets.errors import Forbidden, Unconfirmed, WrongState
from tickets.lifecycle.fields import Field, clean_all, out_of_bounds
from tickets.lifecycle.supervision import ASKED, GRADE, GRADES, ISSUING, ORANGE, RED
from tickets.models import Attachment, SupervisionDeed, SupervisionOrder, Ticket
from tickets.models.supervision import ACCEPTED, AWAITED, ENDED, OPEN, REPLIED, WITHDRAWN
from tickets.notices import of_supervision
from tickets.permissions import Capacity, Standing, holders, standing

#: The supervisor works by authority of the authority (article 2), which may call on a side itself (annex 3, item 4).
ISSUERS: Final = (SUPERVISOR_AUDITOR, AUTHORITY_OFFICER)
#: Who is told with the lead of the side called on.
DESKS: Final = {"agency": AGENCY_CLERK, "provider": PROVIDER_DESK}
#: Deed -> the states that it finds, and that which it leaves.
MOVES: Final = {
    "replied": ((AWAITED,), REPLIED),
    "returned": ((REPLIED,), AWAITED),
    "raised": (OPEN, AWAITED),
    "accepted": ((REPLIED,), ACCEPTED),
    "withdrawn": (OPEN, WITHDRAWN),
}
#: Deed -> its name in the audit.
ACTIONS: Final = {
    "replied": "supervision.replied",
    "returned": "supervision.returned",
    "raised": "supervision.raised",
    "accepted": "supervision.accepted",
    "withdrawn": "supervision.withdrawn",
}
#: What asks something of its reader; the next deed ends it.
ASKING: Final = tuple(event.name for event in of_supervision.ASKING)
#: Grade -> who is told besides, whatever is done; and who besides when no reply came in time.
BESIDES: Final = {ORANGE: {AGENCY_LEAD}, RED: {AGENCY_LEAD, PROVIDER_LEAD, AUTHORITY_OFFICER}}
WHEN_OVERDUE: Final = {ORANGE: {AUTHORITY_OFFICER}}
#: Name and bytes of each file that comes with a reply.
Files = Iterable[tuple[str, BinaryIO]]


def check_issue(ticket: Ticket, where: Standing) -> Capacity:
    """The supervisor, or the authority. Raises Forbidden, WrongState."""
    capacity = where.acting(ticket, ISSUERS)
    if capacity is None:
        raise Forbidden(_("Only the supervisor and the authority issue orders of supervision."))
    if ticket.sent_at is None:
        raise WrongState(_("This work order has not been sent yet."))
    return capacity


def check_deed(order: SupervisionOrder, deed: str, where: Standing) -> Capacity:
    """In which capacity the person may do this with it now. Raises Forbidden, WrongState."""
    if (capacity := where.acting(order.ticket, _doers(order, deed))) is None:
        replies, goes_on = _("Only the lead of the side called on replies."), _("Only who issued it goes on with it.")
        raise Forbidden(replies if deed == "replied" else goes_on)
    if order.state not in MOVES[deed][0]:
        raise WrongState(_("The order of supervision has moved on meanwhile. Look at it again."))
    if deed == "raised" and order.grade == RED:
        raise WrongState(_("It is red already; there is no higher grade."))
    return capacity


def _doers(order: SupervisionOrder, deed: str) -> tuple[str, ...]:
    """The lead replies. With what the supervisor issued the authority may go on, too, but not the other way round."""
    if deed == "replied":
        return (telling.LEADS[order.party],)
    return ISSUERS if order.issued_unit_id == order.ticket.contract.supervisor_id else (AUTHORITY_OFFICER,)


def deeds_open(order: SupervisionOrder, where: Standing) -> list[str]:
    """What the person may do with it now. No query, where ticket and contract are at hand."""
    return [deed for deed in MOVES if passes(check_deed, order, deed, where)]


def issue_supervision(
    ticket: Ticket, raw: Mapping[str, object], *, actor: User, now: datetime, confirmed: bool
) -> SupervisionOrder:
    """Call on a side. confirmed: whoever does it has seen to whom it goes. Raises Invalid, Forbidden, WrongState;
    Unconfirmed, with what would go out."""
    if not confirmed:
        raise _unconfirmed(ticket, raw, actor, now)
    typed, errors = clean_all(ISSUING, raw)
    with Act.on(ticket.pk, "supervision.issued", actor=actor, now=now, comment=typed.get("demand") or "") as act:
        where = standing(actor, now)
        act.capacity = check_issue(act.ticket, where)
        refuse(errors or _out_of_bounds(act.ticket, act.now, ISSUING, typed, where))
        _check_alone(act.ticket, typed["party"])
        order = SupervisionOrder(
            ticket=act.ticket,
            number=next_number(now, "supervision"),
            **typed,
            issued_by=actor,
            issued_unit_id=act.capacity.unit,
            issued_at=act.now,
            next_at=day_end(typed["reply_by"]),
        )
        act.store(order)
        _put_down(act, order, "issued", {name: [None, typed[name]] for name in ("grade", "reply_by")})
        act.save()
    return order


def _unconfirmed(ticket: Ticket, raw: Mapping[str, object], actor: User, now: datetime) -> Unconfirmed:
    """Nothing is written. Raises Invalid, Forbidden, WrongState."""
    typed, errors = clean_all(ISSUING, raw)
    where = standing(actor, now)
    capacity = check_issue(ticket, where)
    refuse(errors or _out_of_bounds(ticket, now, ISSUING, typed, where))
    _check_alone(ticket, typed["party"])
    order = SupervisionOrder(ticket=ticket, issued_unit_id=capacity.unit, party=typed["party"], grade=typed["grade"])
    to = _addressees(order, actor, now)
    people = _("; ").join(_("%(unit)s: %(n)d people") % {"unit": unit, "n": n} for unit, n in to.items())
    said = _("Not issued yet. It goes to %(people)s, and cannot be called back: look at it, then send it confirmed.")
    return Unconfirmed(said % {"people": people or _("nobody")}, typed, to)


def _addressees(order: SupervisionOrder, actor: User, now: datetime) -> dict[str, int]:
    """Each person under the unit for which they are told; the side called on first."""
    first, contract = telling.LEADS[order.party], order.ticket.contract
    told = {
        (PARTY[role] != PARTY[first], str(getattr(contract, PARTY[role])), person)
        for person, held in holders(order.ticket, _told(order, "issued"), now).items()
        for role in held
        if person != actor.pk
    }
    return dict(Counter(unit for _later, unit, _person in sorted(told)))


def _check_alone(ticket: Ticket, party: str) -> None:
    """Raises WrongState where that side is called on already: that one is raised."""
    found = SupervisionOrder.objects.filter(ticket=ticket, party=party, ended_at__isnull=True).first()
    if found is not None:
        message = _("%(number)s calls on that side about this work order already. Raise its grade instead.")
        raise WrongState(message % {"number": found.number})


def do_with_supervision(
    order: SupervisionOrder,
    deed: str,
    raw: Mapping[str, object],
    *,
    actor: User,
    now: datetime,
    files: Files = (),
) -> SupervisionOrder:
    """Reply, return the reply, raise, accept or withdraw. files: those of a reply; they are in the store before the
    transaction, and a rollback leaves them there without a row. Raises Invalid, Forbidden, WrongState."""
    typed, errors = clean_all(ASKED[deed], raw)
    check_deed(order, deed, standing(actor, now))
    refuse(errors)
    stored = [attachments.store(name, stream) for name, stream in files] if deed == "replied" else []
    said = next((typed[name] for name in ("text", "reason", "remark") if name in typed), "") or ""
    action = ACTIONS[deed]
    with Act.on(order.ticket_id, action, actor=actor, now=now, comment=said) as act:
        row = SupervisionOrder.objects.get(pk=order.pk)
        row.ticket = act.ticket
        where = standing(actor, now)
        act.capacity = check_deed(row, deed, where)
        refuse(_out_of_bounds(act.ticket, act.now, ASKED[deed], typed, where) or _no_rise(row, typed))
        changes = _change(act, row, deed, typed)
        _put_down(act, row, deed, changes, [_keep(act, one) for one in stored])
        act.save()
    return row


def _out_of_bounds(
    ticket: Ticket, now: datetime, asked: Iterable[Field[Any]], typed: Mapping[str, Any], where: Standing
) -> dict[str, list[str]]:
    scene = of_opening(ticket.kind, ticket.contract, ticket.system, standing=where, now=now, fields=typed)
    return out_of_bounds(asked, scene)


def _no_rise(order: SupervisionOrder, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    if GRADE.name in typed and GRADES.index(typed[GRADE.name]) <= GRADES.index(order.grade):
        return {GRADE.name: [_("Choose a higher grade than it has.")]}
    return {}


def _change(act: Act, row: SupervisionOrder, deed: str, typed: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What changed of it: name -> [old, new]."""
    row.state = MOVES[deed][1]
    row.ended_at = act.now if row.state in ENDED else None
    changes = {name: [getattr(row, name), typed[name]] for name in ("grade", "reply_by") if name in typed}
    for name, (_old, new) in changes.items():
        setattr(row, name, new)
    row.next_at = day_end(row.reply_by) if row.state == AWAITED else None
    act.store(row, "state", "ended_at", "next_at", *changes)
    return changes


def _keep(act: Act, row: Attachment) -> Attachment:
    """A file of the reply, among the other files of the work order."""
    assert act.capacity is not None and act.actor is not None  # noqa: S101, PT018  # judged before
    row.ticket, row.slot, row.by, row.unit_id, row.at = act.ticket, OTHER, act.actor, act.capacity.unit, act.now
    row.version = Attachment.objects.filter(ticket=act.ticket, slot=OTHER).count() + 1
    act.store(row)
    return row


def _put_down(
    act: Act,
    order: SupervisionOrder,
    deed: str,
    changes: Mapping[str, list[Any]],
    files: Iterable[Attachment] = (),
) -> None:
    """The deed, its audit entry, and whom it is told."""
    assert act.capacity is not None and act.actor is not None  # noqa: S101, PT018  # judged before
    row = SupervisionDeed(
        order=order,
        deed=deed,
        text=act.comment,
        grade=order.grade,
        reply_by=order.reply_by,
        by=act.actor,
        on_behalf_of_id=act.capacity.principal,
        unit_id=act.capacity.unit,
        at=act.now,
    )
    act.store(row)
    if kept := list(files):
        row.handed_in.set(kept)
        link = SupervisionDeed.handed_in.through
        act.wrote(*link.objects.filter(supervisiondeed=row).select_related("supervisiondeed", "attachment"))
    act.record(
        comment=act.comment,
        supervision=order.number,
        party=order.party,
        altered={name: list(map(_plain, two)) for name, two in changes.items()},
        files=[{"name": one.name, "sha256": one.sha256} for one in kept],
    )
    act.over.append(Q(event__in=ASKING, params__supervision=order.number))
    _tell(act, order, deed, _told(order, deed))


def _tell(act: Act, order: SupervisionOrder, deed: str, roles: set[str]) -> None:
    """Who has to go on is asked to; the others are informed."""
    event, found = f"supervision_{deed}", holders(act.ticket, roles, act.now)
    about = {"supervision": order.number, "grade": order.grade, "reply_by": _plain(order.reply_by)}
    asked = (
        {person for person, held in found.items() if held & _goes_on(order, deed)} if event in ASKING else set(found)
    )
    act.tell(event, asked, party=order.party, **about)
    act.tell(f"{event}{of_supervision.COPY}", found.keys() - asked, party=order.party, **about)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else value.isoformat()


def _told(order: SupervisionOrder, deed: str) -> set[str]:
    """A reply concerns whoever issued it; anything else the side called on. The graver it is, the more are told."""
    desk = set() if deed == "replied" else {DESKS[order.party]}
    return _goes_on(order, deed) | desk | BESIDES.get(order.grade, set())


def _goes_on(order: SupervisionOrder, deed: str) -> set[str]:
    """Who has to go on after the deed: to a reply whoever issued it, else the lead of the side called on."""
    if deed != "replied":
        return {telling.LEADS[order.party]}
    return {SUPERVISOR_AUDITOR if order.issued_unit_id == order.ticket.contract.supervisor_id else AUTHORITY_OFFICER}


def supervision_overdue(pk: int, now: datetime) -> bool:
    """Tell once that the day of reply is over and no reply came. False: nothing is to be told."""
    found = SupervisionOrder.objects.filter(pk=pk, next_at__lte=now).first()
    if found is None:
        return False
    # a work order that another holds is passed over: the next sweep looks again
    with (
        suppress(Ticket.DoesNotExist),
        Act.on(found.ticket_id, "supervision.overdue", actor=None, now=now, wait=False) as act,
    ):
        row = SupervisionOrder.objects.get(pk=pk)
        if row.next_at is None or row.next_at > now:  # it was replied to meanwhile, or another sweep was quicker
            return False
        row.ticket, row.next_at = act.ticket, None
        act.store(row, "next_at")
        act.record(supervision=row.number, party=row.party, altered={}, files=[])
        _tell(act, row, "overdue", _told_overdue(row))
        act.save()
        return True
    return False


def _told_overdue(order: SupervisionOrder) -> set[str]:
    """Who must reply, and who called for it; by its grade those above them."""
    calling = _told(order, "replied") | {SUPERVISOR_AUDITOR}
    return {telling.LEADS[order.party]} | calling | WHEN_OVERDUE.get(order.grade, set())
