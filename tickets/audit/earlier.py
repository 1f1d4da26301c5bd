"""What release 0.1 called things: the one map by which past audit entries and certificates are read.

An entry is hashed as it was written and never changes, so what it says is put into today's words when it is
shown. Names of tables, columns and clauses were changed by migrations 0003 and 0005.
"""

from collections.abc import Mapping
from typing import Any, Final

#: Clause codes of release 0.1, named by the articles of one city's contract, and the duty that each names.
CLAUSES: Final[Mapping[str, str]] = {
    "1.4-check": "go_live.check",
    "3.4-expand": "change.expand",
    "3.5-end": "change.temporary_end",
    "3.8-handle": "incident.handle",
    "3.8-onsite": "incident.onsite",
    "3.8-respond": "incident.respond",
    "3.10-locate": "incident.locate",
    "3.10-locate-key": "incident.locate_key",
    "4.1-confirm": "common.confirm",
    "8.3-advance": "filing.advance",
    "8.3-filing": "filing.register",
    "8.3-late-filing": "change.file_late",
    "8.7-notice": "notice.advance",
    "8.9-replace": "staff.replace",
    "9.1-accept": "common.accept",
    "9.1-allocate": "onboarding.allocate",
    "9.1-implement": "common.implement",
    "9.1-undo": "change.undo",
    "9.9-restart": "restart.execute",
    "9.9-verify": "restart.verify",
    "9.10-handover": "exit.handover",
    "9.13-progress": "incident.progress",
    "9.13-report": "incident.report",
    "13.1-answer": "provider_exit.answer",
    "13.1-claim": "provider_exit.claim",
    "13.1-decide": "provider_exit.decide",
    "13.1-help": "provider_exit.help",
    "13.1-notice": "provider_exit.notice",
    "13.2-demand": "migration.demand",
    "13.2-erase": "leaving.erase",
    "13.2-migrate": "migration.move",
    "13.2-shut": "leaving.shut",
    "13.3-switch": "switchover.move",
    "A3.4-second": "change.expand_again",
}
OPERATIONS: Final[Mapping[str, str]] = {"rung": "alert", "strike": "void_pause", "reopen_struck": "reopen_voided"}
REASONS: Final[Mapping[str, str]] = {"struck": "voided", "reopened, struck": "reopened, pause voided"}
KEYS: Final[Mapping[str, str]] = {"rung": "level", "ground": "reason"}


def clock_change(written: Mapping[str, Any]) -> dict[str, Any]:
    """One change of a clock as an entry holds it ({clock, round, op, …}), in today's words."""
    change = {KEYS.get(key, key): value for key, value in written.items()}
    change["op"] = OPERATIONS.get(change["op"], change["op"])
    change["clock"] = CLAUSES.get(change["clock"], change["clock"])
    return change


def certificate(written: Mapping[str, Any]) -> dict[str, Any]:
    """An earlier answer of a clock ({at, why, due_at, …}), in today's words."""
    return {**written, "why": REASONS.get(written["why"], written["why"])}
