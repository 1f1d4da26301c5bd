"""The rows of the register of outages, and what waits to be checked, ready to be printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets import actions, registered
from tickets.availability import excluding, length
from tickets.datelaw.types import ZONE, local
from tickets.errors import Refusal
from tickets.lifecycle.fields import Field
from tickets.lifecycle.kinds.incident import Incident
from tickets.models import Contract, Deadline, MonitoredOutage, OutageWord
from tickets.outages import entries, orders
from tickets.outages.entries import WaitingOutage
from tickets.outages.known import OPEN, KnownOutage, OutageReading
from tickets.pages.parts import moments, wording
from tickets.pages.parts.visit import Visit

#: Told within so many minutes it is no late entry by any contract's tolerance that matters to a form: the door judges.
AT_ONCE: Final = timedelta(minutes=5)
#: So many sources are named; the others are counted.
NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class ListedOutage:
    """One row in words. net: without what does not count; other: what it comes to by other words; platform: the share
    of the whole platform that it hit, "" where nobody has said so."""

    key: str
    number: str
    url: str
    title: str
    system: str
    source: str
    cause: str
    began_at: datetime
    ended_at: datetime | None
    began: str
    ended: str
    lasted: str
    net: str
    net_minutes: int
    excluded: str
    state: str
    standing: str
    open: bool
    other: tuple[str, ...]
    platform: str


def of_orders(ids: Sequence[int], now: datetime) -> list[ListedOutage]:
    """Of these clocks, in their order."""
    found = orders.outages(orders.told(Deadline.objects.filter(pk__in=ids)), now)
    return _listed(sorted(found, key=lambda one: ids.index(one.key)), now)


def of_entries(ids: Sequence[int], now: datetime) -> list[ListedOutage]:
    """Of these entries of monitoring, in their order."""
    found = entries.known(entries.present(MonitoredOutage.objects.filter(pk__in=ids)), now)
    return _listed(sorted(found, key=lambda one: ids.index(one.key)), now)


def _listed(found: Sequence[KnownOutage], now: datetime) -> list[ListedOutage]:
    """With what supervisor and authority say of the platform. One query."""
    named = [one.number or one.title for one in found]
    said = registered.on_the_platform((one.contract for one in found), named, local(now).date()) if found else {}
    shares = [said.get((one.contract, name)) for one, name in zip(found, named, strict=True)]
    return [_worded(one, "" if share is None else f"{share}%") for one, share in zip(found, shares, strict=True)]


def _worded(one: KnownOutage, platform: str) -> ListedOutage:
    lasted = one.span.length
    net = length(excluding([one.span], [cut.span for cut in one.excuses]))
    grounds = sorted({part for cut in one.excuses for part in cut.ground.split("+")})
    return ListedOutage(
        key=f"{one.source}-{one.key}",
        number=one.number,
        url=reverse("ticket", args=[one.number]) if one.number else "",
        title=one.title,
        system=one.system_name,
        source=wording.outage_source(one.source),
        cause=cause(one.cause),
        began_at=one.began_at,
        ended_at=one.ended_at,
        began=moments.full(one.began_at),
        ended=_until(one.ended_at, one.began_at) if one.ended_at else "",
        lasted=moments.span(lasted),
        net=moments.span(net) if net != lasted else "",
        net_minutes=int(net / timedelta(minutes=1)),
        excluded=wording.listed(ground(code) for code in grounds),
        state=one.state,
        standing=wording.outage_state(one.state),
        open=one.state in OPEN,
        other=tuple(_reading(word) for word in one.readings),
        platform=platform,
    )


def _until(end: datetime, start: datetime) -> str:
    """The hour alone, on the day on which it began."""
    return moments.full(end)[11:] if end.astimezone(ZONE).date() == start.astimezone(ZONE).date() else moments.full(end)


def cause(code: str) -> str:
    field: Field[str] = Incident.cause
    return field.in_words(code, {}) if code else ""


def ground(code: str) -> str:
    """A reason of pauses, or the kind of order by which minutes do not count."""
    said = wording.pause_reason(code)
    return said if said != code else wording.kind(code)


def _reading(word: OutageReading) -> str:
    net = moments.span(length(excluding([word.span], word.excuses)))
    if not word.by:
        return _("If the suspension is found rightful nothing of it counts.")
    told = {"who": word.by, "from": moments.full(word.span.start), "net": net}
    told["to"] = _until(word.span.end, word.span.start)
    return _("By the word of %(who)s: %(from)s to %(to)s, %(net)s.") % told


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """What waits to be checked. keys: of its entries, as its forms carry them. speaks, answers: whether this person
    says what it is, or is asked. late: a fault made of it asks why it is entered late. covering: the orders that tell
    of it already."""

    group: WaitingOutage
    system: str
    contract: str
    keys: str
    when: str
    lasted: str
    sources: str
    said: str
    why: str
    contested: str
    speaks: bool
    answers: bool
    late: bool
    covering: tuple[str, ...]

    @property
    def key(self) -> int:
        return self.group.key


def waiting(here: Visit, contracts: Iterable[Contract]) -> list[WaitingCard]:
    """Of these contracts, the oldest first. As many queries for one as for a hundred."""
    groups = entries.waiting(contracts, here.now)
    if not groups:
        return []
    known = orders.outages(entries.near(groups), here.now)
    return [_card(one, known, here) for one in groups]


def _card(group: WaitingOutage, known: Sequence[KnownOutage], here: Visit) -> WaitingCard:
    first, span, word, contested = group.first, group.span, group.word, group.contested
    ends = _("still on") if group.on else _until(span.end, span.start)
    more = len(group.monitored) - NAMED
    sources = ", ".join(one.source_id for one in group.monitored[:NAMED]) + (f" +{more}" if more > 0 else "")
    return WaitingCard(
        group=group,
        system=first.system.name,
        contract=first.contract.number,
        keys=",".join(str(one.pk) for one in group.monitored),
        when=_("%(from)s to %(to)s") % {"from": moments.full(span.start), "to": ends},
        lasted=moments.span(span.length),
        sources=sources,
        said=_said(word) if word else "",
        why=word.reason if word else "",
        contested=contested.reason if contested and contested.word == "contested" else "",
        speaks=word is None and _may(first.contract, here),
        answers=actions.may_answer_outage(group, here.standing) and word is not None and word.by_id != here.user.pk,
        late=here.now - span.start > AT_ONCE,
        covering=tuple(entries.covered(group, known, AT_ONCE)[:3]),
    )


def _said(word: OutageWord) -> str:
    told = {"who": wording.person(word.by), "unit": str(word.unit), "word": wording.outage_word(word.word)}
    return _("%(who)s (%(unit)s): %(word)s") % told


def _may(contract: Contract, here: Visit) -> bool:
    try:
        actions.check_speak(contract, here.standing)
    except Refusal:
        return False
    return True
