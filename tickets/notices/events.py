"""What an event of the catalogue declares: its words, its group, to whom it is told when, and what ends it. Pure."""

from dataclasses import dataclass
from typing import Final

from accounts.roles import AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR

#: The groups in which a person finds their notices; kept in no row.
DUTIES, LIMITS, CHECKS, COPIES, SYSTEM = GROUPS = ("duties", "limits", "checks", "copies", "system")

#: With what a notice ends: its reader's move, its clock, its claim, its order, a question put to a contract's lead,
#: the next deed with an order of supervision. One that ends with nothing stays until it is read and put away.
MOVE, CLOCK, CLAIM, QUESTION, ORDER, SUPERVISION = "move", "clock", "claim", "question", "order", "supervision"

#: Who oversees the work of others, and reads of their steps in one digest of the working day.
OVERSEERS: Final = frozenset({AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR})

NOBODY: Final = frozenset[str]()

#: The kind of orders that are told of at any hour.
INCIDENT: Final = "incident"

#: How long a copy is held for a digest.
DAILY, WEEKLY = "daily", "weekly"
#: The events by which held copies are told: one for each.
DIGEST, TARGETS = "digest", "targets"
#: What failed overnight, with what it asks of its reader.
LAST_NIGHT = "last_night"
DIGESTS: Final = frozenset({DIGEST, TARGETS, LAST_NIGHT})


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """One event. urgent: shown as urgent, and told at any hour. in_app_only: carried by no channel. done: the words
    where the clock has stopped already, with %(done)s, when. advice: subject and body where the clock is an internal
    target, which is never urgent.

    until: with what it ends; of one clock a later event takes the place of all earlier ones. ends: the events told
    earlier of the same claim that it takes the place of.
    at_once: the overseers who are told at once; the others read of it in their digest. Whoever must move, or whose own
    the matter is, is always told at once. at_night: the kinds of orders of which it is told at any hour.

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
    advice: tuple[str, str] | None = None
    until: str = ""
    ends: tuple[str, ...] = ()
    at_once: frozenset[str] = OVERSEERS
    at_night: tuple[str, ...] = ()
