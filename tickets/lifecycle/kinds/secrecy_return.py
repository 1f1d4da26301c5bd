"""Return of secret material 保密资料交还 (15.5, annex 4 六)."""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import recurring, stages
from tickets.lifecycle.bounds import TERM_ENDS, not_after, not_before
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import APPROVE, CONFIRM, Clock
from tickets.lifecycle.endorsements import ACKNOWLEDGED, APPROVAL
from tickets.lifecycle.fields import Choice, Confirmed, Day, LongText, Number, Text
from tickets.lifecycle.guards import people
from tickets.lifecycle.guards.demands import effective_on_entry, effective_on_receipt
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import BOTH, EVIDENCE, Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, SA
from tickets.lifecycle.questions import COMPLETE, MISSING
from tickets.lifecycle.recurring import Recurring
from tickets.lifecycle.reports import DONE, SEEN, SERVED
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, CLOSED, Drafted
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.tables import Table
from tickets.lifecycle.topics import Topic
from tickets.policy.types import Party

HAND_BACK: Final = Clock("secrecy_return.hand_back")
#: Runs on the order that the service opens, from the last day of the service until the demand is issued.
INSTRUCT: Final = Clock("secrecy_return.instruct", since="0.2.0")
MODE: Final = Choice(
    "What is to be done with it", {"return": "Give it back", "destroy": "Destroy it"}, example="return", name="mode"
)
ITEMS: Final = Table(
    "Material",
    (
        Text("Material", example="网络拓扑图", name="material"),
        Text("Medium", example="U盘", required=False, name="medium"),
        Number("Copies", least=1, example=1, name="copies"),
    ),
    example=[{"material": "网络拓扑图", "medium": "U盘", "copies": 1}],
    name="items",
)
#: Said by the service alone, of the order that it opens.
SERVICE_TO: Final = Day(
    "Last day of the service",
    within=(not_before(TERM_ENDS), not_after(TERM_ENDS)),
    example=None,
    required=False,
    since=2,
    name="service_to",
)
DESTRUCTION: Final = Slot(
    "Certificate of destruction",
    name="destruction_proof",
    paper=Paper(
        title="Certificate of destruction of secret material",
        says="We have destroyed the material named in work order %(number)s, with all copies; it cannot be restored."
        " This is hereby certified.",
        by=(Party.PROVIDER,),
        to=Party.AGENCY,
        numbered=True,
    ),
)


@guard(_("What is to be destroyed needs its certificate of destruction attached."))
def destruction_proved(scene: Scene) -> bool:
    return scene.recorded(MODE) != "destroy" or scene.filled(DESTRUCTION)


@guard(_("Write into the form first what is to be given back or destroyed."), Ask.TYPED, at=ITEMS)
def material_named(scene: Scene) -> bool:
    """The service drafts the order without it."""
    return bool(scene.recorded(ITEMS))


@condition
def service_over(scene: Scene) -> bool:
    return scene.recorded(SERVICE_TO) is not None


#: What follows of itself, where the contract has it: the day after the last of the service, whatever was given back
#: before. What has been asked for already, the clerk says when the draft is discarded.
OPENED_AT_END: Final = Recurring(
    name="secrecy_return.opened",
    title=_("Return of secret material at the end of the service"),
    switch=recurring.switched("secrecy_return.opened"),
    periods=recurring.end,
    answers=lambda period: {MODE.name: "return", SERVICE_TO.name: period.last},
    owed=True,
)


# fmt: off
class SecrecyReturn(Kind):
    """Everything comes back within five days of the written demand, and nothing is kept."""

    kind, position = "secrecy_return", 104
    title = "Return of secret material"
    help = "The provider holds material of the agency that is secret, and is to give it back or destroy it."
    path = (
        stages.APPLICATION, stages.HANDOVER, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    after_term = AfterTerm.ALWAYS

    parameters = (OPENED_AT_END.switch,)
    recurs = (OPENED_AT_END,)

    accounts = LongText("Accounts to be closed", example=None, required=False)
    opening = Opening(
        by=(AC,), asks=(MODE, ITEMS, accounts, SERVICE_TO), asked_of=((SERVICE_TO, ()),),
        starts=(INSTRUCT.when(service_over),),
        topics=(Topic("What is to be given back", (MODE, ITEMS, accounts, SERVICE_TO)),))

    no_copies = Confirmed("No copy was kept", example=True)

    return_demand = Slot("Demand to return", paper=Paper(
        title="Demand to return secret material",
        says="Under %(contract)s we ask you to give back, or to destroy as said below, all that is named below, with"
        " every copy and extract, within the time agreed, and to keep none.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    return_list = Slot("List of what was given back", paper=Paper(
        title="List of what was given back",
        says="What is listed here was given back by the one and received by the other. No copy was kept.",
        by=BOTH,
        columns=("Material", "Form and medium", "Copies", "Remarks"),
    ))
    destruction_proof = DESTRUCTION

    drafting = Drafted(takes=(EVIDENCE,), owed=(INSTRUCT,))
    returning = State("Awaiting its return", stages.HANDOVER)
    checking = State("Return being checked", stages.CONFIRMATION)
    closed, cancelled = CLOSED, CANCELLED

    submit = drafting.submit.also(when=(material_named,))
    resubmit = drafting.resubmit.also(when=(material_named,))
    issue_return = Step(
        "Issue the demand to return", drafting.approving, returning, by=(AL,), reports=SERVED,
        when=(people.not_author,), needs=(return_demand,),
        stops=(APPROVE, INSTRUCT), starts=(HAND_BACK.when(effective_on_entry),), grants=(APPROVAL,), tells=(PL, PD, SA))
    acknowledge = Step(
        "Confirm receipt", returning, None, by=(PD, PL), reports=DONE,
        when=(people.once(ACKNOWLEDGED),), starts=(HAND_BACK.when(effective_on_receipt),),
        grants=(ACKNOWLEDGED,), tells=AGENCY, aside=True)
    report_returned = Step(
        "Report the return", returning, checking, by=(PE, PL), reports=DONE,
        when=(people.mine, destruction_proved), asks=(no_copies,), needs=(return_list,), takes=(destruction_proof,),
        starts=(HAND_BACK.when(effective_on_receipt), CONFIRM), pauses=(HAND_BACK,))
    return_goods = turn_back(
        "Return as not complete", checking, returning, by=AGENCY, reports=SEEN, asks=(MISSING,),
        stops=(CONFIRM,), voids_pause=(HAND_BACK,), tells=(SA,))
    confirm_returned = Step(
        "Confirm the return and close", checking, closed, by=AGENCY, reports=DONE,
        asks=(COMPLETE,), stops=(CONFIRM, HAND_BACK), tells=(SA,))
    withdraw_return = Step(
        "Withdraw the demand to return", (returning, checking), cancelled, by=(AL,), why=True, cancels=ALL,
        tells=(PL, SA), aside=True)
# fmt: on
