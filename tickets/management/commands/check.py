"""`manage.py check`: Django's own, which judges the rows of the database too and lets no warning pass."""

from argparse import ArgumentParser

from django.core.management.commands import check


class Command(check.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(databases=["default"], fail_level="WARNING")
