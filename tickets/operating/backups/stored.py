"""The files of a backup: copied with their digests, and put back."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext_noop

from tickets import attachments
from tickets.models import Attachment, Export, RegisterEntry, SavedFile, SupervisionReport
from tickets.operating.backups.manifest import CHUNK, FILES, digest_of

GONE: Final = gettext_noop("file missing")
OVERWRITTEN: Final = gettext_noop("file overwritten")
#: Rows fetched at a time.
ROWS: Final = 2000
#: Table -> its columns of path and digest, and whether the file stays for good: one that does not may be gone from
#: the store before it is copied.
NAMED_BY: Final[dict[type[Model], tuple[str, str, bool]]] = {
    Attachment: ("path", "sha256", True),
    SupervisionReport: ("path", "sha256", True),
    RegisterEntry: ("file_path", "file_sha256", True),
    SavedFile: ("path", "sha256", False),
    Export: ("path", "sha256", False),
}

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class NamedFile:
    path: str
    sha256: str
    stays: bool


def named() -> list[NamedFile]:
    """Every file of the store that a row names."""
    return list(_named())


def _named() -> Iterator[NamedFile]:
    for model, (path, digest, stays) in NAMED_BY.items():
        rows = model._default_manager.exclude(**{path: ""}).order_by("pk").values_list(path, digest)
        yield from (NamedFile(name, sha256, stays) for name, sha256 in rows.iterator(ROWS))


def save(files: list[NamedFile], folder: Path, told: Told) -> tuple[dict[str, str], list[str]]:
    """Copies them below `folder`: path in the backup -> digest of what was copied, and what of them is not as its row
    says, as `path: what`."""
    sums: dict[str, str] = {}
    lost: list[str] = []
    for number, one in enumerate(files, start=1):
        told(number, len(files))
        try:
            digest = _copy(attachments.place(one.path), folder / FILES / one.path)
        except FileNotFoundError:
            if one.stays:
                lost.append(f"{one.path}: {GONE}")
            continue
        sums[f"{FILES}/{one.path}"] = digest
        if digest != one.sha256:
            lost.append(f"{one.path}: {OVERWRITTEN}")
    return sums, lost


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as there:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as copy:
            while chunk := there.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
    return digest.hexdigest()


def put_back(sums: Mapping[str, str], folder: Path, told: Told) -> None:
    """Into the store, each whole or not at all; what is there already stays, so it may be done again."""
    files = [path for path in sums if path.startswith(f"{FILES}/")]
    for number, name in enumerate(files, start=1):
        told(number, len(files))
        path = name.removeprefix(f"{FILES}/")
        place = attachments.place(path)
        if place.is_file() and digest_of(place) == sums[name]:
            continue
        attachments.remove(f"{path}.part")
        with attachments.placed(path) as target, (folder / name).open("rb") as source:
            shutil.copyfileobj(source, target, CHUNK)
