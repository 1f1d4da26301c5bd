"""How long a bar is drawn. Pure."""

from typing import Final

#: The stretch of a table that a bar may take, in pixels.
LONG: Final = 160
#: What is there at all can be seen and hit.
LEAST: Final = 3


def high(count: float, most: float, room: int) -> int:
    """So many pixels of the room; none of nothing."""
    return max(LEAST, round(count * room / most)) if count and most else 0
