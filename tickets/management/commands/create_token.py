from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts import record
from accounts.models import User

MOST_DAYS = 366


class Command(BaseCommand):
    help = "Print a new API token for an account, once. It ends by itself, or with the account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--days", type=int, default=90, metavar="N")

    def handle(self, *_args: Any, username: str, days: int, **_options: Any) -> None:
        if not 1 <= days <= MOST_DAYS:
            message = _("--days %(days)d: write a number from 1 to %(most)d.")
            raise CommandError(message % {"days": days, "most": MOST_DAYS})
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            message = _("There is no active account “%(username)s”.")
            raise CommandError(message % {"username": username})
        _token, text = AuthToken.objects.create(user=user, expiry=timedelta(days=days))
        record.record(record.TOKEN_CREATED, actor=user, days=days)
        self.stdout.write(text)
