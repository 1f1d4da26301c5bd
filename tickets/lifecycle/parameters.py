"""Numbers that rules of every kind read from a contract."""

from typing import Final

from tickets.policy.known import Parameter

#: Working days to answer a late entry; 0: by 24:00 of the week's last working day, two after the entry at least.
CLAIM_ANSWER: Final = Parameter("claim.answer_working_days", 0, 30, otherwise=0)
#: Working days to decide a contested one.
CLAIM_DECIDE: Final = Parameter("claim.decide_working_days", 1, 30, otherwise=3)
#: Working days after an order became final in which a time may still be claimed.
CLAIM_AFTER_CLOSE: Final = Parameter("claim.after_close_working_days", 1, 90, otherwise=5)
#: Working days after a decision in which a review may be asked for, once, with newer evidence.
CLAIM_REVIEW: Final = Parameter("claim.review_working_days", 1, 90, otherwise=5)
#: Minutes before its entry up to which an instant counts as entered at once; also at the edges of a window.
FACT_TOLERANCE: Final = Parameter("fact.tolerance_minutes", 0, 60, otherwise=5)
#: Hours before its entry at which a fact may have happened (G7b).
FACT_REACH: Final = Parameter("fact.reach_hours", 1, 168, otherwise=24)
#: Minutes to check a recovery; what is beyond never harms the side that waited.
CHECK_RECOVERY: Final = Parameter("incident.check_recovery_minutes", 5, 1440, otherwise=60)
