"""People, by the system administrator: they come without a role, and the security administrator grants it."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mailboxes, sessions, tokens
from accounts.doors import log
from accounts.doors.hands import Hand, Power, refuse_last
from accounts.models import Organization, User
from texts import tidy

#: Digits, as a telephone dials them, with the signs that people write between them.
PHONE: Final = re.compile(r"\+?\d[\d ()-]{4,27}\d")
#: Letters that look alike in two alphabets would make two names that read as one.
ACCOUNT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9@.+_-]{0,63}", re.ASCII)
ACCOUNT_RULE: Final = gettext_lazy("At most 64 plain letters, digits and the signs @ . + - _, a letter or digit first.")


@transaction.atomic
def add(
    by: Hand, username: str, name: str, *, unit: Organization | None = None, email: str = "", phone: str = ""
) -> tuple[User, str]:
    """A new account without a role, and its first password, which the person must change at once.

    `email` gets no notice before the person has confirmed it. Raises ValidationError, by field, where the name is
    taken or not allowed, or the address or the number is none, or another's; PermissionDenied."""
    by.require(Power.ADD_PERSON)
    new = Newcomer.of(username, name, unit=unit, email=email, phone=phone)
    judge(new.user, new.email)
    password = new.choose_password()
    _keep(by, new)
    return new.user, password


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who shall have an account; `email` is theirs once they confirmed it."""

    user: User
    email: str

    @classmethod
    def of(
        cls, username: str, name: str, *, unit: Organization | None = None, email: str = "", phone: str = ""
    ) -> "Newcomer":
        user = User(username=tidy.code(username), name=tidy.line(name), unit=unit, must_change_password=True)
        user.phone = tidy.code(phone)
        return cls(user, tidy.code(email))

    def choose_password(self) -> str:
        password = secrets.token_urlsafe(15)
        self.user.set_password(password)
        return password


def add_all(by: Hand, newcomers: Sequence[Newcomer]) -> list[tuple[User, str]]:
    """As `add`, all of them or none. Passwords are hashed before, slowly: nobody waits for it. Raises ValidationError,
    naming the account; PermissionDenied."""
    by.require(Power.ADD_PERSON)
    passwords = [new.choose_password() for new in newcomers]
    with transaction.atomic():
        for new in newcomers:
            try:
                judge(new.user, new.email)
                _keep(by, new)
            except ValidationError as refusal:
                raise ValidationError(f"{new.user.username}: {' '.join(refusal.messages)}") from None
    return [(new.user, password) for new, password in zip(newcomers, passwords, strict=True)]


def _keep(by: Hand, new: Newcomer) -> None:
    new.user.save()
    if new.email:
        mailboxes.propose(new.user, new.email)
    unit = new.user.unit.code if new.user.unit else ""
    log.write(by, Power.ADD_PERSON, whom=new.user, rows=(new.user,), unit=unit)


def judge(user: User, email: str, *, account: bool = True) -> None:
    """What is wrong with a person that is not saved yet. account: whether the name to sign in with is judged, too; one
    of before may stand. Raises ValidationError, by field."""
    name_taken = account and _name_taken(user)
    mail_taken = bool(email) and mailboxes.of_others(email, user)
    found = faults(user, email, name_taken=name_taken, mail_taken=mail_taken)
    if not account:
        found.pop("username", None)
    if found:
        raise ValidationError(found)


def faults(user: User, email: str, *, name_taken: bool, mail_taken: bool) -> dict[str, list[str]]:
    """Field -> what is wrong with it, without asking the database; what is taken there the caller has found out."""
    wrong = _wrong_person(user)
    if said := _wrong_account(user.username, taken=name_taken):
        wrong["username"] = said
    if email and (said := _wrong_address(email, taken=mail_taken)):
        wrong["email"] = said
    return wrong


def _wrong_account(username: str, *, taken: bool) -> list[str]:
    if not ACCOUNT.fullmatch(username):
        return [str(ACCOUNT_RULE)]
    return [_("There is an account “%(name)s” already.") % {"name": username}] if taken else []


def _name_taken(user: User) -> bool:
    return User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists()


def _wrong_person(user: User) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    longest = User._meta.get_field("name").max_length or 0
    if not user.name:
        wrong["name"] = [_("Enter the name that others read.")]
    elif len(user.name) > longest:
        wrong["name"] = [_("Use at most %(most)d characters.") % {"most": longest}]
    if user.phone and not PHONE.fullmatch(user.phone):
        wrong["phone"] = [_("“%(phone)s” is no telephone number.") % {"phone": user.phone}]
    return wrong


def _wrong_address(email: str, *, taken: bool) -> list[str]:
    try:
        validate_email(email)
    except ValidationError as refusal:
        return refusal.messages
    return [mailboxes.belongs(email)] if taken else []


@transaction.atomic
def edit(
    by: Hand,
    person: User,
    *,
    name: str,
    unit: Organization | None,
    phone: str,
    email: str,
    seen: Mapping[str, str] | None = None,
) -> bool:
    """Name, unit, telephone and mail address as they shall be; a new address counts once the person confirmed it, and
    "" takes it away. seen: their `face` as whoever changes it read it. False: nothing differs. Raises
    ChangedMeanwhileError; ValidationError, by field; PermissionDenied."""
    by.require(Power.EDIT_PERSON, person)
    user = User.objects.select_for_update().get(pk=person.pk)
    had, email = mailboxes.newest(user), tidy.code(email).lower()
    before = face(user, had)
    log.refuse_stale(seen, before)
    user.name, user.unit, user.phone = tidy.line(name), unit, tidy.code(phone)
    judge(user, email, account=False)
    old, new = log.changes(before, face(user, email))
    if not new:
        return False
    user.save(update_fields=["name", "unit", "phone"])
    if email != had:
        mailboxes.exchange(user, email)
    for said in (old, new):
        said.update({"email": log.masked(said["email"])} if "email" in said else {})
    log.write(by, Power.EDIT_PERSON, whom=user, rows=(user,), old=old, new=new)
    return True


def face(user: User, email: str) -> dict[str, str]:
    return {"name": user.name, "unit": user.unit.code if user.unit else "", "phone": user.phone, "email": email}


@transaction.atomic
def rename_account(by: Hand, person: User, username: str) -> None:
    """Another name to sign in with; what the person did stays theirs. Raises ValidationError; PermissionDenied."""
    by.require(Power.RENAME_ACCOUNT, person)
    user = User.objects.select_for_update().get(pk=person.pk)
    before = User.objects.get(pk=person.pk)
    user.username = tidy.code(username)
    if wrong := _wrong_account(user.username, taken=_name_taken(user)):
        raise ValidationError({"username": wrong})
    user.save(update_fields=["username"])
    old, new = {"username": before.username}, {"username": user.username}
    log.write(by, Power.RENAME_ACCOUNT, whom=user, rows=(user,), dropped=(before,), old=old, new=new)


@transaction.atomic
def register_phone(by: Hand, person: User, phone: str) -> None:
    """The number under which the person is called back; "" takes it away. Raises ValidationError for what is none."""
    by.require(Power.REGISTER_PHONE, person)
    phone, old = tidy.code(phone), person.phone
    if phone and not PHONE.fullmatch(phone):
        raise ValidationError(_("“%(phone)s” is no telephone number."), params={"phone": phone})
    person.phone = phone
    person.save(update_fields=["phone"])
    log.write(by, Power.REGISTER_PHONE, whom=person, rows=(person,), old={"phone": old}, new={"phone": phone})


@transaction.atomic
def stop(by: Hand, person: User) -> None:
    """停用: close the account at once, with all its sessions and tokens (OWASP ASVS 5.0 V7.4.2). Raises
    ValidationError where it is closed already, or is the last administrator of its sort; PermissionDenied."""
    by.require(Power.STOP, person)
    if User.objects.filter(pk=person.pk, is_active=True).exists():
        refuse_last(person)
    user = User.objects.select_for_update().get(pk=person.pk)
    if not user.is_active:
        raise ValidationError(_("The account “%(name)s” is disabled already."), params={"name": user.username})
    user.is_active, user.stopped_at = False, by.now
    person.is_active = False
    user.save(update_fields=["is_active", "stopped_at"])
    sessions.end_all(user)
    tokens.end_all(user)
    log.write(by, Power.STOP, whom=user, rows=(user,))


@transaction.atomic
def restore(by: Hand, person: User) -> None:
    """恢复: the account may sign in again, with the roles that it held. Raises ValidationError where it is open;
    PermissionDenied."""
    by.require(Power.RESTORE, person)
    user = User.objects.select_for_update().get(pk=person.pk)
    if user.is_active:
        raise ValidationError(_("The account “%(name)s” is in use."), params={"name": user.username})
    user.is_active = person.is_active = True
    user.save(update_fields=["is_active"])
    log.write(by, Power.RESTORE, whom=user, rows=(user,))
