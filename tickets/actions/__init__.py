"""Every change of a ticket: the functions that pages, API, sweep and commands call. There is no other way.

What `check_…` refuses is refused by the act of that name; a page asks `passes(check_…, …)` before it offers it.
"""

from tickets.actions.act import passes
from tickets.actions.admission import check_open, check_system, may_open_any, opening_capacity
from tickets.actions.baseline import baseline
from tickets.actions.by_time import fire, lapse, reproject
from tickets.actions.claims.answer import accept as accept_claim
from tickets.actions.claims.answer import ask_review, refer
from tickets.actions.claims.answer import contest as contest_claim
from tickets.actions.claims.answer import correct as correct_claim
from tickets.actions.claims.answer import decide as decide_claim
from tickets.actions.claims.answer import review as review_claim
from tickets.actions.claims.answer import withdraw as withdraw_claim
from tickets.actions.claims.born import Value
from tickets.actions.claims.born import standing as standing_value
from tickets.actions.claims.by_time import lapse_claim
from tickets.actions.claims.earlier import Claimable, claimable
from tickets.actions.claims.minutes import agree_minutes, meant_together, settle_together, withdraw_minutes
from tickets.actions.claims.minutes import errors_of as errors_of_minutes
from tickets.actions.claims.offering import may_claim, offered_on_minutes, settles_by_minutes
from tickets.actions.claims.offering import offered as offered_on_claim
from tickets.actions.claims.papers import EVIDENCE_SLOTS
from tickets.actions.claims.raising import claim_pause, claim_time, end_pause
from tickets.actions.claims.raising import prove as prove_claim
from tickets.actions.compound import stamp_late, take_call
from tickets.actions.contact import keep_addresses
from tickets.actions.edit import FILED, check_correct_filing, check_edit, correct_filing, edit
from tickets.actions.effects import engineers
from tickets.actions.extension import (
    agree_extension,
    check_answer,
    check_extend,
    propose_extension,
    withdraw_extension,
)
from tickets.actions.files import attach, hand_out, open_slots
from tickets.actions.idempotency import Once, answered, once, remember
from tickets.actions.open import open_ticket
from tickets.actions.perform import available, perform
from tickets.actions.preview import ClockPreview, check_preview, preview, preview_stamps, preview_step
from tickets.actions.remarks import remarks
from tickets.actions.talk import check_concerned, check_remind, comment, remind, reminded_lately
from tickets.actions.telephone import approvers

__all__ = [
    "EVIDENCE_SLOTS",
    "FILED",
    "Claimable",
    "ClockPreview",
    "Once",
    "Remark",
    "Value",
    "accept_claim",
    "agree_extension",
    "agree_minutes",
    "answered",
    "approvers",
    "ask_review",
    "attach",
    "available",
    "baseline",
    "check_answer",
    "check_concerned",
    "check_correct_filing",
    "check_edit",
    "check_extend",
    "check_open",
    "check_preview",
    "check_remind",
    "check_system",
    "claim_pause",
    "claim_time",
    "claimable",
    "comment",
    "contest_claim",
    "correct_claim",
    "correct_filing",
    "decide_claim",
    "edit",
    "end_pause",
    "engineers",
    "errors_of_minutes",
    "fire",
    "hand_out",
    "keep_addresses",
    "lapse",
    "lapse_claim",
    "may_claim",
    "may_open_any",
    "meant_together",
    "offered_on_claim",
    "offered_on_minutes",
    "once",
    "open_slots",
    "open_ticket",
    "opening_capacity",
    "passes",
    "perform",
    "preview",
    "preview_stamps",
    "preview_step",
    "propose_extension",
    "prove_claim",
    "refer",
    "remarks",
    "remember",
    "remind",
    "reminded_lately",
    "reproject",
    "review_claim",
    "settle_together",
    "settles_by_minutes",
    "stamp_late",
    "standing_value",
    "take_call",
    "withdraw_claim",
    "withdraw_extension",
    "withdraw_minutes",
]  # fmt: skip
