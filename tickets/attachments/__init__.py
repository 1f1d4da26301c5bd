"""Files that people hand in: checked, hashed and on disk before any row names them.

OWASP ASVS 5.0 V5.2–5.4. A file whose transaction is rolled back afterwards stays behind without a row, and nothing can
name it.
"""

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext as _

from tickets.attachments import types
from tickets.attachments.refusals import refused
from tickets.models import Attachment

MAX_SIZE: Final = types.MAX_MB * 1024 * 1024
#: The files of the step that asks for most, and its form.
MAX_REQUEST: Final = 5 * MAX_SIZE + 1024 * 1024
CHUNK: Final = 64 * 1024
MAX_NAME: Final = 200
UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:\"|?*]")


class BoundedUpload(MemoryFileUploadHandler):
    """Refuses by its declared length what no form here can hold, before anything of it is on disk."""

    def handle_raw_input(self, *raw: Any, **named: Any) -> None:
        """Raises RequestDataTooBig. Django hands in the stream, the headers, the length, and more."""
        _stream, _headers, length, *_rest = raw
        if length > MAX_REQUEST:
            raise RequestDataTooBig
        super().handle_raw_input(*raw, **named)


def store(name: str, stream: BinaryIO) -> Attachment:
    """Check the file and put it below MEDIA_ROOT, flushed to disk. Raises Invalid with errors on `file`.

    Answers the part of the row that is about the file; nothing is saved.
    """
    name = clean_name(name)
    extension = Path(name).suffix.lower().removeprefix(".")
    types.check_name(extension)
    word = secrets.token_hex(16)
    path = f"{word[:2]}/{word[2:4]}/{word}"  # two levels of folders, so that none grows too large
    with placed(path) as file:
        size, digest = _write(stream, file)
        file.flush()
        content_type = types.content_type(Path(file.name), extension)
    return Attachment(path=path, name=name, size=size, sha256=digest, content_type=content_type)


@contextmanager
def placed(path: str) -> Iterator[BinaryIO]:
    """A new file of the store, open for writing. It stands under its path, flushed to disk, once the block has ended;
    where the block fails nothing is left of it."""
    part = place(f"{path}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(place(path))
        _flush_folder(part.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def open_file(attachment: Attachment) -> BinaryIO:
    """The bytes of an attachment. Raises FileNotFoundError where the store has lost them."""
    return place(attachment.path).open("rb")


def shown(attachment: Attachment) -> bool:
    """Whether a browser may show it: a picture or a PDF, by row and by first bytes. Raises FileNotFoundError."""
    found = types.SERVED.get(types.sniffed(place(attachment.path)))
    return found in types.SHOWN and found == attachment.content_type


def remove(*paths: str) -> None:
    """Take out of the store what no row names any more; what is gone already is no fault."""
    for path in paths:
        place(path).unlink(missing_ok=True)


def clean_name(name: str) -> str:
    """The last part of a path, without what misleads a reader or a file system, at most 200 characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, extension = UNSAFE.sub("", last).strip(" .").rpartition(".")
    return f"{stem[: MAX_NAME - len(extension) - 1].strip(' .')}{dot}{extension}"


def _write(stream: BinaryIO, target: BinaryIO) -> tuple[int, str]:
    """Size and SHA-256 of what was copied. Raises Invalid when it is empty or too large."""
    size, digest = 0, hashlib.sha256()
    for chunk in _chunks(stream):
        size += len(chunk)
        if size > MAX_SIZE:
            raise refused(_("The file is larger than %(most)d MB.") % {"most": MAX_SIZE // 1024**2})
        digest.update(chunk)
        target.write(chunk)
    if not size:
        raise refused(_("The file is empty."))
    return size, digest.hexdigest()


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def place(path: str) -> Path:
    """Where a file of the store lies."""
    return Path(settings.MEDIA_ROOT) / path


def _flush_folder(folder: Path) -> None:
    """The name itself survives a power cut only when its folder is flushed too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
