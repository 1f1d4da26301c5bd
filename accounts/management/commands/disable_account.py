from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import User


class Command(BaseCommand):
    help = "Disable an account. Its sessions and tokens end at once; what it did stays on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            message = _("There is no active account “%(username)s”.")
            raise CommandError(message % {"username": username})
        people.disable(user)
        self.stdout.write(_("%(username)s: disabled.") % {"username": username})
