"""The events that people are told of, each with its words. Pure: message ids, worded by `outbox.words`."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

#: What an event is about. Those of steps, clocks, claims and talk each name their order.
STEPS, CLOCKS, CLAIMS, TALK = "steps", "clocks", "claims", "talk"
CONTRACTS, SYSTEM = "contracts", "system"


#: What is told of a claim: its number, what it is about, its time, and of how many more the same is told.
CLAIM = ("claim", "about", "value", "more")


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """One event. urgent: shown as urgent. in_app_only: carried by no channel. done: the words where the clock has
    stopped already, with %(done)s, when.

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
    done: str = ""


_DONE_LATE = _(
    "%(clause)s of work order %(ticket)s “%(title)s” was due by %(due)s and done at %(done)s, too late (%(duty)s).\n"
    "It is for the side that owed it to write into the order why it was late: %(party)s. The breach stays on record."
)
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
    NoticeEvent(
        "read_back",
        STEPS,
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
    ),
    NoticeEvent(
        "unauthorised",
        STEPS,
        _("Carried out without permission: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s reports that the work began at %(started)s, "
            "%(departure)s.\nReason given: %(text)s\nIt stands on record as unauthorised, and no permit was used by it."
        ),
        needs=("actor", "started", "departure", "at"),
        urgent=True,
    ),
    NoticeEvent(
        "single_handed",
        STEPS,
        _("Verified and carried out by one person: %(ticket)s %(title)s"),
        _(
            "Work order %(ticket)s “%(title)s” (%(kind)s): %(actor)s issued the permit and carried it out as well, "
            "being alone on shift.\nThe reason stands in the order."
        ),
        needs=("actor",),
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
        done=_DONE_LATE,
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
        done=_DONE_LATE,
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
        CONTRACTS,
        _("An extension of contract %(contract)s is proposed"),
        _(
            "%(actor)s proposes to extend the term of contract %(contract)s by %(days)s days (14.4).\n"
            "The lead of the other side agrees or declines on the contract's page."
        ),
        needs=("actor", "contract", "days"),
    ),
    NoticeEvent(
        "extension_agreed",
        CONTRACTS,
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
        "clock_held",
        SYSTEM,
        _("The clock of the service leapt by %(seconds)s seconds"),
        _(
            "A process saw the clock leap by %(seconds)s seconds. Nothing is judged by it: acts are refused and no "
            "limit is told until it is right again.\nSet the clock right. If it is right as it is, restart the service."
        ),
        needs=("seconds",),
        urgent=True,
    ),
    NoticeEvent(
        "audit_faults",
        SYSTEM,
        _("Rows are not as the audit tells"),
        _(
            "The check before the daily seal found rows that were changed past the service: %(count)s. The first: "
            "%(first)s\nAll are listed by: manage.py verify_audit"
        ),
        needs=("count", "first"),
        urgent=True,
    ),
    NoticeEvent(
        "seal_unsent",
        SYSTEM,
        _("The audit's seal of %(day)s cannot be sent outside"),
        _(
            "The seal of %(day)s could not be sent to the place that SEAL_URL names (%(error)s). It is tried again "
            "every ten minutes.\nAfter a day without success the service reports itself as not ready."
        ),
        needs=("day", "error"),
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
    NoticeEvent(
        "claim_raised",
        CLAIMS,
        _("A time to check: %(ticket)s %(title)s"),
        _(
            "%(actor)s entered a time late, or claims that a clock rested, on work order %(ticket)s “%(title)s” "
            "(claim %(claim)s), and a contract deadline turns on it.\n"
            "The other side says whether it is so; until then the entry counts, and both readings are shown.\n"
            "%(text)s"
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_contested",
        CLAIMS,
        _("A time is contested: %(ticket)s %(title)s"),
        _(
            "%(actor)s contests claim %(claim)s on work order %(ticket)s “%(title)s”.\n"
            "%(text)s\n"
            "The supervisor decides. Until then the entry counts, and both readings are shown."
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_referred",
        CLAIMS,
        _("A time cannot be confirmed: %(ticket)s %(title)s"),
        _(
            "%(actor)s cannot tell whether claim %(claim)s on work order %(ticket)s “%(title)s” is so, and passes"
            " it to the supervisor.\n"
            "%(text)s"
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_unanswered",
        CLAIMS,
        _("No answer in time: %(ticket)s %(title)s"),
        _(
            "Claim %(claim)s on work order %(ticket)s “%(title)s” was not answered in time. Silence is neither "
            "consent nor contest: the supervisor may decide now.\n"
            "%(text)s"
        ),
        needs=CLAIM,
    ),
    NoticeEvent(
        "claim_undecided",
        CLAIMS,
        _("Not decided in time: %(ticket)s %(title)s"),
        _(
            "Claim %(claim)s on work order %(ticket)s “%(title)s” was not decided in time. The cloud authority "
            "may decide now.\n"
            "%(text)s"
        ),
        needs=CLAIM,
    ),
    NoticeEvent(
        "claim_proposed",
        CLAIMS,
        _("Minutes wait for the other side: %(ticket)s %(title)s"),
        _(
            "%(actor)s proposes to settle claim %(claim)s on work order %(ticket)s “%(title)s” by minutes. The lead of "
            "the other side agrees, or nothing changes.\n"
            "%(text)s"
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_taken_back",
        CLAIMS,
        _("Minutes are taken back: %(ticket)s %(title)s"),
        _(
            "%(actor)s takes back the minutes that were to settle claim %(claim)s on work order %(ticket)s “%(title)s”."
            " Nothing changes.\n"
            "%(text)s"
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_settled",
        CLAIMS,
        _("A time is settled: %(ticket)s %(title)s"),
        _(
            "Claim %(claim)s on work order %(ticket)s “%(title)s” is settled: open the order to see which time "
            "stands and what that makes of its deadlines.\n"
            "%(text)s"
        ),
        needs=CLAIM,
    ),
    NoticeEvent(
        "claim_review",
        CLAIMS,
        _("A review is asked for: %(ticket)s %(title)s"),
        _(
            "%(actor)s asks for a review of the decision on claim %(claim)s of work order %(ticket)s “%(title)s”."
            " The cloud authority decides.\n"
            "%(text)s"
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_ended",
        CLAIMS,
        _("A pause has ended: %(ticket)s %(title)s"),
        _(
            "%(actor)s ended the pause of claim %(claim)s on work order %(ticket)s “%(title)s”: its clocks run "
            "on.\n"
            "%(text)s"
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_proved",
        CLAIMS,
        _("Proof of force majeure: %(ticket)s %(title)s"),
        _(
            "%(actor)s handed in the proof that belongs to claim %(claim)s on work order %(ticket)s "
            "“%(title)s”.\n"
            "%(text)s"
        ),
        needs=("actor", *CLAIM),
    ),
    NoticeEvent(
        "claim_unproved",
        CLAIMS,
        _("Proof is missing: %(ticket)s %(title)s"),
        _(
            "The proof of force majeure that belongs to claim %(claim)s on work order %(ticket)s “%(title)s” was "
            "not handed in in time. The pause counts until the supervisor has decided.\n"
            "%(text)s"
        ),
        needs=CLAIM,
    ),
)

CATALOGUE = {event.name: event for event in EVENTS}
