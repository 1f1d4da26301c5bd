"""The two papers of a month: what is on record of its events, and the notice by which its findings are served."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import fonts
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.guards import event_cells
from tickets.lifecycle.kinds.finding.questions import AGAINST, ORDER
from tickets.lifecycle.papers import Paper, on_form
from tickets.models import Contract, Fact, Ticket
from tickets.pages.claims.words import fact_label
from tickets.pages.months.month_page import MonthPage
from tickets.pages.months.rows import MonthRow
from tickets.pages.parts import wording
from tickets.pages.parts.moments import dated, exact
from tickets.pages.print import pdf
from tickets.pages.print.sheet import Boxes, Grid, Pairs, Part, Passage, PrintedSheet, SealBox
from tickets.penalties import explain
from tickets.settlement.findings import named

WIDTHS: Final = (5, 20, 20, 35, 20)
NOTHING: Final = "—"


@dataclass(frozen=True, slots=True)
class MonthPaper:
    """What both papers say of themselves. site: scheme and host under which people reach the service."""

    page: MonthPage
    site: str

    @property
    def contract(self) -> Contract:
        return self.page.contract

    @property
    def month(self) -> str:
        return explain.month(self.page.month)

    @property
    def at(self) -> str:
        """To the minute."""
        return dated(self.page.here.now.replace(second=0, microsecond=0))

    @property
    def address(self) -> str:
        return f"{self.site}{reverse('month', args=[self.contract.number, self.page.period.code])}"

    @property
    def foot(self) -> str:
        told = {
            "number": self.contract.number,
            "month": self.month,
            "who": self.page.here.user,
            "at": self.at,
        }
        return _("%(number)s · findings of %(month)s · made for %(who)s at %(at)s") % told

    def sides(self, row: MonthRow) -> tuple[str, str]:
        """The unit that claims, and the one that is accused."""
        agency, provider = self.contract.agency.name, self.contract.provider.name
        return (provider, agency) if row.ticket.scene.value(AGAINST) == "agency" else (agency, provider)

    def drawn(self, sheet: PrintedSheet) -> bytes:
        """As PDF; this machine has a font for it."""
        face = fonts.found()
        assert face is not None  # noqa: S101  # asked before anything is put together
        return pdf.render(sheet, face, self.page.here.now)


# --- what is on record ---


def evidence(paper: MonthPaper, found: Sequence[MonthRow]) -> PrintedSheet:
    """What the service knows of the events of these findings: the derivations, and each order with its stamps and the
    end of its audit chain, by which an evidence pack of it can be held against this paper. Two queries."""
    orders = _orders(paper.contract, found)
    stamps = _stamps(orders.values())
    parts: list[Part] = [Passage((_said(paper),))]
    for row in found:
        parts.append(Pairs(wording.remark(row.ticket.title, row.number), tuple(_derived(row))))
        if there := [orders[one] for one in _named(row) if one in orders]:
            parts.append(_grid(there, stamps))
    return PrintedSheet(
        unit=paper.sides(found[0])[0],
        title=_("Records of the events of %(month)s") % {"month": paper.month},
        number=paper.contract.number,
        address=paper.address,
        foot=paper.foot,
        parts=tuple(parts),
        closing=(),
    )


def _said(paper: MonthPaper) -> str:
    said = _("Taken by the service from its own records as they stood at %(at)s, for the findings below.")
    return said % {"at": paper.at}


def _derived(row: MonthRow) -> Iterator[tuple[str, str]]:
    for told in row.told:
        yield _("What happened"), told
    for one in row.comes_to.claims if row.comes_to is not None else ():
        yield wording.remark(one.place, one.standing), "\n".join(one.sentences)


def _named(row: MonthRow) -> Iterable[str]:
    """The orders that the finding or one of its claims names."""
    told = event_cells(row.ticket.scene, ORDER)
    claims = row.comes_to.claims if row.comes_to is not None else ()
    return dict.fromkeys([*told, *(order for one in claims for event in one.orders for order in named(event))])


def _orders(contract: Contract, found: Iterable[MonthRow]) -> Mapping[str, Ticket]:
    numbers = {number for row in found for number in _named(row)}
    rows = Ticket.objects.filter(contract=contract, number__in=numbers, sent_at__isnull=False)
    return {one.number: one for one in rows.order_by("id")}


def _stamps(orders: Iterable[Ticket]) -> Mapping[int, list[Fact]]:
    stamps: dict[int, list[Fact]] = defaultdict(list)
    for one in Fact.objects.filter(ticket__in=list(orders)).order_by("standing_at", "id"):
        stamps[one.ticket_id].append(one)
    return stamps


def _grid(orders: Iterable[Ticket], stamps: Mapping[int, list[Fact]]) -> Grid:
    columns = (_("No."), _("Order"), _("Stamp"), _("Stands at"), _("End of the audit chain"))
    return Grid("", columns, WIDTHS, tuple((str(n), *_cells(one, stamps[one.pk])) for n, one in enumerate(orders, 1)))


def _cells(order: Ticket, stamps: Sequence[Fact]) -> tuple[str, str, str, str]:
    names = "\n".join(str(fact_label(one.name)) for one in stamps) or _("Filed at")
    times = "\n".join(exact(one.standing_at) if one.standing_at else _("it did not happen") for one in stamps)
    return (
        f"{order.number}\n{order.title}",
        names,
        times or exact(order.opened_at),
        f"{order.chain_length}\n{order.chain_head}",
    )


# --- the notice ---


def notice(paper: MonthPaper, found: Sequence[MonthRow], number: str) -> PrintedSheet:
    """One for all of these. number: the document's own."""
    form = Finding.finding_notice.paper
    assert isinstance(form, Paper)  # noqa: S101  # as the kind declares it
    claiming, accused = paper.sides(found[0])
    return PrintedSheet(
        unit=claiming,
        title=str(on_form(form.title)),
        number=paper.contract.number,
        address=paper.address,
        foot=paper.foot,
        mark=_("Document number: %(number)s") % {"number": number},
        parts=(Passage(tuple(_addressed(paper, accused))), _findings(found)),
        closing=(Boxes(_("Signatures and seals"), (SealBox(_("Served by"), claiming, (str(paper.page.here.user),)),)),),
    )


def _addressed(paper: MonthPaper, accused: str) -> Iterator[str]:
    told = {
        "contract": wording.remark(paper.contract.title, paper.contract.number),
        "month": paper.month,
        "until": paper.page.until,
        "at": paper.at,
    }
    yield _("%(unit)s:") % {"unit": accused}
    yield (
        _(
            "In carrying out %(contract)s the events below happened up to %(month)s. After a first assessment they come"
            " under the rules named below. This notice serves each of them on you at %(at)s."
        )
        % told
    )
    yield (
        _(
            "If you object, hand in grounds and evidence in writing %(until)s, by the work order of"
            " each line. Without an objection by then it is noted that none came in time; that is no agreement."
        )
        % told
    )
    yield _("A line whose work order does not read as served in the service is not served by this notice.")


def _findings(found: Iterable[MonthRow]) -> Grid:
    columns = (_("No."), _("Work order"), _("Rules"), _("Facts and formula"), _("Proposed sum in yuan"))
    return Grid(_("Findings"), columns, WIDTHS, tuple((str(n), *_line(one)) for n, one in enumerate(found, 1)))


def _line(row: MonthRow) -> tuple[str, str, str, str]:
    counting = [one for one in row.comes_to.claims if one.counts] if row.comes_to is not None else []
    facts = [sentence for one in counting for sentence in one.sentences] or row.told
    amount = row.comes_to.sum if row.comes_to is not None and row.comes_to.sum else NOTHING
    return row.number, row.rule_words, "\n".join(facts), amount
