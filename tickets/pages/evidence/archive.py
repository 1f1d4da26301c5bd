"""The archive itself: member after member, with the digest of each, and the manifest that names them all.

The same members at the same instant give the same bytes. Names are plain letters and digits: whatever unpacks the
archive, they stay as the manifest has them.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tickets.datelaw.types import local
from tickets.pages.evidence.verify import CHUNK, MANIFEST, manifest_text

#: Of the archive's format: how hard texts are packed, and that a member is a plain file that all may read.
LEVEL, PLAIN_FILE, UNIX = 6, 0o100644 << 16, 3
FIRST_YEAR: Final = 1980


class PackWriter:
    """Writes into a file that is open for writing; no member lies in memory whole unless it is a text."""

    def __init__(self, file: BinaryIO, at: datetime) -> None:
        self._zip, self._at = ZipFile(file, "w"), local(at)
        self.members: list[dict[str, Any]] = []

    def text(self, name: str, said: str) -> None:
        data = said.encode()
        self._zip.writestr(self._info(name, ZIP_DEFLATED, len(data)), data, compresslevel=LEVEL)
        self._list(name, len(data), hashlib.sha256(data).hexdigest())

    def json(self, name: str, value: Any) -> None:
        self.text(name, json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    def file(self, name: str, stream: BinaryIO, size: int) -> None:
        """As it is, byte for byte. size: as far as it is known, to leave room for it."""
        digest, written = hashlib.sha256(), 0
        with self._zip.open(self._info(name, ZIP_STORED, size), "w") as target:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                written += len(chunk)
                target.write(chunk)
        self._list(name, written, digest.hexdigest())

    def close(self, told: Mapping[str, Any]) -> str:
        """Write the manifest, beginning with what is `told`, and end the archive. The manifest's SHA-256."""
        data = manifest_text({**told, "members": self.members}).encode()
        self._zip.writestr(self._info(MANIFEST, ZIP_DEFLATED, len(data)), data, compresslevel=LEVEL)
        self._zip.close()
        return hashlib.sha256(data).hexdigest()

    def _list(self, name: str, size: int, sha256: str) -> None:
        self.members.append({"name": name, "size": size, "sha256": sha256})

    def _info(self, name: str, packed: int, size: int) -> ZipInfo:
        info = ZipInfo(name, self._at.timetuple()[:6] if self._at.year >= FIRST_YEAR else (FIRST_YEAR, 1, 1, 0, 0, 0))
        info.compress_type, info.external_attr, info.create_system, info.file_size = packed, PLAIN_FILE, UNIX, size
        return info
