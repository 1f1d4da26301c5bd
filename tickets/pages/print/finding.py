"""取证单: one breach with all that it rests on, on paper: clause, stamps, pauses, decisions, arithmetic, notices."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.record import address_of
from tickets import actions, exports, fonts, outbox, permissions
from tickets.audit import earlier
from tickets.clocks import breached, readings
from tickets.datelaw import explain
from tickets.lifecycle.papers import SIGNED_FINDING
from tickets.models import (
    Attachment,
    AuditEntry,
    Breach,
    Claim,
    Clause,
    Contract,
    Deadline,
    Delivery,
    Fact,
    Notice,
    Pause,
)
from tickets.outbox.channels import CHANNELS
from tickets.pages.claims import cards, words
from tickets.pages.parts import wording
from tickets.pages.parts.moments import exact, full, late, ran_out
from tickets.pages.parts.visit import Visit, page
from tickets.pages.print import order, view
from tickets.pages.print.order import NOTHING, OnRecord
from tickets.pages.print.sheet import Boxes, Grid, Pair, Pairs, Part, Passage, PrintedSheet, SealBox
from tickets.pages.ticket import clock_cards, timeline
from tickets.pages.ticket.view import fetch

#: Notices and their ways outside that a sheet lists; the order's page has all.
MOST_NOTICES: Final = 60


@dataclass(frozen=True, slots=True)
class Case:
    """One breach, its clock and its order, read once."""

    breach: Breach
    clock: Deadline
    has: OnRecord
    facts: list[Fact]
    claims: list[Claim]
    #: The digests of its evidence packs, by when and by whom each was made.
    packs: tuple[Pair, ...] = ()

    @property
    def state(self) -> str:
        return str(self.breach.state)  # type: ignore[attr-defined]  # annotated


@require_GET
@page
def finding(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    case = of_request(request, here, pk)
    signed = SIGNED_FINDING.name in actions.open_slots(case.has.ticket, here.standing)
    return view.shown(
        request,
        sheet(case),
        case.has.ticket.number,
        pdf=reverse("finding_pdf", args=[pk]),
        handed_in=reverse("signed_finding", args=[pk]) if signed else "",
        pack=reverse("breach_evidence", args=[pk]),
    )


@require_GET
@page
def finding_pdf(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    if fonts.found() is None:
        return redirect("finding", pk)
    case = of_request(request, here, pk)
    return view.as_pdf(sheet(case), here, wording.round_title(case.clock))


@require_http_methods(["GET", "POST"])
@page
def signed_finding(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    """Where the sheet comes back with signatures and seals, into the order that it speaks of."""
    ticket = fetch(here, seen(here, pk).deadline.ticket.number)
    printed, handed_in = (reverse(name, args=[pk]) for name in ("finding", "signed_finding"))
    return view.returned(request, here, view.SignedPaper(ticket, SIGNED_FINDING, printed, handed_in))


def of_request(request: HttpRequest, here: Visit, pk: int) -> Case:
    """The case, put on record as taken out. Raises Http404 as `seen`."""
    breach = seen(here, pk)
    case = case_of(breach, here, view.site(request))
    case = replace(case, packs=tuple(map(packed, exports.packs_of(case.has.ticket))))
    exports.record_finding(
        breach, case.has.ticket, case.state, owner=here.user, now=here.now, address=address_of(request)
    )
    return case


def seen(here: Visit, pk: int) -> Breach:
    """With its state. Raises Http404 for what they may not see, and of internal targets."""
    rows = permissions.visible_breaches(here.standing).filter(internal=False).annotate(state=breached.state())
    return get_object_or_404(rows.select_related("deadline__ticket"), pk=pk)


def case_of(breach: Breach, here: Visit, site: str) -> Case:
    ticket = fetch(here, breach.deadline.ticket.number)
    has = order.on_record(ticket, here, site)
    clock = next(one for one in has.clocks if one.pk == breach.deadline_id)
    facts = list(Fact.objects.filter(ticket=ticket).select_related("entered_by", "on_behalf_of").order_by("id"))
    bearing = [one for one in cards.of_ticket(ticket) if clock.pk in {row.pk for row in one.clocks.all()}]
    return Case(breach, clock, has, facts, bearing)


def sheet(case: Case) -> PrintedSheet:
    ticket = case.has.ticket
    parts: list[Part] = [
        Pairs(_("The breach"), tuple(_times(case))),
        Pairs(_("The clause in force then"), tuple(_clause(case))),
        Pairs(_("The order"), tuple(order.head(ticket)), brief=True),
        _stamps(case),
        _pauses(case.clock.rests),
        decisions(case.claims),
        Passage(("", *clock_cards.steps(case.clock)), heading=_("How it is reckoned")),
        _notices(case),
        _files(case.has.files),
        Pairs(_("Audit chain of the order"), tuple(chain_of(case.has))),
        Pairs(_("Evidence packs, by the SHA-256 of their manifests"), case.packs),
    ]
    return PrintedSheet(
        unit=ticket.contract.supervisor.name,
        title=_("Finding of a breach"),
        number=ticket.number,
        address=f"{case.has.site}{reverse('finding', args=[case.breach.pk])}",
        foot=order.foot(case.has),
        mark=wording.pair(_("State"), wording.breach_state(case.state)),
        parts=tuple(order.filled(parts)),
        closing=(Boxes(_("Signatures and seals"), _boxes(case)),),
    )


def _times(case: Case) -> Iterator[Pair]:
    """When it was due, missed, noticed and told, by how much, and what stands of it."""
    breach, clock, now = case.breach, case.clock, case.has.here.now
    yield _("Time limit"), wording.remark(wording.round_title(clock), wording.article(clock.clause.article))
    yield _("Obliged side"), wording.side(clock.party)
    yield _("Due"), explain.deadline(clock.unit, clock.due_at)
    missed = _("Missed at") if breach.set_aside_at is None else _("Missed at, as it read before")
    yield missed, ran_out(clock, breach.occurred_at, to_the_second=True)
    yield _("Noticed at"), exact(breach.detected_at)
    yield _("Told at"), exact(breach.told_at) if breach.told_at else _("not told")
    yield _("Clock stopped"), _stopped(case)
    yield _("Late by"), late(breach, now) or NOTHING
    if breach.set_aside_at is None:
        yield _("Overdue days"), str(readings.overdue_days(clock, now))
    yield _("State"), "\n".join([wording.breach_state(case.state), *_settlement(case)])


def _stopped(case: Case) -> str:
    """When, and by what: the act that was to be done, or whatever else ended the duty."""
    if case.clock.stopped_at is None:
        return _("still running")
    by_fact = (words.fact_label(one.name) for one in case.facts if one.pk == case.clock.stop_fact_id)
    by_entry = (one["title"] for one in case.has.events if _did(one["entry"], "stop", case.clock))
    return wording.remark(exact(case.clock.stopped_at), next(chain(by_fact, by_entry), ""))


def _settlement(case: Case) -> Iterator[str]:
    """By whom and why it fell, or stands again."""
    row = next((one for one in case.clock.missed if one.pk == case.breach.pk), case.breach)
    if row.set_aside_at is not None:
        yield words.set_aside(row)
    elif row.reinstated_at is not None:
        yield words.reinstated(row, row.reinstated_at)
    elif case.clock.unsettled:
        yield _("No penalty may rest on it while a claim on the clock is not settled.")


def _clause(case: Case) -> Iterator[Pair]:
    clause, contract = case.clock.clause, case.has.ticket.contract
    yield _("Contract"), wording.remark(contract.title, contract.number)
    edition = _("Edition %(n)d, in force since %(at)s") % {"n": clause.edition, "at": _in_force_since(clause, contract)}
    yield _("Article"), wording.remark(wording.article(clause.article), edition)
    yield _("Limit"), explain.limit(case.clock.limit) if case.clock.limit else NOTHING
    yield _("Wording"), clause.text or clause.summary or NOTHING
    if clause.consequence:
        yield _("Consequence"), clause.consequence
    yield _("Working-day calendar"), case.clock.calendar


def _in_force_since(clause: Clause, contract: Contract) -> str:
    """The first edition is the contract as it was signed: whenever it was loaded, it holds since the contract does."""
    if clause.edition == 1:
        return explain.day(contract.effective_on or contract.starts)
    return full(clause.since)


def _stamps(case: Case) -> Grid:
    """Start and stop first, then whatever else happened; with the time of entry and who entered it."""
    clock, rows = case.clock, list[tuple[str, ...]]()
    own = {clock.start_fact_id: _("Begins: %(fact)s"), clock.stop_fact_id: _("Stops: %(fact)s")}
    for fact in sorted(case.facts, key=lambda one: (one.pk not in own, one.entered_at, one.pk)):
        label = words.fact_label(fact.name)
        rows.append(_stamp(fact, own[fact.pk] % {"fact": label} if fact.pk in own else label))
    if clock.start_fact_id is None:
        rows.insert(0, _by_entry(case, "start", _("Begins by its entry"), clock.started_at))
    if clock.stop_fact_id is None and clock.stopped_at is not None:
        rows.insert(1, _by_entry(case, "stop", _("Stops by its entry"), clock.stopped_at))
    columns = (_("Stamp"), _("Happened, as entered"), _("Stands at"), _("Entered at"), _("By whom"))
    return Grid(_("Stamps"), columns, (20, 20, 20, 20, 20), tuple(rows))


def _stamp(fact: Fact, label: str) -> tuple[str, ...]:
    stands = exact(fact.standing_at) if fact.standing_at else _("it did not happen")
    who = words.person(fact)
    by = wording.pair(who, fact.late_reason) if fact.late_reason else who
    return label, exact(fact.stated_at), stands, exact(fact.entered_at), by


def _by_entry(case: Case, op: str, label: str, at: Any) -> tuple[str, ...]:
    entry = next((one for one in case.has.entries if _did(one, op, case.clock)), None)
    who = timeline.who(entry) if entry else NOTHING
    return label, exact(at), exact(at), exact(entry.at) if entry else NOTHING, who


def _did(entry: AuditEntry, op: str, clock: Deadline) -> bool:
    changes = map(earlier.clock_change, entry.data.get("clocks", ()))
    return any((one["op"], one.get("clock"), one.get("round", 1)) == (op, clock.code, clock.round) for one in changes)


def _pauses(rests: Iterable[Pause]) -> Grid:
    columns = (_("Ground"), _("Paused from"), _("Paused until"), _("By whom"), _("Counts"))
    rows = tuple(
        (
            wording.pair(wording.pause_reason(one.reason), one.note) if one.note else wording.pause_reason(one.reason),
            exact(one.started_at),
            exact(one.ended_at) if one.ended_at else _("still resting"),
            wording.person(one.by),
            _("no, it was turned down") if one.voided else _("yes"),
        )
        for one in rests
    )
    return Grid(_("Pauses"), columns, (30, 20, 20, 15, 15), rows)


def decisions(claims: Iterable[Claim]) -> Grid:
    """What was said of its times and pauses, and how it was settled."""
    columns = (_("Claim"), _("When"), _("By whom"), _("What was said"), _("Reason"))
    rows = tuple(
        (
            wording.pair(claim.number, words.subject(claim)),
            exact(one.at),
            words.speaker(one),
            wording.pair(words.saying(one), words.spoken_of(claim, one, one.at)) if one.valued else words.saying(one),
            one.reason or NOTHING,
        )
        for claim in claims
        for one in claim.said
    )
    return Grid(_("Claims and decisions"), columns, (15, 20, 15, 25, 25), rows)


def _notices(case: Case) -> Grid:
    told = Notice.objects.filter(ticket=case.has.ticket, deadline=case.clock).select_related("recipient", "ticket")
    listed = list(told.prefetch_related("deliveries__group").order_by("at", "id")[: MOST_NOTICES + 1])
    rows = told_rows(listed[:MOST_NOTICES])
    more = _("There are more of them in the order.") if len(listed) > MOST_NOTICES else ""
    return told_grid(_("Notices and their receipt"), rows, more)


def told_grid(heading: str, rows: tuple[tuple[str, ...], ...], note: str = "") -> Grid:
    columns = (_("Told at"), _("Reader"), _("What"), _("Sent"), _("Read at"))
    return Grid(heading, columns, (20, 15, 30, 20, 15), rows, note)


def told_rows(notices: Iterable[Notice]) -> tuple[tuple[str, ...], ...]:
    """When who was told what, by which way, and when they read it."""
    language = get_language() or ""
    return tuple(
        (
            exact(one.at),
            str(one.recipient),
            outbox.brief(one, language),
            "\n".join(map(_sent, one.deliveries.all())) or _("in the service"),
            exact(read) if (read := one.first_read_at or one.read_at) else NOTHING,
        )
        for one in notices
    )


def _sent(delivery: Delivery) -> str:
    when = exact(delivery.sent_at) if delivery.sent_at else _("not delivered")
    channel = CHANNELS.get(delivery.channel)
    return f"{channel.label if channel else delivery.channel} {when}"


def _files(files: Iterable[Attachment]) -> Grid:
    columns = (_("Paper"), _("File"), _("Handed in"), "SHA-256")
    rows = tuple(
        (
            wording.slot(one.slot),
            wording.remark(one.name, wording.size(one.size)),
            f"{one.unit} {one.by}\n{exact(one.at)}",
            one.sha256,
        )
        for one in files
    )
    return Grid(_("Attachments"), columns, (20, 25, 25, 30), rows)


def chain_of(has: OnRecord) -> Iterator[Pair]:
    yield _("Entries"), str(has.ticket.chain_length)
    yield _("Head of the chain"), has.ticket.chain_head
    yield _("Printed at"), exact(has.here.now)


def packed(entry: AuditEntry) -> Pair:
    """An evidence pack that was made, by the entry that says so: when and by whom, the SHA-256 of its manifest."""
    return wording.remark(exact(entry.at), timeline.who(entry)), entry.data["manifest"]


def _boxes(case: Case) -> tuple[SealBox, ...]:
    return tuple(SealBox(name, unit.name) for name, unit in order.units(case.has.ticket).values())
