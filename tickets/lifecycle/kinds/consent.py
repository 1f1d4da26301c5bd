"""Consent in writing 书面同意 (9.6, 9.19, 10.2, 11.2, 15.1, annex 4 五)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import local
from tickets.lifecycle import stages
from tickets.lifecycle.bounds import SERVICE_ENDS, SWITCHED_BY, TODAY, Moment, Point, answer_to, not_after, not_before
from tickets.lifecycle.bounds import written as in_words
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import CONFIRM, CORRECT, Clock, Sort
from tickets.lifecycle.endorsements import APPROVAL, OUTSIDE_CONSENT, RECOMMENDED
from tickets.lifecycle.fields import SENTENCE, AskedIf, Choice, Day, LongText, Text, YesNo, in_service, today
from tickets.lifecycle.guards import content, people, scope, time
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA, SYS
from tickets.lifecycle.questions import COMPLETE, CONCERNED
from tickets.lifecycle.reports import DONE, HAPPENED_AT, SEEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED, DISCARDED, DRAFT, REFUSED
from tickets.lifecycle.steps import ALL, Flag, Side, State, Step, turn_back
from tickets.lifecycle.tables import Table
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter
from tickets.policy.types import Party

ANSWER: Final = Clock("consent.answer", sort=Sort.APPROVE)
REPORT: Final = Clock("consent.report")
#: How many days a consent may be good that is used once (interpretation M71).
LONGEST: Final = Parameter("consent.longest_days", 1, 366, otherwise=30, since=2)

#: These stand for the whole period; every other consent is used once (M70).
LASTING: Final = ("subcontract", "disclosure")
PUBLICITY, PLATFORM_DRILL = "publicity", "platform_drill"
MATTER: Final = Choice("What consent is asked for", example=PUBLICITY, name="matter",
    hint="The agency asks for publicity alone, the provider for any of these.", options={
    "data_change": "Change of data", "subcontract": "Subcontract", PUBLICITY: "Publicity",
    "media_leaving": "Media leaving the premises", "disposal": "Disposal of secret material",
    PLATFORM_DRILL: "Drill of the platform", "disclosure": "Disclosure to a third party"})  # fmt: skip

VALID_FROM: Final = Day(
    "Good from", within=(not_before(TODAY), not_after(SERVICE_ENDS)), example=today(), name="valid_from"
)


def _longest(scene: Scene) -> Moment | None:
    """What stands for a period is bounded by the service alone."""
    first = scene.value(VALID_FROM)
    once = first is not None and scene.value(MATTER) not in LASTING
    return first + timedelta(days=scene.facts.number(LONGEST) - 1) if first is not None and once else None


VALID_TO: Final = Day(
    "Good until",
    within=(
        not_before(answer_to(VALID_FROM)),
        not_before(TODAY),
        not_after(SWITCHED_BY),
        not_after(Point("longest_consent", "the last day for which a consent used once may be given", _longest)),
    ),
    example=in_service(10),
    name="valid_to",
)
ABROAD: Final = AskedIf(MATTER, ("media_leaving",))
MEDIA: Final = Table(
    "Media taken along",
    (Text("Medium", example="移动硬盘", name="medium"), Text("Number on its label", example="ZW-03", name="label")),
    example=None,
    required=False,
    needed="(needed where media leave)",
    asked_if=ABROAD,
    name="media_taken",
)
ENCRYPTED: Final = YesNo(
    "All of them are encrypted",
    example=None,
    required=False,
    needed="(needed where media leave)",
    asked_if=ABROAD,
    name="encrypted",
)
PARTNER: Final = Text(
    "Whom it goes to",
    example=None,
    required=False,
    needed="(needed for a subcontract and a disclosure)",
    asked_if=AskedIf(MATTER, LASTING),
    name="partner",
)


@guard(_("The agency needs the provider’s consent for publicity alone; all else is asked by the provider."),
       Ask.TYPED, at=MATTER)  # fmt: skip
def matter_is_ours(scene: Scene) -> bool:
    """11.2 binds both; the other articles bind the provider."""
    return scene.roles.isdisjoint(AGENCY) or scene.value(MATTER) in (None, PUBLICITY)


@guard(_("Name each medium that leaves the premises."), Ask.TYPED, at=MEDIA)
def media_named(scene: Scene) -> bool:
    return scene.value(MATTER) != "media_leaving" or bool(scene.value(MEDIA))


@guard(_("Media leave only encrypted. Encrypt them first (annex 4)."), Ask.TYPED, at=ENCRYPTED)
def media_encrypted(scene: Scene) -> bool:
    return scene.value(MATTER) != "media_leaving" or bool(scene.value(ENCRYPTED))


@guard(_("Name to whom the work or the information goes."), Ask.TYPED, at=PARTNER)
def partner_named(scene: Scene) -> bool:
    return scene.value(MATTER) not in LASTING or bool(scene.value(PARTNER))


@guard(_("This consent stands for its whole period; nothing is begun under it."))
def single_use(scene: Scene) -> bool:
    return scene.recorded(MATTER) not in LASTING


@guard(_("A consent to a drill of the platform is used by the drill: report the beginning there."))
def not_for_drill(scene: Scene) -> bool:
    return scene.recorded(MATTER) != PLATFORM_DRILL


@guard(_("This is no consent to a drill of the platform."))
def for_drill(scene: Scene) -> bool:
    return scene.recorded(MATTER) == PLATFORM_DRILL


def _validity(scene: Scene) -> Mapping[str, object]:
    return {"first": in_words(scene.recorded(VALID_FROM)), "last": in_words(scene.recorded(VALID_TO))}


def _edges(scene: Scene) -> Iterable[datetime]:
    yield from time.begins(scene.recorded(VALID_FROM))
    yield from time.after(scene.recorded(VALID_TO))


@guard(_("The consent is good from %(first)s to %(last)s, and on no other day."),
       recorded=True, names=_validity, flips=_edges)  # fmt: skip
def in_validity(scene: Scene) -> bool:
    return time.in_order(scene.recorded(VALID_FROM), scene.today, scene.recorded(VALID_TO))


@guard(_("The consent is good until %(last)s."), names=_validity, flips=_edges)
def validity_over(scene: Scene) -> bool:
    last = scene.recorded(VALID_TO)
    return last is not None and scene.today > last


#: How a consent may be overstepped, and by what.
OVERSTEP: Final = Choice("Outside what was consented to", example="content", name="beyond", options={
    "content": "More or other than was consented to", "scope": "Other systems than were named",
    "validity": "On other days than were named"})  # fmt: skip
OVERSTEP_TOLD: Final = LongText("What was done outside, and why", example=SENTENCE, name="beyond_what")
BEYOND: Final = OVERSTEP.optional(example=None, needed="(none: all was within it)")
BEYOND_WHAT: Final = OVERSTEP_TOLD.optional(example=None, needed="(needed where anything was)")


@guard(_("Say what was done outside the consent, and why."), Ask.TYPED, at=BEYOND_WHAT)
def beyond_told(scene: Scene) -> bool:
    return scene.entered(BEYOND) is None or bool(scene.entered(BEYOND_WHAT))


@condition
def overstepped(scene: Scene) -> bool:
    """It is said so, or what is reported happened after the last day."""
    last, done = scene.recorded(VALID_TO), scene.entered(HAPPENED_AT) or scene.now
    too_late = scene.state == "using" and last is not None and local(done).date() > last
    return scene.entered(BEYOND) is not None or too_late


#: Kept on the order; the leads and the supervisor hear of it at once.
OVERSTEPPED: Final = Flag(OUTSIDE_CONSENT, overstepped, tells=(AL, PL, SA))
OWN: Final = (PD, PL, AC, AL)


# fmt: off
class Consent(Kind):
    """Never without it, and silence is none (M70). What it allows once is begun once, for just what was asked."""

    kind, position = "consent", 116
    title = "Consent in writing"
    help = "Data is changed, work passed on, media taken along or a name used: never without the other side’s consent."
    path = (
        stages.APPLICATION, stages.PERMISSION, stages.EXECUTION, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    after_term = AfterTerm.ALWAYS
    parameters = (LONGEST,)
    checks = (matter_is_ours, scope.running(CONCERNED), media_named, media_encrypted, partner_named)

    consent_content = LongText("What is to be done", example=SENTENCE)
    opening = Opening(
        by=(PD, AC, PL, PE), answers_of=((MATTER, AGENCY, (PUBLICITY,)), (MATTER, PROVIDER, tuple(MATTER.options))),
        asks=(MATTER, consent_content, CONCERNED, PARTNER, MEDIA, ENCRYPTED, VALID_FROM, VALID_TO),
        topics=(
            Topic("What consent is asked for", (MATTER, consent_content, PARTNER, MEDIA, ENCRYPTED)),
            Topic("For what and when it is good", (CONCERNED, VALID_FROM, VALID_TO))))

    request_opinion = LongText("Opinion on the request", example=SENTENCE)

    consent_request = Slot("Request for consent", paper=Paper(
        title="Request for consent in writing",
        says="Under %(contract)s we ask for your consent to what is said below. We do none of it before you have"
        " consented, and nothing beyond it after.",
        by=(Party.PROVIDER,), to=Party.AGENCY, numbered=True,
    ))
    consent_letter = Slot("Letter of consent", paper=Paper(
        title="Letter of consent",
        says="We consent to what is said below, for the days named below and for nothing else.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    use_record = Slot("Record of use", paper=Paper(
        title="Record of what was done under a consent",
        says="What was consented to by work order %(number)s was done as follows, and nothing beyond it.",
        by=(Party.PROVIDER,), columns=("What was done", "Done at", "Done by", "Result"),
    ))

    draft = DRAFT
    answering = State("Request being checked by the other side", stages.PERMISSION)
    approving = State("Awaiting consent in writing", stages.PERMISSION)
    correcting = State("Request returned for correction", stages.PERMISSION, editable=True)
    granted = State("Consented to", stages.EXECUTION)
    using = State("In use", stages.EXECUTION)
    confirming = State("Awaiting the check of what was done", stages.CONFIRMATION)
    closed = CLOSED
    refused = REFUSED
    expired = State("Consent lapsed", stages.CLOSING, final=True)
    revoked = State("Consent revoked", stages.CLOSING, final=True)
    discarded = DISCARDED

    request_consent = Step(
        "Ask for consent", draft, answering, by=(*OWN, PE), side=Side.OPENER,
        when=(people.mine, time.still(VALID_TO)), takes=(consent_request,), starts=(ANSWER,))
    return_request = turn_back(
        "Return the request", (answering, approving), correcting, by=OWN, side=Side.OTHER,
        stops=(ANSWER,), starts=(CORRECT,))
    resubmit = Step(
        "Submit corrected", correcting, answering, by=(*OWN, PE), side=Side.OPENER,
        when=(people.mine, time.still(VALID_TO)), takes=(consent_request,), stops=(CORRECT,), starts=(ANSWER,))
    discard = Step(
        "Discard", (draft, correcting), discarded, by=OWN, side=Side.OPENER, why=True, cancels=ALL, aside=True)
    recommend = Step(
        "Pass on for consent", answering, approving, by=(AC, PD), side=Side.OTHER,
        asks=(request_opinion,), grants=(RECOMMENDED,))
    grant = Step(
        "Consent in writing", approving, granted, by=(AL, PL), side=Side.OTHER,
        when=(people.not_author, people.not_recommender, time.still(VALID_TO)), takes=(consent_letter,),
        stops=(ANSWER,), grants=(APPROVAL,), tells=(*AGENCY, *PROVIDER, SA), grave=True)
    refuse = Step(
        "Refuse", (answering, approving), refused, by=(AL, PL), side=Side.OTHER, why=True, refuses=True,
        stops=(ANSWER,), tells=(*AGENCY, *PROVIDER, SA))
    begin = Step(
        "Begin", granted, using, by=(PE, PL, AC), side=Side.OPENER,
        when=(people.mine, single_use, not_for_drill, content.approved, in_validity),
        starts=(REPORT,), uses=(APPROVAL,), tells=OWN)
    # The drill takes it by itself as it begins. By hand it uses the consent up for a drill that is on no order: never
    # by one press, and never without a word on which.
    use_for_drill = Step(
        "Record as used by a drill", granted, closed, by=(PD, PL, PE), side=Side.OPENER,
        when=(people.mine, for_drill, content.approved, in_validity), uses=(APPROVAL,), tells=AGENCY,
        why=True, grave=True, aside=True)
    report_use = Step(
        "Report what was done", using, confirming, by=(PE, PL, AC), side=Side.OPENER, reports=DONE,
        when=(people.mine, beyond_told), asks=(BEYOND, BEYOND_WHAT), needs=(use_record,),
        pauses=(REPORT,), starts=(CONFIRM,), flags=(OVERSTEPPED,))
    return_use = turn_back(
        "Return the report of what was done", confirming, using, by=OWN, side=Side.OTHER, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(REPORT,))
    confirm = Step(
        "Confirm and close", confirming, closed, by=OWN, side=Side.OTHER, reports=DONE,
        asks=(COMPLETE,), stops=(CONFIRM, REPORT))
    # Whoever consented, or the supervisor, writes down what they have seen; nothing follows from it by itself.
    record_beyond = Step(
        "Record use outside the consent", (granted, using, confirming), None, by=(*OWN, SA), side=Side.OTHER,
        asks=(OVERSTEP, OVERSTEP_TOLD),
        flags=(OVERSTEPPED,), tells=(*OWN, SA, AO), aside=True)
    expire_consent = Step(
        "Let the consent lapse", granted, expired, by=(SYS, *OWN), when=(validity_over,),
        cancels=ALL, voids=(APPROVAL,), tells=OWN, aside=True, lapses=VALID_TO)
    revoke_consent = Step(
        "Revoke the consent", granted, revoked, by=(AL, PL), side=Side.OTHER, why=True,
        cancels=ALL, voids=(APPROVAL,), tells=(*OWN, SA), aside=True)
# fmt: on
