"""What a step grants and what stands until it is voided: approval, filing, signature, permit, acknowledgement.

An endorsement is kept with the content's digest, the actor, the time and what was typed. An edit voids nothing
by itself: guards compare digests.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Endorsement:
    name: str


#: The agency's lead agrees to this content and seals it.
APPROVAL: Final = Endorsement("approval")
#: Finance has cleared this type, term and these lines; compared by the digest of these alone.
COST: Final = Endorsement("cost")
#: The authority's filing number, from the officer or from a paper receipt.
FILING: Final = Endorsement("filing")
#: The lead authorised the work before its filing.
URGENT: Final = Endorsement("urgent")
#: The filing afterwards is handed in and not yet answered.
LATE_FILING: Final = Endorsement("late_filing")
#: The provider began work under an urgent authorisation or a filing.
WORK: Final = Endorsement("work")
SUPPLEMENT_PROVIDER: Final = Endorsement("supplement_provider")
SUPPLEMENT_AGENCY: Final = Endorsement("supplement_agency")
#: A temporary growth was delivered and confirmed.
IN_EFFECT: Final = Endorsement("in_effect")
#: The window asked for, until the lead decides.
NEW_WINDOW: Final = Endorsement("new_window")
SIGN_AGENCY: Final = Endorsement("sign_agency")
SIGN_PROVIDER: Final = Endorsement("sign_provider")
SIGN_SUPERVISOR: Final = Endorsement("sign_supervisor")
#: The supervisor did not check in time and was passed over.
PASSED_OVER: Final = Endorsement("passed_over")
#: The new environment runs stably; holds the day set for shutting down.
STABILITY: Final = Endorsement("stability")
#: The provider's application to leave, as first handed in (interpretation M14).
APPLICATION: Final = Endorsement("application")
#: What the move cost the agency, as stated.
LOSSES: Final = Endorsement("losses")
#: The identity is verified and the restart may be carried out once.
PERMIT: Final = Endorsement("permit")
#: The provider confirmed receipt.
ACKNOWLEDGED: Final = Endorsement("acknowledged")
#: The order of the authority was registered from paper.
PAPER: Final = Endorsement("paper")
#: The cause of a fault is found and measures are taken.
LOCATED: Final = Endorsement("located")
#: Handling of a fault has begun.
STARTED: Final = Endorsement("started")

#: What a new window takes over to the new content (interpretation M4): no new filing is needed.
REBOUND: Final = (APPROVAL, FILING, URGENT)
