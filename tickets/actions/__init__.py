"""Every change of a ticket: the functions that pages, API, sweep and commands call. There is no other way.

Each runs in one durable transaction, locks the ticket's row before anything else, takes the instant as
`now`, and sends nothing: notices are rows until the sweep delivers them.
"""

from tickets.actions.asides import OTHER, attach, comment, correct_filing, open_slots, remind
from tickets.actions.clockwork import fire, lapse, reproject
from tickets.actions.contact import keep_addresses
from tickets.actions.door import available, perform
from tickets.actions.effects import engineers
from tickets.actions.handing_out import hand_out
from tickets.actions.idempotency import answered, remember
from tickets.actions.opening import check_term, edit, open_ticket

__all__ = [
    "OTHER",
    "answered",
    "attach",
    "available",
    "check_term",
    "comment",
    "correct_filing",
    "edit",
    "engineers",
    "fire",
    "hand_out",
    "keep_addresses",
    "lapse",
    "open_slots",
    "open_ticket",
    "perform",
    "remember",
    "remind",
    "reproject",
]
