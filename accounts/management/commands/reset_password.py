from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.doors import credentials
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES


class Command(BaseCommand):
    help = "Give an account a new password, printed once, that must be changed. Its sessions and tokens end."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--second-factor", action="store_true", help="take the second factor away as well")

    def handle(self, *_args: Any, username: str, second_factor: bool, **_options: Any) -> None:
        by, user = answering.shell(), answering.person(username)
        with answering.refusing():
            if second_factor:
                credentials.reset_factor(by, user)
            self.stdout.write(credentials.reset_password(by, user))
