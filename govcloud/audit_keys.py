"""The keys of the audit, which never stand in the database: whoever owns that cannot compute the chain anew."""

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from govcloud.variables import stop

#: One key a line, `id:hexadecimal` or the figures alone; the first signs, the others still verify.
LINE: Final = re.compile(r"(?:(?P<id>[a-z0-9-]{1,16}):)?(?P<key>(?:[0-9a-f]{2}){32,})", re.IGNORECASE)
KEY_BYTES: Final = 32
DIGESTS: Final = ("sha256", "sm3")


def read(text: str) -> dict[str, bytes]:
    """Key id -> key, in their order. Raises SystemExit where a line is none, without repeating it."""
    keys: dict[str, bytes] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        found = LINE.fullmatch(line)
        if found is None:
            raise stop(f"AUDIT_KEY, line {number}: write id:key, the key as at least 64 hexadecimal figures.")
        key = bytes.fromhex(found["key"])
        keys.setdefault(found["id"] or fingerprint(key), key)
    return keys


def fingerprint(key: bytes) -> str:
    """The id of a key that was given none."""
    return hashlib.sha256(key).hexdigest()[:8]


def kept(file: Path) -> str:
    """The demo's own key, made once and readable by its owner alone. Two first starts at once agree on one."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = secrets.token_bytes(KEY_BYTES)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(f"{fingerprint(key)}:{key.hex()}\n")
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


def digest(name: str) -> str:
    """The name of a digest that this Python has. Raises SystemExit for any other."""
    if name not in DIGESTS:
        raise stop(f"AUDIT_DIGEST is “{name}”: write {' or '.join(DIGESTS)}.")
    try:
        hashlib.new(name)
    except ValueError:
        raise stop(f"AUDIT_DIGEST is {name}, which the OpenSSL of this Python lacks: write sha256.") from None
    return name
