"""Events of clocks: warnings, the breach, the escalation, dates that moved."""

from django.utils.translation import gettext_noop as _

from tickets.notices.events import CLOCK, INCIDENT, LIMITS, TARGETS, NoticeEvent

_DONE_LATE = _(
    "%(clause)s of work order %(ticket)s “%(title)s” was due by %(due)s and done at %(done)s, too late (%(duty)s).\n"
    "It is for the side that owed it to write into the order why it was late: %(party)s. The breach stays on record."
)
_WARNING = _(
    "%(clause)s of work order %(ticket)s “%(title)s” is due by %(due)s (%(duty)s).\n"
    "Do what is asked before then. If something outside your hands holds you up, say so in the order now."
)
_ADVICE = (
    _("Suggested by %(due)s: %(ticket)s, %(clause)s"),
    _(
        "For %(clause)s of work order %(ticket)s “%(title)s” %(due)s is suggested (%(duty)s).\n"
        "Nobody but you was told. Do it by then if you can."
    ),
)
_PAST_ADVICE = (
    _("Past the suggested time: %(ticket)s, %(clause)s"),
    _(
        "For %(clause)s of work order %(ticket)s “%(title)s” %(due)s was suggested; it is not done yet (%(duty)s).\n"
        "Your own lead reads of it on Monday, and nobody else."
    ),
)

EVENTS = (
    NoticeEvent(
        "half",
        LIMITS,
        _("Half the time is gone: %(ticket)s, %(clause)s"),
        _WARNING,
        advice=_ADVICE,
        until=CLOCK,
        at_night=(INCIDENT,),
    ),
    NoticeEvent(
        "eighty",
        LIMITS,
        _("A fifth of the time is left: %(ticket)s, %(clause)s"),
        _WARNING,
        advice=_ADVICE,
        until=CLOCK,
        at_night=(INCIDENT,),
    ),
    NoticeEvent(
        "five_days", LIMITS, _("Five working days left: %(ticket)s, %(clause)s"), _WARNING, advice=_ADVICE, until=CLOCK
    ),
    NoticeEvent(
        "ninety_days", LIMITS, _("Ninety days left: %(ticket)s, %(clause)s"), _WARNING, advice=_ADVICE, until=CLOCK
    ),
    NoticeEvent(
        "thirty_days", LIMITS, _("Thirty days left: %(ticket)s, %(clause)s"), _WARNING, advice=_ADVICE, until=CLOCK
    ),
    NoticeEvent(
        "seven_days", LIMITS, _("Seven days left: %(ticket)s, %(clause)s"), _WARNING, advice=_ADVICE, until=CLOCK
    ),
    NoticeEvent(
        "one_day",
        LIMITS,
        _("One working day left: %(ticket)s, %(clause)s"),
        _WARNING,
        advice=_ADVICE,
        until=CLOCK,
    ),
    NoticeEvent(
        "last_day",
        LIMITS,
        _("Due today: %(ticket)s, %(clause)s"),
        _WARNING,
        advice=_ADVICE,
        until=CLOCK,
    ),
    NoticeEvent(
        "breach",
        LIMITS,
        _("Overdue: %(ticket)s, %(clause)s"),
        _(
            "%(clause)s of work order %(ticket)s “%(title)s” was due by %(due)s and is not done (%(duty)s).\n"
            "It is for the side that owes it to act at once and to write into the order why it is late: "
            "%(party)s. The breach stays on record."
        ),
        urgent=True,
        done=_DONE_LATE,
        advice=_PAST_ADVICE,
        until=CLOCK,
    ),
    NoticeEvent(
        "authority",
        LIMITS,
        _("Still overdue: %(ticket)s, %(clause)s"),
        _(
            "%(clause)s of work order %(ticket)s “%(title)s” was due by %(due)s and is still not done "
            "(%(duty)s). This is therefore put before the cloud authority."
        ),
        urgent=True,
        done=_DONE_LATE,
        advice=_PAST_ADVICE,
        until=CLOCK,
    ),
    NoticeEvent(
        TARGETS,
        LIMITS,
        _("Internal targets missed last week: work orders %(orders)d"),
        _(
            "Targets of your own people that passed and are still open, which make no penalty:\n%(lines)s\n"
            "Each holder was told at the time; the other side and the authority were not."
        ),
        needs=("orders", "rows"),
    ),
    NoticeEvent(
        "calendar",
        LIMITS,
        _("New dates: %(ticket)s %(title)s"),
        _(
            "A year's calendar of working days was loaded, and dates of work order %(ticket)s “%(title)s” "
            "(%(kind)s) moved with it: %(clauses)s.\nOpen the order to see by when each is due now."
        ),
        needs=("clauses",),
    ),
)
