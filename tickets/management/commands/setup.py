from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.doors import people, rights, units
from accounts.doors.hands import Hand
from accounts.management import answering
from accounts.models import Membership, Organization
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

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="left out: it is asked")

    def handle(self, *, file: Path | None, **_options: Any) -> None:
        if Membership.objects.filter(role__in=ADMINS).exists():
            raise CommandError(_("There are administrators already: go on by their pages, below /manage/."))
        first = _read(file) if file else self._asked()
        with transaction.atomic(), answering.refusing():
            passwords = self._make(first, answering.shell())
        if first.contract:
            call_command("load_contract", first.contract, stdout=self.stdout, stderr=self.stderr)
        for username, role, password in passwords:
            self.stdout.write(f"{LABELS[role]}  {username}  {password}")
        self.stdout.write(_("Hand each password over in person: it is shown once, and changed at the first sign-in."))

    def _make(self, first: FirstPeople, by: Hand) -> list[tuple[str, str, str]]:
        """(account name, role, first password) of the three. Raises ValidationError."""
        code = first.unit.get("code", "")
        unit = Organization.objects.filter(code=code).first()
        if unit is None:
            unit = units.add(by, code, first.unit.get("name", ""), short_name=first.unit.get("short_name", ""))
        made = []
        for sort, role in SORTS.items():
            one = first.administrators[sort]
            said = {"unit": unit, "email": one.get("email", "")}
            user, password = people.add(by, one.get("username", ""), one.get("name", ""), **said)  # type: ignore[arg-type]
            rights.grant(by, user, unit, role)
            made.append((user.username, role, password))
        return made

    def _asked(self) -> FirstPeople:
        self.stdout.write(_("The unit that runs the service:"))
        unit = {"code": self._ask(_("code (letters)"), "operator"), "name": self._ask(_("full name"))}
        administrators = {}
        for sort, role in SORTS.items():
            self.stdout.write(str(LABELS[role]))
            one = {"username": self._ask(_("account name")), "name": self._ask(_("name of the person"))}
            administrators[sort] = one | {"email": self._ask(_("e-mail, or nothing"), "")}
        typed = self._ask(_("file of the first contract, or nothing"), "")
        return FirstPeople(unit, administrators, Path(typed) if typed else None)

    def _ask(self, what: str, usual: str | None = None) -> str:
        """Until something is typed, or `usual` where nothing is. Raises CommandError where nobody answers."""
        while True:
            self.stdout.write(f"  {what}{f' [{usual}]' if usual else ''}: ", ending="")
            self.stdout.flush()
            try:
                typed = input().strip()
            except EOFError:
                raise CommandError(_("Nobody answers: run it in a terminal, or name a file.")) from None
            if typed or usual is not None:
                return typed or usual or ""


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
