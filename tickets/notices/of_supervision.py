"""Events of orders of supervision (督办单)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.notices.events import COPIES, DUTIES, SUPERVISION, NoticeEvent

#: Behind the name of an event: the same for those who are only informed.
COPY: Final = "_copy"
#: What leads to the page of reports.
REPORT_SENT = "report_sent"
ABOUT = ("actor", "supervision", "grade", "party", "reply_by")

#: What asks something of one reader, and is told to others besides.
ASKING = (
    NoticeEvent(
        "supervision_issued",
        DUTIES,
        _("%(grade)s order of supervision %(supervision)s: %(ticket)s %(title)s"),
        _(
            "%(actor)s issued the %(grade)s order of supervision %(supervision)s on work order %(ticket)s “%(title)s” "
            "(%(kind)s). Called on: %(party)s. Reply by: %(reply_by)s.\n%(text)s"
        ),
        needs=ABOUT,
        until=SUPERVISION,
    ),
    NoticeEvent(
        "supervision_raised",
        DUTIES,
        _("Raised to %(grade)s: order of supervision %(supervision)s, %(ticket)s %(title)s"),
        _(
            "%(actor)s raised the order of supervision %(supervision)s on work order %(ticket)s “%(title)s” (%(kind)s) "
            "to %(grade)s. Called on: %(party)s. Reply by: %(reply_by)s.\n%(text)s"
        ),
        needs=ABOUT,
        until=SUPERVISION,
    ),
    NoticeEvent(
        "supervision_returned",
        DUTIES,
        _("Reply returned: order of supervision %(supervision)s, %(ticket)s %(title)s"),
        _(
            "%(actor)s returned the reply to the %(grade)s order of supervision %(supervision)s on work order "
            "%(ticket)s “%(title)s”. Called on: %(party)s. Reply again by: %(reply_by)s.\n%(text)s"
        ),
        needs=ABOUT,
        until=SUPERVISION,
    ),
    NoticeEvent(
        "supervision_replied",
        DUTIES,
        _("Reply to judge: order of supervision %(supervision)s, %(ticket)s %(title)s"),
        _(
            "%(actor)s replied to the %(grade)s order of supervision %(supervision)s on work order %(ticket)s "
            "“%(title)s”. Accept the reply or return it.\n%(text)s"
        ),
        needs=ABOUT,
        until=SUPERVISION,
    ),
    NoticeEvent(
        "supervision_overdue",
        DUTIES,
        _("Not replied to in time: %(grade)s order of supervision %(supervision)s, %(ticket)s %(title)s"),
        _(
            "No reply to the %(grade)s order of supervision %(supervision)s on work order %(ticket)s “%(title)s” came "
            "by its day, %(reply_by)s. Called on: %(party)s. The side replies without delay; the supervisor may raise "
            "the grade."
        ),
        needs=tuple(name for name in ABOUT if name != "actor"),
        until=SUPERVISION,
    ),
)


def _copies() -> Iterator[NoticeEvent]:
    """In the words of the event, but for a reply: only who issued the order of supervision is asked to judge it."""
    for one in ASKING:
        subject, body = _OTHERWISE.get(one.name, (one.subject, one.body))
        yield replace(one, name=f"{one.name}{COPY}", group=COPIES, until="", subject=subject, body=body)


_OTHERWISE: Final = {
    "supervision_replied": (
        _("Replied to: order of supervision %(supervision)s, %(ticket)s %(title)s"),
        _(
            "%(actor)s replied to the %(grade)s order of supervision %(supervision)s on work order %(ticket)s "
            "“%(title)s”. Who issued it judges the reply.\n%(text)s"
        ),
    ),
}

EVENTS = (
    *ASKING,
    *_copies(),
    NoticeEvent(
        "supervision_accepted",
        COPIES,
        _("Closed: order of supervision %(supervision)s, %(ticket)s %(title)s"),
        _(
            "%(actor)s accepted the reply: the order of supervision %(supervision)s on work order %(ticket)s "
            "“%(title)s” is closed.\n%(text)s"
        ),
        needs=ABOUT,
    ),
    NoticeEvent(
        "supervision_withdrawn",
        COPIES,
        _("Withdrawn: order of supervision %(supervision)s, %(ticket)s %(title)s"),
        _(
            "%(actor)s withdrew the order of supervision %(supervision)s on work order %(ticket)s “%(title)s”. Nothing "
            "more is to be done about it.\n%(text)s"
        ),
        needs=ABOUT,
    ),
    NoticeEvent(
        REPORT_SENT,
        COPIES,
        _("Supervision report of contract %(contract)s: %(period)s"),
        _(
            "%(actor)s sent the signed supervision report of contract %(contract)s, %(period)s. It is found under "
            "“Supervision reports”."
        ),
        needs=("actor", "contract", "period"),
    ),
)
