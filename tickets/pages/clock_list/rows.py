"""The rows of the list of clocks, ready to be printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets.models import Deadline
from tickets.pages.parts import lamps, moments, wording
from tickets.pages.parts.naming import ANY_NUMBER
from tickets.pages.parts.rows import SHOWN, clause_title, name


@dataclass(frozen=True, slots=True)
class ListedClock:
    """One row in words. stopped: "" while it runs; state: the words of the lamp, a pause among them."""

    pk: int
    number: str
    url: str
    title: str
    unit: str
    system: str
    clause: str
    article: str
    party: str
    started: str
    due: str
    stopped: str
    lamp: SafeString
    state: str
    unsettled: bool


def listed(ids: Iterable[int], now: datetime) -> list[ListedClock]:
    """The clocks of these ids, the one due last first. One query."""
    return list(_worded(found(ids), now))


def found(ids: Iterable[int]) -> QuerySet[Deadline]:
    """With names as columns instead of models, the one due last first."""
    rows = Deadline.objects.filter(pk__in=list(ids)).order_by("-due_at", "-id").only(*SHOWN, "round")
    return rows.annotate(
        number=F("ticket__number"),
        subject=F("ticket__title"),
        agency=name("ticket__opened_unit__short_name", "ticket__opened_unit__name"),
        system_name=F("ticket__system__name"),
        title=clause_title("clause"),
        article=F("clause__article"),
    )


def _worded(rows: Iterable[Deadline], now: datetime) -> Iterator[ListedClock]:
    address, whole = reverse("ticket", args=[ANY_NUMBER]), _("Whole contract")
    for row in rows:
        number = row.number  # type: ignore[attr-defined]  # annotated, as what follows
        yield ListedClock(
            pk=row.pk,
            number=number,
            url=address.replace(ANY_NUMBER, number),
            title=row.subject,  # type: ignore[attr-defined]
            unit=row.agency,  # type: ignore[attr-defined]
            system=row.system_name or whole,  # type: ignore[attr-defined]
            clause=wording.of_round(row.title, row.round),  # type: ignore[attr-defined]
            article=wording.article(row.article),  # type: ignore[attr-defined]
            party=wording.side(row.party),
            started=moments.full(row.started_at),
            due=moments.due_short(row, now),
            stopped=moments.full(row.stopped_at) if row.stopped_at else "",
            lamp=lamps.of(row, now),
            state=lamps.words(row, now),
            unsettled=row.unsettled,
        )
