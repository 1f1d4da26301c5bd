"""The shortest words of each event, for a group chat or a telephone: what happened and what is asked, of whom never.

They hold nothing that a person has typed. %(action)s, %(state)s, %(clause)s as in the catalogue; a due date follows.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

#: Of an internal target, in place of those of its level.
ADVICE: Final = _("suggested by %(due)s: %(clause)s")

BRIEFS: Final[dict[str, str]] = {
    "step": _("a step was taken: %(action)s"),
    "your_move": _("to be handled, now at: %(state)s"),
    "read_back": _("consent to a restart is asked for by telephone"),
    "unauthorised": _("carried out without permission"),
    "outage": _("fault of an important system"),
    "single_handed": _("verified and carried out by one person"),
    "half": _("half the time is gone: %(clause)s"),
    "eighty": _("a fifth of the time is left: %(clause)s"),
    "five_days": _("five working days left: %(clause)s"),
    "one_day": _("one working day left: %(clause)s"),
    "last_day": _("due today: %(clause)s"),
    "breach": _("overdue: %(clause)s"),
    "authority": _("still overdue: %(clause)s"),
    "targets": _("internal targets passed last week"),
    "digest": _("what others did since the last working day"),
    "last_night": _("what failed last night"),
    "calendar": _("dates have moved with the calendar"),
    "reminder": _("a reminder to go on"),
    "consult_asked": _("your opinion is asked"),
    "consult_given": _("an opinion was given"),
    "passed_on": _("passed on to you"),
    "passed_back": _("the passing on is undone"),
    "supervision_issued": _("an order of supervision was issued: reply to it"),
    "supervision_raised": _("an order of supervision was raised: reply to it"),
    "supervision_returned": _("the reply to an order of supervision was returned"),
    "supervision_replied": _("a reply to an order of supervision is to be judged"),
    "supervision_overdue": _("an order of supervision was not replied to in time"),
    "supervision_accepted": _("an order of supervision is closed"),
    "supervision_withdrawn": _("an order of supervision was withdrawn"),
    "report_sent": _("a supervision report was sent"),
    "comment": _("a new comment"),
    "filing_corrected": _("the filing number was corrected"),
    "substitute_set": _("somebody stands in"),
    "substitute_ended": _("somebody stands in no longer"),
    "roles_changed": _("your roles have changed"),
    "sign_in_reset": _("your way to sign in was reset"),
    "extension_proposed": _("an extension of the contract's term waits for consent"),
    "extension_agreed": _("the contract's term is extended"),
    "delivery_dead": _("notices cannot be delivered"),
    "delivery_uncertain": _("it is not known whether notices went out"),
    "clock_failed": _("a clock cannot be worked"),
    "clock_held": _("the clock of the service leapt"),
    "audit_faults": _("rows are not as the audit tells"),
    "seal_unsent": _("the audit's seal cannot be sent outside"),
    "calendar_missing": _("next year's calendar is not loaded"),
    "terms_proposed": _("an edition of a contract or calendar waits to be released"),
    "terms_released": _("an edition of a contract or calendar is released"),
    "terms_rejected": _("an edition of a contract or calendar is rejected"),
    "claim_raised": _("a time to check"),
    "claim_contested": _("a time is contested, the supervisor decides"),
    "claim_referred": _("a time cannot be confirmed, the supervisor decides"),
    "claim_unanswered": _("a time was not answered for within the limit"),
    "claim_undecided": _("a time was not decided within the limit"),
    "claim_proposed": _("minutes wait for consent"),
    "claim_taken_back": _("minutes are taken back"),
    "claim_settled": _("a time is settled"),
    "claim_review": _("a review of a time is asked for"),
    "claim_ended": _("a pause has ended"),
    "claim_proved": _("proof of force majeure was handed in"),
    "claim_unproved": _("proof of force majeure is missing"),
}
