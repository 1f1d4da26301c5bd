"""Group chats of units: a robot, or a program, that is told once of what concerns its unit's people.

A group reads no more of an order than its number, kind, clause and date: who sits in it, nobody here knows.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Organization, User
from tickets.lifecycle import words as names
from tickets.models import Delivery, GroupChannel, Notice, Ticket
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import DIGESTS
from tickets.outbox.channel import Envelope
from tickets.outbox.channels import in_use
from tickets.outbox.links import link
from tickets.outbox.sealing import seal, unseal
from tickets.outbox.words import brief
from tickets.policy.types import Basis


def standing() -> QuerySet[GroupChannel]:
    return GroupChannel.objects.filter(ended_at=None)


def enter(
    unit: Organization,
    channel: str,
    name: str,
    address: str,
    events: Collection[str],
    *,
    by: User | None,
    now: datetime,
) -> GroupChannel:
    """Told of these groups of events from now on. `address` has been cleaned by the channel's field."""
    return GroupChannel.objects.create(
        organization=unit,
        channel=channel,
        name=name,
        address=seal(address),
        events=sorted(events),
        entered_by=by,
        entered_at=now,
    )


def end(group: GroupChannel, now: datetime) -> None:
    """It is told of nothing more, and its address is forgotten. What still waits for it goes nowhere."""
    group.ended_at, group.address = now, ""
    group.save(update_fields=["ended_at", "address"])


def stop(group: GroupChannel, now: datetime) -> bool:
    """It is told of nothing until it is started again; what waits for it goes nowhere. False: it is so, or ended."""
    return standing().filter(pk=group.pk, stopped_at=None).update(stopped_at=now) == 1


def start(group: GroupChannel) -> bool:
    """It is told again, of what happens from now on. False: it is not stopped."""
    return standing().filter(pk=group.pk, stopped_at__isnull=False).update(stopped_at=None) == 1


def address(group: GroupChannel) -> str:
    """Where it is reached; "": no more, or not now. Raises RefusedError where the key of its seal is not at hand."""
    return unseal(group.address) if group.ended_at is None and group.stopped_at is None else ""


def deliveries(notices: Iterable[Notice]) -> list[Delivery]:
    """One for each group and event, however many of the unit's people are told of it. One statement at most."""
    channels = [channel.name for channel in in_use() if channel.for_groups]
    told: dict[int, list[Notice]] = {}
    for notice in (one for one in notices if channels and not _personal(one)):
        told.setdefault(notice.recipient_id, []).append(notice)
    found: dict[tuple[int, str], Delivery] = {}
    for group, person in _groups_of(channels, told):
        for notice in told[person]:
            if CATALOGUE[notice.event].group in group.events and _is_party(group, notice.ticket):
                whom = {"group": group, "channel": group.channel, "key": notice.key}
                row = Delivery(notice=notice, urgent=notice.urgent, next_at=notice.at, **whom)
                found.setdefault((group.pk, notice.key), row)
    return list(found.values())


def _personal(notice: Notice) -> bool:
    """A digest is one person's, and an internal target concerns nobody but its holder."""
    return notice.event in DIGESTS or notice.params.get("basis") == Basis.JUDGEMENT


def _groups_of(channels: list[str], people: Iterable[int]) -> Iterable[tuple[GroupChannel, int]]:
    """Groups, and the people of their units who are told."""
    member = "organization__memberships__user"
    rows = standing().filter(stopped_at=None, channel__in=channels, **{f"{member}__in": list(people)})
    return [(row, row.person) for row in rows.annotate(person=F(member)).order_by("pk", "person")] if channels else ()


def _is_party(group: GroupChannel, ticket: Ticket | None) -> bool:
    """Of an order only the groups of units that are party to it are told: a person may belong to several."""
    return ticket is None or group.organization_id in parties(ticket)


def parties(ticket: Ticket) -> set[int]:
    """The units that see the order, by id."""
    contract, system = ticket.contract, ticket.system
    units = {contract.agency_id, contract.provider_id, contract.authority_id, contract.supervisor_id}
    return units | ({system.vendor_id} if system and system.vendor_id else set())


def envelope(delivery: Delivery, to: str, mark: str) -> Envelope:
    """What the group reads, in the language of the service. `mark`: see `installation`."""
    notice, ticket = delivery.notice, delivery.notice.ticket
    with override(settings.LANGUAGE_CODE):
        subject = _("GovCloud work orders")
        if ticket is not None:
            kind = str(names.KINDS.get(ticket.kind, ticket.kind))
            subject = _("Work order %(number)s (%(kind)s)") % {"number": ticket.number, "kind": kind}
        words = brief(notice, settings.LANGUAGE_CODE)
    return Envelope(
        key=f"{mark}:group:{delivery.group_id}:{delivery.key}",
        to=to,
        subject=subject,
        body=words,
        number=ticket.number if ticket else "",
        link=link(notice),
        event=notice.event,
        brief=words,
    )


def trial(group: GroupChannel, now: datetime) -> Envelope:
    """A message by which the group sees that it is reached."""
    with override(settings.LANGUAGE_CODE):
        words = _("This group is told of work orders from now on. (A trial.)")
        subject = _("GovCloud work orders")
    key = f"trial:{group.pk}:{now.isoformat()}"
    return Envelope(key=key, to=address(group), subject=subject, body=words, link=settings.SITE_URL, brief=words)
