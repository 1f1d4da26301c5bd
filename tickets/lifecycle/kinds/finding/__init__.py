"""Finding of a breach 违约认定 (12, 15.11, annexes 1 to 3)."""

from typing import Any, ClassVar, Final

from tickets.lifecycle import stages
from tickets.lifecycle.duties import Clock
from tickets.lifecycle.effects import REDRAW_FINDINGS
from tickets.lifecycle.endorsements import (
    ASSESSED,
    DECIDED_ANEW,
    EXERCISED,
    FINDING_SERVED,
    LEVEL_NAMED,
    REDECIDED,
    RULE_PROPOSED,
    UPHELD,
)
from tickets.lifecycle.fields import SENTENCE, LongText
from tickets.lifecycle.guards import people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.kinds.finding import decisions, guards, judges
from tickets.lifecycle.kinds.finding.guards import AGREE, DECIDE, OPINION, OPINION_AUTHORITY, TERMINATE
from tickets.lifecycle.kinds.finding.levels import LEVEL_B_EVENTS, PROPOSED, READINGS, REPEATED
from tickets.lifecycle.kinds.finding.questions import (
    AGAINST,
    AGREED_SUM,
    CHOSEN_RULE,
    CLOSED_AT,
    EVENT,
    EVENT_MONTH,
    FINDING_REASON,
    HAPPENED_ON,
    IMPACT,
    KNOWN_ON,
    RIGHT_AT,
    RULE,
    RULES,
    SETTLED_BY,
    THRESHOLDS,
    WEIGHED,
)
from tickets.lifecycle.papers import EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PL, PROVIDER, SA, SYS
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, Side, State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.policy.types import Party

JUDGE: Final = Clock("finding.judge")
#: Whoever is accused may object, and need not: silence agrees to nothing (M134).
OBJECT: Final = Clock("finding.object", right=True)

#: The side that claims and its lead, then the side that is accused.
CLAIMING: Final[dict[str, Any]] = {"by": judges.JUDGES, "side": Side.OPENER}
CLAIMING_LEAD: Final[dict[str, Any]] = {"by": judges.LEADS, "side": Side.OPENER}
ACCUSED: Final[dict[str, Any]] = {"by": (PL, AL), "side": Side.OTHER}
EVERYBODY: Final = (*AGENCY, *PROVIDER, SA)
OF_THE_CLAIM: Final = (ASSESSED, FINDING_SERVED, UPHELD)


# fmt: off
class Finding(Kind):
    """One side says that the other broke the contract: told in writing, answered, looked at by the supervisor, and
    settled by a second person of the side that claims. Nothing rests on what is contested; no sum is typed but that on
    which both leads agree where no band prices it (W16)."""

    kind, position = "finding", 128
    title = "Finding of a breach of contract"
    help = "A side has broken the contract, and that is to be found: with notice, objection and a second person."
    path = (stages.FINDING, stages.OBJECTION, stages.DECISION, stages.TERMINATION, CLOSING)
    system_required = False
    one_by_one = True
    after_term = AfterTerm.ALWAYS
    against = AGAINST
    parameters = (LEVEL_B_EVENTS, *READINGS, PROPOSED, REPEATED)
    checks = (
        guards.other_side, guards.event_said, guards.event_orders_known, guards.event_clock_missed,
        guards.event_outages_known,
        guards.rules_known, guards.rules_of_side, guards.rules_apart, guards.rectified_in_vain, guards.found_once)

    opening = Opening(
        by=(AC, SA, PD), answers_of=(
            (AGAINST, AGENCY, ("provider",)), (RULE, AGENCY, ("provider",)),
            (AGAINST, PROVIDER, ("agency",)), (RULE, PROVIDER, ("agency",))),
        asks=(AGAINST, HAPPENED_ON, KNOWN_ON, EVENT, EVENT_MONTH, RULES), starts=(JUDGE,),
        topics=(
            Topic("The event", (AGAINST, HAPPENED_ON, KNOWN_ON, EVENT)),
            Topic("Rules that it may have broken", (RULES, EVENT_MONTH))))

    finding_reason = FINDING_REASON
    defence = LongText("What is objected", example=SENTENCE)
    finding_opinion = LongText("Opinion on the finding", example=SENTENCE)

    decision_evidence = Slot("Ground of the new decision", paper=OUTSIDE)
    finding_notice = Slot("Notice of the finding", paper=Paper(
        title="Notice of the finding of a breach of contract",
        says="In carrying out %(contract)s the event named below happened. After a first assessment it comes under the"
        " rules named below. You may object in writing by work order %(number)s within the time set there.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
        columns=("What happened", "Rule", "Evidence", "Remarks"),
    ))
    termination_notice = Slot("Notice of termination", paper=Paper(
        title="Notice of the termination of the contract",
        says="By the finding under work order %(number)s we have the right to terminate %(contract)s, and we hereby"
        " exercise it. Help with the move and the switch-over as agreed.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))

    proposed = State("To be assessed", stages.FINDING)
    judged = State("Assessed, notice to be served", stages.FINDING)
    notified = State("Served, objection awaited", stages.OBJECTION)
    opining = State("Objected to, opinion of the supervisor awaited", stages.OBJECTION)
    deciding = State("To be decided on after the opinion", stages.DECISION)
    confirming = State("Awaiting the second person", stages.DECISION)
    agreeing = State("Rule or sum to be agreed on", stages.DECISION)
    entitled = State("Right to terminate", stages.TERMINATION)
    reviewing = State("Settled, to be decided on anew", stages.DECISION)
    redeciding = State("Decided on anew, awaiting the second person", stages.DECISION)
    offered = State("Decision offered to the other side", stages.DECISION)
    closed = State("Settled", CLOSING, final=True)
    not_established = State("Not pursued", CLOSING, final=True)

    _confirmed: ClassVar[dict[str, Any]] = {
        "tells": (*EVERYBODY, AF, AO), "grave": True, "grants": (LEVEL_NAMED,), "does": (REDRAW_FINDINGS,)}

    _proposal: ClassVar[dict[str, Any]] = {
        "when": (guards.priced, guards.rule_among), "asks": (CHOSEN_RULE,), "grants": (RULE_PROPOSED,),
        "tells": EVERYBODY}
    _sum: ClassVar[dict[str, Any]] = {
        "when": (guards.unpriced, guards.sum_said), "asks": (SETTLED_BY, AGREED_SUM), "takes": (EVIDENCE,),
        "grants": (RULE_PROPOSED,), "tells": EVERYBODY}
    _agreed: ClassVar[dict[str, Any]] = {
        "when": (guards.other_side_proposed,), "stops": (AGREE,), "tells": (*EVERYBODY, AF)}

    assess = Step(
        "Assess the event", proposed, judged, **CLAIMING,
        when=(
            people.not_author, judges.no_fact_finder, guards.settled, guards.breach_stands, guards.thresholds_judged,
            guards.impact_judged, guards.reasons_given),
        asks=(THRESHOLDS, *IMPACT, finding_reason), needs=(EVIDENCE,), grants=(ASSESSED,))
    return_assessment = turn_back(
        "Return the assessment", judged, proposed, **CLAIMING_LEAD, voids=OF_THE_CLAIM)
    serve = Step(
        "Serve the notice of the finding", judged, notified, **CLAIMING_LEAD,
        when=(guards.settled, guards.breach_stands),
        needs=(finding_notice,), stops=(JUDGE,), starts=(OBJECT,), grants=(FINDING_SERVED,), tells=EVERYBODY,
        grave=True)
    dismiss_finding = Step(
        "Find no breach", (proposed, judged), not_established, **CLAIMING_LEAD,
        when=(people.not_author, judges.no_fact_finder_lead), why=True, cancels=ALL, tells=EVERYBODY, aside=True)
    accept_finding = Step(
        "Agree to the finding", notified, confirming, **ACCUSED, stops=(OBJECT,), starts=(DECIDE,), tells=EVERYBODY)
    accept_with_rule = Step(
        "Agree to the finding and to the rule that counts", notified, confirming, **ACCUSED,
        when=(guards.priced, guards.several_rules, guards.rule_among), asks=(CHOSEN_RULE,), stops=(OBJECT,),
        starts=(DECIDE,), grants=(RULE_PROPOSED,), tells=EVERYBODY)
    object_finding = Step(
        "Object to the finding", notified, opining, **ACCUSED, asks=(defence,), takes=(EVIDENCE,),
        stops=(OBJECT,),
        starts=(OPINION.when(guards.of_a_party), OPINION_AUTHORITY.when(guards.of_the_supervisor)), tells=EVERYBODY,
        refuses=True,
        phrases=("The event was not caused by our side.", "What is said of the time does not agree with the record."))
    lapse = Step(
        "No objection in time", notified, confirming, by=(SYS,), cancels=(OBJECT,), starts=(DECIDE,),
        tells=EVERYBODY, aside=True, lapses=OBJECT)
    give_opinion = Step(
        "Give an opinion on the finding", opining, deciding, by=(SA, AO),
        when=(guards.opinion_giver, people.not_author),
        asks=(finding_opinion,), takes=(EVIDENCE,), stops=(OPINION, OPINION_AUTHORITY), starts=(DECIDE,),
        tells=EVERYBODY)
    pass_over_opinion = Step(
        "Go on without the opinion", opining, deciding, **CLAIMING_LEAD, when=(guards.opinion_overdue,), why=True,
        stops=(OPINION, OPINION_AUTHORITY), starts=(DECIDE,), tells=EVERYBODY, aside=True)
    uphold_finding = Step(
        "Uphold the finding", deciding, confirming, **CLAIMING_LEAD, why=True, grants=(UPHELD,), tells=EVERYBODY)
    reassess = turn_back(
        "Assess anew", deciding, proposed, **CLAIMING_LEAD, stops=(DECIDE,), starts=(JUDGE,),
        voids=(*OF_THE_CLAIM, RULE_PROPOSED), tells=EVERYBODY)
    return_finding = turn_back(
        "Return to be decided on anew", confirming, deciding, **CLAIMING_LEAD, voids=(UPHELD,), tells=EVERYBODY)
    confirm_finding = Step(
        "Settle the finding", confirming, closed, **CLAIMING_LEAD, **_confirmed,
        when=(
            *guards.SECOND, guards.one_rule, guards.no_right, guards.level_known, guards.settled,
            guards.breach_stands, guards.level_carried),
        asks=(CLOSED_AT, WEIGHED), stops=(DECIDE,))
    confirm_several = Step(
        "Settle the finding, rule or sum to be agreed on", confirming, agreeing, **CLAIMING_LEAD, **_confirmed,
        when=(*guards.SECOND, guards.several_rules, guards.settled, guards.breach_stands),
        asks=(WEIGHED,), stops=(DECIDE,), starts=(AGREE,))
    confirm_level = Step(
        "Settle the finding with a right to terminate", confirming, entitled, by=(AL,), side=Side.OPENER, **_confirmed,
        when=(
            *guards.SECOND, guards.gives_right, guards.settled, guards.breach_stands, guards.right_named),
        asks=(RIGHT_AT, WEIGHED), stops=(DECIDE,), starts=(TERMINATE,))
    drop = Step(
        "Pursue it no further", (deciding, confirming), not_established, **CLAIMING_LEAD, why=True, cancels=ALL,
        tells=EVERYBODY, aside=True)
    # Either side proposes and the other agrees, to the last that was proposed; the time to come to one mind runs
    # against the side that claims.
    propose_rule = Step(
        "Propose the rule that counts", agreeing, None, **CLAIMING_LEAD, **_proposal)
    propose_other_rule = Step(
        "Propose another rule", agreeing, None, **ACCUSED, **_proposal, aside=True)
    propose_sum = Step("Propose a sum", agreeing, None, **CLAIMING_LEAD, **_sum)
    propose_other_sum = Step("Propose another sum", agreeing, None, **ACCUSED, **_sum, aside=True)
    agree_rule = Step(
        "Agree to what is proposed", agreeing, closed, **CLAIMING_LEAD, **_agreed)
    agree_to_claim = Step(
        "Agree to what the claim proposes", agreeing, closed, **ACCUSED, **_agreed, aside=True)
    decline_rule = Step(
        "Do not agree to the rule proposed", agreeing, closed, **ACCUSED,
        when=(guards.priced, guards.other_side_proposed), why=True, stops=(AGREE,), tells=(*EVERYBODY, AF), aside=True)
    leave_open = Step(
        "Leave the rule to be agreed on", agreeing, closed, **CLAIMING_LEAD,
        when=(guards.priced, guards.agree_overdue), why=True,
        stops=(AGREE,), tells=(*EVERYBODY, AF), aside=True)
    exercise = Step(
        "Exercise the right to terminate", entitled, closed, by=(AL,), side=Side.OPENER,
        when=(guards.right_unexpired, guards.right_founded), needs=(termination_notice,), stops=(TERMINATE,),
        grants=(EXERCISED,), tells=(*EVERYBODY, AF, AO), grave=True)
    waive_right = Step(
        "Waive the right to terminate", entitled, closed, by=(AL,), side=Side.OPENER, why=True, cancels=(TERMINATE,),
        tells=(*EVERYBODY, AO), aside=True)
    lapse_right = Step(
        "The right to terminate has lapsed", (entitled, reviewing, redeciding), closed, by=(SYS,), cancels=(TERMINATE,),
        tells=(*EVERYBODY, AO), aside=True, lapses=TERMINATE)
    # What is settled is never edited: what is decided later has a number of its own, and the old stands until then.
    _kept: ClassVar[dict[str, Any]] = {
        "why": True, "stops": (DECIDE,), "refuses": True,
        "phrases": ("What was handed in changes nothing of the finding.",)}
    _offer: ClassVar[dict[str, Any]] = {
        "stops": (AGREE,), "starts": (DECIDE,), "voids": (REDECIDED,), "tells": EVERYBODY}
    take_up = Step(
        "Take the settled finding up", (closed, entitled), reviewing, **CLAIMING_LEAD, why=True, starts=(DECIDE,),
        tells=EVERYBODY, aside=True)
    ask_review = Step(
        "Ask for another decision", closed, reviewing, **ACCUSED, asks=(defence,), takes=(EVIDENCE,), starts=(DECIDE,),
        tells=EVERYBODY, aside=True)
    decide_anew = Step(
        "Decide on it anew", reviewing, redeciding, **CLAIMING_LEAD,
        when=(
            guards.settled, decisions.alone_is_set_aside, decisions.decided_rule_fits, decisions.decided_impact),
        asks=(
            decisions.DECISION_GROUND, decisions.DECISION, decisions.DECIDED_RULE, *IMPACT, decisions.DECISION_REASON),
        needs=(decision_evidence,), stops=(DECIDE,), starts=(DECIDE,), grants=(REDECIDED,), tells=EVERYBODY)
    offer_decision = Step(
        "Offer the other side a decision", reviewing, offered, **CLAIMING_LEAD,
        when=(
            decisions.has_sum, decisions.decided_rule_fits, decisions.decided_impact, decisions.decided_sum,
            decisions.decided_base),
        asks=decisions.OFFERED, takes=(decision_evidence,), stops=(DECIDE,), starts=(AGREE,), grants=(REDECIDED,),
        tells=EVERYBODY)
    keep_finding = Step(
        "Leave the finding as it is", reviewing, closed, **CLAIMING_LEAD, **_kept, when=(decisions.right_is_over,),
        tells=(*EVERYBODY, AF))
    keep_right = Step(
        "Leave the right as it is", reviewing, entitled, **CLAIMING_LEAD, **_kept, when=(decisions.right_stands,),
        tells=EVERYBODY)
    confirm_decision = Step(
        "Confirm the new decision", redeciding, closed, **CLAIMING_LEAD,
        when=(people.not_author, decisions.not_redecider, decisions.decided_found, guards.settled), asks=(WEIGHED,),
        stops=(DECIDE,), grants=(DECIDED_ANEW,), tells=(*EVERYBODY, AF), grave=True)
    set_aside = Step(
        "Confirm that it is not pursued", redeciding, not_established, **CLAIMING_LEAD,
        when=(people.not_author, decisions.not_redecider, decisions.decided_set_aside), asks=(WEIGHED,), cancels=ALL,
        grants=(DECIDED_ANEW,), does=(REDRAW_FINDINGS,), tells=(*EVERYBODY, AF, AO), grave=True)
    return_decision = turn_back(
        "Return the new decision", redeciding, reviewing, **CLAIMING_LEAD, voids=(REDECIDED,), tells=EVERYBODY)
    agree_decision = Step(
        "Agree to the decision offered", offered, closed, **ACCUSED, stops=(AGREE,), grants=(DECIDED_ANEW,),
        tells=(*EVERYBODY, AF), grave=True)
    decline_decision = turn_back("Decline the decision offered", offered, reviewing, **ACCUSED, **_offer)
    take_offer_back = Step(
        "Take the offer back", offered, reviewing, **CLAIMING_LEAD, **_offer, why=True, aside=True)
# fmt: on
