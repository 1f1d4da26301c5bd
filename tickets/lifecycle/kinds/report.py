"""Service report 服务报告 (6.3, 9.8, 15.7)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.roles import PARTY
from tickets.lifecycle import recurring, stages
from tickets.lifecycle.bounds import SWITCHED_BY, TERM_ENDS, TERM_STARTS, TODAY, after, not_after, not_before
from tickets.lifecycle.certificates import ASKED_BY, BINDING, CERTIFIED, ISSUER, NUMBER, SINCE, SORT, UNTIL
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import CORRECT, Clock, Sort
from tickets.lifecycle.effects import ENTER_CERTIFICATE
from tickets.lifecycle.endorsements import RENEWED
from tickets.lifecycle.fields import SENTENCE, Choice, Confirmed, Day, Gigabytes, LongText, Text, today
from tickets.lifecycle.guards import people, time
from tickets.lifecycle.kind import Kind, Opening
from tickets.lifecycle.papers import OUTSIDE, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PE, PL, SA, SYS
from tickets.lifecycle.recurring import Recurring, RecurringPeriod
from tickets.lifecycle.reports import DONE, SEEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.tables import SystemCode, Table
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter

SUBMIT: Final = Clock("report.submit")
CHECK: Final = Clock("report.check", sort=Sort.CONFIRM)
RECEIVE: Final = Clock("report.receive", sort=Sort.CONFIRM)

#: A certificate is renewed by its last day: a duty of the contract, of those that it does not promise a target.
RENEW: Final = Clock("report.certificate")
UPKEEP: Final = Clock("report.upkeep")

#: So many days before its last a certificate's renewal is asked for.
AHEAD: Final = Parameter("report.certificate_days", 1, 180, otherwise=60, since=2)
#: So many working days after its period a report is due, after the start of the term the plan; and so many after it was
#: handed in it may still be returned.
DAYS: Final = Parameter("report.days", 1, 10, otherwise=5, since=2)
PLAN_DAYS: Final = Parameter("report.plan_days", 1, 60, otherwise=10, since=2)
RETURN_DAYS: Final = Parameter("report.return_days", 1, 30, otherwise=5, since=2)

FIGURE, VALUE = "figure", "figure_value"
LOST_SYSTEM, LOST, HELD = "lost_system", "lost", "held"
#: 数据可靠性 of a system is of that system's own data; the ledger knows what the whole platform holds alone.
LOST_DATA: Final = Table(
    "Data lost in the month, by system",
    (
        SystemCode("Information system", example=None, required=False, name=LOST_SYSTEM),
        Gigabytes("Data lost", example=Decimal("0.00"), name=LOST),
        Gigabytes("Data held", example=Decimal("1024.00"), name=HELD),
    ),
    example=None,
    required=False,
    needed="(where it is told by system; a row without a system is of the whole platform)",
    name="lost_data",
)
ADDRESSEE: Final = Choice(
    "Addressee",
    {"agency": "The agency", "authority": "The managing authority and the supervisor"},
    example="agency",
    name="addressee",
)
SUBJECT: Final = LongText("What it reports on", example=SENTENCE, name="subject")
RENEWED_SORT: Final = SORT.optional(example=None, since=2, needed="(where a certificate is to be renewed)")
RENEWED_OF: Final = CERTIFIED.optional(example=None, since=2, needed="(where a certificate is to be renewed)")
#: What the registers say of the month, written by the service when it asks for the report. Nobody types them: who sees
#: it otherwise hands in what differs, and the figures stay.
FIGURES: Final = Table(
    "Figures of the service",
    (Text("Figure", example="可用率", name=FIGURE), Text("By the registers", example="100%", name=VALUE)),
    example=None,
    required=False,
    needed="(filled in by the service)",
    since=3,
    name="figures",
)
#: Only of a month in which nothing happened: its report closes itself.
NOTHING_TO: Final = Day(
    "Nothing to report up to",
    within=(not_before(TERM_STARTS), not_after(TERM_ENDS)),
    example=None,
    required=False,
    needed="(filled in by the service)",
    since=3,
    name="nothing_to",
)
DUE_ON: Final = Day("Report due on", within=(after(TODAY), not_after(SWITCHED_BY)), example=today(5), name="report_by")


def _returnable_until(scene: Scene) -> Iterable[datetime]:
    return time.at(scene.facts.return_until)


@guard(_("This report goes to the other addressee, who receives it."), Ask.WHO)
def addressed(scene: Scene) -> bool:
    agency = scene.recorded(ADDRESSEE) != "authority"
    return any((PARTY[role] == "agency") is agency for role in scene.roles)


@guard(_("The time for returning this report is over. Ask for a special report instead."), flips=_returnable_until)
def returnable(scene: Scene) -> bool:
    until = scene.facts.return_until
    return until is not None and scene.now < until


@condition
def to_agency(scene: Scene) -> bool:
    return scene.recorded(ADDRESSEE) != "authority"


@condition
def to_authority(scene: Scene) -> bool:
    return scene.recorded(ADDRESSEE) == "authority"


def _sort(scene: Scene) -> str | None:
    """Of the certificate that the order is to renew; typed while it is filed."""
    return scene.value(RENEWED_SORT)


@condition
def no_certificate(scene: Scene) -> bool:
    return _sort(scene) is None


@condition
def binding(scene: Scene) -> bool:
    return _sort(scene) in BINDING


@condition
def kept_up(scene: Scene) -> bool:
    return _sort(scene) is not None and not binding.holds(scene)


@guard(
    _("Name each system of the contract once, with what it held, and of that what was lost."), Ask.TYPED, at=LOST_DATA
)
def lost_data_fits(scene: Scene) -> bool:
    rows = scene.entered(LOST_DATA) or []
    systems = [row.get(LOST_SYSTEM) or "" for row in rows]
    # what the whole platform lost would be counted once more beside what its systems lost
    alone = "" not in systems or len(systems) == 1
    known = {"", *scene.facts.running} if rows else set()
    fits = all(row[HELD] > 0 and row[LOST] <= row[HELD] for row in rows)
    return alone and len(set(systems)) == len(systems) and known.issuperset(systems) and fits


@guard(_("This order asks for a renewed certificate. Hand that in."))
def plain_report(scene: Scene) -> bool:
    return scene.recorded(RENEWED_SORT) is None


@guard(_("This order asks for a report, not for a certificate."))
def about_certificate(scene: Scene) -> bool:
    return not plain_report.holds(scene)


@guard(_("Say what or whom the certificate certifies."), Ask.TYPED, at=RENEWED_OF)
def certified_named(scene: Scene) -> bool:
    return no_certificate.holds(scene) or scene.value(RENEWED_OF) is not None


@guard(_("The service fills this in. Where you see it otherwise, hand in the report with what differs."), Ask.TYPED,
       at=FIGURES)  # fmt: skip
def figures_of_service(scene: Scene) -> bool:
    return not scene.value(FIGURES) and scene.value(NOTHING_TO) is None


@guard(_("It was returned: a report is asked for all the same."))
def not_returned(scene: Scene) -> bool:
    clock = scene.clock(CORRECT)
    return clock is None or not clock.open


def _to(addressee: str, subject: str) -> Callable[[RecurringPeriod], Mapping[str, Any]]:
    """What the form of a recurring report says. The period stands in its title."""
    return lambda _period: {ADDRESSEE.name: addressee, SUBJECT.name: gettext(subject)}


#: What follows of itself, where the contract has it.
MONTHLY: Final = Recurring(
    name="report.monthly",
    title=_("Monthly report on the service, %(year)s-%(month)s"),
    switch=recurring.switched("report.monthly"),
    days=DAYS,
    periods=recurring.months,
    answers=_to("agency", _("Use of the resources, running and faults, changes and security in the month.")),
    due=DUE_ON.name,
    figures=FIGURES.name,
    nothing=NOTHING_TO.name,
)
TO_AUTHORITY: Final = Recurring(
    name="report.authority",
    title=_("Report on platform and systems, %(year)s-%(month)s"),
    switch=recurring.switched("report.authority"),
    days=DAYS,
    periods=recurring.months,
    answers=_to(
        "authority",
        _("Resources rented and their use, migration, security monitoring, addresses, guarded events, proposals."),
    ),
    due=DUE_ON.name,
    figures=FIGURES.name,
)
PLAN: Final = Recurring(
    name="report.plan",
    title=_("Implementation plan of the project"),
    switch=recurring.switched("report.plan"),
    days=PLAN_DAYS,
    periods=recurring.beginning,
    answers=_to("agency", _("How the service is set up, by whom and by when.")),
    due=DUE_ON.name,
)
SUMMARY: Final = Recurring(
    name="report.summary",
    title=_("Summary report of the project"),
    switch=recurring.switched("report.summary"),
    days=DAYS,
    periods=recurring.end,
    answers=_to("agency", _("What was rendered in the whole term; material for the acceptance.")),
    due=DUE_ON.name,
)


def _lapsing(period: RecurringPeriod) -> Mapping[str, Any]:
    """What the form of an order to renew a certificate says."""
    assert period.of is not None  # noqa: S101  # `recurring.lapses` gives no other
    return {
        **_to("agency", _("The certificate lapses. Have it renewed by its last day, and hand the new one in."))(period),
        RENEWED_SORT.name: period.of.sort,
        RENEWED_OF.name: period.of.certified,
        DUE_ON.name: period.last,
    }


def _certificate_words(period: RecurringPeriod) -> str:
    return f"{SORT.in_words(period.of.sort, {})} {period.of.certified}" if period.of is not None else ""


CERTIFICATE: Final = Recurring(
    name="report.certificate",
    title=_("Renewal of a certificate: %(what)s"),
    switch=recurring.switched("report.certificate"),
    periods=recurring.lapses,
    answers=_lapsing,
    what=_certificate_words,
)


# fmt: off
class ServiceReport(Kind):
    """The provider reports each month, at the beginning and the end of the term, and whenever a report is asked for."""

    kind, position = "report", 106
    title = "Service report"
    help = "A written report of the provider: asked for by hand, or opened by the service when a period is over."
    path = (stages.APPLICATION, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    parameters = (DAYS, PLAN_DAYS, RETURN_DAYS, MONTHLY.switch, TO_AUTHORITY.switch, PLAN.switch, SUMMARY.switch,
                  AHEAD, CERTIFICATE.switch, ASKED_BY)
    recurs = (MONTHLY, TO_AUTHORITY, PLAN, SUMMARY, CERTIFICATE)
    checks = (certified_named, figures_of_service)

    opening = Opening(
        by=(AC, AL, PD, PL), asks=(ADDRESSEE, SUBJECT, DUE_ON, RENEWED_SORT, RENEWED_OF, FIGURES, NOTHING_TO),
        asked_of=((FIGURES, ()), (NOTHING_TO, ())),
        starts=(SUBMIT.when(no_certificate), RENEW.when(binding), UPKEEP.when(kept_up)), titled=(SUBJECT,),
        topics=(
            Topic("What is to be reported", (ADDRESSEE, SUBJECT, DUE_ON, FIGURES, NOTHING_TO)),
            Topic("Certificate to be renewed", (RENEWED_SORT, RENEWED_OF))))

    figures_agree = Confirmed("The figures agree with those of the service", example=True)
    differences = LongText("Where the figures differ, and why", example=SENTENCE)
    lost_gb = Gigabytes(
        "Data lost in the month", example=None, required=False,
        needed="(for a monthly report; left empty the reliability of the data is unknown)")
    service_report = Slot("Report", paper=OUTSIDE)
    renewed_certificate = Slot("Renewed certificate", paper=OUTSIDE)

    due = State("Report due", stages.APPLICATION)
    checking = State("Report being checked", stages.CONFIRMATION)
    closed = CLOSED
    waived = State("Report waived", stages.CLOSING, final=True)

    hand_in = Step(
        "Hand in the report", due, closed, by=(PD, PE, PL), reports=DONE,
        when=(people.mine, plain_report, lost_data_fits), asks=(figures_agree, lost_gb, LOST_DATA),
        needs=(service_report,),
        stops=(SUBMIT, CORRECT), tells=(AC, AL, AO, SA))
    close_empty = Step(
        "Nothing to report", due, closed, by=(SYS,), when=(not_returned,), stops=(SUBMIT,), tells=(PL, AC, AL),
        aside=True, lapses=NOTHING_TO)
    hand_in_differing = Step(
        "Hand in with differing figures", due, checking, by=(PD, PE, PL), reports=DONE,
        when=(people.mine, plain_report, lost_data_fits), asks=(differences, lost_gb, LOST_DATA),
        needs=(service_report,),
        starts=(CHECK.when(to_agency), RECEIVE.when(to_authority)), stops=(SUBMIT, CORRECT))
    hand_in_certificate = Step(
        "Hand in the renewed certificate", due, checking, by=(PD, PE, PL), reports=DONE,
        when=(people.mine, about_certificate), asks=(NUMBER, ISSUER, SINCE, UNTIL), needs=(renewed_certificate,),
        grants=(RENEWED,), pauses=(RENEW, UPKEEP), stops=(CORRECT,),
        starts=(CHECK.when(to_agency), RECEIVE.when(to_authority)))
    accept_report = Step(
        "Accept the report", checking, closed, by=(AL, AC, AO, SA), when=(addressed, people.not_author),
        stops=(CHECK, RECEIVE, RENEW, UPKEEP), does=(ENTER_CERTIFICATE,), tells=(PL,))
    return_report = turn_back(
        "Return the report", checking, due, by=(*AGENCY, AO, SA), reports=SEEN, when=(addressed,),
        stops=(CHECK, RECEIVE), voids_pause=(RENEW, UPKEEP), voids=(RENEWED,), starts=(CORRECT,), tells=(PL,))
    return_handed_in = turn_back(
        "Return what was handed in", closed, due, by=(*AGENCY, AO, SA), when=(addressed, returnable, plain_report),
        starts=(CORRECT,), tells=(PL,), aside=True)
    waive = Step(
        "Waive the report", due, waived, by=(AL, AO, SA), when=(addressed,), why=True, cancels=ALL, tells=(PL, PD),
        aside=True)
# fmt: on
