"""The start page of an administrator: what there is to see to, each figure leading to its rows."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import lock, mailboxes
from accounts.doors.hands import Power
from accounts.models import Organization, Substitution, User
from accounts.roles import ADMINS, AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from tickets.datelaw.types import local
from tickets.models import AuditEntry, PeriodicTask, ProposedTerms
from tickets.models.proposals import PROPOSED
from tickets.outbox import mending
from tickets.pages.manage import log_words, people_list
from tickets.pages.manage.room import console
from tickets.pages.parts.visit import Visit
from tickets.sweep import clocks, failing

DAY = timedelta(days=1)
#: No figure counts further.
MOST = 1_000
#: A review of rights is due so long after the last (GB/T 22239-2019, quarterly).
REVIEW = timedelta(days=92)


class DeskFigure(NamedTuple):
    """A count with the rows that it counts. `red`: somebody should look."""

    figure: int | str
    label: str
    url: str
    red: bool = False


@require_GET
@console(*sorted(ADMINS))
def desk(request: HttpRequest, here: Visit) -> HttpResponse:
    figures = next(drawn(here) for role, drawn in FIGURES.items() if role in here.standing.roles)
    return render(request, "tickets/manage/desk.html", {"figures": figures, "now": here.now})


def _of_system(here: Visit) -> list[DeskFigure]:
    people = reverse("manage_people")
    waiting = _in_state(people_list.WITHOUT_ROLE, here)
    return [
        DeskFigure(_in_state(people_list.ACTIVE, here), _("Accounts in use"), f"{people}?state={people_list.ACTIVE}"),
        DeskFigure(_in_state(people_list.DISABLED, here), _("Disabled"), f"{people}?state={people_list.DISABLED}"),
        DeskFigure(waiting, _("Without a role"), f"{people}?state={people_list.WITHOUT_ROLE}"),
        DeskFigure(_in_state(people_list.NEVER, here), _("Never signed in"), f"{people}?state={people_list.NEVER}"),
        DeskFigure(mailboxes.unreached().count(), _("Reached by no mail"), f"{people}?state={people_list.NO_MAIL}"),
        DeskFigure(Organization.objects.count(), _("Units"), reverse("manage_units")),
        *_of_service(here.now),
    ]


def _of_service(now: datetime) -> list[DeskFigure]:
    """What the service could not do by itself; nobody counts further than `MOST`."""
    tasks = PeriodicTask.objects.filter(failing_since__isnull=False).count()
    held_up = mending.undelivered().order_by()[:MOST].count()
    put_off = clocks.put_off().order_by()[:MOST].count() + failing.failing(now).order_by()[:MOST].count()
    return [
        DeskFigure(held_up, _("Undelivered notices"), reverse("operations_deliveries"), red=held_up > 0),
        DeskFigure(tasks, _("Failing tasks"), reverse("operations_tasks"), red=tasks > 0),
        DeskFigure(put_off, _("Clocks and work put off"), reverse("operations_clocks"), red=put_off > 0),
        _editions(),
    ]


def _editions() -> DeskFigure:
    """What waits for a second person."""
    waiting = ProposedTerms.objects.filter(state=PROPOSED).count()
    return DeskFigure(waiting, _("Editions to release"), reverse("operations_editions"), red=waiting > 0)


def _of_security(here: Visit) -> list[DeskFigure]:
    people = reverse("manage_people")
    locked, waiting = len(lock.standing(here.now)), _in_state(people_list.WITHOUT_ROLE, here)
    dormant = _in_state(people_list.DORMANT, here)
    standing = Substitution.objects.filter(ends__gt=here.now).count()
    signed = last_review()
    due = signed is None or here.now - signed.at >= REVIEW
    said = f"{local(signed.at):%Y-%m-%d}" if signed else _("Never")
    return [
        DeskFigure(locked, _("Locked now"), reverse("manage_locks"), red=locked > 0),
        DeskFigure(waiting, _("Wait for a role"), f"{people}?state={people_list.WITHOUT_ROLE}", red=waiting > 0),
        DeskFigure(dormant, _("Dormant"), f"{people}?state={people_list.DORMANT}", red=dormant > 0),
        DeskFigure(standing, _("Substitutions"), reverse("manage_substitutions")),
        DeskFigure(said, _("Rights reviewed last"), reverse("manage_review"), red=due),
        _editions(),
    ]


def _of_audit(here: Visit) -> list[DeskFigure]:
    log = reverse("manage_log")
    rows = AuditEntry.objects.filter(ticket=None, at__gte=here.now - DAY)
    failures = rows.filter(action__in=log_words.FAILURES).count()
    return [
        DeskFigure(rows.count(), _("Entries of the last 24 hours"), log),
        DeskFigure(failures, _("Failed sign-ins of the last 24 hours"), f"{log}?group=failures", red=failures > 0),
        DeskFigure(
            rows.filter(action__in=list(Power)).count(), _("Acts of administrators"), f"{log}?group=administrators"
        ),
        DeskFigure(_("Look"), _("Chains of work orders"), reverse("manage_chains")),
    ]


def _in_state(state: str, here: Visit) -> int:
    return User.objects.filter(people_list.in_state(state, here.now)).count()


def last_review() -> AuditEntry | None:
    """The entry by which the list of rights was signed last."""
    return AuditEntry.objects.filter(ticket=None, action=Power.REVIEW.value).order_by("-seq").first()


FIGURES = {SYSTEM_ADMIN: _of_system, SECURITY_ADMIN: _of_security, AUDIT_ADMIN: _of_audit}
