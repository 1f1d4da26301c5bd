from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from accounts.models import User
from tickets import audit, clock, register, statistics
from tickets.management.demo import cast, contracts, registering
from tickets.management.demo.monitoring import monitored
from tickets.management.demo.months import close_months
from tickets.management.demo.pricing import agree_on_fees
from tickets.management.demo.script import Today
from tickets.management.demo.stage import DemoStage, read_the_old
from tickets.management.demo.stories import told
from tickets.models import Contract, Ticket


class Command(BaseCommand):
    help = "Load the demo's contracts, accounts and sample work orders. Refuses outside demo mode."
    requires_system_checks = WITHOUT_PAGES

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("This is not a demo. Demo accounts and sample work orders need DEMO=1."))
        now = clock.now()
        made = self._furnish(now)
        demo = Contract.objects.get(number=contracts.DEMO)
        tickets = self._play(demo, now)
        cast.make_reachable()
        statistics.roll_up(now)
        message = _("Demo: new accounts %(accounts)d, new work orders %(orders)d.")
        self.stdout.write(message % {"accounts": made, "orders": tickets})

    @transaction.atomic
    def _furnish(self, now: datetime) -> int:
        """Contracts and people, and the entry of the system log that tells of their rows. How many accounts."""
        before = audit.register()
        for loaded in contracts.load(now):
            said = _("%(number)s: loaded.") if loaded.created else _("%(number)s: brought up to date.")
            self.stdout.write(said % {"number": loaded.contract})
        demo, outside = (Contract.objects.get(number=number) for number in (contracts.DEMO, contracts.OUTSIDE))
        made = cast.gather(demo, outside, (*cast.CAST, *cast.SECONDS))
        if rows := audit.changed(before, audit.register()):
            audit.log_system("demo", now=now, rows=rows)
        return made

    def _play(self, demo: Contract, now: datetime) -> int:
        """Tell the stories that nobody has told yet, so that a telling that was cut off is taken up again."""
        limits = {code: clause.limit for code, clause in register.clauses(demo).items() if clause.limit}
        today = Today(now, register.calendar(), limits)
        people = {user.username: user for user in User.objects.filter(demo=True)}
        known = set(Ticket.objects.values_list("contract__number", "title"))
        fresh = [story for story in told(today) if (story.contract, story.title) not in known]
        monitored(demo, people, now)
        agree_on_fees(demo, people, now)
        played = DemoStage(today, people).play(fresh) if fresh else 0
        registering.enter_all(demo, people, now)
        close_months(demo, people, now)
        if played:
            read_the_old(now)
        return played
