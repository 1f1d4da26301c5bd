"""A restart by telephone: whose word it is, that the code was theirs, and that the number is a registered one (9.9)."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import AGENCY_LEAD
from tickets import permissions
from tickets.actions.move import Move
from tickets.errors import Forbidden, Invalid
from tickets.lifecycle.endorsements import APPROVAL, CALL
from tickets.lifecycle.fields import Field, store_all
from tickets.lifecycle.guards.telephone import APPROVER, CODE, PHONE
from tickets.lifecycle.kinds.restart import CODE_MINUTES, Restart
from tickets.lifecycle.questions import WINDOW_END, WINDOW_START
from tickets.models import AuditEntry, Endorsement, ReadBack, Ticket
from tickets.notices import read_back

#: So many wrong codes, and only a call back to the registered number helps.
MOST_WRONG = 5


def approvers(ticket: Ticket) -> list[User]:
    """The leads of the agency who have registered a telephone."""
    leads = Membership.objects.filter(organization=ticket.contract.agency_id, role=AGENCY_LEAD)
    reachable = User.objects.filter(is_active=True, pk__in=leads.values("user")).exclude(phone="")
    return list(reachable.order_by("username"))


def send_code(move: Move) -> None:
    """To the lead named in the call: host, window and a code, which replaces any sent before. Raises Invalid."""
    lead = _approver(move)
    if move.scene.entered(PHONE) is not None:
        _check_registered(move, _numbers_of_agency(move.ticket))
    _spend(move)
    good_for = timedelta(minutes=move.rules.number(CODE_MINUTES))
    row = ReadBack(
        ticket=move.ticket, to=lead, nonce=read_back.nonce(), sent_at=move.now, expires_at=move.now + good_for
    )
    move.store(row)
    told = store_all((Restart.host, WINDOW_START, WINDOW_END), move.scene.fields)
    move.announce("read_back", [lead.pk], nonce=row.nonce, until=row.expires_at.isoformat(), **told)


def check_code(move: Move) -> None:
    """The code entered is the one that is on its way. Raises Forbidden after too many wrong ones, else Invalid."""
    wrong = AuditEntry.objects.filter(
        ticket=move.ticket, action=move.action, allowed=False, at__gte=move.ticket.state_since
    )
    if wrong.count() >= MOST_WRONG:
        raise Forbidden(_("Too many wrong codes. Call the lead back at the registered number."))
    row = ReadBack.objects.filter(ticket=move.ticket, spent_at__isnull=True, expires_at__gt=move.now).first()
    if row is None:
        raise _amiss(CODE, _("The code is no longer good. Send another, or call the lead back."))
    if not read_back.matches(move.scene.entered(CODE) or "", row.nonce):
        refusal = _amiss(CODE, _("This is not the code that the lead was sent."))
        refusal.recorded = "code_matches"
        raise refusal
    _spend(move)


def check_number(move: Move) -> None:
    """Called back was the number that the lead has registered. Raises Invalid."""
    _check_registered(move, [_approver(move).phone])
    _spend(move)


def _spend(move: Move) -> None:
    """No code that was sent is good any more."""
    for row in ReadBack.objects.filter(ticket=move.ticket, spent_at__isnull=True):
        row.spent_at = move.now
        move.store(row, "spent_at")


def approve_for_called(move: Move) -> None:
    """The lead who gave their word by telephone approves, in their own name; who entered it stands in the audit."""
    lead = _approver(move)
    capacity = permissions.standing(lead, move.now).acting(move.ticket, (AGENCY_LEAD,))
    approval = Endorsement(
        ticket=move.ticket,
        name=APPROVAL.name,
        action=move.step.name,
        digest=move.ticket.digest,
        request=move.ticket.request,
        by=lead,
        on_behalf_of_id=capacity.principal if capacity else None,
        unit_id=capacity.unit if capacity else move.ticket.contract.agency_id,
        at=move.now,
        data=store_all(move.step.asks, move.scene.typed),
    )
    move.store(approval)
    move.ticket.endorsed.append(approval)


def _approver(move: Move) -> User:
    """The lead named now, or when the call was taken. Raises Invalid for anybody else."""
    call = move.scene.endorsed(CALL)
    named = move.scene.entered(APPROVER) or (call.value(APPROVER) if call else None)
    found = next((one for one in approvers(move.ticket) if one.username == named), None)
    if found is None:
        message = _("“%(name)s” is no lead of the agency with a registered telephone. Only a lead can agree.")
        raise _amiss(APPROVER, message % {"name": named or "—"})
    return found


def _numbers_of_agency(ticket: Ticket) -> Iterable[str]:
    people = Membership.objects.filter(organization=ticket.contract.agency_id, user__is_active=True)
    return people.exclude(user__phone="").values_list("user__phone", flat=True)


def _check_registered(move: Move, registered: Iterable[str]) -> None:
    said = _digits(move.scene.entered(PHONE) or "")
    if said not in {_digits(one) for one in registered}:
        raise _amiss(PHONE, _("This number is not registered. Use one that is, or have the lead approve here."))


def _digits(number: str) -> str:
    return "".join(one for one in number if one.isdecimal())


def _amiss(field: Field[str], sentence: str) -> Invalid:
    return Invalid(_("Check what you entered."), {field.name: [sentence]})
