from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import User


class Command(BaseCommand):
    help = "Register the telephone at which somebody is called back, such as a lead who agrees to a restart by night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("phone", nargs="?", default="", metavar="NUMBER", help="left out: the number is taken away")

    def handle(self, *_args: Any, username: str, phone: str, **_options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            message = _("There is no active account “%(username)s”.")
            raise CommandError(message % {"username": username})
        try:
            people.register_phone(user, phone.strip())
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        told = {"username": username, "phone": user.phone or "—"}
        self.stdout.write(_("%(username)s: called back at %(phone)s.") % told)
