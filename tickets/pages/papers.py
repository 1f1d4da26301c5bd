"""The files of an order by their named slot, newest version first, older ones kept below."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.models import Attachment
from tickets.pages import wording
from tickets.pages.moments import full

KILO, MEGA = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    name: str
    url: str
    size: str
    by: str
    at: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One slot: its present file and those it superseded."""

    label: str
    newest: File
    older: tuple[File, ...]


def papers(files: Iterable[Attachment]) -> list[Paper]:
    slots: dict[str, list[Attachment]] = {}
    for file in files:
        slots.setdefault(file.slot, []).insert(0, file)
    return [
        Paper(slot_label(name), _file(held[0]), tuple(_file(one) for one in held[1:])) for name, held in slots.items()
    ]


def slot_label(name: str) -> str:
    return _("Other file") if name == "other" else wording.slot(name)


def _file(one: Attachment) -> File:
    return File(
        name=one.name,
        url=reverse("file", args=[one.pk]),
        size=size_words(one.size),
        by=f"{one.by} · {one.unit}",
        at=full(one.at),
        version=one.version,
        sha256=one.sha256,
    )


def size_words(size: int) -> str:
    if size >= MEGA:
        return f"{size / MEGA:.1f} MB"
    return f"{max(1, round(size / KILO))} KB"
