"""Usual phrases (常用语): what people mostly write with a step of its nature, offered beside the box to write in."""

from collections.abc import Mapping
from typing import Final

from tickets.lifecycle.duties import Sort
from tickets.lifecycle.steps import Step, touch_of

#: Of a decision for the order, by what it decides on.
AGREED: Final[Mapping[Sort, tuple[str, ...]]] = {
    Sort.APPROVE: ("Agreed.", "Agreed. Proceed as the contract says.", "The material is complete. Agreed."),
    Sort.FILE: ("The material is complete. Filed.",),
    Sort.ACCEPT: ("The material is complete. Accepted.",),
    Sort.DECIDE: (),
}
RETURNED: Final = (
    "The material is incomplete. Complete it and send it again.",
    "What is filled in does not match the attachment. Check it.",
    "The matter is not described clearly. Add to it.",
)
REFUSED: Final = ("Not agreed: it is not necessary.", "Not agreed: it does not follow the rules.")


def of(step: Step) -> tuple[str, ...]:
    """English ids, whose Chinese stands in the catalogue under “phrase”. The step's own go before those of its
    nature."""
    if step.phrases:
        return step.phrases
    if step.turns_back:
        return RETURNED
    if step.refuses:
        return REFUSED
    return tuple(text for sort in decided(step) for text in AGREED[sort])


def decided(step: Step) -> list[Sort]:
    """The sorts of decision that it makes: none, where it ends no clock of a decision."""
    return [sort for touch in step.stops if (sort := touch_of(touch).clock.sort) in AGREED]
