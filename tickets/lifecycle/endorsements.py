"""What a step grants and what stands until it is voided: approval, filing, signature, permit, acknowledgement.

An endorsement is kept with the content's digest, the actor, the time and what was typed. An edit voids nothing
by itself: guards compare digests.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class EndorsementKind:
    name: str


#: The agency's lead agrees to this content and seals it; of a consent, the lead of the other side.
APPROVAL: Final = EndorsementKind("approval")
#: What is asked was looked through and passed on to the lead who decides.
RECOMMENDED: Final = EndorsementKind("recommended")
#: A drill has begun.
DRILL_BEGUN: Final = EndorsementKind("drill_begun")
#: Finance has cleared this type, term and these lines; compared by the digest of these alone.
COST: Final = EndorsementKind("cost")
#: The authority's filing number, from the officer or from a paper receipt.
FILING: Final = EndorsementKind("filing")
#: The lead authorised the work before its filing.
URGENT: Final = EndorsementKind("urgent")
#: The filing afterwards is handed in and not yet answered.
LATE_FILING: Final = EndorsementKind("late_filing")
#: The provider began work under an urgent authorisation or a filing.
WORK: Final = EndorsementKind("work")
SUPPLEMENT_PROVIDER: Final = EndorsementKind("supplement_provider")
SUPPLEMENT_AGENCY: Final = EndorsementKind("supplement_agency")
#: A supplementary contract of its own was signed by the one side, and then by the other that had proposed it.
SUPPLEMENT_SIGNED: Final = EndorsementKind("supplement_signed")
SUPPLEMENT_COUNTERSIGNED: Final = EndorsementKind("supplement_countersigned")
#: A temporary growth was delivered and confirmed.
IN_EFFECT: Final = EndorsementKind("in_effect")
#: The agency told the provider of maintenance on a live system (8.7).
ANNOUNCED: Final = EndorsementKind("announced")
#: The later end of a temporary growth that the agency asks for, until the provider answers.
EXTENSION: Final = EndorsementKind("extension")
#: The window asked for, until the lead decides.
NEW_WINDOW: Final = EndorsementKind("new_window")
SIGN_AGENCY: Final = EndorsementKind("sign_agency")
SIGN_PROVIDER: Final = EndorsementKind("sign_provider")
SIGN_SUPERVISOR: Final = EndorsementKind("sign_supervisor")
#: The supervisor did not check in time and was passed over.
PASSED_OVER: Final = EndorsementKind("passed_over")
#: The new environment runs stably; holds the day set for shutting down.
STABILITY: Final = EndorsementKind("stability")
#: The provider's application to leave, as first handed in (interpretation M14).
APPLICATION: Final = EndorsementKind("application")
#: The agency's lead agreed to an application that came too late (13.1, 20.2).
LATE_CONSENT: Final = EndorsementKind("late_consent")
#: What the move cost the agency, as stated.
LOSSES: Final = EndorsementKind("losses")
#: The identity is verified and the restart may be carried out once.
PERMIT: Final = EndorsementKind("permit")
#: Somebody asked for the restart by telephone: the caller, when, and the lead who is to agree.
CALL: Final = EndorsementKind("call")
#: The lead confirmed afterwards, in the service, what was agreed by telephone.
WRITTEN: Final = EndorsementKind("written")
#: The lead denied in writing having agreed by telephone.
CALL_DENIED: Final = EndorsementKind("call_denied")
#: Whoever verified carried it out as well: one person was on shift.
SINGLE_HANDED: Final = EndorsementKind("single_handed")
#: It was carried out before it was approved or permitted, or outside its window (9.9).
UNAUTHORISED: Final = EndorsementKind("unauthorised")
#: A consent was used for more, for other systems, or on other days than it was given for.
OUTSIDE_CONSENT: Final = EndorsementKind("outside_consent")
#: The provider confirmed receipt.
ACKNOWLEDGED: Final = EndorsementKind("acknowledged")
#: The supervisor, not the agency, issued the notice to rectify.
SUPERVISED: Final = EndorsementKind("supervised")
#: The provider objected to a notice, and the objection was ruled on.
OBJECTED: Final = EndorsementKind("objected")
RULED: Final = EndorsementKind("ruled")
#: The findings of the acceptance are handed in; and what was found wanting was found so again.
FINDINGS: Final = EndorsementKind("findings")
FAILED_AGAIN: Final = EndorsementKind("failed_again")
#: The invoice was found right; the provider objected to the settlement; the payment was registered.
INVOICE_CHECKED: Final = EndorsementKind("invoice_checked")
SETTLEMENT_OBJECTED: Final = EndorsementKind("settlement_objected")
PAID: Final = EndorsementKind("paid_out")
#: What one side owes the other was demanded by a lead.
DEMANDED: Final = EndorsementKind("demanded")
#: The event for which a service was cut off was reported as dealt with.
HANDLED: Final = EndorsementKind("handled")
#: The plan of duty with its posts, and that the agency agreed to it; the sheet of who was there, until it is returned.
DUTY_PLAN: Final = EndorsementKind("duty_plan")
PLAN_AGREED: Final = EndorsementKind("duty_plan_agreed")
ATTENDANCE: Final = EndorsementKind("attendance")
#: A month was scored; the provider accepted the result, alone or by the supervisor's ruling (RULED) it is settled.
SCORED: Final = EndorsementKind("scored")
RESULT_ACCEPTED: Final = EndorsementKind("result_accepted")
#: The event of a finding was assessed, the notice of it served, and the finding upheld against an objection.
ASSESSED: Final = EndorsementKind("assessed")
FINDING_SERVED: Final = EndorsementKind("finding_served")
UPHELD: Final = EndorsementKind("upheld")
#: A finding was settled by a second person, with the level or the ground of the right that it gives.
LEVEL_NAMED: Final = EndorsementKind("level_named")
#: One side proposes which of several rules counts, or what no band prices; the right to terminate was exercised.
RULE_PROPOSED: Final = EndorsementKind("rule_proposed")
EXERCISED: Final = EndorsementKind("exercised")
#: A settled finding was decided on anew, alone or as an offer to the other side; and that was confirmed, or agreed to.
REDECIDED: Final = EndorsementKind("redecided")
DECIDED_ANEW: Final = EndorsementKind("decided_anew")
#: The renewed certificate was handed in: what it says, until the report is accepted or returned.
RENEWED: Final = EndorsementKind("renewed")
#: Force majeure was confirmed, or found so by the supervisor: from now on it rests clocks.
INTERRUPTED: Final = EndorsementKind("interrupted_by_event")
#: One side offers terms on which a dispute may be settled by the other.
OFFER: Final = EndorsementKind("offer")
#: The order of the authority was registered from paper.
PAPER: Final = EndorsementKind("paper")
#: The cause of a fault is found and measures are taken.
LOCATED: Final = EndorsementKind("located")
#: Handling of a fault has begun.
STARTED: Final = EndorsementKind("started")

#: How often these were given is shown by contract and month: authority and supervisor look at them.
COUNTED: Final = (URGENT, SINGLE_HANDED, UNAUTHORISED, OUTSIDE_CONSENT)

#: What a new window takes over to the new content (interpretation M4): no new filing is needed.
REBOUND: Final = (APPROVAL, FILING, URGENT)
