"""Events of claims: a time, or a pause, that the other side checks."""

from django.utils.translation import gettext_noop as _

from accounts.roles import AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR
from tickets.notices.events import CHECKS, CLAIM, NOBODY, NoticeEvent

#: What is told of a claim: its number, what it is about, its time, and of how many more the same is told.
WORDS = ("claim", "about", "value", "more")

LEADS, SUPERVISOR = frozenset({AGENCY_LEAD, PROVIDER_LEAD}), frozenset({SUPERVISOR_AUDITOR})

#: What is over once the claim is settled.
OPEN = (
    "claim_raised", "claim_contested", "claim_referred", "claim_unanswered", "claim_undecided", "claim_proposed",
    "claim_review", "claim_unproved",
)  # fmt: skip

EVENTS = (
    NoticeEvent(
        "claim_raised",
        CHECKS,
        _("A time to check: %(ticket)s %(title)s"),
        _(
            "%(actor)s entered a time late, or claims that a clock rested, on work order %(ticket)s “%(title)s” "
            "(claim %(claim)s), and a contract deadline turns on it.\n"
            "The other side says whether it is so; until then the entry counts, and both readings are shown.\n"
            "%(text)s"
        ),
        needs=("actor", *WORDS),
        until=CLAIM,
        at_once=NOBODY,
    ),
    NoticeEvent(
        "claim_contested",
        CHECKS,
        _("A time is contested: %(ticket)s %(title)s"),
        _(
            "%(actor)s contests claim %(claim)s on work order %(ticket)s “%(title)s”.\n"
            "%(text)s\n"
            "The supervisor decides. Until then the entry counts, and both readings are shown."
        ),
        needs=("actor", *WORDS),
        until=CLAIM,
        ends=("claim_raised",),
    ),
    NoticeEvent(
        "claim_referred",
        CHECKS,
        _("A time cannot be confirmed: %(ticket)s %(title)s"),
        _(
            "%(actor)s cannot tell whether claim %(claim)s on work order %(ticket)s “%(title)s” is so, and passes"
            " it to the supervisor.\n"
            "%(text)s"
        ),
        needs=("actor", *WORDS),
        until=CLAIM,
        ends=("claim_raised",),
        at_once=SUPERVISOR,
    ),
    NoticeEvent(
        "claim_unanswered",
        CHECKS,
        _("No answer in time: %(ticket)s %(title)s"),
        _(
            "Claim %(claim)s on work order %(ticket)s “%(title)s” was not answered in time. Silence is neither "
            "consent nor contest: the supervisor may decide now.\n"
            "%(text)s"
        ),
        needs=WORDS,
        until=CLAIM,
    ),
    NoticeEvent(
        "claim_undecided",
        CHECKS,
        _("Not decided in time: %(ticket)s %(title)s"),
        _(
            "Claim %(claim)s on work order %(ticket)s “%(title)s” was not decided in time. The cloud authority "
            "may decide now.\n"
            "%(text)s"
        ),
        needs=WORDS,
        until=CLAIM,
    ),
    NoticeEvent(
        "claim_proposed",
        CHECKS,
        _("Minutes wait for the other side: %(ticket)s %(title)s"),
        _(
            "%(actor)s proposes to settle claim %(claim)s on work order %(ticket)s “%(title)s” by minutes. The lead of "
            "the other side agrees, or nothing changes.\n"
            "%(text)s"
        ),
        needs=("actor", *WORDS),
        until=CLAIM,
        at_once=LEADS,
    ),
    NoticeEvent(
        "claim_taken_back",
        CHECKS,
        _("Minutes are taken back: %(ticket)s %(title)s"),
        _(
            "%(actor)s takes back the minutes that were to settle claim %(claim)s on work order %(ticket)s “%(title)s”."
            " Nothing changes.\n"
            "%(text)s"
        ),
        needs=("actor", *WORDS),
        ends=("claim_proposed",),
        at_once=NOBODY,
    ),
    NoticeEvent(
        "claim_settled",
        CHECKS,
        _("A time is settled: %(ticket)s %(title)s"),
        _(
            "Claim %(claim)s on work order %(ticket)s “%(title)s” is settled: open the order to see which time "
            "stands and what that makes of its deadlines.\n"
            "%(text)s"
        ),
        needs=WORDS,
        ends=OPEN,
        at_once=NOBODY,
    ),
    NoticeEvent(
        "claim_review",
        CHECKS,
        _("A review is asked for: %(ticket)s %(title)s"),
        _(
            "%(actor)s asks for a review of the decision on claim %(claim)s of work order %(ticket)s “%(title)s”."
            " The cloud authority decides.\n"
            "%(text)s"
        ),
        needs=("actor", *WORDS),
        until=CLAIM,
        at_once=NOBODY,
    ),
    NoticeEvent(
        "claim_ended",
        CHECKS,
        _("A pause has ended: %(ticket)s %(title)s"),
        _(
            "%(actor)s ended the pause of claim %(claim)s on work order %(ticket)s “%(title)s”: its clocks run "
            "on.\n"
            "%(text)s"
        ),
        needs=("actor", *WORDS),
        at_once=NOBODY,
    ),
    NoticeEvent(
        "claim_proved",
        CHECKS,
        _("Proof of force majeure: %(ticket)s %(title)s"),
        _(
            "%(actor)s handed in the proof that belongs to claim %(claim)s on work order %(ticket)s "
            "“%(title)s”.\n"
            "%(text)s"
        ),
        needs=("actor", *WORDS),
        ends=("claim_unproved",),
        at_once=NOBODY,
    ),
    NoticeEvent(
        "claim_unproved",
        CHECKS,
        _("Proof is missing: %(ticket)s %(title)s"),
        _(
            "The proof of force majeure that belongs to claim %(claim)s on work order %(ticket)s “%(title)s” was "
            "not handed in in time. The pause counts until the supervisor has decided.\n"
            "%(text)s"
        ),
        needs=WORDS,
        until=CLAIM,
        at_once=SUPERVISOR,
    ),
)
