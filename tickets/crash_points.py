"""The named moments of an act, a firing and a delivery at which a death would tell most.

Nothing can be switched on here: no setting, variable or argument makes a process of the service die. The fault tests
put a function of their own in place of `here`, in processes that they start themselves (`tests/faults/crashes.py`).
"""

from typing import Final

POINTS: Final = (
    "door.locked",  # an act has its order, and has judged and written nothing
    "firing.locked",  # a batch of clocks has its orders
    "acts.written",  # all of an act or a batch is written, and nothing committed
    "acts.committed",  # and nobody was answered or woken
    "delivery.taken",
    "delivery.sending",
    "delivery.accepted",  # the receiver has it, and the row does not say so
    "delivery.marked",
)


def here(_point: str) -> None:
    """Does nothing."""
