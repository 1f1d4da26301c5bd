from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.doors import people
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES


class Command(BaseCommand):
    help = "Register the telephone at which somebody is called back, such as a lead who agrees to a restart by night."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("phone", nargs="?", default="", metavar="NUMBER", help="left out: the number is taken away")

    def handle(self, *_args: Any, username: str, phone: str, **_options: Any) -> None:
        user = answering.person(username)
        with answering.refusing():
            people.register_phone(answering.shell(), user, phone)
        told = {"username": username, "phone": user.phone or "—"}
        self.stdout.write(_("%(username)s: called back at %(phone)s.") % told)
