"""Events of contracts, and of the service itself."""

from django.utils.translation import gettext_noop as _

from tickets.notices.events import COPIES, DUTIES, LIMITS, QUESTION, SYSTEM, NoticeEvent

#: Of the table of fees of a contract.
OF_FEES = ("fees_entered", "fees_signed", "fees_withdrawn")
#: Of the sheet of a month.
OF_SHEETS = ("sheet_closed",)
#: Of money that is owed beyond the instalments.
OF_MONEY = ("money_owed",)
#: Of an edition of a contract or calendar that was handed in: it leads to that edition's page.
OF_TERMS = ("terms_proposed", "terms_released", "terms_rejected")
ABOUT_TERMS = ("actor", "sort", "number", "proposal")
EVENTS = (
    NoticeEvent(
        "extension_proposed",
        DUTIES,
        _("An extension of contract %(contract)s is proposed"),
        _(
            "%(actor)s proposes to extend the term of contract %(contract)s by %(days)s days (14.4).\n"
            "The lead of the other side agrees or declines on the contract's page."
        ),
        needs=("actor", "contract", "days"),
        until=QUESTION,
    ),
    NoticeEvent(
        "extension_agreed",
        COPIES,
        _("The term of contract %(contract)s is extended"),
        _("%(actor)s agreed: the term of contract %(contract)s is extended by %(days)s days (14.4)."),
        needs=("actor", "contract", "days"),
    ),
    NoticeEvent(
        "fees_entered",
        DUTIES,
        _("The fees of the systems of contract %(contract)s wait to be agreed on"),
        _(
            "%(actor)s entered what each system of contract %(contract)s costs. It counts once the leads of both sides "
            "have agreed.\nAgree, or decline with a reason, on the page of the fees."
        ),
        needs=("actor", "contract"),
        until=QUESTION,
    ),
    NoticeEvent(
        "fees_signed",
        COPIES,
        _("The fees of the systems of contract %(contract)s are agreed on"),
        _("Both sides have agreed on what each system of contract %(contract)s costs: it counts from now on."),
        needs=("actor", "contract"),
    ),
    NoticeEvent(
        "fees_withdrawn",
        COPIES,
        _("The fees of the systems of contract %(contract)s are not agreed on"),
        _("%(actor)s took back or declined the table of fees of contract %(contract)s. The reason stands on its page."),
        needs=("actor", "contract"),
    ),
    NoticeEvent(
        "sheet_closed",
        COPIES,
        _("The sheet of %(month)s of contract %(contract)s is closed"),
        _("The sheet of %(month)s of contract %(contract)s is closed and comes to ¥%(sum)s. It changes no more."),
        needs=("month", "contract", "sum"),
    ),
    NoticeEvent(
        "money_owed",
        DUTIES,
        _("Under contract %(contract)s your side is owed ¥%(sum)s that nobody demands yet"),
        _(
            "By the closed sheets of contract %(contract)s the other side owes yours ¥%(sum)s beyond the instalments, "
            "and no work order demands it.\nOpen one, the sum is filled in; your lead then demands it in writing."
        ),
        needs=("contract", "sum", "because"),
        until=QUESTION,
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
        "delivery_uncertain",
        SYSTEM,
        _("Whether notices went out by %(channel)s is not known"),
        _(
            "A notice to %(recipient)s by %(channel)s was perhaps sent, perhaps not: %(error)s. It is not sent again, "
            "so that nobody is told twice, and can be read here.\n"
            "Look it up at the gateway. Further ones of this day are listed, not announced one by one."
        ),
        needs=("channel", "recipient", "error"),
        in_app_only=True,
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
        "exit_day_nears",
        LIMITS,
        _("Contract %(contract)s: the provider may apply to leave until %(day)s"),
        _(
            "Under contract %(contract)s an application of the provider to leave (13.1) is in time until %(day)s, "
            "%(days)s days from now. A later one needs the consent of both sides.\n"
            "Whoever does not mean to leave need do nothing."
        ),
        needs=("contract", "day", "days"),
    ),
    NoticeEvent(
        "terms_proposed",
        SYSTEM,
        _("%(sort)s %(number)s waits to be released"),
        _(
            "%(actor)s handed in an edition: %(sort)s %(number)s. It takes effect once a second person releases it.\n"
            "Look at what it would change, then release or reject it."
        ),
        needs=ABOUT_TERMS,
        until=QUESTION,
    ),
    NoticeEvent(
        "terms_released",
        SYSTEM,
        _("%(sort)s %(number)s is released"),
        _("%(actor)s released the edition that you handed in: %(sort)s %(number)s. It is in force."),
        needs=ABOUT_TERMS,
    ),
    NoticeEvent(
        "terms_rejected",
        SYSTEM,
        _("%(sort)s %(number)s is rejected"),
        _(
            "%(actor)s rejected the edition that you handed in: %(sort)s %(number)s. What is in force stays.\n"
            "Reason: %(text)s"
        ),
        needs=ABOUT_TERMS,
    ),
)
