from argparse import ArgumentParser
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import mailboxes
from accounts.doors import people, rights, units
from accounts.doors.hands import Hand
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES
from accounts.models import Membership, Organization, User
from accounts.roles import ADMINS, AUDIT_ADMIN, LABELS, SECURITY_ADMIN, SYSTEM_ADMIN
from texts import files
from tickets.datelaw.explain import refusal
from tickets.errors import PolicyError
from tickets.policy import toml_faults

#: Of the file and of the questions -> role.
SORTS: Final = {"system": SYSTEM_ADMIN, "security": SECURITY_ADMIN, "audit": AUDIT_ADMIN}


@dataclass(frozen=True, slots=True)
class FirstPeople:
    """What a bare database needs: who runs the service, the three administrators, and perhaps a contract's file."""

    unit: Mapping[str, str]
    administrators: Mapping[str, Mapping[str, str]]
    contract: Path | None


class Command(BaseCommand):
    help = (
        "Begin on a bare database: the unit that runs the service, its three administrators and the first contract, "
        "by questions or by a TOML file with [unit] (code, name, short_name), [administrators.system], "
        "[administrators.security] and [administrators.audit] (username, name, email), and contract = FILE."
    )
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="left out: it is asked")

    def handle(self, *, file: Path | None, **_options: Any) -> None:
        if Membership.objects.filter(role__in=ADMINS).exists():
            raise CommandError(_("There are administrators already: go on by their pages, below /manage/."))
        first = _read(file) if file else self._asked()
        if first.contract:  # before anything is made
            call_command("load_contract", first.contract, check=True, stdout=self.stdout, stderr=self.stderr)
        with transaction.atomic():  # all or nothing: nobody has an account whose password was never shown
            passwords = self._make(first, answering.shell())
            if first.contract:
                call_command("load_contract", first.contract, stdout=self.stdout, stderr=StringIO())
        for username, role, password in passwords:
            self.stdout.write(f"{LABELS[role]}  {username}  {password}")
        self.stdout.write(_("Hand each password over in person: it is shown once, and changed at the first sign-in."))

    def _make(self, first: FirstPeople, by: Hand) -> list[tuple[str, str, str]]:
        """(account name, role, first password) of the three. Raises CommandError that names the part at fault."""
        code = first.unit.get("code", "")
        unit = units.of_code(code)
        if unit is None:
            with _of("unit"):
                unit = units.add(by, code, first.unit.get("name", ""), short_name=first.unit.get("short_name", ""))
        made = []
        for sort, role in SORTS.items():
            one = first.administrators[sort]
            said = {"unit": unit, "email": one.get("email", "")}
            with _of(f"administrators.{sort}"):
                user, password = people.add(by, one.get("username", ""), one.get("name", ""), **said)  # type: ignore[arg-type]
                rights.grant(by, user, unit, role)
            made.append((user.username, role, password))
        return made

    def _asked(self) -> FirstPeople:
        self.stdout.write(_("The unit that runs the service:"))
        unit = {"code": self._ask(_("code (letters)"), "operator", _wrong_code)}
        unit["name"] = self._ask(_("full name"), wrong=lambda typed: _wrong_unit(name=typed))
        administrators: dict[str, dict[str, str]] = {}
        for sort, role in SORTS.items():
            self.stdout.write(str(LABELS[role]))
            administrators[sort] = self._ask_person(list(administrators.values()))
        typed = self._ask(_("file of the first contract, or nothing"), "", _wrong_file)
        return FirstPeople(unit, administrators, Path(typed) if typed else None)

    def _ask_person(self, above: Sequence[Mapping[str, str]]) -> dict[str, str]:
        """`above`: those who were named before, whose names are taken as well."""

        def wrong(field: str) -> Callable[[str], list[str]]:
            return lambda typed: _wrong_person(field, typed, {one[field].lower() for one in above})

        return {
            "username": self._ask(_("account name"), wrong=wrong("username")),
            "name": self._ask(_("name of the person"), wrong=wrong("name")),
            "email": self._ask(_("e-mail, or nothing"), "", wrong("email")),
        }

    def _ask(self, what: str, usual: str | None = None, wrong: Callable[[str], list[str]] = lambda _typed: []) -> str:
        """Until something is typed with which nothing is wrong, or `usual` where nothing is. Raises CommandError where
        nobody answers."""
        while True:
            self.stdout.write(f"  {what}{f' [{usual}]' if usual else ''}: ", ending="")
            self.stdout.flush()
            try:
                typed = input().strip() or usual
            except EOFError:
                raise CommandError(_("Nobody answers: run it in a terminal, or name a file.")) from None
            if typed is None:
                continue
            if not (sentences := wrong(typed) if typed else []):
                return typed
            self.stdout.write(f"  {what}: {' '.join(sentences)}")


@contextmanager
def _of(part: str) -> Iterator[None]:
    """Turns what a door refuses into CommandError that names the table of the file and the field."""
    try:
        yield
    except ValidationError as refusal:
        by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        said = [f"[{part}] {field}: {' '.join(sentences)}" for field, sentences in by_field.items()]
        raise CommandError("\n".join(said)) from None


def _wrong_code(typed: str) -> list[str]:
    """A unit that there is already is taken as it stands."""
    return [] if units.of_code(typed) else _wrong_unit(code=typed)


def _wrong_unit(**typed: str) -> list[str]:
    try:
        Organization(**{"code": "x", "name": "x", "kind": units.OPERATOR, **typed}).full_clean()
    except ValidationError as refusal:
        return [sentence for name in typed for sentence in refusal.message_dict.get(name, [])]
    return []


def _wrong_person(field: str, typed: str, taken: Container[str]) -> list[str]:
    user, email = User(username="x", name="x"), typed if field == "email" else ""
    if field != "email":
        setattr(user, field, typed)
    named = typed.lower() in taken or User.objects.filter(username__iexact=typed).exists()
    mailed = typed.lower() in taken or bool(email and mailboxes.taken([email]))
    return people.faults(user, email, name_taken=named, mail_taken=mailed).get(field, [])


def _wrong_file(typed: str) -> list[str]:
    try:
        call_command("load_contract", Path(typed), check=True, stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        return [str(error)]
    return []


def _read(file: Path) -> FirstPeople:
    """Raises CommandError for a file that cannot be read, or lacks a part."""
    try:
        found = toml_faults.document(files.read(file))
    except (OSError, files.NotUtf8Error, PolicyError) as error:
        raise CommandError(_("%(file)s cannot be read: %(error)s") % {"file": file, "error": _why(error)}) from None
    administrators = _table(found, "administrators")
    parts = {"unit": _table(found, "unit"), **{f"administrators.{one}": _table(administrators, one) for one in SORTS}}
    wanted = {"unit": ("code", "name")}
    missing = [
        f"[{part}] {key}"
        for part, table in parts.items()
        for key in wanted.get(part, ("username", "name"))
        if not isinstance(table.get(key), str) or not table[key].strip()
    ]
    if missing:
        raise CommandError(_("%(file)s lacks: %(parts)s.") % {"file": file, "parts": ", ".join(missing)})
    contract = found.get("contract")
    three = {one: parts[f"administrators.{one}"] for one in SORTS}
    return FirstPeople(parts["unit"], three, file.parent / str(contract) if contract else None)


def _why(error: OSError | files.NotUtf8Error | PolicyError) -> str:
    if isinstance(error, PolicyError):
        return refusal(error)
    return str(error.strerror) if isinstance(error, OSError) else _("save it as UTF-8")


def _table(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}
