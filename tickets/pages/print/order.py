"""打印工单: the whole order as one table form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Organization
from tickets import quotas
from tickets.actions.facts import of_ticket
from tickets.actions.rules import Rules
from tickets.datelaw import explain
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.tables import Lines, Table
from tickets.models import Attachment, AuditEntry, Deadline, Fact, Ticket
from tickets.models.deadlines import BREACHED, MET
from tickets.pages.parts import lamps, wording
from tickets.pages.parts.moments import dated, due_dated, span
from tickets.pages.parts.naming import names_in
from tickets.pages.parts.visit import Visit
from tickets.pages.print.amounts import on_paper
from tickets.pages.print.sheet import Boxes, Grid, Pair, Pairs, Part, PrintedSheet, SealBox, shared_out
from tickets.pages.ticket import clock_cards, timeline
from tickets.pages.ticket.view import facts, flags
from tickets.permissions import PARTIES

#: So many acts stand in the form itself, the latest; those before them in the annex.
MOST_ACTS: Final = 10
#: So many opinions of one side stand in its box, the latest, each so long; all stand whole among the acts.
MOST_OPINIONS: Final = 3
LONGEST_OPINION: Final = 120
NOTHING: Final = "—"
#: Of so many columns, where they are not simply shared out.
WIDTHS: Final = {3: (40, 30, 30), 4: (30, 20, 25, 25), 9: (15, 15, 10, 10, 10, 10, 10, 10, 10)}


@dataclass(frozen=True, slots=True)
class OnRecord:
    """All that paper says of an order, read once."""

    ticket: Ticket
    here: Visit
    #: Under which people reach the service: scheme and host.
    site: str
    clocks: list[Deadline]
    scene: Scene
    files: list[Attachment]
    entries: list[AuditEntry]
    #: As the order's page tells them, oldest first.
    events: list[dict[str, Any]]


def on_record(ticket: Ticket, here: Visit, site: str) -> OnRecord:
    rules = Rules(ticket.contract)
    clocks = ticket.clocks = clock_cards.deadlines(ticket)
    happened = list(Fact.objects.filter(ticket=ticket).select_related("entered_by", "on_behalf_of").order_by("id"))
    trail = AuditEntry.objects.filter(ticket=ticket).select_related("actor", "on_behalf_of", "unit")
    entries = list(trail.order_by("seq"))
    return OnRecord(
        ticket,
        here,
        site,
        clocks,
        of_ticket(ticket, {one.code: one for one in clocks}, rules, standing=here.standing, now=here.now),
        list(ticket.attachments.select_related("by", "unit").order_by("slot", "version")),
        entries,
        timeline.events(ticket, entries, rules.clauses, happened)[::-1],
    )


def of_order(has: OnRecord) -> PrintedSheet:
    ticket = has.ticket
    acts = [row for row in map(_act, has.events) if row]
    numbered = [(str(number), *row) for number, row in enumerate(acts, 1)]
    whole = Pairs(_("The order"), tuple(head(ticket)), brief=True)
    return PrintedSheet(
        unit=ticket.opened_unit.name,
        title=_("Government cloud work order (%(kind)s)") % {"kind": wording.kind(ticket.kind)},
        number=ticket.number,
        address=f"{has.site}{reverse('ticket', args=[ticket.number])}",
        foot=foot(has),
        parts=tuple(
            filled(
                [
                    whole,
                    content(has),
                    resources(ticket),
                    *tables(ticket),
                    _clocks(has),
                    _acts(numbered),
                    _files(has.files),
                ]
            )
        ),
        closing=(Pairs(_("Result"), tuple(_result(has))), Boxes(_("Opinions, signatures and seals"), _boxes(has))),
        annex=tuple(_annex(numbered, has.files)),
    )


def foot(has: OnRecord) -> str:
    told = {
        "number": has.ticket.number,
        "version": has.ticket.version,
        "who": has.here.user,
        "at": dated(has.here.now.replace(second=0, microsecond=0)),
    }
    return _("%(number)s · version %(version)d · printed by %(who)s at %(at)s") % told


def filled(parts: Iterable[Part]) -> Iterator[Part]:
    """Without the tables that hold nothing."""
    yield from (one for one in parts if not isinstance(one, Grid | Pairs) or one.rows)


def head(ticket: Ticket) -> Iterator[Pair]:
    yield _("Number of the order"), ticket.number
    yield _("Kind of order"), wording.kind(ticket.kind)
    yield _filing_unit(ticket), ticket.opened_unit.name
    telephone = ticket.opened_by.phone if ticket.opened_by else ""
    yield _("Person in charge"), wording.remark(wording.opener(ticket), telephone)
    yield _("Contract"), f"{ticket.contract.title} {ticket.contract.number}".strip()
    yield _("Information system"), str(ticket.system) if ticket.system else _("Whole contract")
    yield _("Level of the system"), _level(ticket)
    yield _("State"), str(ticket.stage.label)
    yield _("Filed at"), dated(ticket.opened_at)
    yield _("Closed at"), dated(ticket.closed_at) if ticket.closed_at else NOTHING
    if ticket.assignee:
        yield _("Assignee"), str(ticket.assignee)


def _filing_unit(ticket: Ticket) -> str:
    """What the unit is that filed the order: only the agency applies for something."""
    return _("Applying unit") if ticket.opened_unit_id == ticket.contract.agency_id else _("Filing unit")


def _level(ticket: Ticket) -> str:
    if ticket.system is None:
        return NOTHING
    return _("Important system") if ticket.system.important else _("Ordinary system")


def content(has: OnRecord) -> Pairs:
    """What was applied for, label by label; what the head of the form says is not said again."""
    said = {label for label, _words in head(has.ticket)} | {_("Filed by")}
    said |= {str(one.label) for one, _rows in _tables(has.ticket)}
    names = names_in(has.ticket.contract, has.ticket.fields)
    told = [(label, words) for label, words in facts(has.ticket, has.scene, names) if label not in said]
    rows = [(_("Title"), has.ticket.title), *told, *flags(has.ticket, has.scene)]
    return Pairs(_("What is applied for"), tuple((label, on_paper(words)) for label, words in rows))


def resources(ticket: Ticket) -> Grid:
    """What the order takes or gives, with the contract's quota before and after."""
    rows = [
        (one.item, one.system.name, one.unit or NOTHING, f"{one.change:+,d}", f"{one.held:,} → {one.held_after:,}",
         _left(one))
        for one in quotas.of_ticket(ticket)
    ]  # fmt: skip
    columns = (
        _("Item"), _("Information system"), _("Unit"), _("This order"), _("The system holds"),
        _("Left in the contract"),
    )  # fmt: skip
    return Grid(_("Resources"), columns, (25, 25, 10, 10, 15, 15), tuple(rows))


def _tables(ticket: Ticket) -> list[tuple[Table, Any]]:
    """What stands in rows of its own: the change of each host, the rules of the network. Resources have their form."""
    asked = [one for one in ticket.machine.opening.asks if isinstance(one, Table) and not isinstance(one, Lines)]
    values = revive_all(asked, ticket.fields)
    return [(one, values[one.name]) for one in asked if values.get(one.name)]


def tables(ticket: Ticket) -> Iterator[Grid]:
    found = _tables(ticket)
    names = names_in(ticket.contract, ticket.fields) if found else {}
    for one, held in found:
        rows = tuple(tuple(one.cells(row, names)) for row in held)
        columns = tuple(str(column.label) for column in one.columns)
        yield Grid(str(one.label), columns, WIDTHS.get(len(columns)) or shared_out(len(columns)), rows)


def _left(one: quotas.Quota) -> str:
    if one.left_after is None:
        return NOTHING
    beyond = _("needs a supplementary contract") if one.left_after < 0 else ""
    return wording.remark(wording.grouped(one.left_after), beyond)


def _clocks(has: OnRecord) -> Grid:
    columns = (_("Time limit"), _("How long"), _("Begins"), _("Ends"), _("How it ended"), _("Basis"))
    listed = sorted(has.clocks, key=lambda one: (one.started_at, one.pk))
    rows = tuple(clock_row(one, has.here.now) for one in listed)
    return Grid(_("Time limits"), columns, (20, 15, 20, 20, 10, 15), rows)


def clock_row(clock: Deadline, now: datetime) -> tuple[str, ...]:
    """`扩容｜7个自然日｜2026年11月26日 起｜2026年12月3日24时 止｜按期｜第3.4条`; an internal target is called one."""
    whose = wording.remark(wording.round_title(clock), wording.party(clock.party))
    basis = wording.article(clock.clause.article)
    return (
        whose,
        explain.limit(clock.limit) if clock.limit else NOTHING,
        dated(clock.started_at),
        dated(clock.due_at) if clock.unit.elapsed else due_dated(clock.due_at),
        outcome(clock, now),
        wording.listed([wording.basis(clock.clause.basis), basis]) if clock.clause.judged else basis,
    )


def outcome(clock: Deadline, now: datetime) -> str:
    """What came of it; a time that the sides have not agreed on is no result yet, and paper says so."""
    words = _outcome(clock, now)
    return wording.remark(words, _("Time to check")) if clock.unsettled else words


def _outcome(clock: Deadline, now: datetime) -> str:
    if clock.merged_into is None and clock.stopped_at is not None and clock.state in (MET, BREACHED):
        if clock.state != BREACHED:
            return _("kept")
        late = _("%(span)s after the suggested time") if clock.internal else _("late by %(span)s")
        return late % {"span": span(clock.stopped_at - clock.due_at)}
    return lamps.words(clock, now)


def _act(event: Mapping[str, Any]) -> tuple[str, ...] | None:
    """One line of the course. Files and what time alone did stand in tables of their own."""
    entry: AuditEntry = event["entry"]
    if entry.action in ("attach", "clock", "calendar", "baseline"):
        return None
    told = [event["text"], event["late"], *(wording.pair(label, on_paper(words)) for label, words in event["facts"])]
    move = _("now “%(state)s”") % {"state": event["move"]} if event["move"] else ""
    return dated(entry.at), event["who"], "\n".join(filter(None, [event["title"], move])), "\n".join(filter(None, told))


def _course(heading: str, rows: Sequence[tuple[str, ...]], note: str = "") -> Grid:
    columns = (_("No."), _("When"), _("By whom"), _("What was done"), _("Opinion and content"))
    return Grid(heading, columns, (5, 20, 20, 20, 35), tuple(rows), note)


def _acts(rows: Sequence[tuple[str, ...]]) -> Grid:
    earlier = len(rows) - MOST_ACTS
    note = _("The %(n)d entries before these stand in the annex.") % {"n": earlier} if earlier > 0 else ""
    return _course(_("Course"), rows[-MOST_ACTS:], note)


def _annex(rows: Sequence[tuple[str, ...]], files: Sequence[Attachment]) -> Iterator[Grid]:
    if earlier := rows[:-MOST_ACTS]:
        yield _course(_("Annex: the course before"), earlier)
    if files:
        yield _digests(files)


def _digests(files: Iterable[Attachment]) -> Grid:
    """Whole, for whoever holds a file against the order; the form itself has room for their beginnings."""
    rows = tuple((wording.slot(one.slot), wording.remark(one.name, _version(one)), one.sha256) for one in files)
    return Grid(_("Annex: digests of the attachments"), (_("Paper"), _("File"), "SHA-256"), (20, 40, 40), rows)


def _version(file: Attachment) -> str:
    return _("version %(n)s") % {"n": file.version}


def whole_course(has: OnRecord) -> Grid:
    acts = [row for row in map(_act, has.events) if row]
    return _course(_("Course"), [(str(number), *row) for number, row in enumerate(acts, 1)])


def _files(files: Iterable[Attachment]) -> Grid:
    columns = (_("Paper"), _("File"), _("Version"), _("Handed in"), "SHA-256")
    rows = tuple(
        (
            wording.slot(one.slot),
            wording.remark(one.name, wording.size(one.size)),
            str(one.version),
            f"{one.unit} {one.by}\n{dated(one.at)}",
            one.sha256[:12],
        )
        for one in files
    )
    return Grid(_("Attachments"), columns, (20, 30, 10, 25, 15), rows)


def _result(has: OnRecord) -> Iterator[Pair]:
    ticket, now = has.ticket, has.here.now
    yield _("State"), str(ticket.stage.label)
    counted = [one for one in has.clocks if not one.clause.judged and not one.cancelled and one.merged_into is None]
    late = sum(one.state == BREACHED or one.late(now) for one in counted)
    running = sum(one.open and not one.late(now) for one in counted)
    told = {"all": len(counted), "met": len(counted) - late - running, "late": late, "open": running}
    words = _("%(all)d: %(met)d in time, %(late)d late, %(open)d not settled")
    yield _("Time limits of the contract"), words % told if counted else NOTHING


def units(ticket: Ticket) -> dict[str, tuple[str, Organization]]:
    """The four sides as papers call them: party -> (its name on a form, the unit)."""
    contract = ticket.contract
    names = (_("Using unit"), _("Cloud service provider"), _("Authority of the cloud"), _("Supervision"))
    return {party: (name, getattr(contract, party)) for party, name in zip(PARTIES, names, strict=True)}


def _boxes(has: OnRecord) -> tuple[SealBox, ...]:
    opinions = _opinions(has)
    return tuple(
        SealBox(name, unit.name, tuple(opinions.get(unit.pk, ())[-MOST_OPINIONS:]))
        for name, unit in units(has.ticket).values()
    )


def _opinions(has: OnRecord) -> dict[int, list[str]]:
    """What the people of each unit said with a step, or decided by it."""
    said: dict[int, list[str]] = {}
    for event in has.events:
        entry: AuditEntry = event["entry"]
        step = has.ticket.machine.by_step.get(entry.action)
        if (
            step
            and entry.allowed
            and entry.unit_id
            and (event["text"] or step.grants or step.turns_back or step.refuses)
        ):
            said.setdefault(entry.unit_id, []).append(_opinion(event))
    return said


def _opinion(event: Mapping[str, Any]) -> str:
    entry: AuditEntry = event["entry"]
    signed = {"act": event["title"], "who": wording.person(entry.actor), "day": dated(entry.at)}
    words = _("%(act)s (%(who)s, %(day)s)") % signed
    text = Truncator(" ".join(event["text"].split())).chars(LONGEST_OPINION)
    return wording.pair(words, text) if text else words
