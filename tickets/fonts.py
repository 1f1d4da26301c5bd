"""The font of PDFs: one with Chinese that this machine has, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

#: Where systems keep their fonts.
FOLDERS: Final = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts",
    "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
#: Beginnings of file names, the best for official papers first: Song with rare characters before others.
NAMES: Final = (
    "notoserifcjk-regular", "notoserifcjksc-regular", "notoserifsc-regular", "sourcehanserifsc-regular",
    "sourcehanserif-regular", "notosanscjk-regular", "notosanscjksc-regular", "notosanssc-regular",
    "sourcehansanssc-regular", "sourcehansans-regular", "simsun", "simfang", "fangsong", "songti", "uming",
    "wqy-zenhei", "wqy-microhei", "droidsansfallback", "simhei", "msyh",
)  # fmt: skip
SUFFIXES: Final = (".ttf", ".otf", ".ttc", ".otc")
#: Characters of names of people and places that a font of names must have, the rare ones last.
RARE: Final = "的镕喆堃䶮𬭎㛃𫖮"
#: How a face of a collection is called whose shapes are those of the mainland.
MAINLAND: Final = (" SC", "SimSun", "CN", "GB")


@dataclass(frozen=True, slots=True)
class Face:
    """number: of the face in a collection; 0 in any other file."""

    path: Path
    number: int = 0


@lru_cache(maxsize=1)
def found() -> Face | None:
    """That of the setting PDF_FONT, else the best that is there; None where there is none that can be read."""
    return next(_readable(), None)


def _readable() -> Iterator[Face]:
    for path in _paths():
        try:
            face = Face(path, _mainland(path))
            if ord(RARE[0]) in characters(face):
                yield face
        except (OSError, TTLibError):
            continue


def _paths() -> Iterator[Path]:
    if settings.PDF_FONT:
        yield Path(settings.PDF_FONT)
        return
    there = [
        path
        for folder in FOLDERS
        for path in sorted(Path(folder).expanduser().rglob("*"))
        if path.suffix.lower() in SUFFIXES
    ]
    for name in NAMES:
        yield from (path for path in there if path.name.lower().startswith(name))


def _mainland(path: Path) -> int:
    if path.suffix.lower() not in (".ttc", ".otc"):
        return 0
    with path.open("rb") as file, TTCollection(file, lazy=True) as faces:
        names = [str(one["name"].getDebugName(4)) for one in faces]
    return next((number for number, name in enumerate(names) if name.endswith(MAINLAND)), 0)


@lru_cache(maxsize=2)
def characters(face: Face) -> frozenset[int]:
    """What it can write, as code points. Raises OSError or TTLibError for a file that is no font."""
    with face.path.open("rb") as file, TTFont(file, fontNumber=face.number, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def lacking(face: Face, text: str) -> list[str]:
    """The characters of a text that it cannot write, each once, in their order."""
    known = characters(face)
    return [one for one in dict.fromkeys(text) if not one.isspace() and ord(one) not in known]
