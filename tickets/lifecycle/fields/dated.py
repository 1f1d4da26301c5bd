"""Days and instants. Each says between what it may lie: nobody types a date that is bounded by nothing."""

from collections.abc import Container, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ONE_DAY, ZONE, day_end
from tickets.lifecycle import form_fields
from tickets.lifecycle.bounds import NOW, Bound, Moment, Relation, Within, by_now
from tickets.lifecycle.fields.field import Field, Sample

if TYPE_CHECKING:
    from tickets.lifecycle.scene import Scene

M_co = TypeVar("M_co", bound=date, covariant=True)
#: The smallest step of time that rows hold.
INSTANT: Final = timedelta(microseconds=1)


@dataclass(eq=False)
class Dated(Field[M_co]):
    """A point in time, `within` its bounds. They are judged when it is typed, at page and REST alike; a guard
    `time.still` judges them once more where time may have overtaken what was typed."""

    #: It is an instant, not a day.
    exact: ClassVar[bool]
    #: The first value behind one that is itself excluded.
    step: ClassVar[timedelta]

    _: KW_ONLY
    within: Within

    def bounded(self, *within: Bound) -> Self:
        """The same field, where it is asked for between other bounds."""
        return replace(self, within=within)

    @property
    def limiting(self) -> tuple[Bound, ...]:
        return self.within if isinstance(self.within, tuple) else ()

    def last_instant(self, value: Any) -> datetime:
        """The last instant that still belongs to the value: of a day the one just before its 24:00 in Beijing."""
        return value if isinstance(value, datetime) else day_end(value) - INSTANT

    def amiss(self, value: Any, scene: "Scene", wrong: Container[str] = ()) -> list[str]:
        """Of the bounds that the value breaks, the narrowest on each side, said with its own value: what keeps that one
        keeps the others. Nothing typed breaks nothing, and by an answer that is `wrong` itself nothing is measured."""
        if value is None:
            return []
        broken = [one for one in self.limiting if one.point.name not in wrong and not one.allows(value, scene)]
        narrowest = [
            pick(some, key=lambda one: self._edge(one, scene))
            for pick, side in ((max, True), (min, False))
            if (some := [one for one in broken if one.relation.earliest is side])
        ]
        return [one.refusal(scene, exact=self.exact) for one in narrowest]

    def _edge(self, bound: Bound, scene: "Scene") -> Any:
        """The first value that the bound lets pass, or the last; None where its point is not known."""
        steps = {Relation.AFTER: self.step, Relation.BEFORE: -self.step}
        edge = bound.edge(scene, exact=self.exact)
        return edge + steps.get(bound.relation, timedelta()) if edge is not None else None

    def span(self, scene: "Scene") -> tuple[Moment | None, Moment | None]:
        """The earliest and the latest value that the scene lets pass; None where nothing known bounds it."""
        edges = [(one.relation.earliest, self._edge(one, scene)) for one in self.limiting]
        known = [(earliest, edge) for earliest, edge in edges if edge is not None]
        lower, upper = ([edge for is_earliest, edge in known if is_earliest is side] for side in (True, False))
        return max(lower, default=None), min(upper, default=None)

    def schema(self, sample: Sample) -> dict[str, Any]:
        described = super().schema(sample)
        if not self.limiting:
            return described
        told = gettext(_("; ")).join(one.rule for one in self.limiting)
        return described | {"description": told, "x-bounds": [one.described for one in self.limiting]}


@dataclass(eq=False)
class Day(Dated[date]):
    form_class = form_fields.DayFormField
    type = "date"
    exact = False
    step = ONE_DAY

    def store(self, value: Any) -> str:
        day: date = value
        return day.isoformat()

    def revive(self, stored: Any) -> date:
        return date.fromisoformat(stored)

    def bounds(self) -> dict[str, Any]:
        return {"format": "date"}


@dataclass(eq=False)
class MonthDay(Day):
    """Any day of a month, which alone is meant and shown."""

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return f"{value:%Y-%m}"


@dataclass(eq=False)
class Instant(Dated[datetime]):
    form_class = form_fields.InstantFormField
    type = "time"
    standing_hint = _("Beijing time")
    exact = True
    step = timedelta(minutes=1)

    def in_words(self, value: Any, _names: Mapping[str, str]) -> str:
        return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"

    def store(self, value: Any) -> str:
        instant: datetime = value
        return instant.astimezone(ZONE).isoformat()

    def revive(self, stored: Any) -> datetime:
        return datetime.fromisoformat(stored).astimezone(ZONE)

    def bounds(self) -> dict[str, Any]:
        return {"format": "date-time"}

    def caught_up(self, value: datetime, now: datetime) -> datetime:
        """What is told as past, as `by_now` takes it."""
        past = any((one.relation, one.point) == (Relation.NOT_AFTER, NOW) for one in self.limiting)
        return by_now(value, now) if past else value
