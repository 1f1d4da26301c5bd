"""A TOML file that cannot be read: where it is broken and how, for whoever wrote it. Pure.

`tomllib` says it in English sentences for programmers, each with its place at the end.
"""

import re
import tomllib
from typing import Any, Final

from tickets.errors import PolicyError

TWICE = "Not TOML: line %(line)s: this key or table stands twice."
NO_KEY = "Not TOML: line %(line)s, column %(column)s: a key and “=” are expected, such as number = 1."
NO_VALUE = "Not TOML: line %(line)s, column %(column)s: no value: texts stand in straight quotes, dates as 2026-10-09."
NO_BRACKET = "Not TOML: line %(line)s, column %(column)s: a bracket is not closed."
NO_QUOTE = "Not TOML: line %(line)s, column %(column)s: the quote that closes a text is missing."
NO_CHARACTER = "Not TOML: line %(line)s, column %(column)s: this character cannot stand here."
NO_END = "Not TOML: line %(line)s, column %(column)s: the line should end here."
OTHER = "Not TOML: line %(line)s, column %(column)s cannot be read."

#: How a sentence of tomllib begins -> ours.
SAID: Final = {
    "Cannot ": TWICE,
    "Duplicate ": TWICE,
    "Expected '=' ": NO_KEY,
    "Invalid statement": NO_KEY,
    "Invalid initial character for a key": NO_KEY,
    "Invalid ": NO_VALUE,
    "Expected ']": NO_BRACKET,
    "Unclosed ": NO_BRACKET,
    "Unterminated ": NO_QUOTE,
    "Expected '": NO_QUOTE,
    'Expected "': NO_QUOTE,
    "Unescaped ": NO_CHARACTER,
    "Escaped ": NO_CHARACTER,
    "Illegal ": NO_CHARACTER,
    "Found invalid ": NO_CHARACTER,
    "Expected newline ": NO_END,
}
PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")


def document(text: str) -> dict[str, Any]:
    """What stands in the text. Raises PolicyError naming line and column (from 1)."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise fault(str(error), text) from None


def fault(said: str, text: str) -> PolicyError:
    """What tomllib said of the text, in our words; where it names no place, the text ends too early."""
    msgid = next((ours for begin, ours in SAID.items() if said.startswith(begin)), OTHER)
    place = PLACE.search(said)
    line, column = map(int, place.groups()) if place else _end(text)
    return PolicyError(msgid, line=line, column=column)


def _end(text: str) -> tuple[int, int]:
    lines = text.rstrip().splitlines() or [""]
    return len(lines), len(lines[-1]) + 1
