#!/usr/bin/env python3
"""Django's command line: `./manage.py COMMAND --help` explains each command."""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

from govcloud import __version__

VENV = Path(__file__).resolve().parent / ".venv"
#: Commands that read neither data nor a secret; nor does the help of any command.
UNCONFIGURED = {"due", "help"}


def main() -> None:
    """Ends like any program of a shell where the reader has left (`| head`) or somebody presses Ctrl-C."""
    try:
        try:
            run(sys.argv[1:])
        finally:
            sys.stdout.flush()  # at the interpreter's end nobody could catch a broken pipe
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())  # what is still buffered
        sys.exit(128 + signal.SIGPIPE)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def run(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govcloud.settings")
    if arguments[:1] in (["version"], ["--version"]):  # Django would say its own
        sys.stdout.write(f"{__version__}\n")
        return
    if find_spec("environ") is None:
        run_in_venv()
    if arguments == ["sweeping"]:
        answer_at_once()
    if not arguments or arguments[0] in UNCONFIGURED or not {"-h", "--help"}.isdisjoint(arguments):
        import secrets

        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        os.environ.setdefault("ALLOWED_HOSTS", "localhost")
        os.environ.setdefault("AUDIT_KEY", secrets.token_hex(32))
    run_django(arguments)


def answer_at_once() -> None:
    """`sweeping` is asked every few seconds for as long as a worker runs: without Django it costs a twentieth. Ends the
    process."""
    from govcloud.variables import env_text, read_env
    from tickets import signs

    read_env(Path(env_text("ENV_FILE", str(VENV.parent / ".env"))))
    folder = Path(env_text("VAR_DIR", str(VENV.parent / "var")))
    if not signs.seen(folder, "worker"):
        sys.exit(f"CommandError: {signs.NONE}")
    sys.stdout.write("sweeping\n")
    sys.exit()


def run_in_venv() -> None:
    """Start again with the Python of .venv, which `make run` fills; this one lacks the service's packages."""
    python = VENV / "bin" / "python"
    if not python.exists() or Path(sys.prefix).resolve() == VENV.resolve():
        sys.exit("govcloud: the packages of the service are not installed: run `make run` once.")
    os.execv(python, [str(python), *sys.argv])  # noqa: S606 – no shell is wanted


def run_django(arguments: list[str]) -> None:
    """One line, unless `--traceback` asks for more, where a kind cannot be meant or the database cannot be used."""
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    from tickets.errors import DeclarationError

    try:
        execute_from_command_line(sys.argv)
    except DeclarationError as error:
        if "--traceback" in arguments:
            raise
        sys.exit(f"govcloud: {error}")
    except (OperationalError, ProgrammingError) as error:
        if "--traceback" in arguments:
            raise
        line = str(error).splitlines()[0]
        sys.exit(f"govcloud: the database cannot be used: {line} (is it migrated? ./manage.py migrate)")


if __name__ == "__main__":
    main()
