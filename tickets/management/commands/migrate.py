from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext as _

from tickets import audit, clock
from tickets.management import beside
from tickets.unhurried import unhurried


class Command(migrate.Command):
    """Django's own, without the limits that keep a page from waiting: an index of a large table takes minutes. Refused
    while processes of the release before sweep, where what is to come would harm what they do."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--beside",
            metavar="REASON",
            default="",
            help="although processes of the release before are at work: why that does no harm",
        )

    def handle(self, *args: Any, database: str = DEFAULT_DB_ALIAS, beside: str = "", **options: Any) -> None:
        found: list[str] = []
        with unhurried(connections[database]), looked_at(partial(refuse, beside, found)):
            super().handle(*args, database=database, **options)
        if found:
            audit.log_system(audit.MIGRATED_BESIDE, now=clock.now(), data={"reason": beside, "beside": found})


@contextmanager
def looked_at(look: Any) -> Iterator[None]:
    """Before anything is changed Django says what it is about to do."""

    def planned(plan: beside.Plan, **_said: Any) -> None:
        look(plan)
        pre_migrate.disconnect(planned)  # it is said once for each app

    pre_migrate.connect(planned)
    try:
        yield
    finally:
        pre_migrate.disconnect(planned)


def refuse(reason: str, found: list[str], plan: beside.Plan) -> None:
    """Raises CommandError beside others at work, unless there is a reason; then `found` are those."""
    named = beside.harmful(plan)
    others = beside.at_work(clock.now()) if named else []
    if others and not reason.strip():
        said = _(
            "Processes of the release before are at work: %(others)s. They cannot go on beside %(migrations)s. Stop "
            "web and workers first, or say by --beside REASON why it does no harm."
        )
        raise CommandError(said % {"others": ", ".join(others), "migrations": ", ".join(named)})
    found += others
