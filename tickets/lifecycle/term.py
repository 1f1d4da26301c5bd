"""What an extension of a contract's term asks for (14.4): the interruption that it makes good, and its proof."""

from typing import Final

from tickets.lifecycle.fields import Day, Number, Text, today

#: Longer than a year is another contract.
MOST_DAYS: Final = 366

INTERRUPTED_FROM: Final = Day("Interrupted from", example=today(-10), name="interrupted_from")
INTERRUPTED_TO: Final = Day("Interrupted to", example=today(-1), name="interrupted_to")
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
