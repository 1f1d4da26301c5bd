"""Force majeure 不可抗力 (14): told at once, proved in time; only what the other side confirms rests clocks."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import NOW, TODAY, Moment, Point, answer_to, not_after, not_before
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import Clock, Sort
from tickets.lifecycle.effects import END_INTERRUPTION, INTERRUPT
from tickets.lifecycle.endorsements import INTERRUPTED
from tickets.lifecycle.fields import SENTENCE, AskedIf, Choice, Day, Instant, LongText, Text, YesNo, right_now, today
from tickets.lifecycle.guards import people, scope
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import AGREEMENT, OUTSIDE, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PL, PROVIDER, SA
from tickets.lifecycle.questions import CONCERNED, PROGRESS_MADE
from tickets.lifecycle.reports import LATE_REASON, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, Side, State, Step, turn_back
from tickets.lifecycle.tables import Systems, Table
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter

PROOF: Final = Clock("force_majeure.proof")
CONFIRM: Final = Clock("force_majeure.confirm", sort=Sort.APPROVE)
DECIDE: Final = Clock("force_majeure.decide", sort=Sort.DECIDE)
WATCH: Final = Clock("force_majeure.watch")
NEGOTIATE: Final = Clock("force_majeure.negotiate")
#: So many hours before its notice the event may have begun: wires may be down (M106).
REACH: Final = Parameter("force_majeure.reach_hours", 1, 720, otherwise=360, since=2)


def _earliest(scene: Scene) -> Moment:
    return scene.now - timedelta(hours=scene.facts.number(REACH))


OCCURRED: Final = Instant(
    "Occurred at",
    within=(
        not_before(Point("earliest_event", "the earliest instant of which a notice may still tell", _earliest)),
        not_after(NOW),
    ),
    example=right_now(),
    name="occurred_at",
)
ENDED: Final = Instant(
    "Over since", within=(not_before(answer_to(OCCURRED)), not_after(NOW)), example=right_now(), name="ended_at"
)
EVENT: Final = Choice("What happened", example="flood", name="event", options={
    "earthquake": "Earthquake", "typhoon": "Typhoon", "fire": "Fire", "flood": "Flood", "war": "War",
    "strike": "Strike", "carrier": "Failure of a carrier’s core equipment", "other": "Other event"})  # fmt: skip
OWN_NETWORK: Final = YesNo(
    "It is the provider’s own network",
    example=None,
    required=False,
    needed="(needed for the failure of a carrier)",
    asked_if=AskedIf(EVENT, ("carrier",)),
    name="own_network",
)
#: Duties by the kind of order that they stand in; none named: all of the side that gives the notice.
AFFECTED: Final = Table(
    "Duties affected",
    (
        Choice("Kind of order", words="kind", example="incident", name="affected_kind", options={
            "incident": "Fault", "change": "Change", "onboarding": "Onboarding", "go_live": "Go-live",
            "restart": "Restart", "exit": "Exit", "provider_exit": "Exit of the provider",
            "migration": "Ordered migration", "switchover": "Switchover",
            "staff_replacement": "Replacement of staff", "report": "Service report",
            "rectification": "Notice to rectify", "secrecy_return": "Return of secret material"}),
    ),
    example=None,
    required=False,
    needed="(none named: all duties of the side that gives the notice)",
    name="affected_duties",
)  # fmt: skip


#: Whoever confirms it may confirm less than was claimed; what is not confirmed rests nothing (must-hold of 14.4).
CONFIRMED_SYSTEMS: Final = Systems(
    "Systems for which it is confirmed",
    example=None,
    required=False,
    needed="(none chosen: all that were claimed)",
    name="confirmed_systems",
)
CONFIRMED_DUTIES: Final = Table(
    "Duties for which it is confirmed",
    AFFECTED.columns,
    example=None,
    required=False,
    needed="(none named: all that were claimed)",
    name="confirmed_duties",
)


@guard(_("Say whether the network that failed is the provider’s own."), Ask.TYPED, at=OWN_NETWORK)
def network_named(scene: Scene) -> bool:
    return scene.value(EVENT) != "carrier" or scene.value(OWN_NETWORK) is not None


def _named(scene: Scene) -> frozenset[str]:
    """The systems that the notice names; none: all."""
    own = scene.facts.own_system
    return frozenset(scene.recorded(CONCERNED) or ()) | ({own} if own else frozenset())


@guard(_("Only systems that were claimed are confirmed here."), Ask.TYPED, at=CONFIRMED_SYSTEMS)
def confirms_claimed_systems(scene: Scene) -> bool:
    said = scene.entered(CONFIRMED_SYSTEMS)
    return not said or frozenset(said) <= (_named(scene) or scene.facts.running)


def _kinds(rows: Iterable[Mapping[str, Any]] | None) -> frozenset[str]:
    return frozenset(row["affected_kind"] for row in rows or ())


@guard(_("Only duties that were claimed are confirmed here."), Ask.TYPED, at=CONFIRMED_DUTIES)
def confirms_claimed_duties(scene: Scene) -> bool:
    claimed = _kinds(scene.recorded(AFFECTED))
    return not claimed or _kinds(scene.entered(CONFIRMED_DUTIES)) <= claimed


class Resting(NamedTuple):
    """The kinds of orders and the systems whose clocks rest; empty: all."""

    kinds: frozenset[str]
    systems: frozenset[str]


def resting(scene: Scene) -> Resting:
    """As it is confirmed now, or was; where nothing less is said, as it was claimed."""
    given = scene.endorsed(INTERRUPTED)
    systems, duties = scene.entered(CONFIRMED_SYSTEMS), scene.entered(CONFIRMED_DUTIES)
    if given is not None:
        systems, duties = given.value(CONFIRMED_SYSTEMS), given.value(CONFIRMED_DUTIES)
    return Resting(_kinds(duties or scene.recorded(AFFECTED)), frozenset(systems or _named(scene)))


@guard(_("The time to prove it has not run out."))
def proof_overdue(scene: Scene) -> bool:
    return _late(scene, PROOF)


@guard(_("The other side still has time to confirm."))
def confirm_overdue(scene: Scene) -> bool:
    return _late(scene, CONFIRM)


def _late(scene: Scene, clock: Clock) -> bool:
    found = scene.clock(clock)
    return found is not None and found.open and found.late


LESS: Final = (CONFIRMED_SYSTEMS, CONFIRMED_DUTIES)
WITHIN_CLAIM: Final = (confirms_claimed_systems, confirms_claimed_duties)
LEADS: Final = (AL, PL)
EITHER: Final = (AC, AL, PD, PL)
EVERYBODY: Final = (*AGENCY, *PROVIDER, SA)


# fmt: off
class ForceMajeure(Kind):
    """Its opening is the written notice. Unconfirmed it rests nothing (M107); confirmed or decided, it rests the duties
    and systems named from the occurrence to its end, order by order. A carrier's failure is no exception (G16)."""

    kind, position = "force_majeure", 124
    title = "Force majeure"
    help = "Earthquake, flood, fire and the like keep a side from its duties; the other side is told in writing."
    path = (stages.CHECK, stages.INTERRUPTION, stages.NEGOTIATION, CLOSING)
    system_required = False
    after_term = AfterTerm.DURING_SWITCHOVER
    parameters = (REACH,)
    checks = (network_named, scope.running(CONCERNED))

    event_told = LongText("Course of the event", example=SENTENCE)
    countered = LongText("What was done against it", example=SENTENCE)
    opening = Opening(
        by=(PD, PL, AC, AL),
        asks=(EVENT, OWN_NETWORK, OCCURRED, LATE_REASON, event_told, CONCERNED, AFFECTED, countered), starts=(PROOF,),
        reports=Report(at=(OCCURRED,), reach=REACH),
        topics=(
            Topic("The event", (EVENT, OWN_NETWORK, OCCURRED, LATE_REASON, event_told)),
            Topic("What it keeps from being done", (CONCERNED, AFFECTED, countered))))

    proof_issuer = Text("Issued by", example=SENTENCE)
    proof_issued_on = Day("Issued on", within=(not_before(answer_to(OCCURRED)), not_after(TODAY)), example=today())
    outcome_agreed = Choice("What both agreed on", example="continue", options={
        "continue": "The contract goes on", "terminate": "The contract is to end"})

    official_proof = Slot("Proof of a government office or notary", paper=OUTSIDE)
    decision = Slot("Written ruling", paper=OUTSIDE)

    claimed = State("Awaiting proof", stages.CHECK)
    checking = State("Awaiting the other side’s confirmation", stages.CHECK)
    deciding = State("Awaiting the supervisor’s decision", stages.CHECK)
    interrupted = State("Duties interrupted", stages.INTERRUPTION)
    negotiating = State("Over, what follows being agreed", stages.NEGOTIATION)
    closed = State("Closed", CLOSING, final=True)
    rejected = State("Found to be none", CLOSING, final=True)
    withdrawn = State("Withdrawn", CLOSING, final=True)
    disputed = State("Referred to dispute resolution", CLOSING, final=True)

    submit_proof = Step(
        "Hand in the proof", claimed, checking, by=LEADS, side=Side.OPENER, asks=(proof_issuer, proof_issued_on),
        needs=(official_proof,), pauses=(PROOF,), starts=(CONFIRM,), tells=EVERYBODY)
    return_proof = turn_back(
        "Return the proof", checking, claimed, by=LEADS, side=Side.OTHER, stops=(CONFIRM,), voids_pause=(PROOF,),
        tells=EVERYBODY)
    confirm_event = Step(
        "Confirm the force majeure", checking, interrupted, by=LEADS, side=Side.OTHER,
        when=(people.not_author, *WITHIN_CLAIM), asks=LESS,
        stops=(CONFIRM, PROOF), starts=(WATCH,), grants=(INTERRUPTED,), does=(INTERRUPT,),
        tells=(*EVERYBODY, AO, AF), grave=True)
    confirm_unproven = Step(
        "Confirm without proof", claimed, interrupted, by=LEADS, side=Side.OTHER,
        when=(people.not_author, *WITHIN_CLAIM), asks=LESS, why=True,
        cancels=(PROOF,), starts=(WATCH,), grants=(INTERRUPTED,), does=(INTERRUPT,), tells=(*EVERYBODY, AO, AF),
        aside=True, grave=True)
    contest_event = Step(
        "Contest the force majeure", checking, deciding, by=LEADS, side=Side.OTHER, why=True, refuses=True,
        stops=(CONFIRM, PROOF), starts=(DECIDE,), tells=EVERYBODY,
        phrases=("The proof does not show that the event could not be foreseen, avoided and overcome.",))
    ask_decision = Step(
        "Ask for a decision", checking, deciding, by=LEADS, side=Side.OPENER, when=(confirm_overdue,), why=True,
        stops=(CONFIRM, PROOF), starts=(DECIDE,), tells=EVERYBODY, aside=True)
    refer_unproven = Step(
        "Refer as not proved in time", claimed, deciding, by=LEADS, when=(proof_overdue,), why=True,
        cancels=(PROOF,), starts=(DECIDE,), tells=EVERYBODY, aside=True)
    decide_event = Step(
        "Find it force majeure", deciding, interrupted, by=(SA,), when=WITHIN_CLAIM, asks=LESS, why=True,
        needs=(decision,),
        stops=(DECIDE,), starts=(WATCH,), grants=(INTERRUPTED,), does=(INTERRUPT,), tells=(*EVERYBODY, AO, AF))
    decide_against = Step(
        "Find it none", deciding, rejected, by=(SA,), why=True, needs=(decision,), stops=(DECIDE,),
        tells=(*EVERYBODY, AO))
    report_watch = Step(
        "Report how it goes on", interrupted, None, by=EITHER, side=Side.OPENER, asks=(PROGRESS_MADE,),
        stops=(WATCH,), starts=(WATCH,), tells=EVERYBODY, ripens=WATCH)
    report_over = Step(
        "Report it as over", interrupted, negotiating, by=LEADS, side=Side.OPENER, asks=(ENDED,),
        stops=(WATCH,), starts=(NEGOTIATE,), does=(END_INTERRUPTION,), tells=(*EVERYBODY, AO), ripens=WATCH)
    say_over = Step(
        "Say that it is over", interrupted, negotiating, by=LEADS, side=Side.OTHER, asks=(ENDED,), why=True,
        stops=(WATCH,), starts=(NEGOTIATE,), does=(END_INTERRUPTION,), tells=(*EVERYBODY, AO), aside=True)
    conclude = Step(
        "Record what both agreed on", negotiating, closed, by=(AL,), asks=(outcome_agreed,), needs=(AGREEMENT,),
        stops=(NEGOTIATE,), tells=(*EVERYBODY, AO, AF), grave=True)
    refer_dispute = Step(
        "Refer to dispute resolution", negotiating, disputed, by=LEADS, why=True, cancels=ALL, tells=EVERYBODY,
        aside=True)
    withdraw = Step(
        "Withdraw", (claimed, checking), withdrawn, by=LEADS, side=Side.OPENER, why=True, cancels=ALL,
        tells=EVERYBODY, aside=True)
# fmt: on
