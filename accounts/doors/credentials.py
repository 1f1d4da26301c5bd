"""Ways to sign in, by the security administrator: passwords, locks, second factors, sessions, tokens."""

import secrets

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts import lock, sessions, tokens
from accounts.doors import log
from accounts.doors.hands import Hand, Power
from accounts.models import User


@transaction.atomic
def reset_password(by: Hand, person: User) -> str:
    """重置密码: a password for one sign-in, to be handed over in person; whoever signs in with it must change it at
    once. Sessions and tokens end, the lock is lifted. Raises ValidationError of a disabled account;
    PermissionDenied."""
    by.require(Power.RESET_PASSWORD, person)
    user = User.objects.select_for_update().get(pk=person.pk)
    if not user.is_active:
        raise ValidationError(_("The account “%(name)s” is disabled."), params={"name": user.username})
    password = secrets.token_urlsafe(15)
    user.set_password(password)
    user.must_change_password, user.password_set_at = True, by.now
    user.save(update_fields=["password", "past_passwords", "must_change_password", "password_set_at"])
    sessions.end_all(user)
    tokens.end_all(user)
    lock.forgive(user.username)
    log.write(by, Power.RESET_PASSWORD, whom=user, tells=(user,))
    return password


@transaction.atomic
def unlock(by: Hand, person: User) -> None:
    """解锁: the failures of the name no longer count; those of an address go on counting. Raises PermissionDenied."""
    by.require(Power.UNLOCK, person)
    lock.forgive(person.username)
    log.write(by, Power.UNLOCK, whom=person)


@transaction.atomic
def unlock_address(by: Hand, address: str) -> None:
    """The failures from an address no longer count, for an office behind one of them. Raises PermissionDenied."""
    by.require(Power.UNLOCK)
    lock.forgive_address(address)
    log.write(by, Power.UNLOCK, of=address)


@transaction.atomic
def reset_factor(by: Hand, person: User) -> None:
    """The second factor is taken away, with its recovery codes; the next sign-in sets up another. Raises
    ValidationError where there is none; PermissionDenied."""
    by.require(Power.RESET_FACTOR, person)
    rows = Authenticator.objects.filter(user=person)
    if not rows:
        raise ValidationError(_("%(name)s has no second factor set up."), params={"name": person})
    rows.delete()
    sessions.end_all(person)
    log.write(by, Power.RESET_FACTOR, whom=person, tells=(person,))


@transaction.atomic
def end_sessions(by: Hand, person: User) -> int:
    """Signed out everywhere; answers how many sessions there were. Raises PermissionDenied."""
    by.require(Power.END_SESSIONS, person)
    ended = sessions.end_all(person)
    log.write(by, Power.END_SESSIONS, whom=person, sessions=ended)
    return ended


@transaction.atomic
def end_session(by: Hand, person: User, pk: int) -> bool:
    """One session, by its owner or the security administrator. False: it has ended already. Raises PermissionDenied."""
    by.require(Power.END_SESSIONS, person)
    ended = sessions.end_one(person, pk)
    if ended:
        log.write(by, Power.END_SESSIONS, whom=person, sessions=ended)
    return bool(ended)


@transaction.atomic
def end_other_sessions(by: Hand, person: User, key: str) -> int:
    """All but the session `key`; answers how many there were. Raises PermissionDenied."""
    by.require(Power.END_SESSIONS, person)
    ended = sessions.end_others(person, key)
    if ended:
        log.write(by, Power.END_SESSIONS, whom=person, sessions=ended)
    return ended


@transaction.atomic
def revoke_token(by: Hand, token: AuthToken) -> None:
    """By the security administrator, or by its owner. Raises PermissionDenied."""
    by.require(Power.REVOKE_TOKEN, token.user)
    name = tokens.name_of(token)
    tokens.revoke(token)
    log.write(by, Power.REVOKE_TOKEN, whom=token.user, token=name)
