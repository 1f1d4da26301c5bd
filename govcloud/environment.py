"""Environment variables as values. One that cannot be used stops the start with one line on standard error.

What each is, `variables` says. django-environ reads the addresses. Its casts are not used: they take any word for a
switch as False, and a value that begins with `$` for the name of another variable.
"""

import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import environ

from govcloud.variables import env_text, stop

#: Between the names of a list; the second is a Chinese keyboard's.
COMMAS = re.compile(r"[,，、\s]+")
#: Where a mail server listens, by the scheme of its address, if the address names no port.
MAIL_PORTS = {"smtps": 465, "smtp+ssl": 465, "smtp+tls": 587}
BOUNDED_SMTP = "tickets.outbox.smtp.BoundedSmtp"
LAST_PORT = 65535
SWITCHES = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


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
    return [word for word in COMMAS.split(env_text(name)) if word]


def env_group(prefix: str) -> dict[str, str]:
    """The variables that are set and whose names begin with `prefix`, by name."""
    names = {name.removesuffix("_FILE") for name in os.environ if name.startswith(prefix)}
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


def env_mail(name: str, default: str) -> dict[str, Any]:
    """The settings of the mail backend; by SMTP our own, which bounds a mail as a whole. smtps:// is TLS from the first
    byte, on 465 (RFC 8314 §3.3); django-environ takes it for STARTTLS, as it does smtp+tls://, on 587."""
    found: dict[str, Any] = env_url(name, default, tuple(environ.Env.EMAIL_SCHEMES), environ.Env.email_url_config)
    scheme = env_text(name, default).partition("://")[0]
    if scheme == "smtps":
        found |= {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}
    if found["EMAIL_BACKEND"] == environ.Env.EMAIL_SCHEMES["smtp"]:
        found["EMAIL_BACKEND"] = BOUNDED_SMTP
    found["EMAIL_PORT"] = found["EMAIL_PORT"] or MAIL_PORTS.get(scheme, 25)
    return found


def env_sender(name: str, default: str) -> str:
    """An address that mail may come from, alone or as “Name <address>”."""
    value = env_text(name, default)
    _words, address = parseaddr(value)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address) or any(sign in value for sign in "\r\n"):
        raise stop(f"{name} is “{value}”: write an address, or a name and <an address>.")
    return value


def env_site_url(name: str, default: str) -> str:
    """Where people reach the service: scheme, host and port alone, for its pages begin at the root."""
    address: str = env_url(name, default, ("http", "https"))
    parts = urlsplit(address)
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if address and not (parts.hostname and plain and re.fullmatch(r"[!-~]+", address)):
        raise stop(f"{name} must be http:// or https://, a host and perhaps a port, nothing else.")
    return address.rstrip("/")


def env_seal_url(name: str) -> str:
    """A path, or an address of a file or a web service. Blank counts as not set."""
    place = env_text(name)
    if place.startswith("/"):
        return f"file://{place}"
    return str(env_url(name, "", ("file", "http", "https")))


def served_at() -> str:
    """Where `make run` serves: what it listens on, as a browser of the same machine calls it."""
    host, port = env_text("HOST", "127.0.0.1"), env_number("PORT", 8000)
    if port > LAST_PORT:
        raise stop(f"PORT is “{port}”: write a number up to {LAST_PORT}.")
    if not re.fullmatch(r"[\w.:-]+", host, re.ASCII):
        raise stop(f"HOST is “{host}”: write the name or the address of this machine.")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # it is read, not listened on
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
