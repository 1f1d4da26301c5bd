"""States of deliveries and periodic tasks in the reader's words; what went wrong: `outbox.faults`."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tickets.outbox import mending

STATES: Final[dict[str, Promise]] = {
    mending.FAILING: gettext_lazy("Fails, is tried again"),
    mending.GIVEN_UP: gettext_lazy("Given up"),
    mending.UNCERTAIN: gettext_lazy("May have arrived"),
    mending.WAITING: gettext_lazy("Waits"),
    mending.NEEDLESS: gettext_lazy("Not needed any more"),
    mending.CANCELLED: gettext_lazy("Cancelled"),
}
#: What each periodic task does, in words.
TASKS: Final[dict[str, Promise]] = {
    "seal": gettext_lazy("Seal the audit of the day before"),
    "tidy": gettext_lazy("Clear away what is out of date"),
    "mornings": gettext_lazy("Tell the morning’s digests"),
    "calendar": gettext_lazy("See that the calendar is there"),
    "verify": gettext_lazy("Check rows against the audit"),
    "send_seals": gettext_lazy("Send seals outside"),
    "statistics": gettext_lazy("Count the statistics anew"),
    "last_days": gettext_lazy("Tell of last days"),
    "recurring": gettext_lazy("Open what recurs"),
    "sheets": gettext_lazy("Close the sheets that are due"),
    "move_dates": gettext_lazy("Move dates with the calendar"),
}
#: What time alone brings about on an order, and that failed.
WORKS: Final[dict[str, Promise]] = {
    "lapse": gettext_lazy("Take the step that follows from time alone"),
    "claim": gettext_lazy("Note that an answer on a statement is overdue"),
    "supervision": gettext_lazy("Tell that the reply to an order of supervision is overdue"),
    "turns": gettext_lazy("Draw anew whose turn it is"),
}
