"""The files that an office hands in: known by their content, whatever a program has called them. What is not taken is
told how to be saved."""

from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tickets.attachments.archives import check_zip, office
from tickets.attachments.refusals import refused

PICTURES: Final = ("png", "jpg", "jpeg", "jfif", "jpe")
OFFICE: Final = ("docx", "xlsx", "pptx", "ofd")
TEXTS: Final = {"txt": "text/plain", "log": "text/plain", "csv": "text/csv"}
#: Every extension that is taken.
TAKEN: Final = ("pdf", *PICTURES, *OFFICE, "zip", *TEXTS)
#: Of what is signed and sealed: nobody can go on writing in it.
SIGNED_AS: Final = ("pdf", "ofd", *PICTURES)
#: As a browser's file control reads it. A kind of media is what has a phone offer its camera.
ACCEPT: Final = ",".join(["image/*", *(f".{one}" for one in TAKEN)])
#: Shown in the browser itself.
SHOWN: Final = ("application/pdf", "image/png", "image/jpeg")

TEXT_OF_DOCUMENTS: Final = gettext_noop("Save the file as docx, PDF or OFD.")
TABLE: Final = gettext_noop("Save the file as xlsx, PDF or OFD.")
SLIDES: Final = gettext_noop("Save the file as pptx, PDF or OFD.")
PICTURE: Final = gettext_noop("Save the picture as PNG or JPG.")
PACKED: Final = gettext_noop("Pack the files as zip.")
LETTER: Final = gettext_noop("Print the mail as PDF.")
PHOTO: Final = gettext_noop(
    "Save the photo as JPG: in the settings of the phone's camera choose “most compatible”, or send a screenshot."
)
WITHOUT_MACROS: Final = gettext_noop("Save the file without macros, as docx, xlsx or pptx.")
#: Extension -> how to save it so that it is taken.
ADVICE: Final[dict[str, str]] = {
    **dict.fromkeys(("doc", "wps", "wpt", "dot", "rtf", "odt", "pages", "uof", "uot"), TEXT_OF_DOCUMENTS),
    **dict.fromkeys(("xls", "et", "ett", "ods", "numbers", "uos"), TABLE),
    **dict.fromkeys(("ppt", "dps", "dpt", "odp", "pps", "ppsx", "key"), SLIDES),
    **dict.fromkeys(("tif", "tiff", "webp", "bmp", "gif", "svg"), PICTURE),
    **dict.fromkeys(("heic", "heif", "avif"), PHOTO),
    **dict.fromkeys(("rar", "7z", "tar", "gz", "tgz"), PACKED),
    **dict.fromkeys(("eml", "msg"), LETTER),
    **dict.fromkeys(("docm", "xlsm", "xlsb", "pptm"), WITHOUT_MACROS),
}
#: How a file begins -> what it is.
SIGNATURES: Final = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"Rar!": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\x00": "tif",
    b"MM\x00*": "tif",
    b"MZ": "exe",
}
SERVED: Final = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
MAX_MB: Final = 20
HEAD: Final = 64
#: What some programs write in front of a PDF.
BEFORE_PDF: Final = b"\xef\xbb\xbf \t\r\n"
CHUNK: Final = 64 * 1024
MARKS_OF_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def told() -> str:
    """What is taken, in one sentence for people."""
    return _("PDF, OFD, docx, xlsx, pptx, pictures (PNG, JPG), txt or zip, at most %(most)d MB a file.") % {
        "most": MAX_MB
    }


def check_signed(name: str) -> None:
    """What comes back with signatures and seals; that its content is what the name says is seen when it is stored.
    Raises Invalid."""
    if Path(name).suffix.lower().lstrip(".") not in SIGNED_AS:
        raise refused(_("Hand it in as PDF or OFD, or as a scanned picture (PNG, JPG): a draft is not signed."))


def check_name(extension: str) -> None:
    """Raises Invalid for an extension that is not taken, with what to do instead."""
    if extension in TAKEN:
        return
    known = _("Files of this type are not taken. Allowed: %(types)s.") % {"types": ", ".join(TAKEN)}
    raise refused(f"{known} {_(ADVICE[extension])}" if extension in ADVICE else known)


def content_type(file: Path, extension: str) -> str:
    """What the file is served as, by its content. Raises Invalid where that is refused or not what its name says."""
    if extension in TEXTS:
        return _text(file, extension)
    found = sniffed(file)
    if extension in OFFICE and found == "ole":
        raise refused(_("The file is encrypted or of an old format. Take the password off and save it again."))
    if extension == "zip" and found == "zip":
        check_zip(file)
        return "application/zip"
    if extension in OFFICE and found == "zip":
        found, served = office(file)
        if found == extension:
            return served
    elif found == extension or (extension in PICTURES and found in PICTURES):
        return SERVED[found]
    raise refused(_different(extension, found))


def sniffed(file: Path) -> str:
    """What the first bytes say it is; "" for anything else."""
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    if head.lstrip(BEFORE_PDF).startswith(b"%PDF-"):
        return "pdf"
    if head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif", b"msf"):
        return "heic"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return next((name for signature, name in SIGNATURES.items() if head.startswith(signature)), "")


def _different(extension: str, found: str) -> str:
    if not found:
        return _("The file is damaged, or it is no %(extension)s file.") % {"extension": extension}
    said = {"extension": extension, "found": _("an old or encrypted office file") if found == "ole" else found}
    told = _("The file is called %(extension)s, but its content is %(found)s.") % said
    return f"{told} {_(ADVICE[found])}" if found in ADVICE else told


def _text(file: Path, extension: str) -> str:
    """Any of the encodings in use here, but no binary."""
    with file.open("rb") as stream:
        marked = stream.read(2) in MARKS_OF_UTF_16
        stream.seek(0)
        while chunk := stream.read(CHUNK):
            if b"\0" in chunk and not marked:
                raise refused(_different(extension, sniffed(file)))
    return TEXTS[extension]
