"""What a step does to other rows beside moving the state. `actions.effects` carries each of them out."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Effect:
    name: str


#: The named engineer becomes the assignee.
ASSIGN: Final = Effect("assign")
#: An engineer who answers becomes the assignee, where there is none.
TAKE: Final = Effect("take")
#: The new window takes the old one's place.
REBOOK: Final = Effect("rebook")
#: A later end of a temporary growth takes the place of the first.
EXTEND_END: Final = Effect("extend_end")
#: Pauses the clocks of the other side that list the reason given.
SUSPEND: Final = Effect("suspend")
RESUME: Final = Effect("resume")
#: What was delivered is in use from now on, what moved in the other system; what was taken back is not.
POST_LINES: Final = Effect("post_lines")
UNPOST_LINES: Final = Effect("unpost_lines")
#: A supplementary contract holds what goes beyond the contract.
SUPPLEMENT_CONTRACT: Final = Effect("supplement_contract")
#: The system is in service, or has left the cloud.
MARK_LIVE: Final = Effect("mark_live")
MARK_GONE: Final = Effect("mark_gone")
#: The end of the contract is a fact from now on, or no longer.
RECORD_END: Final = Effect("record_end")
WITHDRAW_END: Final = Effect("withdraw_end")
#: The order takes in the systems demanded; the others go on as an order of their own.
TAKE_PART: Final = Effect("take_part")
#: Nothing of the system is in use any more.
RELEASE_LINES: Final = Effect("release_lines")
