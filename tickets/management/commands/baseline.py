from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import actions, clock


class Command(BaseCommand):
    help = (
        "After an upgrade: seal what was written without a key, and put the rows that an earlier release left on "
        "record. Running it again changes nothing."
    )
    requires_system_checks = WITHOUT_PAGES

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = actions.baseline(clock.now())
        self.stdout.write(_("Put on record as they stand: %(count)d orders.") % {"count": done})
