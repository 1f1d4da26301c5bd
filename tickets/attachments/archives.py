"""Archives that people hand in: ZIP files, and office files, which are ZIP files inside. Whatever is refused is named
with the member at fault."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from tickets.attachments.refusals import refused

#: What an archive may unpack to, and how many files it may hold.
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_MEMBERS: Final = 10_000
#: What the ways of packing raise for a member that is not whole, or packed in a way that Python does not know.
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError
)  # fmt: skip
CHUNK: Final = 64 * 1024
ENCRYPTED, UTF_8 = 0x1, 0x800
#: What a double click would run.
RUNNABLE: Final = re.compile(
    r"\.(exe|dll|com|scr|pif|cpl|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|reg|jar|sh|app|apk|iso)$", re.IGNORECASE
)
MACROS: Final = re.compile(r"(^|/)vba(project|data)\.(bin|xml)$|\.(docm|xlsm|xlsb|pptm)$", re.IGNORECASE)
ARCHIVE: Final = re.compile(r"\.(zip|rar|7z|tar|gz|tgz|bz2|xz|cab)$", re.IGNORECASE)
OUTSIDE: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")

OFFICE: Final = "application/vnd.openxmlformats-officedocument"
#: What the list of contents calls the main part -> (extension, what it is served as).
MAIN_PARTS: Final = {
    "wordprocessingml": ("docx", f"{OFFICE}.wordprocessingml.document"),
    "spreadsheetml": ("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    "presentationml": ("pptx", f"{OFFICE}.presentationml.presentation"),
}
MAIN_PART: Final = re.compile(rb"officedocument\.(\w+)\.(?:document|sheet|presentation|slideshow|template)\.main\+xml")
MACRO_PART: Final = re.compile(rb"macroEnabled", re.IGNORECASE)
CONTENTS, OFD = "[content_types].xml", "ofd.xml"


def check_zip(file: Path) -> None:
    """An archive within the limits that is whole and holds nothing that runs. Raises Invalid."""
    with _opened(file) as archive:
        for one in _members(archive):
            if ARCHIVE.search(_bare(one)):
                raise refused(_("“%(member)s” is an archive inside the archive. Hand its files in.") % _named(one))


def office(file: Path) -> tuple[str, str]:
    """(extension, content type) of an office file, by its own list of contents; ("zip", …) for another archive.

    Raises Invalid where it is broken, or holds macros or what runs.
    """
    with _opened(file) as archive:
        members = list(_members(archive))
        for one in members:
            if MACROS.search(_bare(one)):
                raise refused(_("“%(member)s” holds macros. Save the file without macros.") % _named(one))
        by_name = {_bare(one).casefold().removeprefix("./"): one for one in members}
        if OFD in by_name:
            return "ofd", "application/ofd"
        listed = by_name.get(CONTENTS)
        content = archive.read(listed) if listed else b""
    if MACRO_PART.search(content):
        raise refused(_("The file holds macros. Save it without macros."))
    found = MAIN_PART.search(content)
    return MAIN_PARTS.get(found[1].decode() if found else "", ("zip", "application/zip"))


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise refused(_("The file is damaged: it cannot be unpacked.")) from None


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files inside, each looked at and unpacked once. What it says of its size is not believed."""
    inside = archive.infolist()
    if len(inside) > MAX_MEMBERS:
        raise refused(_("The archive holds more than %(most)d files.") % {"most": MAX_MEMBERS})
    if sum(one.file_size for one in inside) > MAX_UNPACKED:
        raise refused(_("The archive unpacks to more than %(most)d MB.") % {"most": MAX_UNPACKED // 1024**2})
    for one in inside:
        _check(one)
        _unpack(archive, one)
        yield one


def _check(one: zipfile.ZipInfo) -> None:
    if OUTSIDE.search(one.filename):
        raise refused(_("“%(member)s” would be unpacked outside its folder.") % _named(one))
    if one.flag_bits & ENCRYPTED:
        raise refused(_("“%(member)s” is encrypted. Take the password off.") % _named(one))
    if RUNNABLE.search(_bare(one)):
        raise refused(_("“%(member)s” is a program, which may not be handed in.") % _named(one))


def _unpack(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    """Python reads no more than the size that is declared, and finds by the check sum where there was more."""
    try:
        with archive.open(one) as stream:
            while stream.read(CHUNK):
                pass
    except BROKEN as error:
        raise refused(_("“%(member)s” is damaged: it cannot be unpacked.") % _named(one)) from error


def _bare(one: zipfile.ZipInfo) -> str:
    """As Windows opens it: without dots and blanks behind."""
    return one.filename.replace("\\", "/").rstrip(". ")


def _named(one: zipfile.ZipInfo) -> dict[str, str]:
    """Windows writes Chinese names in GBK, and ZIP does not say so."""
    name = one.filename
    if not one.flag_bits & UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("gbk")
    return {"member": name[:200]}
