"""What a step does to other rows beside moving the state. `actions.effects` carries each of them out."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Effect:
    """sums: it puts down what all orders and sheets of the contract come to."""

    name: str
    sums: bool = False


#: The named engineer becomes the assignee.
ASSIGN: Final = Effect("assign")
#: An engineer who answers becomes the assignee, where there is none.
TAKE: Final = Effect("take")
#: A code goes to the lead who is to agree, and to nobody else.
SEND_CODE: Final = Effect("send_code")
#: The code that the desk enters is the one that was sent.
CHECK_CODE: Final = Effect("check_code")
#: The number called back is the one that the lead has registered.
CHECK_NUMBER: Final = Effect("check_number")
#: The lead who agreed by telephone approves what the ticket says now.
APPROVE_FOR_CALLED: Final = Effect("approve_for_called")
#: The fault for which the restart is asked waits for the agency; it waits no longer.
HOLD_FAULT: Final = Effect("hold_fault")
RELEASE_FAULT: Final = Effect("release_fault")
#: The new window takes the old one's place.
REBOOK: Final = Effect("rebook")
#: What was typed takes the place of what the order said.
RESTATE: Final = Effect("restate")
#: The consent that the order names is used up.
USE_CONSENT: Final = Effect("use_consent")
#: A later end of a temporary growth takes the place of the first.
EXTEND_END: Final = Effect("extend_end")
#: A second limit gets the number of days that was meant.
RELIMIT: Final = Effect("relimit")
#: Pauses the clocks of the other side that list the reason given.
SUSPEND: Final = Effect("suspend")
RESUME: Final = Effect("resume")
#: What was owed is demanded: nobody is asked to demand it any more.
END_OWED: Final = Effect("end_owed")
#: It is owed and not demanded again: whoever may demand it is told.
TELL_OWED: Final = Effect("tell_owed", sums=True)
#: What force majeure keeps from being done rests, order by order; and rests no more.
INTERRUPT: Final = Effect("interrupt")
END_INTERRUPTION: Final = Effect("end_interruption")
#: What was delivered is in use from now on, what moved in the other system; what was taken back is not.
POST_LINES: Final = Effect("post_lines")
UNPOST_LINES: Final = Effect("unpost_lines")
#: A supplementary contract holds what goes beyond the contract.
SUPPLEMENT_CONTRACT: Final = Effect("supplement_contract")
#: What the agency agrees to give back is drafted as a change order.
DRAFT_REDUCTION: Final = Effect("draft_reduction")
#: The renewed certificate stands in the register from now on.
ENTER_CERTIFICATE: Final = Effect("enter_certificate")
#: The system is in service, or has left the cloud.
MARK_LIVE: Final = Effect("mark_live")
MARK_GONE: Final = Effect("mark_gone")
#: The end of the contract is a fact from now on, or no longer.
RECORD_END: Final = Effect("record_end")
WITHDRAW_END: Final = Effect("withdraw_end")
#: The right to terminate that a finding gave is used up by the notice.
USE_RIGHT: Final = Effect("use_right")
#: The order takes in the systems demanded; the others go on as an order of their own.
TAKE_PART: Final = Effect("take_part")
#: Nothing of the system is in use any more.
RELEASE_LINES: Final = Effect("release_lines")
#: The provider may object to a result until the end of that day.
SET_OBJECTION_DAY: Final = Effect("set_objection_day")
#: Where the month is the last of so many failed ones in a row, a notice to rectify is proposed to the agency's lead.
PROPOSE_RECTIFICATION: Final = Effect("propose_rectification")
#: An event that was found to be of a level may give others the right: whose turn it is on these is drawn anew.
REDRAW_FINDINGS: Final = Effect("redraw_findings")
#: Where the month is one of so many in a row that were short of people, or a key post of an agreed plan was empty in a
#: major event, a notice to rectify is proposed to the agency's lead (12.4).
TELL_SHORT_STAFF: Final = Effect("tell_short_staff")
TELL_KEY_STAFF: Final = Effect("tell_key_staff")
#: Whoever may uphold a finding of absence against the provider's word is told that it is contested.
TELL_CONTESTED: Final = Effect("tell_contested")
#: Of the last instalment what the sheets of penalties leave is to be paid.
SETTLE_PAYABLE: Final = Effect("settle_payable", sums=True)
