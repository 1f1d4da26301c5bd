"""What the groups of notices are called."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tickets.notices.events import CHECKS, COPIES, DUTIES, LIMITS, SYSTEM

LABELS: Final[dict[str, Promise]] = {
    DUTIES: pgettext_lazy("notices", "To do"),
    LIMITS: pgettext_lazy("notices", "Deadlines"),
    CHECKS: pgettext_lazy("notices", "To check"),
    COPIES: pgettext_lazy("notices", "Copies"),
    SYSTEM: pgettext_lazy("notices", "System"),
}
