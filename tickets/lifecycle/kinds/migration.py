"""Ordered migration 责令迁出 (13.2)."""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import TERM_STARTS, TODAY, not_after, not_before
from tickets.lifecycle.conditions import guard
from tickets.lifecycle.duties import CLAIM, Clock
from tickets.lifecycle.effects import TAKE_PART
from tickets.lifecycle.endorsements import ACKNOWLEDGED, PAPER
from tickets.lifecycle.fields import Day, Text, today
from tickets.lifecycle.guards import people, scope
from tickets.lifecycle.guards.demands import effective_on_entry, effective_on_receipt
from tickets.lifecycle.kind import Kind, Opening
from tickets.lifecycle.papers import OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PL, PROVIDER, SA
from tickets.lifecycle.questions import REASON, SCOPE, TARGET
from tickets.lifecycle.reports import DONE, SERVED
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, DISCARDED, DRAFT, MovedOut, Settled
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.policy.types import Party

DEMAND: Final = Clock("migration.demand")
MOVE: Final = Clock("migration.move")


@guard(_("Only an order registered from paper can be returned to whoever registered it."))
def paper_order(scene: Scene) -> bool:
    return scene.endorsed(PAPER) is not None


# fmt: off
class Migration(Kind):
    """The authority orders the provider out; ten days from the agency's demand.

    A demand may come in parts: what it does not name goes on as an order of its own, with clocks of its own.
    """

    kind, position = "migration", 80
    title = "Ordered migration"
    help = "The authority orders the provider out and the systems must move."
    path = (
        stages.APPLICATION, stages.DEMAND, stages.INVENTORY, stages.HANDOVER, stages.STABILITY,
        stages.SHUTDOWN, stages.SETTLEMENT, stages.CLOSING)
    system_required = False
    takes_off_cloud = True
    checks = scope.SCOPED

    order_no = Text("Number of the order", example="ZL-2026-0001")
    ordered_on = Day("Ordered on", within=(not_before(TERM_STARTS), not_after(TODAY)), example=today())
    opening = Opening(by=(AO, AC), asks=(order_no, ordered_on, SCOPE.changed(since=2), REASON))

    exit_order = Slot("Order to exit", paper=OUTSIDE)
    migration_demand = Slot("Demand for migration", paper=Paper(
        title="Demand for migration",
        says="On the order to exit we demand that you move out the following, hand over inventories of resources and"
        " security policies, and complete the move within the time agreed in %(contract)s.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    lift_notice = Slot("Notice lifting the order", paper=OUTSIDE)

    draft = DRAFT
    awaiting_demand = State("Awaiting the agency’s demand", stages.DEMAND)
    _settled = Settled()
    _moved_out = MovedOut(MOVE, end=_settled.settling)
    closed, disputed = _settled.closed, _settled.disputed
    discarded, cancelled = DISCARDED, CANCELLED

    issue_order = Step(
        "Issue the order", draft, awaiting_demand, by=(AO,), reports=SERVED,
        when=(people.own_draft,), needs=(exit_order,), starts=(DEMAND,), tells=(AL, PL, SA))
    register_order = Step(
        "Register the paper order", draft, awaiting_demand, by=(AC,), reports=SERVED,
        when=(people.own_draft,), needs=(exit_order,), starts=(DEMAND,), grants=(PAPER,), tells=(AO, AL, PL))
    reject_order = turn_back(
        "Return the registration", awaiting_demand, draft, by=(AL,),
        when=(paper_order,), cancels=ALL, voids=(PAPER,), tells=(AO,), aside=True)
    discard = Step("Discard", draft, discarded, by=(AO, AC), when=(people.own_draft,), why=True, aside=True)
    demand = Step(
        "Demand migration", awaiting_demand, _moved_out.inventorying, by=(AL,), reports=SERVED,
        when=(scope.scope_running, scope.scope_within), asks=(SCOPE, TARGET), needs=(migration_demand,),
        stops=(DEMAND,), starts=(MOVE.when(effective_on_entry),), does=(TAKE_PART,), tells=(PL, PD, AO, SA))
    acknowledge = Step(
        "Confirm receipt", _moved_out.inventorying, None, by=(PD, PL), reports=DONE,
        when=(people.once(ACKNOWLEDGED),), starts=(MOVE.when(effective_on_receipt),),
        grants=(ACKNOWLEDGED,), tells=AGENCY, aside=True)
    lift_order = Step(
        "Lift the order", (awaiting_demand, *_moved_out.still_running), cancelled, by=(AO, AL), why=True,
        needs=(lift_notice,), cancels=ALL, tells=(*AGENCY, *PROVIDER, AO, SA), aside=True)

    moved_out = _moved_out
    submit_inventory = _moved_out.submit_inventory.also(starts=(MOVE.when(effective_on_receipt),))
    confirm_erasure = _moved_out.confirm_erasure.also(starts=(CLAIM,))
    settled = _settled
# fmt: on
