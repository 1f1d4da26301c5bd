"""Where people are reached outside the service: the mail address of the account, and what they entered themselves."""

from collections.abc import Iterable, Mapping

from accounts.models import User
from tickets.models import ContactAddress
from tickets.outbox.channels import in_use


def addresses(people: Iterable[User]) -> dict[int, dict[str, str]]:
    """User id -> channel -> address, on the channels in use. Whose account has ended is reached nowhere."""
    active = [person for person in people if person.is_active]
    by_account = [channel.name for channel in in_use() if channel.address is None]
    entered = [channel.name for channel in in_use() if channel.address is not None]
    found = {person.pk: dict.fromkeys(by_account, person.email) if person.email else {} for person in active}
    for row in ContactAddress.objects.filter(user__in=active, channel__in=entered):
        found[row.user_id][row.channel] = row.address
    return found


def address(person: User, channel: str) -> str:
    """Where the person is reached on that channel; "": nowhere."""
    return addresses([person]).get(person.pk, {}).get(channel, "")


def keep_addresses(person: User, entered: Mapping[str, str]) -> dict[str, str]:
    """Channel -> address of the person from now on, "": none. Answers those that changed."""
    rows = ContactAddress.objects.filter(user=person, channel__in=entered)
    held = dict(rows.values_list("channel", "address"))
    changed = {name: new for name, new in entered.items() if new != held.get(name, "")}
    ContactAddress.objects.bulk_create(
        [ContactAddress(user=person, channel=name, address=new) for name, new in changed.items() if new],
        update_conflicts=True,
        unique_fields=["user", "channel"],
        update_fields=["address"],
    )
    rows.filter(channel__in=[name for name, new in changed.items() if not new]).delete()
    return changed
