from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from accounts.models import User
from tickets import clock, exports
from tickets.errors import Refusal
from tickets.pages.evidence.gathering import Gathered, Wanted
from tickets.pages.evidence.making import make
from tickets.pages.parts.visit import Visit


class Command(BaseCommand):
    help = "Make the evidence pack of an order, as one person may see it, and print the SHA-256 of its manifest."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="of the order")
        parser.add_argument("--by", required=True, metavar="ACCOUNT", help="whose pack it is: what they may see")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="a new file, named .zip")

    def handle(self, *, number: str, by: str, out: Path, **_options: Any) -> None:
        owner = User.objects.filter(username=by, is_active=True).first()
        if owner is None:
            raise CommandError(_("No account of that name may sign in: %(name)s.") % {"name": by})
        here = Visit(owner, clock.now())
        try:
            told, manifest = _written(out, here, Wanted(number, site=settings.SITE_URL))
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from None
        except Http404:
            raise CommandError(_("%(name)s sees no order %(number)s.") % {"name": by, "number": number}) from None
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        exports.record_pack(told.ticket, told.breach, manifest, owner=owner, now=here.now, address="")
        self.stdout.write(manifest)


def _written(out: Path, here: Visit, wanted: Wanted) -> tuple[Gathered, str]:
    """Nothing is left of a file that could not be written whole. Raises FileExistsError before anything is touched."""
    with out.open("xb") as file:
        try:
            return make(file, here, wanted)
        except BaseException:
            out.unlink()
            raise
