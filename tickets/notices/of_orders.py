"""Events of orders: steps, talk."""

from django.utils.translation import gettext_noop as _

from tickets.notices.events import (
    CHECKS,
    COPIES,
    DIGEST,
    DUTIES,
    INCIDENT,
    LAST_NIGHT,
    MOVE,
    NOBODY,
    ORDER,
    NoticeEvent,
)

EVENTS = (
    NoticeEvent(
        "step",
        COPIES,
        _("%(ticket)s: %(actor)s took the step “%(action)s”"),
        _("Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s took the step “%(action)s”.\n%(text)s"),
        needs=("actor", "action"),
        at_once=NOBODY,
    ),
    NoticeEvent(
        "your_move",
        DUTIES,
        _("Your turn: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s) now waits for you: %(actor)s took the step “%(action)s”, and "
            "the order stands at “%(state)s”.\n%(text)s\nOpen it to see what you may do and by when."
        ),
        needs=("actor", "action", "state"),
        until=MOVE,
        at_night=(INCIDENT,),
    ),
    NoticeEvent(
        "read_back",
        DUTIES,
        _("Your word is asked for: restart of %(host)s, %(ticket)s"),
        _(
            "By telephone the restart of %(host)s was asked for (work order %(ticket)s “%(title)s”), from "
            "%(window_start)s to %(window_end)s.\n"
            "If you agree, read this code back to the provider's desk: %(nonce)s. It is good until %(until)s. "
            "Read it to nobody who did not call about this order.\n"
            "If you do not agree, say nothing, and refuse in the order. You may also approve there."
        ),
        needs=("host", "window_start", "window_end", "nonce", "until"),
        urgent=True,
        until=MOVE,
    ),
    NoticeEvent(
        "unauthorised",
        CHECKS,
        _("Carried out without permission: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s reports that the work began at %(started)s, "
            "%(departure)s.\nReason given: %(text)s\nIt stands on record as unauthorised, and no permit was used by it."
        ),
        needs=("actor", "started", "departure", "at"),
        urgent=True,
    ),
    NoticeEvent(
        "outside_consent",
        CHECKS,
        _("Outside what was consented to: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s reports what goes beyond the consent.\n"
            "What was done, and why, stands in the order. Nothing follows by itself."
        ),
        needs=("actor",),
    ),
    NoticeEvent(
        "outage",
        CHECKS,
        _("Fault of an important system: %(system)s, %(ticket)s"),
        _(
            "A fault of the important system %(system)s was reported by %(actor)s: work order %(ticket)s “%(title)s”.\n"
            "Whoever must act was told. Open the order to see how it stands."
        ),
        needs=("actor", "system"),
        urgent=True,
        until=ORDER,
    ),
    NoticeEvent(
        "single_handed",
        CHECKS,
        _("Verified and carried out by one person: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s issued the permit and carried it out as well, "
            "being alone on shift.\nThe reason stands in the order."
        ),
        needs=("actor",),
        at_once=NOBODY,
    ),
    NoticeEvent(
        "failed_in_a_row",
        CHECKS,
        _("Failed in a row: %(months)d monthly assessments, %(ticket)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s) is closed: with it %(months)d months in a row were failed.\n"
            "By annex 3.3 you may set a limit to put it right: the order's page leads to a notice that is filled in "
            "for it. Nothing follows by itself."
        ),
        needs=("actor", "months"),
    ),
    NoticeEvent(
        "staff_short",
        CHECKS,
        _("Fewer staff than promised in a row: %(months)d months, %(ticket)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s) is closed: with it %(months)d months in a row had fewer "
            "people than were promised.\nBy article 12.4(3) you may set a limit to put it right: the order's page "
            "leads to a notice that is filled in for it. Nothing follows by itself."
        ),
        needs=("actor", "months"),
    ),
    NoticeEvent(
        "key_staff_absent",
        CHECKS,
        _("Key staff absent from a major event: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s): it is settled that nobody held these key posts of the "
            "agreed plan: %(posts)s.\nBy article 12.4(2) you may set a limit to put it right: the order's page leads "
            "to a notice that is filled in for it. Nothing follows by itself."
        ),
        needs=("actor", "posts"),
    ),
    NoticeEvent(
        "absence_contested",
        CHECKS,
        _("Contested: a finding of absence, %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s contests that nobody was on duty.\nUphold the "
            "finding or leave it to be taken back; until then the sheet is not confirmed."
        ),
        needs=("actor",),
        until=ORDER,
    ),
    NoticeEvent(
        "reminder",
        DUTIES,
        _("Reminder from %(actor)s: %(ticket)s %(title)s"),
        _("%(actor)s asks you to go on with work order %(ticket)s “%(title)s” (%(kind)s).\n%(text)s"),
        needs=("actor",),
        until=MOVE,
        at_night=(INCIDENT,),
    ),
    NoticeEvent(
        "comment",
        COPIES,
        _("Comment by %(actor)s: %(ticket)s %(title)s"),
        _("%(actor)s wrote on work order %(ticket)s “%(title)s”:\n%(text)s"),
        needs=("actor",),
    ),
    NoticeEvent(
        "consult_asked",
        DUTIES,
        _("Your opinion is asked: %(ticket)s %(title)s"),
        _("%(actor)s asks for your opinion on work order %(ticket)s “%(title)s” (%(kind)s):\n%(text)s"),
        needs=("actor",),
        until=MOVE,
    ),
    NoticeEvent(
        "consult_given",
        DUTIES,
        _("Opinion of %(actor)s: %(ticket)s %(title)s"),
        _("%(actor)s answered what you asked on work order %(ticket)s “%(title)s”:\n%(text)s"),
        needs=("actor",),
        until=MOVE,
    ),
    NoticeEvent(
        "passed_on",
        DUTIES,
        _("Passed on to you: %(ticket)s %(title)s"),
        _("%(actor)s passed work order %(ticket)s “%(title)s” (%(kind)s) on to you:\n%(text)s"),
        needs=("actor",),
        until=MOVE,
    ),
    NoticeEvent(
        "passed_back",
        DUTIES,
        _("Passing on undone: %(ticket)s %(title)s"),
        _(
            "%(actor)s undid the passing on of work order %(ticket)s “%(title)s”: it waits for all who hold the role.\n"
            "%(text)s"
        ),
        needs=("actor",),
        until=MOVE,
    ),
    NoticeEvent(
        "filing_corrected",
        COPIES,
        _("Filing number corrected: %(ticket)s %(title)s"),
        _(
            "%(actor)s corrected the filing number of work order %(ticket)s “%(title)s”. Both numbers are kept in it.\n"
            "%(text)s"
        ),
        needs=("actor",),
    ),
    NoticeEvent(
        DIGEST,
        COPIES,
        _("Progress since the last working day: work orders %(orders)d"),
        _("What others did on work orders that you oversee or follow:\n%(lines)s\nNone of it asks anything of you."),
        needs=("orders", "rows"),
    ),
    NoticeEvent(
        LAST_NIGHT,
        COPIES,
        _("Last night: faults %(failed)d, still open %(open)d"),
        _("Since %(since)s:\n%(lines)s"),
        needs=("failed", "open", "since", "nights"),
    ),
)
