from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.doors import people
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES


class Command(BaseCommand):
    help = "Open a disabled account again, with the roles that it held."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        with answering.refusing():
            people.restore(answering.shell(), answering.person(username, active=False))
        self.stdout.write(_("%(username)s: in use again.") % {"username": username})
