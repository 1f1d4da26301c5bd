"""中断登记: entries of monitoring are taken over; people make them faults, or say what else they are, and the other
side confirms that or contests it. An entry starts no clock. All of it stands in the system log; a fault in its order,
too."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from accounts.models import Membership, User, unit_of
from accounts.roles import (
    AGENCY_CLERK,
    AGENCY_LEAD,
    AUTHORITY_OFFICER,
    PROVIDER_DESK,
    PROVIDER_ENGINEER,
    PROVIDER_LEAD,
    SUPERVISOR_AUDITOR,
)
from texts import tidy
from tickets import audit, outbox
from tickets.actions import door
from tickets.actions.open import open_ticket
from tickets.actions.redraw import redraw_judging
from tickets.actions.rules import Rules
from tickets.actions.whole import outermost, whole
from tickets.datelaw.types import local
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.parameters import FACT_TOLERANCE
from tickets.lifecycle.reports import LATE_REASON
from tickets.models import Contract, MonitoredOutage, OutageWord, Ticket
from tickets.models.outages import ASKED, CONFIRMED, CONTESTED, FALSE_ALARM, FAULT, OUTAGE
from tickets.outages import entries, lists, orders
from tickets.outages.entries import WaitingOutage
from tickets.permissions import Capacity, Standing, standing

#: Who speaks for each side of an outage; whoever oversees the sides hands lists in as well.
SPEAKERS: Final = {
    "agency": (AGENCY_CLERK, AGENCY_LEAD),
    "provider": (PROVIDER_DESK, PROVIDER_LEAD),
}
OTHER: Final = {"agency": "provider", "provider": "agency"}
IMPORTING: Final = (
    *SPEAKERS["agency"], *SPEAKERS["provider"], PROVIDER_ENGINEER, AUTHORITY_OFFICER, SUPERVISOR_AUDITOR,
)  # fmt: skip
#: What is said -> what the other side is told.
EVENTS: Final = {
    FALSE_ALARM: "outage_false_alarm",
    OUTAGE: "outage_taken",
    CONFIRMED: "outage_confirmed",
    CONTESTED: "outage_contested",
}
LONGEST_REASON: Final = 500
#: Entry and order are compared by the minute.
MINUTE: Final = timedelta(minutes=1)


def check_import(contract: Contract, where: Standing) -> Capacity:
    """Raises Forbidden."""
    return _acting(contract, where, IMPORTING, _("Your role does not hand in what monitoring saw."))


def check_speak(contract: Contract, where: Standing) -> Capacity:
    """Raises Forbidden."""
    roles = (*SPEAKERS["agency"], *SPEAKERS["provider"])
    said = _("Clerk and lead of the agency, desk and lead of the provider say what an entry of monitoring is.")
    return _acting(contract, where, roles, said)


def _acting(contract: Contract, where: Standing, roles: Collection[str], refusal: str) -> Capacity:
    held = (one for one in where.on(contract, None, Incident.kind) if one.role in roles)
    if (capacity := next(held, None)) is None:
        raise Forbidden(refusal)
    return capacity


def import_outages(
    contract: Contract, rows: Sequence[Mapping[str, Any]], *, actor: User | None, now: datetime
) -> list[lists.EntryRow]:
    """Take a list over, whole or not at all; what stands already is left as it is. actor None: whoever runs the service
    reads it in by command. Raises Invalid that names each bad row and column, Forbidden."""
    door.check()
    with transaction.atomic(durable=outermost()):
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
        unit = check_import(contract, standing(actor, now)).unit if actor is not None else None
        judged = lists.judged(rows, contract, now)
        if faulty := [one for one in judged if one.faults]:
            raise refused(faulty)
        made = [
            MonitoredOutage(
                contract=contract, system=one.system, began_at=one.began_at, ended_at=one.ended_at,
                source_id=one.cells[lists.SOURCE_ID], replaces=one.replaces, entered_by=actor, unit_id=unit,
                entered_at=now,
            )
            for one in judged
            if one.does in (lists.NEW, lists.CORRECTS) and one.began_at is not None
        ]  # fmt: skip
        if made:
            MonitoredOutage.objects.bulk_create(made)
            did = Counter(one.does for one in judged)
            counts = {"taken": did[lists.NEW], "corrected": did[lists.CORRECTS]}
            _record("outages_imported", contract, made, actor, now, **counts)
    return judged


def refused(rows: Sequence[lists.EntryRow]) -> Invalid:
    """What is amiss in a list, by row and column."""
    one, several = "%(n)d row is to be put right.", "%(n)d rows are to be put right."
    said = ngettext(one, several, len(rows)) + " " + _("Nothing was taken over.")
    errors: dict[str, list[str]] = {}
    for row in rows:
        for column, sentence in row.faults:
            errors.setdefault(f"{row.number}.{column}", []).append(sentence)
    return Invalid(said % {"n": len(rows)}, errors)


def make_fault(keys: Collection[int], *, reason: str, actor: User, now: datetime) -> Ticket:
    """File the fault that these entries tell of, with the alarm at their beginning: its clocks run from there, and what
    is told more than some minutes late is a late entry, for which `reason` says why. Raises Invalid, Forbidden,
    WrongState."""
    with whole():
        group = _group(keys, now, actor)
        first = group.first
        with override(settings.LANGUAGE_CODE):
            title = _("Monitoring saw an outage of %(system)s") % {"system": first.system.name}
            fields = _fields(group, tidy.paragraphs(reason), now)
        ticket = open_ticket(
            Incident.kind,
            contract=first.contract,
            system=first.system,
            title=title,
            fields=fields,
            actor=actor,
            now=now,
        )
        _say(group, FAULT, actor, now, ticket=ticket)
    return ticket


def _fields(group: WaitingOutage, reason: str, now: datetime) -> dict[str, Any]:
    sources = ", ".join(one.source_id for one in group.monitored)
    ends = pgettext("outage", "until %(at)s") % {"at": _minute(group.span.end)} if not group.on else _("still on")
    told = {"from": _minute(group.span.start), "to": ends, "sources": sources}
    return {
        Incident.description.name: _("By monitoring: not available from %(from)s, %(to)s. Source: %(sources)s.") % told,
        Incident.impact.name: orders.DOWN,
        Incident.alarm_at.name: group.span.start.isoformat(),
        Incident.reported_at.name: now.isoformat(),
        Incident.on_site.name: False,
        LATE_REASON.name: reason or None,
    }


def _minute(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def join_fault(keys: Collection[int], number: str, *, actor: User, now: datetime) -> Ticket:
    """An order tells of these entries already: its outage covers them, but for the minutes of the tolerance. Raises
    Invalid, Forbidden, WrongState."""
    with transaction.atomic(durable=outermost()):
        group = _group(keys, now, actor)
        ticket = Ticket.objects.filter(number__in=covering(group, now), number=tidy.code(number)).first()
        if ticket is None:
            said = _("No fault of this number covers the whole time. Make it a fault of its own, or claim its times.")
            raise Invalid(said)
        _say(group, FAULT, actor, now, ticket=ticket)
    return ticket


def covering(group: WaitingOutage, now: datetime) -> list[str]:
    """The numbers of the faults whose outage covers the whole time of these entries."""
    slack = Rules(group.first.contract).number(FACT_TOLERANCE) * MINUTE
    known = orders.outages(entries.near([group]), now)
    return entries.covered(group, known, slack)


def say_of_outage(keys: Collection[int], word: str, *, reason: str, actor: User, now: datetime) -> None:
    """One side says that these entries are a false alarm, or an outage of which no order can tell any more. The other
    side is asked. Raises Invalid, Forbidden, WrongState."""
    if word not in ASKED:
        raise Invalid(_("Say whether it is a false alarm or an outage."))
    door.check()
    with transaction.atomic(durable=outermost()):
        group = _group(keys, now, actor)
        said = _say(group, word, actor, now, reason=_reasoned(reason))
        _tell(EVENTS[word], group, said[0], now)


def answer_outage(keys: Collection[int], answer: str, *, reason: str, actor: User, now: datetime) -> None:
    """The other side confirms what was said, or contests it: then it waits anew. Raises Invalid, Forbidden,
    WrongState."""
    if answer not in (CONFIRMED, CONTESTED):
        raise Invalid(_("Say whether you confirm it or contest it."))
    door.check()
    with transaction.atomic(durable=outermost()):
        group = _group(keys, now, actor, asked=True)
        why = _reasoned(reason) if answer == CONTESTED else tidy.paragraphs(reason)[:LONGEST_REASON]
        said = _say(group, answer, actor, now, reason=why)
        _tell(EVENTS[answer], group, said[0], now)


def _reasoned(typed: str) -> str:
    """Raises Invalid."""
    if not (reason := tidy.paragraphs(typed)):
        raise Invalid(_("Check what you entered."), {"reason": [_("Say why.")]})
    if len(reason) > LONGEST_REASON:
        said = _("At most %(most)d characters.") % {"most": LONGEST_REASON}
        raise Invalid(_("Check what you entered."), {"reason": [said]})
    return reason


def _group(keys: Collection[int], now: datetime, actor: User, *, asked: bool = False) -> WaitingOutage:
    """The entries as they were shown, locked by their contract. Raises WrongState where others have come to them, or
    somebody was quicker."""
    named = MonitoredOutage.objects.filter(pk__in=keys).values_list("contract", flat=True).first()
    contract = Contract.objects.select_for_update().filter(pk=named or 0).first()
    found = entries.waiting([contract], now) if contract is not None else []
    group = next((one for one in found if {row.pk for row in one.monitored} == set(keys)), None)
    if contract is not None:
        check_speak(contract, standing(actor, now))
    if group is None or (group.word is not None) is not asked:
        raise WrongState(_("These entries have moved on meanwhile. Look at them again."))
    return group


def may_answer(group: WaitingOutage, where: Standing) -> bool:
    """Whether the person is of the side that is asked. No query, where the contract is at hand."""
    held = where.on(group.first.contract, None, Incident.kind)
    return group.word is not None and any(
        one.role in SPEAKERS.get(one.side, ()) and one.side == OTHER[group.word.side] for one in held
    )


def _say(
    group: WaitingOutage,
    word: str,
    actor: User,
    now: datetime,
    *,
    reason: str = "",
    ticket: Ticket | None = None,
) -> list[OutageWord]:
    capacity = check_speak(group.first.contract, standing(actor, now))
    asked = group.word
    if asked is not None and (capacity.side == asked.side or actor.pk == asked.by_id):
        raise Forbidden(_("The other side answers, and another person than the one who said it."))
    answered = _last_words(group) if asked is not None else {}
    made = [
        OutageWord(
            entry=one, word=word, ticket=ticket, reason=reason, side=capacity.side, by=actor, unit_id=capacity.unit,
            on_behalf_of_id=capacity.principal, at=now, answers=answered.get(one.pk),
            said_by=asked.by if asked else None, said_side=asked.side if asked else "",
        )
        for one in group.monitored
    ]  # fmt: skip
    for row in made:
        row.save(force_insert=True)
    redraw_judging(group.first.contract)
    said = {"order": ticket.number} if ticket is not None else {"reason": reason}
    _record("outage_said", group.first.contract, made, actor, now, word=word, **said, sources=_sources(group))
    return made


def _last_words(group: WaitingOutage) -> dict[int, OutageWord]:
    said = OutageWord.objects.filter(entry__in=[one.pk for one in group.monitored], word__in=ASKED).order_by("id")
    return {one.entry_id: one for one in said}


def _sources(group: WaitingOutage) -> list[str]:
    return [one.source_id for one in group.monitored]


def _record(
    action: str, contract: Contract, rows: Sequence[Any], actor: User | None, now: datetime, **said: Any
) -> None:
    data = {"contract": contract.number, **said}
    unit = unit_of(actor) if actor is not None else None
    audit.log_system(action, now=now, actor=actor, unit=unit, data=data, rows=audit.faces_of(rows))


def _tell(event: str, group: WaitingOutage, said: OutageWord, now: datetime) -> None:
    """The people of the other side."""
    contract, side = group.first.contract, OTHER[said.side]
    seats = Membership.objects.filter(
        organization=getattr(contract, f"{side}_id"), role__in=SPEAKERS[side], user__is_active=True
    )
    told = {
        "actor": said.by.get_full_name(), "system": group.first.system.name, "contract": contract.number,
        "starts": _minute(group.span.start), "text": said.reason,
    }  # fmt: skip
    people = sorted(set(seats.values_list("user", flat=True)) - {said.by_id})
    outbox.queue(event, people, ticket=None, key=f"{event}:{said.pk}", params=told, now=now)
