"""What stands in an entry of the system log, by the name under which it stands there."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.doors.hands import Power
from tickets import filters

#: Name in the entry -> label.
LABELS: Final[dict[str, Promise]] = {
    "act": pgettext_lazy("log", "Change of the term"),
    "altered": pgettext_lazy("log", "What it says"),
    "after": pgettext_lazy("log", "Next attempt"),
    "asked": pgettext_lazy("log", "Narrowed to"),
    "attachment": pgettext_lazy("log", "Number of the file"),
    "attempts": gettext_lazy("Attempts"),
    "basis": gettext_lazy("Basis"),
    "chain_head": pgettext_lazy("log", "Head of the order’s chain"),
    "changes": gettext_lazy("Changes"),
    "channel": gettext_lazy("Channel"),
    "clause": gettext_lazy("Clause"),
    "contract": gettext_lazy("Contract"),
    "contracts": gettext_lazy("Contract"),
    "copies_by_digest": pgettext_lazy("log", "Copies drawn together"),
    "corrects": pgettext_lazy("log", "Corrects entry number"),
    "corrected": pgettext_lazy("log", "Entries put right"),
    "count": gettext_lazy("How many"),
    "days": gettext_lazy("Days"),
    "deliveries": pgettext_lazy("log", "Numbers of the deliveries"),
    "delivery": pgettext_lazy("log", "Number of the delivery"),
    "differences": gettext_lazy("Differences"),
    "digest": gettext_lazy("Digest"),
    "due": pgettext_lazy("log", "Next run"),
    "effective": pgettext_lazy("edition", "Takes effect"),
    "email": gettext_lazy("E-mail"),
    "ends": gettext_lazy("Until"),
    "entered": pgettext_lazy("log", "Entered or changed"),
    "entry": pgettext_lazy("log", "Number of the entry"),
    "error": gettext_lazy("Error"),
    "event": pgettext_lazy("log", "What is told"),
    "events": pgettext_lazy("log", "What is told"),
    "evidence": pgettext_lazy("log", "Evidence"),
    "file": pgettext_lazy("edition", "File"),
    "form": pgettext_lazy("log", "Form"),
    "group": pgettext_lazy("log", "Group chat"),
    "id": pgettext_lazy("log", "Number of the group"),
    "interrupted_from": pgettext_lazy("log", "Interrupted from"),
    "interrupted_to": pgettext_lazy("log", "Interrupted until"),
    "kind": gettext_lazy("Sort of unit"),
    "kinds": gettext_lazy("Kinds of orders"),
    "list": pgettext_lazy("log", "List"),
    "name": gettext_lazy("Name of the person"),
    "number": pgettext_lazy("log", "Work order"),
    "occurred_at": pgettext_lazy("log", "Missed at"),
    "of": gettext_lazy("Address"),
    "order": pgettext_lazy("log", "Work order"),
    "people": gettext_lazy("People"),
    "phone": gettext_lazy("Telephone"),
    "quiet_from": pgettext_lazy("log", "Quiet from"),
    "quiet_until": pgettext_lazy("log", "Quiet until"),
    "reason": pgettext_lazy("act", "Reason"),
    "register": gettext_lazy("Register"),
    "removed": pgettext_lazy("log", "Taken away"),
    "report": pgettext_lazy("log", "Report of"),
    "role": gettext_lazy("Role"),
    "roles": gettext_lazy("Roles"),
    "round": pgettext_lazy("log", "Round"),
    "sessions": gettext_lazy("Sessions"),
    "sha256": pgettext_lazy("log", "SHA-256 of the file"),
    "sheet": pgettext_lazy("log", "Sheet"),
    "short_name": gettext_lazy("Short name"),
    "since": gettext_lazy("From the day"),
    "slot": pgettext_lazy("log", "Sort of file"),
    "sort": gettext_lazy("Sort"),
    "sources": pgettext_lazy("log", "What monitoring calls them"),
    "starts": gettext_lazy("Begins at"),
    "sampling": pgettext_lazy("log", "Sample"),
    "manifest": pgettext_lazy("log", "SHA-256 of the manifest"),
    "made_at": pgettext_lazy("log", "As of"),
    "release": pgettext_lazy("log", "Release"),
    "epoch": pgettext_lazy("log", "Epoch of the database"),
    "numbers": pgettext_lazy("log", "Numbers passed over"),
    "doubted": pgettext_lazy("log", "Deliveries that may have gone out"),
    "files": gettext_lazy("Files"),
    "month": gettext_lazy("Month"),
    "size": gettext_lazy("How many orders"),
    "population": gettext_lazy("Orders in all"),
    "seed": gettext_lazy("Seed"),
    "orders": gettext_lazy("Work orders"),
    "found": gettext_lazy("What was found"),
    "note": gettext_lazy("Note"),
    "notice": pgettext_lazy("log", "Number of the notice"),
    "state": gettext_lazy("State"),
    "substitute": gettext_lazy("Substitute"),
    "taken": pgettext_lazy("log", "New entries"),
    "task": gettext_lazy("Periodic task"),
    "term_ends": gettext_lazy("Term ends"),
    "terms": pgettext_lazy("log", "Source"),
    "through": gettext_lazy("Through the day"),
    "ticket": pgettext_lazy("log", "Work order"),
    "token": gettext_lazy("Token"),
    "tries": gettext_lazy("Attempts"),
    "unit": gettext_lazy("Unit"),
    "unwanted": pgettext_lazy("log", "Not wanted"),
    "username": gettext_lazy("Account name"),
    "table": pgettext_lazy("log", "Table of fees"),
    "total": pgettext_lazy("log", "Sum"),
    "version": pgettext_lazy("log", "Edition"),
    "why": pgettext_lazy("act", "Reason"),
    "word": pgettext_lazy("log", "What was said"),
    "who": gettext_lazy("By or upon (account name)"),
    "work": gettext_lazy("What was due"),
}
EDITION: Final = pgettext_lazy("log", "Contract or calendar")
UNIT: Final = pgettext_lazy("log", "Name of the unit")
CHAT: Final = pgettext_lazy("log", "Group chat")
#: The same name in the entries of some acts alone: (act, name) -> label.
SPECIAL: Final[dict[tuple[str, str], Promise]] = {
    **{(act, "number"): EDITION for act in (Power.PROPOSE_TERMS, Power.RELEASE_TERMS, Power.REJECT_TERMS)},
    **{(act, "name"): UNIT for act in (Power.ADD_UNIT, Power.EDIT_UNIT)},
    **{(act, "name"): CHAT for act in (Power.ENTER_GROUP, Power.STOP_GROUP, Power.START_GROUP, Power.END_GROUP)},
    ("report_handed_in", "name"): pgettext_lazy("edition", "File"),
    ("report_sent", "name"): pgettext_lazy("edition", "File"),
    ("log_exported", "group"): pgettext_lazy("log", "Sort of act"),
    ("propose_extension", "event"): pgettext_lazy("log", "Number of the proposal"),
    ("agree_extension", "event"): pgettext_lazy("log", "Number of the proposal"),
    ("withdraw_extension", "event"): pgettext_lazy("log", "Number of the proposal"),
}
#: Who did what from where stands in columns of its own; rows are for machines.
ELSEWHERE: Final = frozenset({"rows", "address", "username", "old", "new"})
OTHER: Final = pgettext_lazy("log", "Other")

SETS: Final = (
    filters.TicketFilter, filters.BreachFilter, filters.DeadlineFilter, filters.ClaimFilter, filters.SupervisionFilter,
    filters.NoticeFilter, filters.DeliveryFilter, filters.RegisterFilter, filters.OutageFilter, filters.EntryFilter,
)  # fmt: skip
#: How a list was narrowed that was taken out: name in its address -> label.
NARROWED: Final[dict[str, Promise]] = {
    **{name: one.label for each in reversed(SETS) for name, one in each.base_filters.items() if one.label},
    "number": pgettext_lazy("log", "Work order"),
    "progress": gettext_lazy("Progress"),
    "tab": pgettext_lazy("log", "Part of the list"),
    "seen": pgettext_lazy("log", "Since the last look"),
    "group": pgettext_lazy("log", "What is told"),
    "shelf": pgettext_lazy("log", "Shelf"),
    "order": pgettext_lazy("log", "Work order"),
    "lane": pgettext_lazy("log", "Lane"),
    "as_of": gettext_lazy("As of"),
    "sort": gettext_lazy("Sort"),
}


def label(act: str, name: str) -> str:
    return str(SPECIAL.get((act, name), LABELS.get(name, OTHER)))
