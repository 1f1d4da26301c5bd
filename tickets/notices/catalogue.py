"""The events that people are told of, each with its words. Pure: message ids, worded by `outbox.words`."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

STEPS, CLOCKS, TALK, SYSTEM = "steps", "clocks", "talk", "system"


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """One event. urgent: shown as urgent. in_app_only: carried by no channel.

    Every event has %(ticket)s (its number), %(title)s and %(kind)s; of a clock also %(clause)s (as people cite it),
    %(party)s who owes it, %(due)s and %(duty)s (what its basis makes of it). What a caller must give besides is
    `needs`; a %(text)s, what the actor wrote, may be given.
    """

    name: str
    group: str
    subject: str
    body: str
    needs: tuple[str, ...] = ()
    urgent: bool = False
    in_app_only: bool = False


_WARNING = _(
    "%(clause)s of work order %(ticket)s “%(title)s” is due by %(due)s (%(duty)s).\n"
    "Do what is asked before then. If something outside your hands holds you up, say so in the order now."
)

EVENTS = (
    NoticeEvent(
        "step",
        STEPS,
        _("%(ticket)s: %(actor)s took the step “%(action)s”"),
        _("Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s took the step “%(action)s”.\n%(text)s"),
        needs=("actor", "action"),
    ),
    NoticeEvent(
        "your_move",
        STEPS,
        _("Your turn: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s) now waits for you: %(actor)s took the step “%(action)s”, and "
            "the order stands at “%(state)s”.\n%(text)s\nOpen it to see what you may do and by when."
        ),
        needs=("actor", "action", "state"),
    ),
    NoticeEvent("half", CLOCKS, _("Half the time is gone: %(ticket)s, %(clause)s"), _WARNING),
    NoticeEvent("eighty", CLOCKS, _("A fifth of the time is left: %(ticket)s, %(clause)s"), _WARNING),
    NoticeEvent("five_days", CLOCKS, _("Five working days left: %(ticket)s, %(clause)s"), _WARNING),
    NoticeEvent("one_day", CLOCKS, _("One working day left: %(ticket)s, %(clause)s"), _WARNING),
    NoticeEvent("last_day", CLOCKS, _("Due today: %(ticket)s, %(clause)s"), _WARNING),
    NoticeEvent(
        "breach",
        CLOCKS,
        _("Overdue: %(ticket)s, %(clause)s"),
        _(
            "%(clause)s of work order %(ticket)s “%(title)s” was due by %(due)s and is not done (%(duty)s).\n"
            "It is for the side that owes it to act at once and to write into the order why it is late: "
            "%(party)s. The breach stays on record."
        ),
        urgent=True,
    ),
    NoticeEvent(
        "authority",
        CLOCKS,
        _("Still overdue: %(ticket)s, %(clause)s"),
        _(
            "%(clause)s of work order %(ticket)s “%(title)s” was due by %(due)s and is still not done "
            "(%(duty)s). This is therefore put before the cloud authority."
        ),
        urgent=True,
    ),
    NoticeEvent(
        "calendar",
        CLOCKS,
        _("New dates: %(ticket)s %(title)s"),
        _(
            "A year's calendar of working days was loaded, and dates of work order %(ticket)s “%(title)s” "
            "(%(kind)s) moved with it: %(clauses)s.\nOpen the order to see by when each is due now."
        ),
        needs=("clauses",),
    ),
    NoticeEvent(
        "reminder",
        TALK,
        _("Reminder from %(actor)s: %(ticket)s %(title)s"),
        _("%(actor)s asks you to go on with work order %(ticket)s “%(title)s” (%(kind)s).\n%(text)s"),
        needs=("actor",),
    ),
    NoticeEvent(
        "comment",
        TALK,
        _("Comment by %(actor)s: %(ticket)s %(title)s"),
        _("%(actor)s wrote on work order %(ticket)s “%(title)s”:\n%(text)s"),
        needs=("actor",),
    ),
    NoticeEvent(
        "filing_corrected",
        TALK,
        _("Filing number corrected: %(ticket)s %(title)s"),
        _(
            "%(actor)s corrected the filing number of work order %(ticket)s “%(title)s”. Both numbers are kept in it.\n"
            "%(text)s"
        ),
        needs=("actor",),
    ),
    NoticeEvent(
        "extension_proposed",
        STEPS,
        _("An extension of contract %(contract)s is proposed"),
        _(
            "%(actor)s proposes to extend the term of contract %(contract)s by %(days)s days (14.4).\n"
            "The lead of the other side agrees or declines on the contract's page."
        ),
        needs=("actor", "contract", "days"),
    ),
    NoticeEvent(
        "extension_agreed",
        STEPS,
        _("The term of contract %(contract)s is extended"),
        _("%(actor)s agreed: the term of contract %(contract)s is extended by %(days)s days (14.4)."),
        needs=("actor", "contract", "days"),
    ),
    NoticeEvent(
        "delivery_dead",
        SYSTEM,
        _("Notices cannot be delivered by %(channel)s"),
        _(
            "A notice to %(recipient)s could not be delivered by %(channel)s: %(error)s. It can still be read here.\n"
            "Check the address and the channel. Further failures of this day are listed, not announced one by one."
        ),
        needs=("channel", "recipient", "error"),
        in_app_only=True,  # a channel that is dead would carry the news of its death
    ),
    NoticeEvent(
        "clock_failed",
        SYSTEM,
        _("A clock of work order %(number)s cannot be worked"),
        _(
            "The clock %(code)s of work order %(number)s failed in the sweep and is tried again at %(again)s: "
            "%(error)s.\nThe other clocks run on. Until it is put right nobody is told of this one."
        ),
        needs=("number", "code", "again", "error"),
        urgent=True,
    ),
    NoticeEvent(
        "calendar_missing",
        SYSTEM,
        _("The calendar of %(year)s is not loaded"),
        _(
            "The State Council has usually announced the holidays of %(year)s by now, but they are not loaded. "
            "Until then every date in that year is provisional.\nLoad them with: manage.py load_calendar FILE"
        ),
        needs=("year",),
    ),
)

CATALOGUE = {event.name: event for event in EVENTS}
