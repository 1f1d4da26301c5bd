from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import people, roles
from accounts.models import Organization


class Command(BaseCommand):
    help = "Make an account with one role in a unit. Its first password is printed once and must be changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="what others read")
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the unit, as in contract files")
        parser.add_argument("--role", required=True, choices=sorted(roles.LABELS))

    def handle(self, *_args: Any, username: str, name: str, unit: str, role: str, **_options: Any) -> None:
        place = Organization.objects.filter(code=unit).first()
        if place is None:
            message = _("There is no unit “%(unit)s”. Units come with the contracts that are loaded.")
            raise CommandError(message % {"unit": unit})
        try:
            self.stdout.write(people.create(username, name, place, role))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
