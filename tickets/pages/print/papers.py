"""The forms that a step demands (待盖章): filled in from the order, to be signed, sealed and handed in again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.lifecycle.fields import Confirmed, Field, Money
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.payment import Payment
from tickets.lifecycle.papers import Paper, Slot, on_form
from tickets.lifecycle.reports import SAID
from tickets.lifecycle.steps import Step
from tickets.models import Ticket
from tickets.pages.parts import wording
from tickets.pages.print import order, settlement
from tickets.pages.print.order import OnRecord
from tickets.pages.print.sheet import Boxes, Grid, Pair, Pairs, Part, Passage, PrintedSheet, SealBox, shared_out
from tickets.policy.types import Party

#: Rows of a table that is filled in by hand.
BLANK_ROWS: Final = 6
#: Of so many columns beside the running number, where they are not simply shared out.
WIDTHS: Final = {3: (5, 35, 35, 25), 4: (5, 30, 25, 20, 20), 5: (5, 25, 20, 20, 15, 15)}


def made(machine: type[Kind]) -> dict[str, tuple[Slot, Paper]]:
    """Those slots of a kind for which the service makes a form."""
    slots = {slot.name: slot for step in machine.steps for slot in step.slots}
    return {name: (slot, slot.paper) for name, slot in slots.items() if isinstance(slot.paper, Paper)}


def of_slot(has: OnRecord, slot: Slot, paper: Paper) -> PrintedSheet:
    ticket = has.ticket
    sides, paper = order.units(ticket), _turned(paper, ticket)
    return PrintedSheet(
        unit=sides[paper.by[0]][1].name,
        title=str(on_form(paper.title)) % _told(ticket),
        number=ticket.number,
        address=f"{has.site}{reverse('paper', args=[ticket.number, slot.name])}",
        foot=order.foot(has),
        mark=_("Document number: 〔    〕 No.     ") if paper.numbered else "",
        parts=tuple(order.filled(_parts(has, slot, paper))),
        closing=(_return(slot), Boxes(_("Signatures and seals"), _boxes(ticket, paper))),
    )


def _turned(paper: Paper, ticket: Ticket) -> Paper:
    """A form is written as the provider hands it in. Of a kind that both parties may file it is the agency's where the
    agency filed the order."""
    if ticket.opening_party != Party.AGENCY:
        return paper
    other = {Party.AGENCY: Party.PROVIDER, Party.PROVIDER: Party.AGENCY}
    by = tuple(other.get(one, one) for one in paper.by)
    return replace(paper, by=by, to=paper.to and other.get(paper.to, paper.to))


def _told(ticket: Ticket) -> Mapping[str, str]:
    """What the sentences of papers may name."""
    return {
        "contract": _("the contract “%(title)s” (%(number)s)")
        % {"title": ticket.contract.title, "number": ticket.contract.number},
        "system": _("“%(name)s”") % {"name": ticket.system} if ticket.system else _("all systems of the contract"),
        "number": ticket.number,
        "kind": wording.kind(ticket.kind),
    }


def _parts(has: OnRecord, slot: Slot, paper: Paper) -> Iterator[Part]:
    yield Passage(tuple(_sentences(has.ticket, paper)))
    yield Pairs(_("The order"), tuple(_head(has.ticket)), brief=True)
    yield order.content(has)
    yield order.resources(has.ticket)
    yield from order.tables(has.ticket)
    if paper.course:
        yield order.whole_course(has)
    yield Pairs(
        _("To be filled in"), (*_asked(_step(has.ticket, slot)), *((str(on_form(one)), "") for one in paper.blanks))
    )
    if slot is Payment.settlement:
        yield Pairs(_("Settlement"), tuple(settlement.sums(has.ticket.contract)), brief=True)
        yield _table(paper, settlement.rows(has.ticket.contract))
    elif paper.columns:
        yield _table(paper)


def _sentences(ticket: Ticket, paper: Paper) -> Iterator[str]:
    if paper.to is not None:
        yield _("%(unit)s:") % {"unit": order.units(ticket)[paper.to][1].name}
    elif paper.says:
        yield ""  # a sentence without anybody who is addressed is indented all the same
    if paper.says:
        yield str(on_form(paper.says)) % _told(ticket)


def _head(ticket: Ticket) -> Iterator[Pair]:
    """What identifies the order; how it stands is no matter of a paper that is signed."""
    passing = {_("State"), _("Closed at"), _("Assignee")}
    yield from (pair for pair in order.head(ticket) if pair[0] not in passing)


def _step(ticket: Ticket, slot: Slot) -> Step:
    """The step that asks for the paper: one of those that can follow now, else the first of all."""
    asking = [step for step in ticket.machine.steps if slot in step.slots]
    return next((step for step in asking if ticket.state in step.sources), asking[0])


def _asked(step: Step) -> Iterator[Pair]:
    """What the step asks for, to be written by hand."""
    for field in step.asks:
        if field.kept and field.name not in {one.name for one in SAID}:
            yield str(field.label), _by_hand(field)


def _by_hand(field: Field[object]) -> str:
    if isinstance(field, Confirmed):
        return "□"
    if isinstance(field, Money):
        return _("¥                    (in capitals:                                        )")
    return "  ".join(f"□ {words}" for words in field.choices.values())


def _table(paper: Paper, filled: Sequence[tuple[str, ...]] = ()) -> Grid:
    """filled: what the service knows; else it is filled in by hand."""
    columns = (_("No."), *(str(on_form(one)) for one in paper.columns))
    blank = ((str(number), *("" for _one in paper.columns)) for number in range(1, BLANK_ROWS + 1))
    rows = tuple(filled or blank)
    return Grid(_("Details"), columns, WIDTHS.get(len(paper.columns)) or shared_out(len(columns)), rows)


def _boxes(ticket: Ticket, paper: Paper) -> tuple[SealBox, ...]:
    sides = order.units(ticket)
    return tuple(SealBox(sides[party][0], sides[party][1].name) for party in paper.by)


def _return(slot: Slot) -> Passage:
    """How the signed paper comes back."""
    said = _("When it is sealed, scan the QR code with a phone and photograph this paper into “%(slot)s” of the order.")
    return Passage((said % {"slot": wording.slot(slot.name)},))
