from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.doors.hands import Hand
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES
from tickets import clock
from tickets.datelaw import explain
from tickets.errors import Refusal
from tickets.models import Delivery
from tickets.operating import deliveries, wording
from tickets.outbox import faults, mending
from tickets.outbox.channels import CHANNELS

#: Lines of one list.
MOST: Final = 200


class Command(BaseCommand):
    help = "Notices that did not go out: list them, try them again, send at once what waits, or cancel one."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        shown = acts.add_parser("list", help="the newest first; by default what is at fault")
        shown.add_argument("--channel", choices=sorted(CHANNELS))
        shown.add_argument("--state", choices=list(mending.STATES), default="")
        again = acts.add_parser("retry", help="try again what was given up: one, or all that is at fault on a channel")
        which = again.add_mutually_exclusive_group(required=True)
        which.add_argument("id", type=int, nargs="?")
        which.add_argument("--channel", choices=sorted(CHANNELS))
        acts.add_parser("send", help="send at once what waits").add_argument("id", type=int)
        cancel = acts.add_parser("cancel", help="it goes nowhere any more; the notice stays in the service")
        cancel.add_argument("id", type=int)
        cancel.add_argument("--reason", required=True)

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        acts: dict[str, Callable[..., str]] = {"list": _list, "retry": _retry, "send": _send, "cancel": _cancel}
        with answering.refusing():
            try:
                said = acts[act](**options)
            except Refusal as refusal:
                raise CommandError(refusal.message) from None
        self.stdout.write(said)


def _list(channel: str | None, state: str, **_options: Any) -> str:
    rows = mending.undelivered(state).select_related("notice__recipient", "notice__ticket", "group")
    found = (rows.filter(channel=channel) if channel else rows).order_by("-next_at", "-id")
    return "\n".join(map(_line, found[:MOST])) or _("Nothing is held up.")


def _line(row: Delivery) -> str:
    notice = row.notice
    told = {
        "id": row.pk,
        "channel": CHANNELS[row.channel].label if row.channel in CHANNELS else row.channel,
        "who": row.group.name if row.group else notice.recipient,
        "about": notice.ticket.number if notice.ticket else notice.event,
        "state": wording.STATES[mending.state_of(row)],
        "since": explain.moment(notice.at),
        "n": row.attempts,
        "error": row.cancelled_for or faults.error(row.error),
    }
    line = _("%(id)d\t%(channel)s\t%(who)s\t%(about)s\t%(state)s\tsince %(since)s, %(n)d attempts\t%(error)s")
    return (line % told).rstrip()


def _retry(id: int | None, channel: str | None, **_options: Any) -> str:  # noqa: A002  # what people type
    if channel is not None:
        count = deliveries.retry_all(Hand(None, clock.now()), channel)
        return _("Sent again: %(count)d.") % {"count": count}
    delivery = _one(id or 0)
    deliveries.retry(Hand(None, clock.now()), delivery)
    return _("Delivery %(id)d: is tried again.") % {"id": delivery.pk}


def _send(id: int, **_options: Any) -> str:  # noqa: A002  # what people type
    deliveries.hasten(Hand(None, clock.now()), _one(id))
    return _("Delivery %(id)d: goes out now.") % {"id": id}


def _cancel(id: int, reason: str, **_options: Any) -> str:  # noqa: A002  # what people type
    deliveries.cancel(Hand(None, clock.now()), _one(id), reason)
    return _("Delivery %(id)d: cancelled.") % {"id": id}


def _one(pk: int) -> Delivery:
    delivery = Delivery.objects.filter(pk=pk).first()
    if delivery is None:
        raise CommandError(_("There is no delivery %(id)d; see: manage.py deliveries list") % {"id": pk})
    return delivery
