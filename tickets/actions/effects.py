"""What a step does beside moving the state: the names that the machines' tables use, one function each."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD
from tickets import ledger
from tickets.actions import digests
from tickets.errors import Invalid
from tickets.lifecycle import effects as declared
from tickets.lifecycle.endorsements import NEW_WINDOW, REBOUND, SUPPLEMENT_PROVIDER
from tickets.lifecycle.fields import store_all
from tickets.lifecycle.guards.people import suspendable, suspended_here
from tickets.lifecycle.questions import ASSIGNEE, GROUND, LINES
from tickets.models import Endorsement, System, Ticket

if TYPE_CHECKING:
    from tickets.actions.act import Act

PROVIDER_ROLES = (PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD)


def engineers(ticket: Ticket) -> Any:
    """The people of the provider who can take a ticket over."""
    held = Membership.objects.filter(organization=ticket.contract.provider_id, role__in=PROVIDER_ROLES)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("username")


def assign(act: "Act") -> None:
    """The named engineer becomes the assignee. Raises Invalid for anyone who is not the provider's."""
    name = act.scene.entered(ASSIGNEE)
    person = engineers(act.ticket).filter(username=name).first()
    if person is None:
        message = _("“%(name)s” is not an active account of the provider. Choose someone of the provider.")
        raise Invalid(_("Check what you entered."), {"assignee": [message % {"name": name}]})
    act.ticket.assignee = person


def take(act: "Act") -> None:
    """An engineer who answers becomes the assignee; desk and lead answer for their unit."""
    if act.ticket.assignee_id is None and PROVIDER_ENGINEER in act.scene.roles:
        act.ticket.assignee = act.actor


def rebook(act: "Act") -> None:
    """The new window takes the old one's place; approval and filing are bound to the new content (M4)."""
    window = act.scene.endorsements[NEW_WINDOW.name].data
    act.ticket.fields = {**act.ticket.fields, **store_all(act.ticket.machine.opening.asks, window)}
    act.values.update(window)
    digests.bind(act.ticket)
    rebound = [one.name for one in REBOUND]
    standing = Endorsement.objects.filter(ticket=act.ticket, name__in=rebound, voided_at__isnull=True)
    standing.filter(digest=act.scene.digest).update(digest=act.ticket.digest, request=act.ticket.request)


def extend_end(act: "Act") -> None:
    """A later end of a temporary growth, agreed by both sides, takes the place of the first."""
    act.ticket.fields = {**act.ticket.fields, **store_all(act.step.asks, act.scene.typed)}
    digests.bind(act.ticket)


def suspend(act: "Act") -> None:
    """Pause the running clocks of the other side that list the ground (M18)."""
    reason = act.scene.entered(GROUND) or ""
    for code in sorted(suspendable(act.scene, reason)):
        act.clockwork.pause(act.clockwork.rows[code], reason)


def resume(act: "Act") -> None:
    for code in sorted(suspended_here(act.scene)):
        act.clockwork.resume(act.clockwork.rows[code])


def post_lines(act: "Act") -> None:
    """What was delivered and confirmed is in use from now on."""
    ledger.post(act.ticket, act.scene.recorded(LINES) or (), note="delivered", now=act.now)


def unpost_lines(act: "Act") -> None:
    """A temporary growth is taken back."""
    ledger.post(act.ticket, act.scene.recorded(LINES) or (), note="returned", now=act.now, sign=-1)


def supplement_contract(act: "Act") -> None:
    """Both have signed: the supplementary contract holds what the ticket asks for beyond the contract (17)."""
    number = act.scene.endorsements[SUPPLEMENT_PROVIDER.name].data["supplement_no"]
    ledger.supplement(act.ticket, act.scene.recorded(LINES) or (), number=number, now=act.now)


def mark_live(act: "Act") -> None:
    """From here on the monthly reports fall due (9.8)."""
    _systems(act.ticket).filter(live_since__isnull=True).update(live_since=act.now)


def mark_gone(act: "Act") -> None:
    _systems(act.ticket).filter(gone_since__isnull=True).update(gone_since=act.now)


def release_lines(act: "Act") -> None:
    """Nothing that has left the cloud is in use any more."""
    ledger.release(act.ticket, _systems(act.ticket), now=act.now)


def _systems(ticket: Ticket) -> QuerySet[System]:
    """The ticket's system, or all of the contract where it stands for the whole (M19)."""
    one = Q(pk=ticket.system_id) if ticket.system_id else Q()
    return System.objects.filter(one, contract=ticket.contract)


#: What carries out each effect that a step may declare.
EFFECTS: dict[declared.Effect, Callable[["Act"], None]] = {
    declared.ASSIGN: assign,
    declared.TAKE: take,
    declared.REBOOK: rebook,
    declared.EXTEND_END: extend_end,
    declared.SUSPEND: suspend,
    declared.RESUME: resume,
    declared.POST_LINES: post_lines,
    declared.SUPPLEMENT_CONTRACT: supplement_contract,
    declared.UNPOST_LINES: unpost_lines,
    declared.MARK_LIVE: mark_live,
    declared.MARK_GONE: mark_gone,
    declared.RELEASE_LINES: release_lines,
}


def lapse_instant(act: "Act") -> datetime | None:
    """When the state just entered ends by time alone, if it does."""
    steps = [step for step in act.ticket.machine.leaving(act.ticket.state) if step.lapses]
    return act.values.get(steps[0].lapses.name) if steps and steps[0].lapses else None
