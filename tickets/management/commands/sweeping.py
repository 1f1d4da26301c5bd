from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tickets import clock
from tickets.models import WorkerHeartbeat
from tickets.tasks.sweeper import SILENT, role_here


class Command(BaseCommand):
    help = "Exit status 0 when a worker on this machine has swept within the last ten seconds."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            now = clock.now()
            sweeping = WorkerHeartbeat.objects.filter(
                role=role_here("worker"), swept_at__range=(now - SILENT, now + SILENT)
            ).exists()
        except DatabaseError as error:
            raise CommandError(f"the database cannot be asked: {type(error).__name__}") from error
        if not sweeping:
            raise CommandError("no worker on this machine has swept within the last ten seconds.")
        self.stdout.write("sweeping")
