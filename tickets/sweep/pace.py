"""How many rows a transaction takes in at once."""

from typing import Final

FIRST: Final = 25
#: What a batch costs whatever is in it makes fewer than these no quicker.
LEAST: Final = 20
MOST: Final = 200
#: Seconds: so long whoever acts on a ticket of the batch waits for it, give or take.
AIM: Final = 0.1


class Pace:
    """As many as this process gets done in `AIM`, within bounds; one after a failure, and then more and more again."""

    def __init__(self) -> None:
        self.size = FIRST

    def took(self, number: int, seconds: float) -> None:
        """A batch of so many took so long. One of few says only what is too many."""
        fitting = max(LEAST, int(number * AIM / max(seconds, AIM / MOST)))
        if number >= self.size or fitting < self.size:
            self.size = min(fitting, 2 * self.size, MOST)

    def failed(self) -> None:
        self.size = 1
