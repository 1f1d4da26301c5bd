"""时限看板: every running clock by the time it has left; what is about to fail comes first.

The clocks of the contract and internal targets never stand together, and each side's are counted by themselves.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tickets import permissions
from tickets.models import Deadline
from tickets.pages.board.cards import BoardCard, cards
from tickets.pages.board.counters import SideCounts, counted
from tickets.pages.board.lanes import BOUNDS, LANES, LISTED, Lane
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks, digits
from tickets.pages.parts.keyset import MOST
from tickets.pages.parts.shell import places
from tickets.pages.parts.visit import Visit, page
from tickets.permissions import Standing
from tickets.policy.types import PARTIES
from tickets.prepared import SOME_HOUR, Prepared, zoned

#: So many clocks of a lane stand on the board, and so many on a page of their own.
FIRST, PAGE = 10, 100
GROUPINGS = ("unit", "party")
INTERNAL = "internal"
PARTY_NAMES = frozenset(one.value for one in PARTIES)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: whose clocks, of which basis, which lane alone, grouped how, behind which clock."""

    party: str
    internal: bool
    only: str
    grouping: str
    after: int

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        after = query.get("after", "")
        return cls(
            party=query.get("party", "") if query.get("party") in PARTY_NAMES else "",
            internal=query.get("basis") == INTERNAL,
            only=query.get("only", "") if query.get("only") in LANES else "",
            grouping=query.get("group", "") if query.get("group") in GROUPINGS else "",
            after=int(after) if digits(after) else 0,
        )

    @property
    def most(self) -> int:
        return PAGE if self.only else FIRST

    def address(self, **other: object) -> str:
        """The same, but for these."""
        basis = INTERNAL if self.internal else ""
        said = {"party": self.party, "basis": basis, "only": self.only, "group": self.grouping, **other}
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in said.items() if value})
        return f"?{query.urlencode()}"

    @property
    def query(self) -> str:
        return self.address().removeprefix("?")


@page
@asks(party=PARTY_NAMES, basis=(INTERNAL,), only=LANES, group=GROUPINGS, after=digits)
def board(request: HttpRequest, here: Visit) -> HttpResponse:
    asked = Asked.of(request.GET)
    lanes = [LANES[asked.only]] if asked.only else LISTED
    found = _alone(lanes[0], here, asked) if asked.only else _first(here, asked)
    shown = cards([pk for ids in found.values() for pk in ids], here)
    context = {
        "asked": asked,
        "sides": sides(counted(here, internal=asked.internal), asked),
        "columns": [_column(lane, found[lane.name], shown, asked) for lane in lanes if found[lane.name] or asked.only],
        "groupings": groupings(asked),
        "bases": bases(asked),
        "now": here.now,
        "back": reverse("board") + asked.address(),
    }
    template = "tickets/board/_columns.html" if request.htmx else "tickets/board/page.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def groupings(asked: Asked) -> list[tuple[str, str, bool]]:
    labels = {"": _("Not grouped"), "unit": _("By unit"), "party": _("By party")}
    return [(label, asked.address(group=name), name == asked.grouping) for name, label in labels.items()]


def bases(asked: Asked) -> list[tuple[str, str, bool]]:
    labels = {"": _("Clocks of the contract"), INTERNAL: _("Internal targets")}
    return [
        (label, asked.address(basis=name, only="", after=""), (name == INTERNAL) == asked.internal)
        for name, label in labels.items()
    ]


def _first(here: Visit, asked: Asked) -> dict[str, list[int]]:
    """Lane -> its first clocks, and one more where there are others. One query."""
    question = _question(here.standing, places(here.standing), asked.party, asked.internal)
    found: dict[str, list[int]] = {lane.name: [] for lane in LISTED}
    ends = [lane.until(here.now) if lane.until else datetime.max.replace(tzinfo=UTC) for lane in LISTED]
    for place, at, pk in question.ask(here.now, instants=BOUNDS) if question else ():
        if zoned(at) <= ends[place]:
            found[LISTED[place].name].append(pk)
    return found


@lru_cache(maxsize=256)
def _question(standing: Standing, _places: Hashable, party: str, internal: bool) -> Prepared | None:  # noqa: FBT001
    """None: whoever has no contract sees no clock."""
    clocks = clocks_of(standing, party, internal=internal)
    try:
        # Where a lane ends is left out: to a plan the end makes its clocks few, and it would put all of them in order.
        begun = [_in_order(lane, clocks.filter(lane.since(SOME_HOUR))) for lane in LISTED]
        return Prepared.beside([one[: FIRST + 1] for one in begun])
    except EmptyResultSet:
        return None


def clocks_of(standing: Standing, party: str, *, internal: bool) -> QuerySet[Deadline]:
    """All that the person may see of one basis, or those of one side."""
    clocks = permissions.visible_clocks(standing).filter(permissions.sent(standing), internal=internal)
    return clocks.filter(party=party) if party else clocks


def _listed(lane: Lane, clocks: QuerySet[Deadline], now: datetime) -> QuerySet[Deadline, tuple[Any, ...]]:
    return _in_order(lane, clocks.filter(lane.clocks(now)))


def _in_order(lane: Lane, clocks: QuerySet[Deadline]) -> QuerySet[Deadline, tuple[Any, ...]]:
    """Of a lane: the index alone gives them."""
    return clocks.order_by(lane.order, "id").values_list(lane.order, "pk")


def _alone(lane: Lane, here: Visit, asked: Asked) -> dict[str, list[int]]:
    """The clocks of a lane that has the page for itself, behind the one that the address names, and one more."""
    clocks = _listed(lane, clocks_of(here.standing, asked.party, internal=asked.internal), here.now)
    found = _behind(clocks, lane.order, asked.after)
    return {lane.name: [pk for _at, pk in found[: PAGE + 1]]}


def _column(lane: Lane, ids: list[int], found: Mapping[int, BoardCard], asked: Asked) -> dict[str, Any]:
    """The first clocks of a lane with the way to the rest."""
    shown = [found[pk] for pk in ids[: asked.most] if pk in found]
    rest = asked.address(only=lane.name, after=shown[-1].pk) if len(ids) > asked.most else ""
    label, colour = lane.label, "grey" if asked.internal else lane.colour
    return {
        "name": lane.name, "label": label, "colour": colour, "clocks": shown, "rest": rest,
        "groups": _grouped(shown, asked.grouping),
    }  # fmt: skip


def _behind(clocks: QuerySet[Deadline, tuple[Any, ...]], order: str, after: int) -> QuerySet[Deadline, tuple[Any, ...]]:
    last, _pk = (clocks.filter(pk=after).first() if after else None) or (None, None)
    if last is None:
        return clocks
    return clocks.filter(Q(**{f"{order}__gt": last}) | Q(**{order: last}, pk__gt=after))


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and the address that opens exactly what it counted."""

    label: Promise | str
    words: str
    colour: str
    query: str


def sides(found: Mapping[str, SideCounts], asked: Asked) -> list[tuple[str, list[Figure]]]:
    """(side, its figures: overdue, nearly due, paused, rate) of every side that owes a clock."""
    return [
        (wording.party(party.value), _figures(party.value, found[party.value], asked))
        for party in PARTIES
        if party.value in found
    ]


def _figures(party: str, counts: SideCounts, asked: Asked) -> list[Figure]:
    figures = [
        Figure(lane.label, _many(count), "grey" if asked.internal else lane.colour, _opens(asked, party, name))
        for name, count in counts.now.items()
        if (lane := LANES[name])
    ]
    done, late = counts.done, counts.late
    rate = f"{(done - late) * 100 / done:.1f}%" if done else "—"
    told = _("On time %(met)d of %(done)d") % {"met": done - late, "done": done}
    return [*figures, Figure(told, rate, "green", _opens(asked, party, "settled"))]


def _many(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


def _opens(asked: Asked, party: str, lane: str) -> str:
    return asked.address(party=party, only=lane, group="", after="")


def _grouped(shown: Iterable[BoardCard], grouping: str) -> dict[str, list[BoardCard]]:
    groups: dict[str, list[BoardCard]] = {}
    for card in shown:
        groups.setdefault({"unit": card.unit, "party": card.party}.get(grouping, ""), []).append(card)
    return groups
