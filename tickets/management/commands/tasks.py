from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.doors.hands import Hand
from accounts.management import answering
from accounts.management.judged import WITHOUT_PAGES
from tickets import clock
from tickets.datelaw import explain
from tickets.errors import Refusal
from tickets.models import Deadline, FailedWork, WorkerHeartbeat
from tickets.operating import wording, work
from tickets.outbox import faults
from tickets.sweep import clocks, failing

#: Lines of one list.
MOST: Final = 200


class Command(BaseCommand):
    help = "Periodic tasks, clocks and work put off, and sweeping processes: list them, run or try one now."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="tasks, clocks and work put off, sweeping processes")
        acts.add_parser("run", help="a task falls due now, and the next sweep does it").add_argument("name")
        retry = acts.add_parser("retry", help="a clock that was put off is tried again by the next sweep")
        retry.add_argument("id", type=int)
        again = acts.add_parser("retry-work", help="what else was put off is tried again by the next sweep")
        again.add_argument("id", type=int)

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        acts: dict[str, Callable[..., str]] = {"list": _list, "run": _run, "retry": _retry, "retry-work": _retry_work}
        with answering.refusing():
            try:
                said = acts[act](**options)
            except Refusal as refusal:
                raise CommandError(refusal.message) from None
        self.stdout.write(said)


def _list(**_options: Any) -> str:
    return "\n".join([*_tasks(), *_clocks(), *_works(), *_workers()])


def _tasks() -> Iterator[str]:
    for name, row in work.tasks():
        told = {"name": name, "what": wording.TASKS[name]}
        told |= {"done": _at(row.done_at if row else None), "due": _at(row.due_at if row else None)}
        line = _("task %(name)s\t%(what)s\tdone %(done)s\tdue %(due)s") % told
        if row and row.failing_since:
            told = {"since": _at(row.failing_since), "error": faults.error(row.error)}
            line += "\t" + _("failing since %(since)s: %(error)s") % told
        yield line


def _clocks() -> Iterator[str]:
    for row in clocks.put_off().select_related("ticket")[:MOST]:
        told = {"id": row.pk, "number": row.ticket.number, "clause": row.code, "n": row.tries}
        told |= {"at": _at(row.try_after), "error": faults.error(row.error)}
        yield _("clock %(id)d\t%(number)s\t%(clause)s\tfailed %(n)d times\tnext %(at)s\t%(error)s") % told


def _works() -> Iterator[str]:
    for row in failing.numbered(failing.failing(clock.now()))[:MOST]:
        told = {"id": row.pk, "what": wording.WORKS[row.sort], "n": row.tries}
        told["number"] = row.number  # type: ignore[attr-defined]  # annotated
        told |= {"at": _at(row.try_after), "error": faults.error(row.error)}
        yield _("work %(id)d\t%(number)s\t%(what)s\tfailed %(n)d times\tnext %(at)s\t%(error)s") % told


def _workers() -> Iterator[str]:
    for row in WorkerHeartbeat.objects.order_by("-swept_at")[:MOST]:
        told = {"role": row.role, "since": _at(row.started_at), "at": _at(row.swept_at)}
        yield _("process %(role)s\tsince %(since)s\tlast swept %(at)s") % told


def _at(at: datetime | None) -> str:
    return explain.moment(at) if at else "–"


def _run(name: str, **_options: Any) -> str:
    work.run_task(Hand(None, clock.now()), name)
    return _("%(name)s: falls due now.") % {"name": name}


def _retry(id: int, **_options: Any) -> str:  # noqa: A002  # what people type
    deadline = Deadline.objects.filter(pk=id).first()
    if deadline is None:
        raise CommandError(_("There is no clock %(id)d; see: manage.py tasks list") % {"id": id})
    work.retry_clock(Hand(None, clock.now()), deadline)
    return _("Clock %(id)d: is tried again.") % {"id": id}


def _retry_work(id: int, **_options: Any) -> str:  # noqa: A002  # what people type
    row = FailedWork.objects.filter(pk=id).first()
    if row is None:
        raise CommandError(_("There is no work %(id)d; see: manage.py tasks list") % {"id": id})
    work.retry_failed(Hand(None, clock.now()), row)
    return _("Work %(id)d: is tried again.") % {"id": id}
