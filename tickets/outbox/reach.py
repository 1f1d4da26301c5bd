"""Where people are reached outside the service: at what their account holds, at what they entered, as they chose."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import CharField, QuerySet, Value

from accounts import mailboxes
from accounts.models import User
from tickets.models import ContactAddress, Delivery, MutedChannel, Notice
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import LIMITS
from tickets.outbox import hours
from tickets.outbox.channel import Account
from tickets.outbox.channels import CHANNELS, in_use
from tickets.outbox.sealing import seal, unseal
from tickets.policy.types import Basis

Addresses = dict[int, dict[str, str]]
#: (channel, group of events) that a person does not want.
Muted = dict[int, set[tuple[str, str]]]


def reach(people: Iterable[User]) -> tuple[Addresses, Muted]:
    """User id -> channel -> address as it is stored, on the channels in use, and what the people do not want there.

    Whose account has ended is reached nowhere, and nobody at a mail address that they have not confirmed. One
    statement for all: every act that tells people makes it.
    """
    active = {person.pk: person for person in people if person.is_active}
    entered = [one.name for one in in_use() if one.for_people and one.address is not None]
    own = ContactAddress.objects.filter(user__in=active, channel__in=entered)
    unwanted = MutedChannel.objects.filter(user__in=active)
    rows = _rows(mailboxes.confirmed(active.values()), "mail", "email", "email").union(
        _rows(own, "own", "channel", "address"), _rows(unwanted, "muted", "channel", "group"), all=True
    )
    mails: dict[int, str] = {}
    found: Addresses = {pk: {} for pk in active}
    muted: Muted = {pk: set() for pk in active}
    for what, pk, first, second in rows:
        if what == "mail":
            mails[pk] = first
        elif what == "own":
            found[pk][first] = second
        else:
            muted[pk].add((first, second))
    return {pk: {**_of_account(active[pk], mails.get(pk, "")), **where} for pk, where in found.items()}, muted


def _rows(rows: QuerySet[ContactAddress] | QuerySet[MutedChannel], what: str, first: str, second: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.order_by().values_list(Value(what, CharField()), "user_id", first, second)
    return found


def _of_account(person: User, mail: str) -> dict[str, str]:
    account = Account(mail, person.phone)
    held = {one.name: one.of_account(account) for one in in_use() if one.for_people and one.address is None}
    return {name: where for name, where in held.items() if where}


def addresses(people: Iterable[User]) -> Addresses:
    """User id -> channel -> address as it is stored: one that holds a key is sealed."""
    return reach(people)[0]


def address(person: User, channel: str) -> str:
    """Where the person is reached on that channel; "": nowhere. Raises RefusedError where a seal cannot be opened."""
    stored = addresses([person]).get(person.pk, {}).get(channel, "")
    return unseal(stored) if stored and CHANNELS[channel].secret else stored


def deliveries(notices: Iterable[Notice]) -> list[Delivery]:
    """One for each channel that reaches the recipient of a notice and that the recipient wants for it."""
    rows = list(notices)
    reached, muted = reach({notice.recipient for notice in rows})
    return [
        Delivery.new(notice_id=notice.id, channel=channel, urgent=notice.urgent, next_at=leaves_at)
        for notice in rows
        for leaves_at in [hours.leaves_at(notice, notice.at)]
        for channel in wanted(notice, reached.get(notice.recipient_id, {}), muted.get(notice.recipient_id, set()))
    ]


def wanted(notice: Notice, reached: Mapping[str, str], muted: set[tuple[str, str]]) -> list[str]:
    """Of the channels that reach the person those that they want for this notice.

    What a contract makes red goes out all the same, by the first of them, if they want none.
    """
    group = CATALOGUE[notice.event].group
    chosen = [name for name in reached if (name, group) not in muted]
    return chosen or (list(reached)[:1] if grave(notice) else [])


def grave(notice: Notice) -> bool:
    """A clock of the contract that is missed: nobody may be without word of it."""
    about_clock = notice.urgent and CATALOGUE[notice.event].group == LIMITS
    return about_clock and notice.params.get("basis") == Basis.CONTRACT.value


def keep_addresses(person: User, entered: Mapping[str, str]) -> dict[str, str]:
    """Channel -> address of the person from now on, "": none. Answers those that changed."""
    stored = {name: seal(new) if new and CHANNELS[name].secret else new for name, new in entered.items()}
    rows = ContactAddress.objects.filter(user=person, channel__in=entered)
    held = dict(rows.values_list("channel", "address"))
    changed = {name: new for name, new in stored.items() if new != held.get(name, "")}
    ContactAddress.objects.bulk_create(
        [ContactAddress(user=person, channel=name, address=new) for name, new in changed.items() if new],
        update_conflicts=True,
        unique_fields=["user", "channel"],
        update_fields=["address"],
    )
    rows.filter(channel__in=[name for name, new in changed.items() if not new]).delete()
    return changed


def choices(person: User) -> set[tuple[str, str]]:
    """The (channel, group of events) that the person does not want."""
    return set(MutedChannel.objects.filter(user=person).values_list("channel", "group"))


def keep_choices(person: User, unwanted: set[tuple[str, str]], channels: Iterable[str]) -> bool:
    """What the person does not want from now on, of these channels; whether anything changed."""
    rows = MutedChannel.objects.filter(user=person, channel__in=list(channels))
    held = set(rows.values_list("channel", "group"))
    for channel, group in held - unwanted:
        rows.filter(channel=channel, group=group).delete()
    MutedChannel.objects.bulk_create(
        [MutedChannel(user=person, channel=channel, group=group) for channel, group in sorted(unwanted - held)]
    )
    return held != unwanted
