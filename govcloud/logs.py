"""Log lines: one line an event, secrets masked in every message."""

import logging
import re

#: A word that announces a secret, then the secret: `Authorization: Token abc`, `password=abc`.
SECRET = re.compile(
    r"""(?ix) \b((?:[\w-]*(?:password|passwd|token|secret|api[_-]?key|secret[_-]?key))|authorization|cookie)
        (["']?\s*[:=]\s*["']?) ((?:token|bearer|basic)\s+)? [^\s"',;&}]+"""
)
#: The password inside an address: `postgres://user:password@host`.
ADDRESS = re.compile(r"(\w+://[^\s:/@]*):[^\s/@]+@")
MASK = "***"


def masked(text: str) -> str:
    return ADDRESS.sub(rf"\1:{MASK}@", SECRET.sub(rf"\1\2\3{MASK}", text))


class OneLine(logging.Formatter):
    """`2026-03-02 09:00:00,123 INFO tickets.sweep message`, line breaks escaped."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record)).replace("\r", "\\r").replace("\n", "\\n")
