"""The code that a lead reads back on the telephone. It is kept nowhere: it follows from a nonce and the service's key.

Rows and notices hold the nonce alone; without the key, which lies outside the database, nobody comes to the code.
"""

from secrets import token_hex
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS: Final = 6
_PURPOSE: Final = "tickets.read_back"


def nonce() -> str:
    """A new one; 32 hexadecimal digits."""
    return token_hex(16)


def code(nonce: str) -> str:
    """The six digits that belong to a nonce."""
    keyed = salted_hmac(_PURPOSE, nonce, algorithm="sha256").hexdigest()
    return f"{int(keyed, 16) % 10**DIGITS:0{DIGITS}d}"


def matches(said: str, nonce: str) -> bool:
    """Whether what was read back is the code; blanks between the digits do not count."""
    return constant_time_compare("".join(said.split()), code(nonce))
