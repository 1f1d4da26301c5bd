"""Every change of a ticket: the functions that pages, API, sweep and commands call. There is no other way.

What `check_…` refuses is refused by the act of that name; a page asks `passes(check_…, …)` before it offers it.
"""

from tickets.actions.act import passes
from tickets.actions.admission import check_open, check_system, may_open_any, opening_capacity
from tickets.actions.applicant import known as known_of_applicant
from tickets.actions.applicant import needless as needless_of_applicant
from tickets.actions.baseline import baseline
from tickets.actions.by_time import fire, fire_all, lapse, reproject
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
from tickets.actions.conferring import (
    ActOutcome,
    MeantAct,
    findings_up_to,
    hindrance,
    number_notice,
    perform_each,
    takes,
)
from tickets.actions.consult import (
    asked_now,
    check_consult,
    colleagues,
    consult,
    consulting,
    give_opinion,
    holders,
    pass_back,
    pass_on,
    standing_delegation,
    withdraw_question,
)
from tickets.actions.contact import (
    end_group,
    enter_group,
    keep_addresses,
    keep_choices,
    keep_hours,
    start_group,
    stop_group,
)
from tickets.actions.door import ShownAgain, check_shut, shut
from tickets.actions.edit import FILED, check_correct_filing, check_edit, correct_filing, edit
from tickets.actions.effects import engineers
from tickets.actions.extension import (
    agree_extension,
    check_answer,
    check_extend,
    propose_extension,
    withdraw_extension,
)
from tickets.actions.fees import (
    agree_fees,
    check_agree_fees,
    check_enter_fees,
    check_withdraw_fees,
    enter_fees,
    fees_to_agree_on,
    withdraw_fees,
)
from tickets.actions.files import attach, hand_out, open_slots, print_out
from tickets.actions.follow import follow, follows, unfollow
from tickets.actions.granted import usable as usable_consents
from tickets.actions.idempotency import Once, answered, done_under, once, remember
from tickets.actions.keyed import under_key
from tickets.actions.last_days import tell_of_last_days
from tickets.actions.open import open_ticket
from tickets.actions.outages import (
    answer_outage,
    check_import,
    check_speak,
    import_outages,
    join_fault,
    make_fault,
    say_of_outage,
)
from tickets.actions.outages import covering as faults_covering
from tickets.actions.outages import may_answer as may_answer_outage
from tickets.actions.outages import refused as refused_entries
from tickets.actions.perform import available, perform
from tickets.actions.preview import ClockPreview, check_preview, preview, preview_stamps, preview_step
from tickets.actions.proposing import propose_findings
from tickets.actions.rating import DEGREES, check_rate, rate, rating
from tickets.actions.recurring import open_recurring
from tickets.actions.redraw import redraw
from tickets.actions.registers.deciding import (
    check_decide,
    check_withdraw,
    confirm_entry,
    hand_out_scan,
    return_entry,
    withdraw_entry,
)
from tickets.actions.registers.entering import Scan, annul, check_correct, check_enter, correct, enter
from tickets.actions.remarks import remarks
from tickets.actions.reports import (
    addressees as report_addressees,
)
from tickets.actions.reports import check_report, hand_in_report, hand_out_report, send_report, take_draft
from tickets.actions.sampling import (
    MOST_SAMPLED,
    OVERSEERS,
    check_sampling,
    draw_sample,
    drawn_by,
    look_at_sample,
    lots_of,
)
from tickets.actions.saved import (
    FilingPreview,
    born_of,
    check_page,
    drop_file,
    drop_form,
    edit_key,
    file_form,
    forget_old_forms,
    preview_form,
    save_file,
    save_form,
)
from tickets.actions.sheets import NextSheet, check_close_sheet, close_due_sheets, close_sheet, print_sheet
from tickets.actions.submitting import submitting
from tickets.actions.supervise import (
    check_deed,
    check_issue,
    deeds_open,
    do_with_supervision,
    issue_supervision,
    supervision_overdue,
)
from tickets.actions.talk import check_concerned, check_remind, comment, remind, reminded_lately
from tickets.actions.telephone import approvers
from tickets.actions.telling import is_own_move
from tickets.actions.turns import awaited, draw_stale, stale_on_either_side
from tickets.actions.turns import stale as stale_turns

__all__ = [
    "DEGREES",
    "EVIDENCE_SLOTS",
    "FILED",
    "MOST_SAMPLED",
    "OVERSEERS",
    "ActOutcome",
    "Claimable",
    "ClockPreview",
    "FilingPreview",
    "MeantAct",
    "NextSheet",
    "Once",
    "Remark",
    "Scan",
    "ShownAgain",
    "Value",
    "accept_claim",
    "agree_extension",
    "agree_fees",
    "agree_minutes",
    "annul",
    "answer_outage",
    "answered",
    "approvers",
    "ask_review",
    "asked_now",
    "attach",
    "available",
    "awaited",
    "baseline",
    "born_of",
    "check_agree_fees",
    "check_answer",
    "check_close_sheet",
    "check_concerned",
    "check_consult",
    "check_correct",
    "check_correct_filing",
    "check_decide",
    "check_deed",
    "check_edit",
    "check_enter",
    "check_enter_fees",
    "check_extend",
    "check_import",
    "check_issue",
    "check_open",
    "check_page",
    "check_preview",
    "check_rate",
    "check_remind",
    "check_report",
    "check_sampling",
    "check_shut",
    "check_speak",
    "check_system",
    "check_withdraw",
    "check_withdraw_fees",
    "claim_pause",
    "claim_time",
    "claimable",
    "close_due_sheets",
    "close_sheet",
    "colleagues",
    "comment",
    "confirm_entry",
    "consult",
    "consulting",
    "contest_claim",
    "correct",
    "correct_claim",
    "correct_filing",
    "decide_claim",
    "deeds_open",
    "do_with_supervision",
    "done_under",
    "draw_sample",
    "draw_stale",
    "drawn_by",
    "drop_file",
    "drop_form",
    "edit",
    "edit_key",
    "end_group",
    "end_pause",
    "engineers",
    "enter",
    "enter_fees",
    "enter_group",
    "errors_of_minutes",
    "faults_covering",
    "fees_to_agree_on",
    "file_form",
    "findings_up_to",
    "fire",
    "fire_all",
    "follow",
    "follows",
    "forget_old_forms",
    "give_opinion",
    "hand_in_report",
    "hand_out",
    "hand_out_report",
    "hand_out_scan",
    "hindrance",
    "holders",
    "import_outages",
    "is_own_move",
    "issue_supervision",
    "join_fault",
    "keep_addresses",
    "keep_choices",
    "keep_hours",
    "known_of_applicant",
    "lapse",
    "lapse_claim",
    "look_at_sample",
    "lots_of",
    "make_fault",
    "may_answer_outage",
    "may_claim",
    "may_open_any",
    "meant_together",
    "needless_of_applicant",
    "number_notice",
    "offered_on_claim",
    "offered_on_minutes",
    "once",
    "open_recurring",
    "open_slots",
    "open_ticket",
    "opening_capacity",
    "pass_back",
    "pass_on",
    "passes",
    "perform",
    "perform_each",
    "preview",
    "preview_form",
    "preview_stamps",
    "preview_step",
    "print_out",
    "print_sheet",
    "propose_extension",
    "propose_findings",
    "prove_claim",
    "rate",
    "rating",
    "redraw",
    "refer",
    "refused_entries",
    "remarks",
    "remember",
    "remind",
    "reminded_lately",
    "report_addressees",
    "reproject",
    "return_entry",
    "review_claim",
    "save_file",
    "save_form",
    "say_of_outage",
    "send_report",
    "settle_together",
    "settles_by_minutes",
    "shut",
    "stale_on_either_side",
    "stale_turns",
    "stamp_late",
    "standing_delegation",
    "standing_value",
    "start_group",
    "stop_group",
    "submitting",
    "supervision_overdue",
    "take_call",
    "take_draft",
    "takes",
    "tell_of_last_days",
    "under_key",
    "unfollow",
    "usable_consents",
    "withdraw_claim",
    "withdraw_entry",
    "withdraw_extension",
    "withdraw_fees",
    "withdraw_minutes",
    "withdraw_question",
]  # fmt: skip
