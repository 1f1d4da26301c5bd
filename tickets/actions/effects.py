"""What a step does beside moving the state: one function for each effect that a step may declare."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD
from tickets import ledger, scope
from tickets.actions import (
    digests,
    entitlement,
    interruption,
    occasions,
    parts,
    reductions,
    scoring,
    staffed,
    telephone,
    terms,
    using,
)
from tickets.actions.claims import born, raising
from tickets.actions.claims.born import Value
from tickets.actions.claims.every import EVERY
from tickets.actions.move import Move
from tickets.actions.owing import end_owed, tell_of_owed
from tickets.actions.redraw import redraw_findings as redraw_others
from tickets.actions.registers import posting
from tickets.clocks import settling
from tickets.clocks.readings import SUSPEND
from tickets.datelaw.types import PauseSpan
from tickets.errors import Invalid
from tickets.lifecycle import effects as declared
from tickets.lifecycle.endorsements import EXTENSION, NEW_WINDOW, REBOUND, RENEWED, SUPPLEMENT_PROVIDER
from tickets.lifecycle.fields import store_all
from tickets.lifecycle.guards.people import suspendable, suspended_here
from tickets.lifecycle.kinds import recovery
from tickets.lifecycle.kinds.assessment import OBJECTION_BY
from tickets.lifecycle.kinds.change import Change
from tickets.lifecycle.kinds.change.guards import EXPAND_AGAIN
from tickets.lifecycle.kinds.change.questions import DAYS, TO_SYSTEM
from tickets.lifecycle.kinds.payment import PAYABLE
from tickets.lifecycle.kinds.switchover import Switchover
from tickets.lifecycle.questions import ASSIGNEE, END_DATE, GROUND, LINES
from tickets.models import Endorsement, System, Ticket


def engineers(ticket: Ticket) -> QuerySet[User]:
    """The people of the provider who can take a ticket over."""
    roles = (PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD)
    held = Membership.objects.filter(organization=ticket.contract.provider_id, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("username")


def assign(move: Move) -> None:
    """The named engineer becomes the assignee. Raises Invalid for anyone who is not the provider's."""
    name = move.scene.entered(ASSIGNEE)
    person = engineers(move.ticket).filter(username=name).first()
    if person is None:
        message = _("“%(name)s” is not an active account of the provider. Choose someone of the provider.")
        raise Invalid(_("Check what you entered."), {"assignee": [message % {"name": name}]})
    move.ticket.assignee = person


def take(move: Move) -> None:
    """An engineer who answers becomes the assignee; desk and lead answer for their unit."""
    if move.ticket.assignee_id is None and PROVIDER_ENGINEER in move.scene.roles:
        move.ticket.assignee = move.actor


def _say_instead(move: Move, said: Mapping[str, Any]) -> None:
    """These answers take the place of what the order said; approvals are compared with the new content from now on."""
    move.ticket.fields = {**move.ticket.fields, **store_all(move.ticket.machine.opening.asks, said)}
    move.values.update(said)
    digests.bind(move.ticket)


def rebook(move: Move) -> None:
    """The new window takes the old one's place; approval and filing are bound to the new content (M4)."""
    _say_instead(move, move.scene.endorsements[NEW_WINDOW.name].data)
    names, before = {one.name for one in REBOUND}, move.scene.digest
    rebound = [one for one in move.ticket.endorsed if one.name in names and one.digest == before]
    for one in rebound:
        one.digest, one.request = move.ticket.digest, move.ticket.request
    Endorsement.objects.bulk_update(rebound, ["digest", "request"])
    move.wrote(*rebound)


def extend_end(move: Move) -> None:
    """A later end of a temporary growth, asked for by the agency and now agreed to, takes the place of the first."""
    _say_instead(move, move.scene.endorsements[EXTENSION.name].data)


def restate(move: Move) -> None:
    """What was typed takes the place of what the order said."""
    _say_instead(move, move.scene.typed)


def set_objection_day(move: Move) -> None:
    """Counted by the calendar of today, and kept: a calendar that is loaded later moves no day that was told."""
    _say_instead(move, {OBJECTION_BY.name: move.scene.facts.objection_by})


def settle_payable(move: Move) -> None:
    """What the closed sheets leave of the last instalment is to be paid, and approved as that (12.3)."""
    _say_instead(move, {PAYABLE.name: move.scene.facts.last_paid})


def relimit(move: Move) -> None:
    """The days of the second limit were mistyped: its start and its pauses stay (A3.4)."""
    move.clocks.relimit(move.clocks.rows[EXPAND_AGAIN.code], move.scene.entered(DAYS) or 0)


def suspend(move: Move) -> None:
    """Pause the running clocks of the other side that list the ground (M18): a pause granted, from now on."""
    reason = move.scene.entered(GROUND) or ""
    rows = [move.clocks.rows[code] for code in sorted(suspendable(move.scene, reason))]
    claim = born.granted(move, rows, EVERY, reason, Value(move.now))
    settling.rest(move.clocks, claim, rows, PauseSpan(move.now, None))


def resume(move: Move) -> None:
    """What was suspended runs on; when the suspension ended is a fact that either side may contest."""
    rows = [move.clocks.rows[code] for code in suspended_here(move.scene)]
    claims = {one.claim for row in rows for one in row.rests if one.action == SUSPEND and one.ended_at is None}
    for claim in sorted((one for one in claims if one is not None), key=lambda one: one.pk):
        raising.end(move, claim)
    for row in rows:
        move.clocks.resume_suspended(row)


def post_lines(move: Move) -> None:
    """What was delivered and confirmed is in use from now on; what moved, in the other system and no longer in this."""
    lines, there = move.scene.recorded(LINES) or (), _destination(move)
    if there is None:
        move.wrote(*ledger.post(move.ticket, lines, note="delivered", now=move.now))
        return
    move.wrote(*ledger.post(move.ticket, lines, note="moved", now=move.now, sign=-1))
    move.wrote(*ledger.post(move.ticket, lines, note="moved", now=move.now, system=there))


def _destination(move: Move) -> System | None:
    """None where nothing moves, and for a move of edition 1, which named no destination: its lines come to nothing."""
    code = move.scene.recorded(TO_SYSTEM)
    return move.ticket.contract.systems.filter(code=code).first() if code else None


def unpost_lines(move: Move) -> None:
    """A temporary growth is taken back."""
    move.wrote(*ledger.post(move.ticket, move.scene.recorded(LINES) or (), note="returned", now=move.now, sign=-1))


def supplement_contract(move: Move) -> None:
    """Both have signed: the supplementary contract holds what the ticket asks for beyond the contract (17)."""
    number = move.scene.endorsements[SUPPLEMENT_PROVIDER.name].value(Change.supplement_no) or ""
    move.wrote(*ledger.supplement(move.ticket, move.scene.recorded(LINES) or (), number=number, now=move.now))


def mark_live(move: Move) -> None:
    """From here on the monthly reports fall due (9.8)."""
    _stamp(move, "live_since")


def mark_gone(move: Move) -> None:
    _stamp(move, "gone_since")


def _stamp(move: Move, column: str) -> None:
    """The first time counts."""
    fresh = list(scope.of_ticket(move.ticket).filter(**{f"{column}__isnull": True}).select_related("contract"))
    for system in fresh:
        setattr(system, column, move.now)
    System.objects.bulk_update(fresh, [column])
    move.wrote(*fresh)


def release_lines(move: Move) -> None:
    """Nothing that has left the cloud is in use any more."""
    move.wrote(*ledger.release(move.ticket, scope.of_ticket(move.ticket), now=move.now))


def record_end(move: Move) -> None:
    """The notice ends the contract, or lets its term run out; further systems under the same end make no second."""
    if move.scene.facts.ending is not None:
        return
    said = move.scene.recorded
    act, basis, ends = said(Switchover.ending), said(Switchover.basis), said(END_DATE)
    assert ends is not None  # noqa: S101  # the opening asks for it
    assert move.actor is not None  # noqa: S101  # no notice issues itself
    unit = move.capacity.unit if move.capacity else None
    event = terms.record_end(
        move.ticket, act=act or "", basis=basis or "", ends=ends, agreed_by=move.actor, unit=unit, now=move.now
    )
    move.wrote(event)


def withdraw_end(move: Move) -> None:
    if (event := terms.withdraw_end(move.ticket, actor=move.actor, now=move.now)) is not None:
        move.wrote(event)


def enter_certificate(move: Move) -> None:
    """What was handed in as renewed stands in the register: entered by whoever handed it in, confirmed by whoever
    accepts. A report about no certificate enters nothing."""
    handed_in = move.scene.endorsed(RENEWED)
    if handed_in is not None:
        move.wrote(posting.enter_renewed(move, handed_in))


def end_of_owed(move: Move) -> None:
    end_owed(move.ticket.contract, recovery.what(move.scene), move.now)


def tell_owed(move: Move) -> None:
    tell_of_owed(move.ticket.contract, move.now, withdrawn=move.ticket)


def redraw_findings(move: Move) -> None:
    redraw_others(move.ticket)


#: What carries out each effect that a step may declare.
EFFECTS: dict[declared.Effect, Callable[[Move], None]] = {
    declared.ASSIGN: assign,
    declared.TAKE: take,
    declared.SEND_CODE: telephone.send_code,
    declared.CHECK_CODE: telephone.check_code,
    declared.CHECK_NUMBER: telephone.check_number,
    declared.APPROVE_FOR_CALLED: telephone.approve_for_called,
    declared.HOLD_FAULT: occasions.hold,
    declared.RELEASE_FAULT: occasions.release,
    declared.REBOOK: rebook,
    declared.EXTEND_END: extend_end,
    declared.RESTATE: restate,
    declared.RELIMIT: relimit,
    declared.SETTLE_PAYABLE: settle_payable,
    declared.SUSPEND: suspend,
    declared.RESUME: resume,
    declared.INTERRUPT: interruption.begin,
    declared.END_INTERRUPTION: interruption.end,
    declared.POST_LINES: post_lines,
    declared.SUPPLEMENT_CONTRACT: supplement_contract,
    declared.DRAFT_REDUCTION: reductions.draft_reduction,
    declared.UNPOST_LINES: unpost_lines,
    declared.ENTER_CERTIFICATE: enter_certificate,
    declared.MARK_LIVE: mark_live,
    declared.MARK_GONE: mark_gone,
    declared.RELEASE_LINES: release_lines,
    declared.RECORD_END: record_end,
    declared.WITHDRAW_END: withdraw_end,
    declared.END_OWED: end_of_owed,
    declared.TELL_OWED: tell_owed,
    declared.TAKE_PART: parts.take_part,
    declared.USE_CONSENT: using.use,
    declared.USE_RIGHT: entitlement.use,
    declared.SET_OBJECTION_DAY: set_objection_day,
    declared.PROPOSE_RECTIFICATION: scoring.propose_rectification,
    declared.REDRAW_FINDINGS: redraw_findings,
    declared.TELL_SHORT_STAFF: staffed.tell_short_staff,
    declared.TELL_KEY_STAFF: staffed.tell_key_staff,
    declared.TELL_CONTESTED: staffed.tell_contested,
}
