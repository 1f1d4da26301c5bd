"""Environment variables and the `.env` file. Next to nothing is imported: `sweeping` is asked every few seconds.

The value of NAME is the content of the file that NAME_FILE names, if that is set. django-environ reads the `.env` file.
"""

import os
import re
from io import StringIO
from pathlib import Path

from texts import files

LINE = re.compile(r"(?:export )?[A-Za-z_0-9]+=.*")


def stop(message: str) -> SystemExit:
    """To be raised: exit status 1 and one line; a traceback would hide it."""
    return SystemExit(f"govcloud: {message}")


def env_text(name: str, default: str = "") -> str:
    """The value without white space around it. Blank counts as not set."""
    if not (file := os.environ.get(f"{name}_FILE")):
        return os.environ.get(name, "").strip() or default
    try:
        return files.read(Path(file)).strip() or default
    except (OSError, files.NotUtf8Error) as error:
        raise stop(f"{name}_FILE: {_why(error)}: {file}") from error


def read_env(path: Path) -> None:
    """The lines of a `.env` file into the environment, which wins. What cannot be read is never said back: it may be a
    secret."""
    try:
        lines = files.read(path).splitlines()
    except OSError:  # most have none
        return
    except files.NotUtf8Error as error:
        raise stop(f"{path}: {_why(error)}") from error
    said = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and line.lstrip()[0] != "#"]
    for number, line in said:
        if not LINE.fullmatch(line):
            raise stop(f"{path}, line {number}: write NAME=value, without blanks around the sign.")
    if not said:
        return
    import environ

    environ.Env.read_env(StringIO("\n".join(line for _number, line in said)))


def _why(error: OSError | files.NotUtf8Error) -> str:
    if isinstance(error, OSError):
        return str(error.strerror)
    return f"is saved as {error.encoding}, save it as UTF-8 (另存为 UTF-8)" if error.encoding else "is not a text"
