import sys
from argparse import ArgumentParser
from collections.abc import Callable
from getpass import getpass
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.doors import units
from accounts.doors.hands import Hand
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES
from tickets import clock, outbox
from tickets.errors import Refusal
from tickets.models import GroupChannel
from tickets.notices.events import GROUPS
from tickets.operating import groups
from tickets.outbox.channels import CHANNELS

ACTS: Final = {
    "test": "send a trial message now",
    "stop": "it is told of nothing until it is started again",
    "start": "it is told again",
    "end": "it is told of nothing more, and its address is forgotten",
}


class Command(BaseCommand):
    help = "Group chats of units that are told of what concerns the unit: enter one, list, try or end them."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add", help="the address is asked for, or read from standard input; it is never shown")
        add.add_argument("--unit", required=True, metavar="CODE")
        add.add_argument("--channel", required=True, choices=sorted(n for n, one in CHANNELS.items() if one.for_groups))
        add.add_argument("--name", required=True, help="what people call the chat")
        add.add_argument("--events", nargs="+", choices=GROUPS, default=list(GROUPS), help="left out: all")
        acts.add_parser("list")
        for act, text in ACTS.items():
            acts.add_parser(act, help=text).add_argument("id", type=int)

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        acts: dict[str, Callable[..., str]] = {"add": _add, "list": _list, "test": _test}
        acts |= {"stop": _stop, "start": _start, "end": _end}
        try:
            said = acts[act](**options)
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(said)


def _add(unit: str, channel: str, name: str, events: list[str], **_options: Any) -> str:
    place = units.of_code(unit)
    if place is None:
        raise CommandError(_("There is no unit “%(unit)s”.") % {"unit": unit})
    with answering.refusing():
        group = groups.enter(_by(), place, channel, name, _address(channel), events)
    return _("Group %(id)d: entered. Try it: manage.py group_channel test %(id)d") % {"id": group.pk}


def _address(channel: str) -> str:
    """Not an argument: those stand in the list of processes and in the history of the shell."""
    field = CHANNELS[channel].address
    if field is None:
        raise CommandError(_("This channel has no addresses of groups."))
    return getpass(f"{field.label}: ") if sys.stdin.isatty() else sys.stdin.readline()


def _list(**_options: Any) -> str:
    rows = outbox.groups.standing().select_related("organization")
    lines = [f"{row.pk}\t{row.organization}\t{CHANNELS[row.channel].label}\t{row.name}\t{_events(row)}" for row in rows]
    return "\n".join(lines) or _("No group is entered.")


def _events(row: GroupChannel) -> str:
    return " ".join(row.events)


def _test(id: int, **_options: Any) -> str:  # noqa: A002  # what people type
    groups.test(_by(), _standing(id))
    return _("Group %(id)d: sent.") % {"id": id}


def _stop(id: int, **_options: Any) -> str:  # noqa: A002  # what people type
    groups.stop(_by(), _standing(id))
    return _("Group %(id)d: stopped.") % {"id": id}


def _start(id: int, **_options: Any) -> str:  # noqa: A002  # what people type
    groups.start(_by(), _standing(id))
    return _("Group %(id)d: started.") % {"id": id}


def _end(id: int, **_options: Any) -> str:  # noqa: A002  # what people type
    groups.end(_by(), _standing(id))
    return _("Group %(id)d: ended.") % {"id": id}


def _by() -> Hand:
    return Hand(None, clock.now())


def _standing(pk: int) -> GroupChannel:
    group = outbox.groups.standing().filter(pk=pk).first()
    if group is None:
        raise CommandError(_("There is no group %(id)d; see: manage.py group_channel list") % {"id": pk})
    return group
