"""How far a long step is, in lines that do not flood a log."""

import time
from collections.abc import Callable

from django.utils.translation import gettext as _

from tickets.management.progress import PERIOD_SECONDS, Say


def counting(say: Say, clock: Callable[[], float] = time.monotonic) -> Callable[[int, int], None]:
    """`told(number, of)` says it every few seconds from the first on."""
    said = 0.0

    def told(number: int, of: int) -> None:
        nonlocal said
        if number == 1:
            said = clock()
        elif clock() - said >= PERIOD_SECONDS:
            said = clock()
            say(_("  file %(number)d of %(of)d") % {"number": number, "of": of})

    return told
