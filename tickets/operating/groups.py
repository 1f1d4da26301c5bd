"""Group chats of units: entered with an address that is never shown again, tried, stopped, started, ended."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.doors import log
from accounts.doors.hands import Hand, Power
from accounts.models import Organization
from texts import tidy
from tickets import actions, outbox
from tickets.errors import Unavailable, WrongState
from tickets.models import GroupChannel
from tickets.outbox import faults
from tickets.outbox.channel import RefusedError, UncertainError, UnreachableError
from tickets.outbox.channels import CHANNELS


def enter(
    by: Hand, unit: Organization, channel: str, name: str, address: str, events: Collection[str]
) -> GroupChannel:  # fmt: skip
    """Told of these groups of events from now on. `address` as it was typed; where it holds a key it is sealed. Raises
    ValidationError, by field, where the channel is not in use, the address is none that it may reach, or the unit has a
    group of this name there; PermissionDenied."""
    by.require(Power.ENTER_GROUP)
    cleaned, name = _cleaned(channel, address), tidy.line(name)
    if not name:
        raise ValidationError({"name": _("Say what people call the chat.")})
    said: dict[str, Any] = {"actor": by.user, "now": by.now, "caller": by.address}
    try:
        return actions.enter_group(unit, channel, name, cleaned, events, **said)
    except IntegrityError:
        raise ValidationError({"name": _("The unit has a group of this name on this channel already.")}) from None


def _cleaned(channel: str, address: str) -> str:
    declared = CHANNELS[channel]
    if not declared.in_use or declared.address is None:
        asked = ", ".join(one.name for one in declared.settings if one.default is None)
        raise ValidationError({"channel": _("This channel is not in use. Set: %(names)s") % {"names": asked}})
    try:
        return str(declared.address.clean(address))
    except ValidationError as refusal:
        raise ValidationError({"address": refusal.messages}) from None


def test(by: Hand, group: GroupChannel) -> None:
    """发送测试消息, now and outside any transaction. Raises Unavailable with what went wrong, in words that name no
    address; WrongState where it is stopped or ended; PermissionDenied."""
    by.require(Power.TEST_GROUP)
    if group.ended_at is not None or group.stopped_at is not None:
        raise WrongState(_("The group is told of nothing now: start it first."))
    error = ""
    try:
        CHANNELS[group.channel].send(outbox.groups.trial(group, by.now))
    except (UnreachableError, RefusedError, UncertainError) as failed:
        error = str(failed)
    log.write(by, Power.TEST_GROUP, **_said(group), error=error)
    if error:
        raise Unavailable(_("Group %(id)d: %(error)s") % {"id": group.pk, "error": faults.error(error)})


def stop(by: Hand, group: GroupChannel) -> None:
    """Its address is kept. Raises WrongState where it is stopped or ended; PermissionDenied."""
    by.require(Power.STOP_GROUP)
    if not actions.stop_group(group, actor=by.user, now=by.now, caller=by.address):
        raise WrongState(_("The group is stopped already."))


def start(by: Hand, group: GroupChannel) -> None:
    """Raises WrongState where it is not stopped; PermissionDenied."""
    by.require(Power.START_GROUP)
    if not actions.start_group(group, actor=by.user, now=by.now, caller=by.address):
        raise WrongState(_("The group is not stopped."))


def end(by: Hand, group: GroupChannel) -> None:
    """For good: its address is forgotten. Raises WrongState where it has ended; PermissionDenied."""
    by.require(Power.END_GROUP)
    if group.ended_at is not None:
        raise WrongState(_("The group is told of nothing more."))
    actions.end_group(group, actor=by.user, now=by.now, caller=by.address)


def _said(group: GroupChannel) -> dict[str, Any]:
    return {"id": group.pk, "channel": group.channel, "group": group.name}
