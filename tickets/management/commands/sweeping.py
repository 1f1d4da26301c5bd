from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets import signs


class Command(BaseCommand):
    """`manage.py` answers by itself, before Django is set up; this is for the list of commands and other callers."""

    help = "Exit status 0 when a worker on this machine has swept within the last ten seconds."
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        if not signs.seen(settings.VAR_DIR, "worker"):
            raise CommandError(signs.NONE)
        self.stdout.write("sweeping")
