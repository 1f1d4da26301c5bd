"""统计: counted once an hour, read by pages. What is counted, and what it opens, is told by the same questions."""

from tickets.statistics.counting import roll_up
from tickets.statistics.figures import Figures, figures
from tickets.statistics.passages import passages, with_entrance
from tickets.statistics.questions import MONTHS

__all__ = ["MONTHS", "Figures", "figures", "passages", "roll_up", "with_entrance"]
