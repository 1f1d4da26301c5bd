"""Usual phrases (常用语): what people mostly write with a step of its nature, offered beside the box to write in."""

from collections.abc import Mapping
from typing import Final

from tickets.lifecycle.duties import CORRECT, Sort
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
#: Of work or of its report, where it does not go back into the hands of who wrote the order.
UNDONE: Final = (
    "It does not meet what was asked. Put it right and report again.",
    "What is wrong stands in the attachment. Deal with it point by point.",
)
REFUSED: Final = ("Not agreed: it is not necessary.", "Not agreed: it does not follow the rules.")


def of(step: Step) -> tuple[str, ...]:
    """English ids, whose Chinese stands in the catalogue under “phrase”. The step's own go before those of its
    nature."""
    if step.phrases:
        return step.phrases
    if step.turns_back:
        return RETURNED if asks_for_papers(step) else UNDONE
    if step.refuses:
        return REFUSED
    return tuple(text for sort in decided(step) for text in AGREED[sort])


def asks_for_papers(step: Step) -> bool:
    """It has what was written completed or corrected, and finds no fault with what was done."""
    corrects = any(touch_of(touch).clock == CORRECT for touch in step.starts)
    return corrects or step.target_state is None or step.target_state.editable


def decided(step: Step) -> list[Sort]:
    """The sorts of decision that it makes: none, where it ends no clock of a decision."""
    return [sort for touch in step.stops if (sort := touch_of(touch).clock.sort) in AGREED]
