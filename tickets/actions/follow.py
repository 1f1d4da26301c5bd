"""关注: an order that a person keeps an eye on. Nobody else is told, and nothing happens on the order by it."""

from datetime import datetime

from accounts.models import User
from tickets.models import Follow, Ticket


def follow(ticket: Ticket, user: User, now: datetime) -> None:
    """From now on it stands among what the person follows. Idempotent."""
    Follow.objects.get_or_create(user=user, ticket=ticket, defaults={"at": now})


def unfollow(ticket: Ticket, user: User) -> None:
    Follow.objects.filter(user=user, ticket=ticket).delete()


def follows(ticket: Ticket, user: User) -> bool:
    return Follow.objects.filter(user=user, ticket=ticket).exists()
