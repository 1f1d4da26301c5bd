from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.doors import units
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES
from accounts.models import OrganizationKind


class Command(BaseCommand):
    help = "Make a unit that no contract brings, such as the one that runs this service."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--name", required=True, help="its full name")
        parser.add_argument("--short-name", default="", help="what lists show")
        parser.add_argument("--kind", default=str(units.OPERATOR), choices=sorted(OrganizationKind.values))

    def handle(self, *_args: Any, code: str, name: str, short_name: str, kind: str, **_options: Any) -> None:
        with answering.refusing():
            unit = units.add(answering.shell(), code, name, short_name=short_name, kind=kind)
        self.stdout.write(_("%(unit)s: made.") % {"unit": unit.code})
