"""The embedded mode: pages, sweeper and dispatcher in one process. One Ctrl-C ends all of it."""

import fcntl
import os
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from accounts.models import Membership
from accounts.roles import LABELS
from tickets import outbox
from tickets.tasks.sweeper import Sweeper

#: Request threads. SQLite has one writer; more threads would only queue there.
THREADS = 8
#: A request in flight may take so many seconds to end after Ctrl-C; the promise is 5 for everything.
PATIENCE_SECONDS = 2


class Command(BaseCommand):
    help = "Serves pages, fires deadlines and delivers notices in one process, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)

    def handle(self, *_: Any, host: str, port: int, **__: Any) -> None:
        with only_one(settings.VAR_DIR / "serve.lock"):
            server = self._listen(host, port)
            sweeper = Sweeper("embedded")
            outbox.wake = sweeper.nudge
            sweeper.start()
            self._announce(host, port)
            until_stopped(server)
            sweeper.stop(PATIENCE_SECONDS / 2)

    def _listen(self, host: str, port: int) -> Any:
        try:
            server = create_server(get_wsgi_application(), host=host, port=port, threads=THREADS, ident=None)
        except OSError as error:
            raise CommandError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        server.task_dispatcher.shutdown = partial(server.task_dispatcher.shutdown, timeout=PATIENCE_SECONDS)
        return server

    def _announce(self, host: str, port: int) -> None:
        self.stdout.write(f"\n政务云统一工单 govcloud: http://{host}:{port}")
        if settings.DEMO:
            for line in demo_accounts():
                self.stdout.write(line)
        self.stdout.write("按 Ctrl-C 停止。Ctrl-C ends it.\n")
        self.stdout.flush()


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds the lock file for as long as this process lives; the kernel frees it even after a kill -9.

    Raises CommandError where another process holds it: two would share one SQLite file and one port.
    """
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"another govcloud is running on this data ({path}).") from error
        yield


def until_stopped(server: Any) -> None:
    """Serves until SIGINT or SIGTERM. Both are set here: a background shell hands SIGINT down as ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    server.run()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut the ending short
    server.close()


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def demo_accounts() -> Iterator[str]:
    """A line for each demo account, and the password that all share."""
    yield f"演示账号 demo accounts, password {settings.DEMO_PASSWORD}"
    held = (
        Membership.objects.filter(user__demo=True).select_related("user", "organization").order_by("user_id")
    )
    for membership in held:
        unit = membership.organization
        yield f"  {membership.user.username:<12}{LABELS[membership.role]} · {unit}"
