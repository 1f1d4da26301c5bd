"""Files that people hand in: checked, hashed and on disk before any row names them.

OWASP ASVS 5.0 V5.2–5.4. A file whose transaction is rolled back afterwards stays behind without a row, and nothing can
name it.
"""

import hashlib
import os
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext as _

from tickets.errors import Invalid
from tickets.models import Attachment

MAX_SIZE: Final = 20 * 1024 * 1024
#: The files of the step that asks for most, and its form.
MAX_REQUEST: Final = 5 * MAX_SIZE + 1024 * 1024
#: What an archive may unpack to, and how many files it may hold.
MAX_UNPACKED: Final = 10 * MAX_SIZE
MAX_MEMBERS: Final = 10_000
CHUNK: Final = 64 * 1024
MAX_NAME: Final = 200
UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:\"|?*]")
#: Never inside an archive: what a double click would run, and the macros of office files.
RUNNABLE: Final = re.compile(
    r"(\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk|jar|sh|app|apk)|vbaproject\.bin)$", re.IGNORECASE
)


class BoundedUpload(MemoryFileUploadHandler):
    """Refuses by its declared length what no form here can hold, before anything of it is on disk."""

    def handle_raw_input(self, *raw: Any, **named: Any) -> None:
        """Raises RequestDataTooBig. Django hands in the stream, the headers, the length, and more."""
        _stream, _headers, length, *_rest = raw
        if length > MAX_REQUEST:
            raise RequestDataTooBig
        super().handle_raw_input(*raw, **named)


def _begins(*signatures: bytes) -> Callable[[Path], bool]:
    def fits(file: Path) -> bool:
        with file.open("rb") as stream:
            return stream.read(16).startswith(signatures)

    return fits


def _archive(member: str = "") -> Callable[[Path], bool]:
    """A readable ZIP within the limits that holds `member` and nothing that runs."""

    def fits(file: Path) -> bool:
        try:
            with zipfile.ZipFile(file) as archive:
                inside = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False
        names = [one.filename for one in inside]
        return (
            len(inside) <= MAX_MEMBERS
            and sum(one.file_size for one in inside) <= MAX_UNPACKED
            and not any(RUNNABLE.search(name) for name in names)
            and (not member or member in names)
        )

    return fits


def _text(file: Path) -> bool:
    """Any of the encodings in use here, but no binary."""
    with file.open("rb") as stream:
        return not any(b"\0" in chunk for chunk in _chunks(stream))


OFFICE: Final = "application/vnd.openxmlformats-officedocument"
#: Extension -> what it is served as, and whether a file's content is of it.
FILE_TYPES: Final[dict[str, tuple[str, Callable[[Path], bool]]]] = {
    "pdf": ("application/pdf", _begins(b"%PDF-")),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "ofd": ("application/ofd", _archive("OFD.xml")),
    "docx": (f"{OFFICE}.wordprocessingml.document", _archive("word/document.xml")),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", _archive("xl/workbook.xml")),
    "pptx": (f"{OFFICE}.presentationml.presentation", _archive("ppt/presentation.xml")),
    "zip": ("application/zip", _archive()),
    "txt": ("text/plain", _text),
    "log": ("text/plain", _text),
    "csv": ("text/csv", _text),
}


def store(name: str, stream: BinaryIO) -> Attachment:
    """Check the file and put it below MEDIA_ROOT, flushed to disk. Raises Invalid with errors on `file`.

    Answers the part of the row that is about the file; nothing is saved.
    """
    name = clean_name(name)
    extension = Path(name).suffix.lower().removeprefix(".")
    if extension not in FILE_TYPES:
        raise _refused(_("Files of this type are not taken. Allowed: %(types)s.") % {"types": ", ".join(FILE_TYPES)})
    content_type, fits = FILE_TYPES[extension]
    word = secrets.token_hex(16)
    path = f"{word[:2]}/{word[2:4]}/{word}"  # two levels of folders, so that none grows too large
    part = _absolute(f"{path}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        size, digest = _write(stream, part)
        if not fits(part):
            raise _refused(_("The file is not what its name says, or it holds what may not be sent."))
        part.rename(_absolute(path))
        _flush_folder(part.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Attachment(path=path, name=name, size=size, sha256=digest, content_type=content_type)


def open_file(attachment: Attachment) -> BinaryIO:
    """The bytes of an attachment. Raises FileNotFoundError where the store has lost them."""
    return _absolute(attachment.path).open("rb")


def clean_name(name: str) -> str:
    """The last part of a path, without what misleads a reader or a file system, at most 200 characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, extension = UNSAFE.sub("", last).strip(" .").rpartition(".")
    return f"{stem[: MAX_NAME - len(extension) - 1].strip(' .')}{dot}{extension}"


def _write(stream: BinaryIO, file: Path) -> tuple[int, str]:
    """Size and SHA-256 of what was copied. Raises Invalid when it is empty or too large."""
    size, digest = 0, hashlib.sha256()
    with file.open("xb") as target:
        for chunk in _chunks(stream):
            size += len(chunk)
            if size > MAX_SIZE:
                raise _refused(_("The file is larger than %(most)d MB.") % {"most": MAX_SIZE // 1024**2})
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if not size:
        raise _refused(_("The file is empty."))
    return size, digest.hexdigest()


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _absolute(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def _flush_folder(folder: Path) -> None:
    """The name itself survives a power cut only when its folder is flushed too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(message: str) -> Invalid:
    return Invalid(message, {"file": [message]})
