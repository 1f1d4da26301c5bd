"""The files of an order by their named slot."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tickets.models import Attachment
from tickets.pages import wording

KILO, MEGA = 1024, 1024 * 1024


def papers(files: Iterable[Attachment]) -> dict[str, list[Attachment]]:
    """Slot -> its files, newest version first. `files` in the order in which they came."""
    slots: dict[str, list[Attachment]] = {}
    for file in files:
        slots.setdefault(file.slot, []).insert(0, file)
    return slots


def slot_label(name: str) -> str:
    return _("Other file") if name == "other" else wording.slot(name)


def size_words(size: int) -> str:
    if size >= MEGA:
        return f"{size / MEGA:.1f} MB"
    return f"{max(1, round(size / KILO))} KB"
