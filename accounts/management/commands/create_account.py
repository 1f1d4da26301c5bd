from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts import roles
from accounts.doors import people, rights
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES


class Command(BaseCommand):
    help = "Make an account, with one role in a unit. Its first password is printed once and must be changed."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="what others read")
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the unit, as in contract files")
        parser.add_argument("--role", choices=sorted(roles.LABELS), help="left out: none, until somebody grants one")
        parser.add_argument("--email", default="", help="where notices go once the person has confirmed it")

    @transaction.atomic
    def handle(
        self, *_args: Any, username: str, name: str, unit: str, role: str | None, email: str, **_options: Any
    ) -> None:
        by, place = answering.shell(), answering.unit(unit)
        with answering.refusing():
            user, password = people.add(by, username, name, unit=place, email=email)
            if role:
                rights.grant(by, user, place, role)
        self.stdout.write(password)
