"""What an earlier release left to be drawn anew: one ticket a call, after all that is due."""

from typing import Final

from tickets import actions
from tickets.sweep.one_by_one import RowWork

#: Draws whose turn it is on one ticket whose turns are those of other declarations.
draw_turns: Final = RowWork("turns", actions.draw_stale, lambda _now: actions.stale_turns(), "id")
