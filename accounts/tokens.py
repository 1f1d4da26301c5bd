"""API tokens: each has a name by which its owner tells it from the others, and ends by itself, by its owner, by the
security administrator, with the account, and with a change of the password. The sole writer of their rows."""

from datetime import datetime, timedelta
from typing import Final

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.models import TokenName, User
from texts import tidy

MOST_DAYS: Final = 366
USUAL_DAYS: Final = 90
LONGEST_NAME: Final = 60
NOTE_EVERY_SECONDS: Final = 3600


@transaction.atomic
def issue(user: User, name: str, days: int = USUAL_DAYS) -> tuple[AuthToken, str]:
    """A new token and its text, which is shown once and kept nowhere. Raises ValidationError, by field, for a name
    that is empty, too long or used by another token of the person, and for days beyond `MOST_DAYS`."""
    name = tidy.line(name)
    wrong: dict[str, str] = {}
    if not 1 <= len(name) <= LONGEST_NAME:
        wrong["name"] = _("Enter a name of at most %(most)d characters.") % {"most": LONGEST_NAME}
    elif TokenName.objects.filter(token__user=user, name=name).exists():
        wrong["name"] = _("You have a token of this name already.")
    if not 1 <= days <= MOST_DAYS:
        wrong["days"] = _("Write a number of days from 1 to %(most)d.") % {"most": MOST_DAYS}
    if wrong:
        raise ValidationError(wrong)
    token, text = AuthToken.objects.create(user=user, expiry=timedelta(days=days))
    TokenName.objects.create(token=token, name=name)
    return token, text


def of(user: User) -> QuerySet[AuthToken]:
    """The person's tokens, the newest first."""
    found: QuerySet[AuthToken] = AuthToken.objects.filter(user=user).select_related("named").order_by("-created")
    return found


def name_of(token: AuthToken) -> str:
    """A token of before tokens had names goes by the first letters of its text."""
    named: TokenName | None = getattr(token, "named", None)
    return named.name if named else f"{token.token_key[:8]}…"


def used_at(token: AuthToken) -> datetime | None:
    named: TokenName | None = getattr(token, "named", None)
    return named.used_at if named else None


def note_use(token: AuthToken, at: datetime) -> None:
    """When it was last used, written by each process once in an hour. A token without a name keeps none."""
    if caches["requests"].add(f"token-used:{token.pk}", 1, NOTE_EVERY_SECONDS):
        TokenName.objects.filter(token=token).update(used_at=at)


def revoke(token: AuthToken) -> None:
    AuthToken.objects.filter(pk=token.pk).delete()


def end_all(user: User) -> int:
    """All tokens of the person; answers how many there were."""
    rows = AuthToken.objects.filter(user=user)
    ended = len(rows)
    rows.delete()
    return ended
