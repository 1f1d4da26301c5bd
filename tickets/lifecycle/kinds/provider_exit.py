"""Exit of the provider 乙方退出 (13.1)."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import TERM_ENDS, TODAY, not_after, not_before
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import CLAIM, CORRECT, Clock, Gate, Sort
from tickets.lifecycle.endorsements import APPLICATION, LATE_CONSENT
from tickets.lifecycle.fields import Day, last_day_of_term
from tickets.lifecycle.guards import content, time
from tickets.lifecycle.kind import Kind, Opening
from tickets.lifecycle.papers import OUTSIDE, SUPPLEMENT, Paper, Slot
from tickets.lifecycle.parties import AF, AGENCY, AL, AO, PD, PL, PROVIDER, SA
from tickets.lifecycle.questions import EXIT_FILED_ON, EXIT_FILING_NO, REASON
from tickets.lifecycle.reports import HAPPENED_AT, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, DISCARDED, DRAFT, REFUSED, MovedOut, Settled
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.policy.known import Switch
from tickets.policy.types import Party

NOTICE: Final = Gate("provider_exit.notice")
DECIDE: Final = Clock("provider_exit.decide", sort=Sort.APPROVE)
HELP: Final = Clock("provider_exit.help")
LAST_DAY: Final = Day(
    "Last day of service",
    within=(not_before(TODAY), not_after(TERM_ENDS)),
    example=last_day_of_term,
    name="last_service_day",
)

#: M14: is a corrected application judged by its first day, while day and scope stay, or by that of the correction?
CORRECTED: Final = Switch("provider_exit.corrected", ("first_application", "corrected"))

LATE: Final = _(
    "Too late: the last lawful day for this application was %(latest)s. By mutual consent it may still be handed in "
    "as late."
)


def _latest_day(scene: Scene) -> Mapping[str, object]:
    due = scene.facts.notice_due
    return {"latest": time.last_lawful_day(due) if due else "—"}


@guard(LATE, Ask.SAID, recorded=True, names=_latest_day)
def in_time(scene: Scene) -> bool:
    """As said: handed over on paper on an earlier day, it is in time until that is settled otherwise."""
    due = scene.facts.notice_due
    return due is None or (scene.entered(HAPPENED_AT) or scene.now) < due


@guard(LATE, recorded=True, names=_latest_day, flips=lambda scene: time.at(scene.facts.notice_due))
def in_time_or_same(scene: Scene) -> bool:
    """A correction keeps the day of the first application as long as day and scope stay, if the contract is so read."""
    kept = scene.stands(APPLICATION) and scene.facts.reading(CORRECTED) == "first_application"
    return kept or in_time.holds(scene)


@guard(_("The application is still in time, until %(latest)s: hand it in as usual."), names=_latest_day)
def is_late(scene: Scene) -> bool:
    return not in_time_or_same.holds(scene)


@guard(_("It is not settled yet when the application was handed over. Answer that first, or wait for the decision."))
def handing_over_settled(scene: Scene) -> bool:
    application = scene.facts.application
    return application is None or application.settled


@guard(
    _("Settled is that the application was handed over too late: the last lawful day was %(latest)s. Return it; by "
      "mutual consent it may be handed in as late."),
    names=_latest_day,
)  # fmt: skip
def handed_over_in_time(scene: Scene) -> bool:
    application, due = scene.facts.application, scene.facts.notice_due
    return application is None or due is None or application.at < due or scene.endorsed(LATE_CONSENT) is not None


# fmt: off
class ProviderExit(Kind):
    """Six months ahead, or late by mutual consent; and never without the agency's permission (13.1, 20.2)."""

    kind, position = "provider_exit", 50
    title = "Exit of the provider"
    help = "The provider wishes to stop serving before the term ends; at least six months ahead."
    path = (
        stages.APPLICATION, stages.PERMISSION, stages.INVENTORY, stages.HANDOVER, stages.STABILITY,
        stages.SHUTDOWN, stages.SETTLEMENT, stages.CLOSING)
    system_required = False
    gates = (NOTICE,)
    parameters = (CORRECTED,)
    takes_off_cloud = True

    last_service_day = LAST_DAY
    opening = Opening(by=(PD, PL), asks=(REASON, last_service_day), titled=(last_service_day,))

    exit_application = Slot("Written application to exit", paper=Paper(
        title="Written application to end the service",
        says="For the reasons below we apply to end our service under %(contract)s after its last day named below."
        " Until then we go on as agreed, and we help with the move.",
        by=(Party.PROVIDER,), to=Party.AGENCY, numbered=True,
    ))
    migration_plan = Slot("Migration plan", paper=OUTSIDE)
    exit_permission = Slot("Written permission of the agency", paper=Paper(
        title="Permission to end the service",
        says="Your application (work order %(number)s) has been examined. We permit you to end your service after its"
        " last day, and to hand over, move, shut down and erase before as agreed.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    mutual_agreement = Slot("Agreement of both to end", paper=OUTSIDE)

    draft = DRAFT
    agreeing = State("Awaiting consent to the late application", stages.PERMISSION)
    reviewing = State("Awaiting the agency’s permission", stages.PERMISSION)
    returned_by_agency = State("Returned by the agency", stages.PERMISSION, editable=True)
    _settled = Settled()
    _moved_out = MovedOut(HELP, end=_settled.settling, asked_stable=(EXIT_FILING_NO, EXIT_FILED_ON))
    closed, disputed = _settled.closed, _settled.disputed
    discarded, refused, cancelled = DISCARDED, REFUSED, CANCELLED

    apply = Step(
        "Apply for exit", draft, reviewing, by=(PL,), reports=Report(gate=NOTICE),
        when=(in_time, time.still(LAST_DAY)), needs=(exit_application, migration_plan),
        starts=(DECIDE,), grants=(APPLICATION,), tells=(AL, AO))
    reapply = Step(
        "Apply again, corrected", returned_by_agency, reviewing, by=(PL,),
        when=(in_time_or_same, time.still(LAST_DAY)), takes=(SUPPLEMENT,),
        stops=(CORRECT,), starts=(DECIDE,), grants=(APPLICATION,))
    apply_late = Step(
        "Apply late, by mutual consent", (draft, returned_by_agency), agreeing, by=(PL,), why=True,
        when=(is_late, time.still(LAST_DAY)), needs=(exit_application, migration_plan, mutual_agreement),
        stops=(CORRECT,), starts=(DECIDE,), tells=(AL, AO, SA), aside=True)
    consent_late = Step(
        "Consent to the late application", agreeing, reviewing, by=(AL,), why=True,
        when=(time.still(LAST_DAY),), grants=(LATE_CONSENT, APPLICATION), tells=(PL, AO, SA))
    withdraw = Step(
        "Withdraw", (agreeing, reviewing), draft, by=(PL,), why=True, cancels=ALL, voids=ALL, tells=(AL,), aside=True)
    return_application = turn_back(
        "Return the application", (agreeing, reviewing), returned_by_agency, by=AGENCY,
        stops=(DECIDE,), starts=(CORRECT,))
    permit_exit = Step(
        "Permit the exit", reviewing, _moved_out.inventorying, by=(AL,),
        when=(handing_over_settled, handed_over_in_time, time.still(LAST_DAY)), needs=(exit_permission,),
        stops=(DECIDE,), starts=(HELP,), tells=(AO, SA, AF), grave=True)
    refuse = Step(
        "Refuse", (agreeing, reviewing), refused, by=(AL,), why=True, refuses=True, stops=(DECIDE,), tells=(SA,))
    discard = Step("Discard", (draft, returned_by_agency), discarded, by=(PD, PL), why=True, aside=True)
    cancel = Step(
        "End the request", _moved_out.still_running, cancelled, by=(AL,), why=True,
        needs=(mutual_agreement,), cancels=ALL, tells=(AO, *PROVIDER), aside=True)

    moved_out = _moved_out
    confirm_stable = _moved_out.confirm_stable.also(when=(content.exit_is_filed, content.exit_day_known))
    confirm_erasure = _moved_out.confirm_erasure.also(starts=(CLAIM,))
    settled = _settled
# fmt: on
