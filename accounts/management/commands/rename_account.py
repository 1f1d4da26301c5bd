from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.doors import people
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES


class Command(BaseCommand):
    help = "Give an account another name to sign in with; what the person did stays theirs."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("new")

    def handle(self, *_args: Any, username: str, new: str, **_options: Any) -> None:
        with answering.refusing():
            people.rename_account(answering.shell(), answering.person(username, active=None), new)
        self.stdout.write(_("%(username)s: now signs in as %(new)s.") % {"username": username, "new": new})
