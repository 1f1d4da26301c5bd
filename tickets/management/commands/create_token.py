import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import record, tokens
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES


class Command(BaseCommand):
    help = "Print a new API token for an account, once. It ends by itself, or with the account."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--days", type=int, default=tokens.USUAL_DAYS, metavar="N")
        parser.add_argument("--name", default="", help="by which its owner tells it from others")

    def handle(self, *_args: Any, username: str, days: int, name: str, **_options: Any) -> None:
        if not 1 <= days <= tokens.MOST_DAYS:
            message = _("--days %(days)d: write a number from 1 to %(most)d.")
            raise CommandError(message % {"days": days, "most": tokens.MOST_DAYS})
        user, by = answering.person(username), answering.shell()
        with answering.refusing():
            _token, text = tokens.issue(user, name or f"{by.now:%Y-%m-%d} {secrets.token_hex(3)}", days)
        record.record(record.TOKEN_CREATED, at=by.now, username=username, days=days)
        self.stdout.write(text)
