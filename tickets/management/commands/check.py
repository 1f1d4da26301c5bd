"""`manage.py check`: Django's own, which judges the rows of the database too and lets no warning pass."""

from django.core.management.base import CommandParser
from django.core.management.commands import check


class Command(check.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(databases=["default"], fail_level="WARNING")
