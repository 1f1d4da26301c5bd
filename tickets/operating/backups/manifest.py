"""What a backup says of itself, and whether it is whole."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from django.utils.translation import gettext as _

from tickets.errors import Invalid

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
DATABASE: Final = "database"
FILES: Final = "files"
CHUNK: Final = 2**20
#: As `sha256sum` writes it, with a path that stays below the folder.
SUM: Final = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>[\w.-]+(?:/[\w.-]+)*)")


@dataclass(frozen=True, slots=True)
class SavedTable:
    """Of PostgreSQL the columns, in the order of its file, and the last id that was given; of SQLite the rows alone."""

    rows: int
    columns: list[str] = field(default_factory=list)
    last_id: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """made_at: the instant before which everything is in it. database: vendor. migrations: `app.name`. keys: ids of
    the audit's keys. numbers: `GD-2026` -> the last number given. lost: files whose bytes are gone or others."""

    made_at: str
    release: str
    database: str
    server: str
    epoch: int
    migrations: list[str]
    keys: list[str]
    orders: int
    entries: int
    files: int
    numbers: dict[str, int]
    lost: list[str]
    tables: dict[str, SavedTable]
    sums: str
    format: int = FORMAT

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def write(self, folder: Path) -> str:
        """Its digest."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(f"{text}\n", "utf-8")
        return digest_of(folder / MANIFEST)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises Invalid for a folder that holds no backup, or one of a later format."""
        try:
            said: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
            if said["format"] != FORMAT:
                raise Invalid(_("%(folder)s is a backup of a later release: restore it with that one.") % _in(folder))
            tables = {name: SavedTable(**one) for name, one in said.pop("tables").items()}
            return cls(tables=tables, **said)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise Invalid(_("%(folder)s holds no backup: its manifest.json cannot be read.") % _in(folder)) from None


def _in(folder: Path) -> dict[str, object]:
    return {"folder": folder}


def verified(folder: Path) -> tuple[Manifest, dict[str, str]]:
    """The manifest, and path -> digest of each file of the backup, all of which were read. Raises Invalid that names
    the first file that is not as it was written."""
    manifest = Manifest.read(folder)
    if _digest_or_none(folder / SUMS) != manifest.sums:
        raise Invalid(_damaged(SUMS))
    sums = dict(read_sums(folder))
    for path, digest in sums.items():
        if _digest_or_none(folder / path) != digest:
            raise Invalid(_damaged(path))
    return manifest, sums


def write_sums(folder: Path, sums: Mapping[str, str]) -> str:
    """Its digest."""
    lines = [f"{digest}  {path}\n" for path, digest in sorted(sums.items())]
    (folder / SUMS).write_text("".join(lines), "utf-8")
    return digest_of(folder / SUMS)


def read_sums(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        if (found := SUM.fullmatch(line)) is None or ".." in found["path"].split("/"):
            raise Invalid(_damaged(SUMS))
        yield found["path"], found["digest"]


def _damaged(path: str) -> str:
    return _("The backup is damaged: %(path)s is not as it was written. Nothing was restored.") % {"path": path}


def _digest_or_none(file: Path) -> str | None:
    try:
        return digest_of(file)
    except OSError:
        return None


def digest_of(file: Path) -> str:
    """Raises OSError."""
    with file.open("rb") as stream:
        digest = hashlib.sha256()
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
