"""Reclaim of resources 资源回收 (3.5): what stands idle or was given back, never without the agency's word."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import (
    OLDEST_EVIDENCE,
    SERVICE_ENDS,
    TODAY,
    Moment,
    Point,
    in_days,
    not_after,
    not_before,
)
from tickets.lifecycle.bounds import written as in_words
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import Clock, Sort
from tickets.lifecycle.effects import DRAFT_REDUCTION
from tickets.lifecycle.endorsements import APPROVAL, RECOMMENDED
from tickets.lifecycle.fields import SENTENCE, AskedIf, Choice, Day, LongText, Number, Text, YesNo, in_service, today
from tickets.lifecycle.guards import people, time
from tickets.lifecycle.kind import Kind, Opening
from tickets.lifecycle.papers import EVIDENCE
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PL, PROVIDER, SA, VE
from tickets.lifecycle.questions import LINES, REASON
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import DISCARDED, DRAFT
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, Side, State, Step, turn_back
from tickets.lifecycle.tables import Amounts, Table
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter

ANSWER: Final = Clock("reclaim.answer", sort=Sort.APPROVE)
#: Idle is what was measured as such for so many days (M100), up to so many days ago (M101).
MEASURED: Final = Parameter("reclaim.measured_days", 1, 180, otherwise=30, since=2)
FRESH: Final = Parameter("reclaim.fresh_days", 0, 60, otherwise=7, since=2)
#: So many days ahead resources may be kept before they are looked at again (M102).
KEPT: Final = Parameter("reclaim.keep_days", 1, 366, otherwise=180, since=2)

GROUND: Final = Choice("Ground for reclaiming", example="idle", name="reclaim_ground", options={
    "idle": "Standing idle", "returned": "Given back", "test_over": "A test is over"})  # fmt: skip
IF_IDLE: Final = AskedIf(GROUND, ("idle",))
NEEDED: Final = "(needed for what stands idle)"

PROPOSED: Final = Amounts(
    "Resources to be reclaimed", LINES.columns, example=[{"line": "vcpu", "quantity": 4}], name="reclaimed"
)
AGREED: Final = Amounts(
    "Resources agreed to",
    LINES.columns,
    example=None,
    required=False,
    needed="(none named: all that was proposed)",
    name="agreed_lines",
)
USAGE: Final = Table(
    "Use as measured",
    (
        Text("Resource", example="vCPU", name="resource"),
        Number("Average, %", least=0, most=100, example=4, name="average"),
        Number("Peak, %", least=0, most=100, example=12, name="peak"),
    ),
    example=[{"resource": "vCPU", "average": 4, "peak": 12}],
    required=False,
    needed=NEEDED,
    asked_if=IF_IDLE,
    name="usage",
)
USAGE_TO: Final = Day(
    "Measured until",
    within=(
        not_before(in_days("oldest_usage", "the oldest day up to which use may have been measured", FRESH, sign=-1)),
        not_after(TODAY),
    ),
    example=today(-1),
    required=False,
    needed=NEEDED,
    asked_if=IF_IDLE,
    name="usage_to",
)


def _latest_beginning(scene: Scene) -> Moment | None:
    last = scene.value(USAGE_TO)
    return last and last - timedelta(days=scene.facts.number(MEASURED) - 1)


USAGE_FROM: Final = Day(
    "Measured from",
    within=(
        not_before(OLDEST_EVIDENCE),
        not_after(Point("usage_since", "the day from which use must have been measured", _latest_beginning)),
    ),
    example=today(-40),
    required=False,
    needed=NEEDED,
    asked_if=IF_IDLE,
    name="usage_from",
)
KEEP_UNTIL: Final = Day(
    "Kept until",
    within=(
        not_before(TODAY),
        not_after(SERVICE_ENDS),
        not_after(in_days("longest_keep", "the farthest day until which resources may be kept", KEPT)),
    ),
    example=in_service(60),
    name="keep_until",
)


@guard(_("What is called idle is shown to be so: name its use, and from when until when it was measured."),
       Ask.TYPED, at=USAGE)  # fmt: skip
def usage_shown(scene: Scene) -> bool:
    shown = scene.value(USAGE), scene.value(USAGE_FROM), scene.value(USAGE_TO)
    return scene.value(GROUND) != "idle" or all(shown)


def _not_above_zero(scene: Scene) -> Mapping[str, object]:
    return {"rows": PROPOSED.rows_where(scene.value(PROPOSED), lambda quantity: quantity <= 0)}


@guard(_("Every quantity must be above zero: see row %(rows)s."), Ask.TYPED, at=PROPOSED, names=_not_above_zero)
def reclaims_something(scene: Scene) -> bool:
    return all(quantity > 0 for _line, quantity in PROPOSED.quantities(scene.value(PROPOSED)))


def _unknown(scene: Scene) -> Mapping[str, object]:
    return {"lines": ", ".join(sorted(_lines(scene) - scene.facts.catalogue))}


def _lines(scene: Scene) -> frozenset[str]:
    return frozenset(line for line, _quantity in PROPOSED.quantities(scene.value(PROPOSED)))


@guard(_("These are no lines of the contract’s catalogue: %(lines)s."), Ask.TYPED, at=PROPOSED, names=_unknown)
def reclaims_known_lines(scene: Scene) -> bool:
    return _lines(scene) <= scene.facts.catalogue


def _beyond(scene: Scene, limits: Mapping[str, int], rows: Iterable[tuple[str, int]]) -> list[str]:
    names = scene.facts.line_names
    return [
        f"{names.get(line, line)} {limits[line]:,d} < {quantity:,d}"
        for line, quantity in rows
        if line in limits and quantity > limits[line]
    ]


def _beyond_held(scene: Scene) -> list[str]:
    """A line of which the ledger holds nothing may lack its opening stock: whoever reduces it is held to the ledger."""
    return _beyond(scene, scene.facts.held, PROPOSED.quantities(scene.value(PROPOSED)))


@guard(_("The system does not hold that much: %(figures)s."), Ask.TYPED, at=PROPOSED,
       names=lambda scene: {"figures": "; ".join(_beyond_held(scene))})  # fmt: skip
def reclaims_what_is_held(scene: Scene) -> bool:
    return not _beyond_held(scene)


def _beyond_proposed(scene: Scene) -> list[str]:
    proposed = dict(PROPOSED.quantities(scene.recorded(PROPOSED)))
    agreed = AGREED.quantities(scene.entered(AGREED))
    return _beyond(scene, {line: 0 for line, _quantity in agreed} | proposed, agreed)


@guard(_("More than was proposed is not agreed to here: %(figures)s."), Ask.TYPED, at=AGREED,
       names=lambda scene: {"figures": "; ".join(_beyond_proposed(scene))})  # fmt: skip
def within_proposal(scene: Scene) -> bool:
    return not _beyond_proposed(scene)


def _fresh_until(scene: Scene) -> date | None:
    last = scene.recorded(USAGE_TO)
    return last and last + timedelta(days=scene.facts.number(FRESH))


def _overtaken(scene: Scene) -> Iterable[datetime]:
    return time.after(_fresh_until(scene))


@guard(_("Use was measured until %(last)s, which is too long ago by now. Measure it again."),
       names=lambda scene: {"last": in_words(scene.recorded(USAGE_TO))}, flips=_overtaken)  # fmt: skip
def usage_fresh(scene: Scene) -> bool:
    until = _fresh_until(scene)
    return until is None or scene.today <= until


# fmt: off
class Reclaim(Kind):
    """Provider or authority propose; the agency agrees or keeps. Agreeing moves nothing in the ledger: what is to go
    goes by the change order that is drafted for the agency, and silence never agrees (M103)."""

    kind, position = "reclaim", 120
    title = "Reclaim of resources"
    help = "Resources stand idle or were given back, and it is proposed that the agency lets them go."
    path = (stages.APPLICATION, stages.OPINION, CLOSING)
    parameters = (MEASURED, FRESH, KEPT)
    checks = (usage_shown, reclaims_something, reclaims_known_lines, reclaims_what_is_held)

    opening = Opening(
        by=(PD, PL, AO), asks=(GROUND, PROPOSED, USAGE, USAGE_FROM, USAGE_TO, REASON),
        topics=(
            Topic("What is to be reclaimed", (GROUND, PROPOSED, REASON)),
            Topic("How it is used", (USAGE, USAGE_FROM, USAGE_TO))))

    spared = YesNo("It can be spared", example=True)
    reclaim_opinion = LongText("Opinion on the proposal", example=SENTENCE)

    draft = DRAFT
    answering = State("Awaiting the agency’s opinion", stages.OPINION)
    approving = State("Awaiting the agency’s lead", stages.OPINION)
    closed = State("Agreed, a change order follows", CLOSING, final=True)
    kept = State("Kept", CLOSING, final=True)
    withdrawn = State("Withdrawn", CLOSING, final=True)
    discarded = DISCARDED

    propose_reclaim = Step(
        "Propose to reclaim", draft, answering, by=(PL, AO), side=Side.OPENER,
        when=(usage_fresh,), takes=(EVIDENCE,), starts=(ANSWER,), tells=(*AGENCY, VE, SA))
    discard = Step(
        "Discard", draft, discarded, by=(PD, PL, AO), side=Side.OPENER, why=True, aside=True)
    recommend_reclaim = Step(
        "Pass on with an opinion", answering, approving, by=(AC,), asks=(spared, reclaim_opinion),
        grants=(RECOMMENDED,))
    return_opinion = turn_back(
        "Have the opinion given again", approving, answering, by=(AL,), voids=(RECOMMENDED,),
        phrases=("The opinion does not say whether they can be spared. Check it again.",))
    agree_reclaim = Step(
        "Agree to reclaim", approving, closed, by=(AL,),
        when=(people.not_author, people.not_recommender, within_proposal), asks=(AGREED,),
        stops=(ANSWER,), grants=(APPROVAL,), does=(DRAFT_REDUCTION,), tells=(AC, *PROVIDER, VE, SA, AO))
    keep = Step(
        "Keep the resources", approving, kept, by=(AL,), when=(people.not_recommender,), asks=(KEEP_UNTIL,), why=True,
        refuses=True, stops=(ANSWER,), tells=(AC, *PROVIDER, SA, AO),
        phrases=("They are in use. Kept.", "Business to come needs them. Kept."))
    withdraw = Step(
        "Withdraw", (answering, approving), withdrawn, by=(PL, AO), side=Side.OPENER, why=True,
        cancels=ALL, tells=(*AGENCY, VE, SA), aside=True)
# fmt: on
