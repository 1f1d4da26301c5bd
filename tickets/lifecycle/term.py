"""What an extension of a contract's term asks for (14.4): the interruption that it makes good, and its proof."""

from typing import Final

from tickets.lifecycle.bounds import TERM_STARTS, TODAY, answer_to, not_after, not_before
from tickets.lifecycle.fields import Day, Number, Text, today

#: Longer than a year is another contract.
MOST_DAYS: Final = 366

INTERRUPTED_FROM: Final = Day(
    "Interrupted from",
    within=(not_before(TERM_STARTS), not_after(TODAY)),
    example=today(-10),
    name="interrupted_from",
)
#: Only what is over is made good.
INTERRUPTED_TO: Final = Day(
    "Interrupted to",
    within=(not_before(answer_to(INTERRUPTED_FROM)), not_after(TODAY)),
    example=today(-1),
    name="interrupted_to",
)
DAYS: Final = Number(
    "Days by which the term is extended",
    least=1,
    most=MOST_DAYS,
    example=10,
    hint="At most the days of the interruption, both days counted.",
    name="days",
)
PAPER: Final = Text("Proof, by number and title of the paper", example="证明〔2026〕1号", name="evidence")
EXTENSION: Final = (INTERRUPTED_FROM, INTERRUPTED_TO, DAYS, PAPER)
