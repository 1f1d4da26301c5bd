"""我的消息 taken out: what its page holds on its shelf, each notice on a line of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tickets import outbox
from tickets.models import Notice
from tickets.notices.catalogue import CATALOGUE
from tickets.pages.notices.rows import SHELVES, NoticesAsked, chosen
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.notice_groups import LABELS
from tickets.pages.parts.visit import Visit

COLUMNS: Final = (
    SheetColumn(_("Time"), 20, lambda row: row.at),
    SheetColumn(_("Group"), 14, lambda row: str(LABELS[CATALOGUE[row.event].group])),
    SheetColumn(_("Urgent"), 8, lambda row: str(_("yes") if row.urgent else _("no"))),
    SheetColumn(_("Number"), 18, lambda row: row.ticket.number if row.ticket else ""),
    SheetColumn(_("Subject"), 40, lambda row: row.words.subject),
    SheetColumn(_("Text"), 60, lambda row: row.words.body),
    SheetColumn(_("Read at"), 20, lambda row: row.first_read_at or row.read_at),
    SheetColumn(_("Over since"), 20, lambda row: row.ended_at or row.archived_at),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    choice = NoticesAsked.read(query)

    def ids(most: int) -> list[int]:
        return list(chosen(here, choice).order_by("-id").values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        mine = Notice.objects.filter(recipient=here.user, pk__in=some)
        return (_worded(row) for row in mine.select_related("ticket").order_by("-id"))

    return NarrowedList([], list(_said(choice)), ids, dressed)


def _said(choice: NoticesAsked) -> Iterable[tuple[str, str]]:
    yield str(_("Which notices")), str(SHELVES[choice.shelf])
    if choice.group:
        yield str(_("Group")), str(LABELS[choice.group])
    if choice.order:
        yield str(_("Number")), choice.order


def _worded(row: Notice) -> Notice:
    row.words = outbox.render(row, get_language() or "")  # type: ignore[attr-defined]  # for its columns
    return row


NOTICES: Final = ExportedList("notices", _("Notices"), "notices", COLUMNS, take)
