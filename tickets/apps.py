from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from tickets.instants import read_quickly


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Work orders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the checks, which look at rows and may be imported only now, and how instants are read."""
        import_module("tickets.checks")
        connection_created.connect(read_quickly)
