import os
import signal
import socket
from argparse import ArgumentParser
from functools import partial
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils.translation import gettext as _
from waitress.server import create_server

from accounts import demo
from texts import tidy
from tickets import outbox
from tickets.management import kept
from tickets.management.exclusive import exclusive
from tickets.management.progress import step
from tickets.tasks.ending import end_within
from tickets.tasks.sweeper import CUT_SECONDS, Sweeper

#: Request threads. SQLite has one writer; more threads would only queue there.
THREADS = 8
#: A request in flight may take so many seconds to end after Ctrl-C; the promise is 5 for everything.
PATIENCE_SECONDS = 2
MOST_PORTS = 65_535


class Command(BaseCommand):
    help = "Serves pages, fires deadlines and delivers notices in one process, until Ctrl-C."
    requires_system_checks = []  # made when the database has been brought up to date

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first bring the database, the static files and, in demo mode, the demo up to date",
        )

    def handle(self, *_args: Any, host: str, port: str, prepare: bool, **_options: Any) -> None:
        number = _place(host, port)
        with exclusive():
            if prepare:
                self._prepare()
            self.check(databases=["default"])
            self._serve(self._listen(host, number), host, number)

    def _prepare(self) -> None:
        with step(_("Migrating the database"), self._say):
            call_command("migrate", verbosity=0)
        with step(_("Putting the rows of an earlier release on record"), self._say):
            call_command("baseline", stdout=StringIO())
        with step(_("Collecting the static files"), self._say):
            call_command("collectstatic", interactive=False, verbosity=0)
        kept.keep(settings.VAR_DIR, connection.settings_dict, demo=settings.DEMO)
        if settings.DEMO:
            with step(_("Loading the demo"), self._say):
                call_command("demo", stdout=self.stdout)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _serve(self, server: Any, host: str, port: int) -> None:
        sweeper = Sweeper("embedded")
        outbox.wake = sweeper.nudge
        sweeper.start()
        self._announce(host, port)
        until_stopped(server)
        sweeper.stop(PATIENCE_SECONDS - CUT_SECONDS)

    def _listen(self, host: str, port: int) -> Any:
        try:
            server = create_server(get_wsgi_application(), host=host, port=port, threads=THREADS, ident=None)
        except (OSError, ValueError) as error:  # ValueError: waitress found no such host
            reason = str(getattr(error, "strerror", None) or error).rstrip(".")
            message = _("Cannot listen on %(host)s:%(port)d: %(reason)s. HOST and PORT choose another address.")
            raise CommandError(message % {"host": host, "port": port, "reason": reason}) from error
        server.task_dispatcher.shutdown = partial(server.task_dispatcher.shutdown, timeout=PATIENCE_SECONDS)
        return server

    def _announce(self, host: str, port: int) -> None:
        self.stdout.write(f"\n政务云统一工单 govcloud: http://{host}:{port}")
        if settings.DEMO:
            self.stdout.write(f"演示账号 demo accounts, password {settings.DEMO_PASSWORD}")
        for held in demo.people():
            self.stdout.write(f"  {held.user.username:<12}{held.role_label} · {held.organization}")
        self._say("按 Ctrl-C 停止。Ctrl-C ends it.\n")


def _place(host: str, port: str) -> int:
    """The port as a number, before anything is prepared: waitress takes it modulo 65,536. Raises CommandError."""
    digits = tidy.code(port)
    if not digits.isascii() or not digits.isdecimal() or int(digits) > MOST_PORTS:
        told = {"port": port, "most": MOST_PORTS}
        raise CommandError(_("PORT is “%(port)s”: write a number from 1 to %(most)d.") % told)
    try:
        socket.getaddrinfo(host, int(digits), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CommandError(_("HOST is “%(host)s”: this machine has no such address.") % {"host": host}) from None
    return int(digits)


def until_stopped(server: Any) -> None:
    """Serves until SIGINT or SIGTERM. Both are set here: a background shell hands SIGINT down as ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)  # KeyboardInterrupt
    server.run()
    end_within()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut the ending short
    server.close()
