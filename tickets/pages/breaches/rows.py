"""The rows of the ledger of breaches, ready to be printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.clocks import breached
from tickets.models import Breach
from tickets.pages.parts import findings, moments, wording
from tickets.pages.parts.findings import Findings, FoundHere
from tickets.pages.parts.naming import ANY_NUMBER
from tickets.pages.parts.rows import clause_title, name
from tickets.pages.parts.visit import Visit

_CLOCK = (
    "limit_unit", "due_at", "started_at", "stopped_at", "round", "ticket_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedBreach:
    """One row in words. late: by how much; standing: the words of `state`, open: its clock still runs."""

    pk: int
    number: str
    url: str
    title: str
    unit: str
    system: str
    clause: str
    article: str
    party: str
    due: str
    occurred: str
    detected: str
    told: str
    late: str
    state: str
    standing: str
    open: bool
    #: The findings on it; and where one is raised, "" for whoever may not.
    findings: list[FoundHere]
    raise_at: str


def listed(ids: Iterable[int], here: Visit) -> list[ListedBreach]:
    """The breaches of these ids, the newest first. Two queries."""
    rows = list(found(ids))
    on = findings.on(here.tickets(), {row.number for row in rows})  # type: ignore[attr-defined]  # annotated
    return list(_worded(rows, on, here))


def found(ids: Iterable[int]) -> QuerySet[Breach]:
    """With names as columns instead of models, the newest first."""
    ticket = "deadline__ticket"
    rows = Breach.objects.filter(pk__in=list(ids)).order_by("-occurred_at", "-id")
    rows = rows.select_related("deadline").only(
        "party",
        "code",
        "occurred_at",
        "detected_at",
        "told_at",
        "set_aside_at",
        *(f"deadline__{one}" for one in _CLOCK),
    )
    return rows.annotate(
        number=F(f"{ticket}__number"),
        subject=F(f"{ticket}__title"),
        unit=name(f"{ticket}__opened_unit__short_name", f"{ticket}__opened_unit__name"),
        system_name=F(f"{ticket}__system__name"),
        contract_number=F("contract__number"),
        title=clause_title("deadline__clause"),
        article=F("deadline__clause__article"),
        state=breached.state(),
    )


def _worded(rows: Iterable[Breach], on: Findings, here: Visit) -> Iterator[ListedBreach]:
    address, whole, now = reverse("ticket", args=[ANY_NUMBER]), _("Whole contract"), here.now
    for row in rows:
        raises = row.set_aside_at is None and findings.may_raise(here, row.party)
        clock, number = row.deadline, row.number  # type: ignore[attr-defined]  # annotated, as what follows
        yield ListedBreach(
            pk=row.pk,
            number=number,
            url=address.replace(ANY_NUMBER, number),
            title=row.subject,  # type: ignore[attr-defined]
            unit=row.unit,  # type: ignore[attr-defined]
            system=row.system_name or whole,  # type: ignore[attr-defined]
            clause=wording.of_round(row.title, clock.round),  # type: ignore[attr-defined]
            article=wording.article(row.article),  # type: ignore[attr-defined]
            party=wording.side(row.party),
            due=moments.due_short(clock, now),
            occurred=moments.ran_out(clock, row.occurred_at),
            detected=moments.full(row.detected_at),
            told=moments.full(row.told_at) if row.told_at else "",
            late=moments.late(row, now),
            state=row.state,  # type: ignore[attr-defined]
            standing=wording.breach_state(row.state),  # type: ignore[attr-defined]
            open=clock.open,
            findings=on.get((number, row.code), []),
            raise_at=findings.raise_on(number, row.pk) if raises else "",
        )
