"""Between what a typed day or instant must lie: points in time that can be said, and bounds made of them. Pure.

`Day("Filed on", within=(not_before(SEALED), not_after(TODAY)), …)`: page, REST and the door read the same bounds, and
a refusal names the bound and its value. Days are days in Shanghai; of an instant on a bound in days its day counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import ZONE, day_end, midnight
from tickets.lifecycle.endorsements import APPROVAL, LATE_FILING, EndorsementKind
from tickets.lifecycle.parameters import EVIDENCE_REACH, FACT_REACH, SHUT_AHEAD
from tickets.policy.known import Parameter

if TYPE_CHECKING:
    from tickets.lifecycle.fields.field import Field
    from tickets.lifecycle.scene import Scene

#: So far may the clock of whoever types run ahead of the service's.
AHEAD: Final = timedelta(minutes=5)
#: A day, or an instant: Python counts the second among the first.
Moment = date


@dataclass(frozen=True, slots=True)
class Point:
    """A point in time by which another is measured.

    name: as REST says it. english: as sentences say it; its Chinese stands in the catalogue under `context`.
    at: the point as the scene knows it; None where it is not known, and then it bounds nothing.
    """

    name: str
    english: str
    at: "Callable[[Scene], Moment | None]"
    context: str = "bound"

    @property
    def words(self) -> str:
        return pgettext(self.context, self.english)


class Relation(StrEnum):
    """How what is typed must lie to the point. The values are those of REST."""

    NOT_BEFORE = "not_before"
    AFTER = "after"
    NOT_AFTER = "not_after"
    BEFORE = "before"

    @property
    def earliest(self) -> bool:
        """It says how early something may be, not how late."""
        return self in (Relation.NOT_BEFORE, Relation.AFTER)


HOLDS: Final = {Relation.NOT_BEFORE: ge, Relation.AFTER: gt, Relation.NOT_AFTER: le, Relation.BEFORE: lt}
RULES: Final = {
    Relation.NOT_BEFORE: _("not before %(point)s"),
    Relation.AFTER: _("after %(point)s"),
    Relation.NOT_AFTER: _("not after %(point)s"),
    Relation.BEFORE: _("before %(point)s"),
}
REFUSALS: Final = {
    Relation.NOT_BEFORE: _("This may not lie before %(point)s: %(value)s."),
    Relation.AFTER: _("This must lie after %(point)s: %(value)s."),
    Relation.NOT_AFTER: _("This may not lie after %(point)s: %(value)s."),
    Relation.BEFORE: _("This must lie before %(point)s: %(value)s."),
}


@dataclass(frozen=True, slots=True)
class Bound:
    relation: Relation
    point: Point

    def allows(self, value: Moment, scene: "Scene") -> bool:
        edge = self.edge(scene, exact=isinstance(value, datetime))
        return edge is None or bool(HOLDS[self.relation](value, edge))

    def edge(self, scene: "Scene", *, exact: bool) -> Any:
        """The point as a day, or as an `exact` instant: of a day its 00:00, its 24:00 where the day still counts."""
        at = self.point.at(scene)
        if at is None:
            return None
        if not exact:
            return at.astimezone(ZONE).date() if isinstance(at, datetime) else at
        if isinstance(at, datetime):
            return at
        return day_end(at) if self.relation in (Relation.AFTER, Relation.NOT_AFTER) else midnight(at)

    @property
    def rule(self) -> str:
        """“not after the end of the term”, in the reader's language."""
        return gettext(RULES[self.relation]) % {"point": self.point.words}

    def refusal(self, scene: "Scene", *, exact: bool) -> str:
        at = self.point.at(scene)
        value = written(at if exact else self.edge(scene, exact=False))
        return gettext(REFUSALS[self.relation]) % {"point": self.point.words, "value": value}

    @property
    def described(self) -> dict[str, str]:
        """As JSON Schema holds it, under `x-bounds`."""
        return {"relation": self.relation.value, "point": self.point.name, "title": self.rule}


@dataclass(frozen=True, slots=True)
class Unbounded:
    """Any day will do; `reason` says why."""

    reason: str


Within = tuple[Bound, ...] | Unbounded


def not_before(point: Point) -> Bound:
    return Bound(Relation.NOT_BEFORE, point)


def after(point: Point) -> Bound:
    return Bound(Relation.AFTER, point)


def not_after(point: Point) -> Bound:
    return Bound(Relation.NOT_AFTER, point)


def before(point: Point) -> Bound:
    return Bound(Relation.BEFORE, point)


def written(at: Moment | None) -> str:
    """A day or an instant as people read it, in Beijing time."""
    if at is None:
        return "—"
    if not isinstance(at, datetime):
        return date_format(at)
    here = at.astimezone(ZONE)
    return f"{date_format(here)} {here:%H:%M}"


def minute(instant: datetime) -> datetime:
    """The minute in which it lies: people write an instant to the minute."""
    return instant.replace(second=0, microsecond=0)


def by_now(told: datetime, now: datetime) -> datetime:
    """`now` for what is told as past by a clock that runs a little ahead, or to the minute that has just begun."""
    return now if now < told <= now + AHEAD else told


def answer_to(field: "Field[Any]") -> Point:
    """What another field of the form, or of the ticket, says."""
    return Point(field.name, field.english, lambda scene: scene.value(field), context=field.context)


def recorded(field: "Field[Any]", english: str) -> Point:
    """What the ticket has said so far, where the same field is asked for anew."""
    return Point(f"present_{field.name}", english, lambda scene: scene.recorded(field))


def given(endorsement: EndorsementKind, english: str) -> Point:
    """When this was endorsed."""

    def at(scene: "Scene") -> Moment | None:
        found = scene.endorsed(endorsement)
        return found.at if found else None

    return Point(endorsement.name, english, at)


def given_with(endorsement: EndorsementKind, field: "Field[Any]") -> Point:
    """What was typed when this was endorsed."""

    def at(scene: "Scene") -> Moment | None:
        found = scene.endorsed(endorsement)
        return found.value(field) if found else None

    return Point(f"{endorsement.name}_{field.name}", field.english, at, context=field.context)


def in_days(name: str, english: str, parameter: Parameter, sign: int = 1) -> Point:
    """So many natural days from today as the contract's interpretation says; `sign` -1: before today."""

    def at(scene: "Scene") -> Moment:
        return scene.today + sign * timedelta(days=scene.facts.number(parameter))

    return Point(name, english, at)


def _switched_by(scene: "Scene") -> Moment | None:
    """The last day of the month of the switchover; under a contract without one (13.3), that of the term. None once it
    is over: what is opened then serves a switchover that still goes on."""
    last = scene.facts.switchover_ends or scene.facts.term_ends
    return last if scene.today <= last else None


def _service_ends(scene: "Scene") -> Moment | None:
    """Once the term is over what is planned lies in the month of the switchover (13.3), as long as that runs."""
    ends = scene.facts.term_ends
    return ends if scene.today <= ends else _switched_by(scene)


TODAY: Final = Point("today", "today", lambda scene: scene.today)
NOW: Final = Point("now", "now", lambda scene: scene.now)
LATELY: Final = Point(
    "lately",
    "the earliest instant that may still be entered",
    lambda scene: scene.now - timedelta(hours=scene.facts.number(FACT_REACH)),
)
NEXT_WORKING_DAY: Final = Point("next_working_day", "the next working day", lambda scene: scene.facts.next_working_day)
OPENED: Final = Point(
    "opened", "the day the order was filed", lambda scene: scene.opened_at and scene.opened_at.astimezone(ZONE).date()
)
ENTERED: Final = Point("state_since", "the day this stage of the order began", lambda scene: scene.state_since)
#: What is done by telephone may come before the order: as far back as a fault may have been told, and no further (G7b).
REACHED: Final = Point(
    "reached",
    "the earliest instant of which this order can tell",
    lambda scene: scene.opened_at and scene.opened_at - timedelta(hours=scene.facts.number(FACT_REACH)),
)
TERM_STARTS: Final = Point("term_starts", "the start of the term", lambda scene: scene.facts.term_starts)
TERM_ENDS: Final = Point("term_ends", "the end of the term", lambda scene: scene.facts.term_ends)
#: The end of a term that is over already, else today.
TODAY_OR_TERM: Final = Point(
    "today_or_term_ends",
    "today, or the end of a term that is over",
    lambda scene: min(scene.today, scene.facts.term_ends),
)
#: The month that the provider goes on serving (13.3).
SWITCHED_BY: Final = Point("switched_by", "the end of the switchover month", _switched_by)
SERVICE_ENDS: Final = Point("service_ends", "the last day of service", _service_ends)
REPLACE_BY: Final = Point(
    "replace_by", "the last day of the limit for the replacement", lambda scene: scene.facts.replace_by
)
SEALED: Final = given(APPROVAL, "the day of the sealed filing")
APPROVED: Final = given(APPROVAL, "the day of the approval")
FILED_LATE: Final = given(LATE_FILING, "the day of the late filing")
OLDEST_EVIDENCE: Final = in_days("oldest_evidence", "the oldest day that counts as evidence", EVIDENCE_REACH, sign=-1)
SHUT_BY: Final = in_days("shut_by", "the farthest day for which a shutdown may be set", SHUT_AHEAD)
