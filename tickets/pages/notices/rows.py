"""The lines of the page of notices: which of them, folded by order, a page at a time from where the last one ended."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.models import Notice
from tickets.notices.catalogue import OF_GROUP
from tickets.notices.events import DUTIES
from tickets.outbox import lives
from tickets.pages.parts import shell
from tickets.pages.parts.notice_groups import LABELS
from tickets.pages.parts.visit import Visit

PAGE_SIZE: Final = 30
#: What may lie under another line of its order.
FOLDS: Final = Q(urgent=False) & ~Q(event__in=OF_GROUP[DUTIES])
LATER, PAST = "later", "past"
SHELVES: Final[dict[str, Promise]] = {"": _("Current"), LATER: _("Put off"), PAST: _("Done and put away")}


@dataclass(frozen=True, slots=True)
class NoticesAsked:
    """What the address asks for; what it cannot mean is left out."""

    shelf: str
    group: str
    order: str
    after: tuple[bool, int] | None

    @classmethod
    def read(cls, asked: QueryDict) -> "NoticesAsked":
        shelf, group = asked.get("shelf", ""), asked.get("group", "")
        return cls(
            shelf if shelf in SHELVES else "",
            group if group in LABELS else "",
            asked.get("order", "")[:40],
            _place(asked.get("after", "")),
        )

    def kept(self, **changed: str) -> dict[str, str]:
        """The address's parameters, some of them changed; always from the first page."""
        named = {"shelf": self.shelf, "group": self.group, "order": self.order, **changed}
        return {name: value for name, value in named.items() if value}


def _place(text: str) -> tuple[bool, int] | None:
    read, _dash, pk = text.partition("-")
    return (read == "1", int(pk)) if read in ("0", "1") and pk.isdecimal() and len(pk) < 19 else None


def chosen(here: Visit, choice: NoticesAsked) -> QuerySet[Notice]:
    """All that the choice holds, on all pages."""
    shelves = {"": lives.standing, LATER: lives.put_off}
    rows = shelves[choice.shelf](here.user, here.now) if choice.shelf in shelves else lives.over(here.user)
    if choice.group:
        rows = rows.filter(event__in=OF_GROUP[choice.group])
    return rows.filter(ticket__number=choice.order) if choice.order else rows


def page_of(here: Visit, choice: NoticesAsked) -> tuple[list[Notice], str]:
    """One page, unread first, and the place of the next; "": there is none."""
    rows = chosen(here, choice)
    if not choice.order:
        rows = _folded(rows)
    rows = rows.select_related("ticket", "deadline")
    found = _from(rows, choice.after)
    if len(found) <= PAGE_SIZE:
        return found, ""
    last = found[PAGE_SIZE - 1]
    return found[:PAGE_SIZE], f"{int(last.read_at is not None)}-{last.pk}"


def _from(rows: QuerySet[Notice], after: tuple[bool, int] | None) -> list[Notice]:
    """Behind that place, one more than a page holds. Both halves stand in an index in their order."""
    unread, read = (rows.filter(read_at__isnull=new).order_by("-id") for new in (True, False))
    if after is not None:
        read_already, pk = after
        unread, read = (unread.none(), read.filter(pk__lt=pk)) if read_already else (unread.filter(pk__lt=pk), read)
    found = list(unread[: PAGE_SIZE + 1])
    return found if len(found) > PAGE_SIZE else [*found, *read[: PAGE_SIZE + 1 - len(found)]]


def _folded(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Of one order the first line alone, with `more`, how many lie under it. What is urgent, and what asks for an act,
    stands by itself."""
    same = rows.filter(FOLDS, ticket=OuterRef("ticket"))
    newer = Q(pk__gt=OuterRef("pk"))
    before_unread = Exists(same.filter(newer, read_at__isnull=True))
    before_read = Exists(same.filter(Q(read_at__isnull=True) | newer))
    first = (Q(read_at__isnull=True) & ~Q(before_unread)) | (Q(read_at__isnull=False) & ~Q(before_read))
    counted = same.order_by().values("ticket").annotate(n=Count("pk")).values("n")
    shown = rows.filter(~FOLDS | Q(ticket__isnull=True) | first)
    return shown.annotate(under=Coalesce(Subquery(counted), Value(0)))


def counts(here: Visit) -> dict[str, int]:
    """Group -> how many of the newest unread ones, up to a bound; under "all" of all groups. One query."""
    parts: dict[str, Any] = {name: Count("pk", filter=Q(event__in=OF_GROUP[name])) for name in LABELS}
    return lives.unread(here.user, here.now).order_by("-id")[: shell.MANY].aggregate(all=Count("pk"), **parts)


def folds(notice: Notice) -> bool:
    """As `FOLDS`."""
    return notice.ticket_id is not None and not notice.urgent and notice.event not in OF_GROUP[DUTIES]
