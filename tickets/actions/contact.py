"""Where and when a person is told outside the service: set by themselves, and recorded."""

from collections.abc import Collection, Mapping
from datetime import datetime, time

from django.db import transaction

from accounts.models import Organization, User, unit_of
from tickets import audit, outbox
from tickets.actions import door
from tickets.models import GroupChannel
from tickets.outbox import hours


def keep_addresses(entered: Mapping[str, str], *, actor: User, now: datetime, address: str) -> None:
    """`entered`: channel -> where the actor is reached there from now on, "": nowhere.

    The system log names the channels that changed and the caller's network `address`, never what was entered: the
    address of a robot holds a key.
    """
    door.check_shut()
    with transaction.atomic(durable=True):
        changed = outbox.keep_addresses(actor, entered)
        if changed:
            data = {
                "address": address,
                "entered": sorted(name for name, new in changed.items() if new),
                "removed": sorted(name for name, new in changed.items() if not new),
            }
            audit.log_system("contact_addresses", now=now, actor=actor, unit=unit_of(actor), data=data)


def keep_choices(
    unwanted: set[tuple[str, str]], channels: Collection[str], *, actor: User, now: datetime, address: str
) -> None:
    """`unwanted`: (channel, group of events) of which the actor is not told there, of these channels."""
    door.check_shut()
    with transaction.atomic(durable=True):
        if outbox.keep_choices(actor, unwanted, channels):
            told = sorted(f"{group}:{channel}" for channel, group in unwanted)
            data = {"address": address, "unwanted": told}
            audit.log_system("notice_choices", now=now, actor=actor, unit=unit_of(actor), data=data)


def enter_group(
    unit: Organization,
    channel: str,
    name: str,
    address: str,
    events: Collection[str],
    *,
    actor: User | None = None,
    now: datetime,
    caller: str = "",
) -> GroupChannel:
    """A group chat of the unit is told of these groups of events. The system log never names its address, but the
    network address of the `caller`."""
    door.check_shut()
    with transaction.atomic(durable=True):
        group = outbox.groups.enter(unit, channel, name, address, events, by=actor, now=now)
        _log_group("group_channel_entered", group, actor, now, caller)
    return group


def end_group(group: GroupChannel, *, actor: User | None = None, now: datetime, caller: str = "") -> None:
    door.check_shut()
    with transaction.atomic(durable=True):
        outbox.groups.end(group, now)
        _log_group("group_channel_ended", group, actor, now, caller)


def stop_group(group: GroupChannel, *, actor: User | None = None, now: datetime, caller: str = "") -> bool:
    """It is told of nothing until it is started again. False: it is stopped, or ended."""
    door.check_shut()
    with transaction.atomic(durable=True):
        if stopped := outbox.groups.stop(group, now):
            _log_group("group_channel_stopped", group, actor, now, caller)
    return stopped


def start_group(group: GroupChannel, *, actor: User | None = None, now: datetime, caller: str = "") -> bool:
    """It is told again. False: it is not stopped."""
    door.check_shut()
    with transaction.atomic(durable=True):
        if started := outbox.groups.start(group):
            _log_group("group_channel_started", group, actor, now, caller)
    return started


def _log_group(name: str, group: GroupChannel, actor: User | None, now: datetime, caller: str) -> None:
    data = {"id": group.pk, "channel": group.channel, "name": group.name, "events": group.events}
    data |= {"address": caller} if caller else {}
    audit.log_system(name, now=now, actor=actor, unit=group.organization, data=data)


def keep_hours(
    *, quiet_from: time, quiet_until: time, copies_by_digest: bool, actor: User, now: datetime, address: str
) -> None:
    """From when until when only what cannot wait goes out to the actor, and whether copies are drawn together."""
    with transaction.atomic(durable=True):
        changed = hours.keep(
            actor, quiet_from=quiet_from, quiet_until=quiet_until, copies_by_digest=copies_by_digest
        )  # fmt: skip
        if changed:
            data = {
                "address": address,
                "quiet_from": f"{quiet_from:%H:%M}",
                "quiet_until": f"{quiet_until:%H:%M}",
                "copies_by_digest": copies_by_digest,
            }
            audit.log_system("notice_hours", now=now, actor=actor, unit=unit_of(actor), data=data)
