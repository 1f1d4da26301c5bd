"""The newest counting for some contracts, put together: what the page of the statistics shows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Sum

from tickets.models import ClockTally, OpenTally, OrderTally, RatingTally, RollUp, StepTally
from tickets.statistics.lengths import share

#: Shares of the passages: half of them, and nine in ten.
HALF, NINE_TENTHS = 0.5, 0.9


@dataclass(slots=True)
class Kept:
    """Clocks met and missed. `rate` is the share of those met, None of none."""

    met: int = 0
    missed: int = 0

    @property
    def due(self) -> int:
        return self.met + self.missed

    @property
    def rate(self) -> float | None:
        return self.met / self.due if self.due else None

    def add(self, met: int, missed: int) -> None:
        self.met += met
        self.missed += missed


@dataclass(frozen=True, slots=True)
class StepFigures:
    """Passages of one state of one kind; how long half of them, and nine in ten, took at most; orders in it now."""

    passages: int
    half: timedelta | None
    nine_tenths: timedelta | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Figures:
    """as_of: when it was counted. filed: orders, by month. steps: by (kind, state)."""

    as_of: datetime
    months: Mapping[date, Kept]
    clauses: Mapping[str, Kept]
    contracts: Mapping[int, Kept]
    filed: Mapping[date, int]
    steps: Mapping[tuple[str, str], StepFigures]
    #: degree -> orders
    rated: Mapping[int, int] = field(default_factory=dict)
    #: kind -> age band -> orders
    open: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


def figures(contracts: Collection[int], party: str) -> Figures | None:
    """Those contracts' figures, of the clocks that `party` owes. None: nothing was counted yet. Six queries."""
    newest = RollUp.objects.order_by("-as_of").first()
    if newest is None:
        return None
    mine = {"roll_up": newest, "contract__in": contracts}
    months, clauses, by_contract = _clocks(mine, party)
    waiting = list(OpenTally.objects.filter(**mine).values_list("kind", "state", "band").annotate(Sum("orders")))
    filed = OrderTally.objects.filter(**mine).values_list("month").annotate(Sum("filed")).order_by("month")
    rated = RatingTally.objects.filter(**mine).values_list("degree").annotate(Sum("orders")).order_by("-degree")
    steps, ages = _steps(mine, waiting), _ages(waiting)
    return Figures(newest.as_of, months, clauses, by_contract, dict(filed), steps, dict(rated), ages)


def _clocks(mine: Mapping[str, object], party: str) -> tuple[dict[date, Kept], dict[str, Kept], dict[int, Kept]]:
    months: defaultdict[date, Kept] = defaultdict(Kept)
    clauses: defaultdict[str, Kept] = defaultdict(Kept)
    contracts: defaultdict[int, Kept] = defaultdict(Kept)
    rows = ClockTally.objects.filter(**mine, party=party).order_by("month", "code")
    for month, code, contract, met, missed in rows.values_list("month", "code", "contract", "met", "missed"):
        for kept in (months[month], clauses[code], contracts[contract]):
            kept.add(met, missed)
    return dict(months), dict(clauses), dict(contracts)


def _steps(mine: Mapping[str, object], waiting: list[tuple[str, str, int, int]]) -> dict[tuple[str, str], StepFigures]:
    standing = Counter[tuple[str, str]]()
    for kind, state, _band, orders in waiting:
        standing[kind, state] += orders
    sizes: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    told = StepTally.objects.filter(**mine).order_by().values_list("kind", "state", "size").annotate(Sum("passages"))
    for kind, state, size, passages in told:
        sizes[kind, state][size] = passages
    return {step: _step(sizes.get(step, {}), standing[step]) for step in sizes.keys() | standing.keys()}


def _step(sizes: Mapping[int, int], waiting: int) -> StepFigures:
    return StepFigures(sum(sizes.values()), share(sizes, HALF), share(sizes, NINE_TENTHS), waiting)


def _ages(waiting: list[tuple[str, str, int, int]]) -> dict[str, Counter[int]]:
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for kind, _state, band, orders in waiting:
        found[kind][band] += orders
    return dict(found)
