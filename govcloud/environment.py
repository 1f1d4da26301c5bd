"""Environment variables as values. One that cannot be used stops the start with one line on standard error.

django-environ reads the `.env` file, the files of secrets and the addresses. Its casts are not used: they take
any word for a switch as False, and a value that begins with `$` for the name of another variable.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import environ

#: os.environ, but the value of NAME is the content of the file that NAME_FILE names, if it is set.
ENVIRONMENT = environ.FileAwareMapping()
SWITCHES = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


def stop(message: str) -> SystemExit:
    """To be raised: exit status 1 and one line; a traceback would hide it."""
    return SystemExit(f"govcloud: {message}")


def env_text(name: str, default: str = "") -> str:
    """The value without white space around it. Blank counts as not set."""
    try:
        return str(ENVIRONMENT.get(name, "")).strip() or default
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", "is not a text")
        raise stop(f"{name}_FILE: {reason}: {ENVIRONMENT[f'{name}_FILE']}") from error


def env_bool(name: str, *, default: bool = False) -> bool:
    value = env_text(name, "1" if default else "0")
    if value.lower() not in SWITCHES:
        raise stop(f"{name} is “{value}”: write 1 or 0.")
    return SWITCHES[value.lower()]


def env_number(name: str, default: int) -> int:
    value = env_text(name, str(default))
    if not value.isdecimal():
        raise stop(f"{name} is “{value}”: write a whole number.")
    return int(value)


def env_list(name: str) -> list[str]:
    return [word.strip() for word in env_text(name).split(",") if word.strip()]


def env_group(prefix: str) -> dict[str, str]:
    """The variables that are set and whose names begin with `prefix`, by name."""
    names = {name.removesuffix("_FILE") for name in ENVIRONMENT if name.startswith(prefix)}
    return {name: value for name in sorted(names) if (value := env_text(name))}


def env_url(name: str, default: str, schemes: tuple[str, ...], read: Callable[[str], Any] = str) -> Any:
    """What `read` makes of the address. The message never repeats it: it may hold a password."""
    address = env_text(name, default)
    if address and address.partition("://")[0] not in schemes:
        raise stop(f"{name} must begin with one of: {', '.join(f'{scheme}://' for scheme in schemes)}")
    try:
        urlsplit(address).port  # noqa: B018  # raises ValueError where the port is not one
        return read(address)
    except (KeyError, ValueError, environ.ImproperlyConfigured) as error:
        raise stop(f"{name} is not an address that can be used.") from error


def env_seal_url(name: str) -> str:
    """A path, or an address of a file or a web service. Blank counts as not set."""
    place = env_text(name)
    if place.startswith("/"):
        return f"file://{place}"
    return str(env_url(name, "", ("file", "http", "https")))
