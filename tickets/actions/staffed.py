"""What follows from the sheet of a month, and from a key post that nobody held."""

from typing import Any

from accounts.roles import AGENCY_CLERK, AGENCY_LEAD, SUPERVISOR_AUDITOR
from tickets import attendance
from tickets.actions.move import Move
from tickets.lifecycle.attendance import Absence, Claimed, of_key_post, short_run
from tickets.lifecycle.kinds.staffing.questions import ABSENCE_NO, ACCEPT, ANSWERS, CONTEST, EMPTY_POST, SITE
from tickets.penalties.readings import SHORT_MONTH, SHORT_MONTHS
from tickets.permissions import people
from tickets.policy.types import Party


def tell_short_staff(move: Move) -> None:
    """Tell the agency where this month is one of so many in a row with fewer people than promised (12.4(3)): whether
    anything is demanded, and what, they say themselves."""
    own = attendance.of_month(move.ticket, move.ticket.endorsed)
    if own is None:
        return
    others = [one for one in attendance.months(move.ticket.contract) if one.number != own.number]
    run = short_run(own.number, [*others, own], move.rules.reading(SHORT_MONTH))
    if len(run) >= move.rules.number(SHORT_MONTHS):
        _tell(move, "staff_short", months=len(run))


def tell_key_staff(move: Move) -> None:
    """Tell them where by this act it is settled that a key post of the plan was empty in a major event (12.4(2))."""
    posts = attendance.key_posts(move.ticket, move.ticket.endorsed)
    empty = [one for one in _settled_now(move) if of_key_post(one, posts)]
    if empty:
        _tell(move, "key_staff_absent", posts="、".join(dict.fromkeys(one.post for one in empty)))


def tell_contested(move: Move) -> None:
    """Tell those who may uphold it: the supervisor what the agency found, the agency's lead what the supervisor did."""
    there = {one.number: one for one in move.scene.facts.absences}
    contested = [there[no].side for no, answer in _answers(move) if answer == CONTEST and no in there]
    for side, role in ((Party.AGENCY, SUPERVISOR_AUDITOR), (Party.SUPERVISOR, AGENCY_LEAD)):
        if side in contested:
            move.announce("absence_contested", people(move.ticket, {role}, move.now))


def _answers(move: Move) -> list[tuple[str, str]]:
    return [(row[ABSENCE_NO.name], row["answer"]) for row in move.scene.typed.get(ANSWERS.name) or ()]


def _settled_now(move: Move) -> list[Absence]:
    """By the answers of the sheet, by being upheld, or by the provider's own word."""
    typed, there = move.scene.typed, {one.number: one for one in move.scene.facts.absences}
    if EMPTY_POST.name in typed:
        said = typed.get(SITE.name) or "", typed.get(EMPTY_POST.name) or ""
        return [Absence("", *said, None, None, "provider", Claimed.SETTLED)]
    accepted = [number for number, answer in _answers(move) if answer == ACCEPT]
    upheld = typed.get(ABSENCE_NO.name)
    return [there[one] for one in (*accepted, upheld) if one in there]


def _tell(move: Move, event: str, **params: Any) -> None:
    """Both who file a notice to rectify and who issue it; a lead who acts reads of it on the page that answers."""
    move.announce(event, people(move.ticket, {AGENCY_CLERK, AGENCY_LEAD}, move.now), **params)
