"""Every change of a ticket: the functions that pages, API, sweep and commands call. There is no other way.

What `check_…` refuses is refused by the act of that name; a page asks `passes(check_…, …)` before it offers it.
"""

from tickets.actions.act import passes
from tickets.actions.admission import check_open, check_system, may_open_any, opening_capacity
from tickets.actions.by_time import fire, lapse, reproject
from tickets.actions.contact import keep_addresses
from tickets.actions.edit import check_correct_filing, check_edit, correct_filing, edit
from tickets.actions.effects import engineers
from tickets.actions.extension import (
    agree_extension,
    check_answer,
    check_extend,
    propose_extension,
    withdraw_extension,
)
from tickets.actions.files import attach, hand_out, open_slots
from tickets.actions.idempotency import answered, remember
from tickets.actions.open import open_ticket
from tickets.actions.perform import available, perform
from tickets.actions.talk import check_concerned, check_remind, comment, remind, reminded_lately

__all__ = [
    "agree_extension", "answered", "attach", "available", "check_answer", "check_concerned", "check_correct_filing",
    "check_edit", "check_extend", "check_open", "check_remind", "check_system", "comment", "correct_filing", "edit",
    "engineers", "fire", "hand_out", "keep_addresses", "lapse", "may_open_any", "open_slots", "open_ticket",
    "opening_capacity", "passes", "perform", "propose_extension", "remember", "remind", "reminded_lately",
    "reproject", "withdraw_extension",
]  # fmt: skip
