"""Exit 退出 (8.3, 9.10)."""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import SEALED, answer_to
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import ACCEPT, FILE_AHEAD, Clock
from tickets.lifecycle.fields import SENTENCE, Choice, Text
from tickets.lifecycle.guards import content
from tickets.lifecycle.kind import Advised, AfterTerm, Kind, Opening
from tickets.lifecycle.papers import OUTSIDE, Slot
from tickets.lifecycle.parties import AC, AL, AO, PROVIDER
from tickets.lifecycle.questions import PLANNED_DATE, REASON
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED, Drafted, Filed, MovedOut
from tickets.lifecycle.steps import State, Step

HANDOVER: Final = Clock("exit.handover")
SISTER: Final = Text("Order to merge into", example="SW-2026-000001", name="sister_order")


@guard(_("No open order to leave the cloud covers this system."))
def sister_open(scene: Scene) -> bool:
    return bool(scene.facts.sisters)


@guard(_("This is not the number of an open order to leave the cloud for this system."), Ask.TYPED, at=SISTER)
def sister_named(scene: Scene) -> bool:
    named = scene.value(SISTER)
    return named is not None and named in scene.facts.sisters


# fmt: off
class Exit(Kind):
    """The agency takes one system off the cloud.

    It is also the filed part of a provider's exit or a switchover: once filed it is merged into that ticket.
    """

    kind, position = "exit", 40
    title, help = "Exit", "The agency takes a system off the cloud."
    path = (
        stages.APPLICATION, stages.FILING, stages.ACCEPTANCE, stages.INVENTORY, stages.HANDOVER,
        stages.STABILITY, stages.SHUTDOWN, stages.CLOSING)
    after_term = AfterTerm.ALWAYS
    advised = (Advised(FILE_AHEAD, answer_to(PLANNED_DATE), SEALED),)

    destination = Text("Destination", example=SENTENCE)
    data_wanted = Choice(
        "What to do with the data", {"return": "Return the data", "destroy": "Destroy the data"}, example="return")
    opening = Opening(by=(AC,), asks=(REASON, PLANNED_DATE, destination, data_wanted))

    sister_order = SISTER
    exit_plan = Slot("Exit plan", paper=OUTSIDE)

    _moved_out = MovedOut(HANDOVER, end=CLOSED)
    drafting = Drafted(planned=PLANNED_DATE, needs=(exit_plan,))
    filed = Filed(drafting, work=_moved_out.inventorying)
    moved_out = _moved_out
    closed = CLOSED
    merged = State("Merged", stages.CLOSING, final=True)

    withdraw = drafting.withdraw.also(source=filed.filing)
    accept = filed.accept.also(starts=(HANDOVER,))
    cancel = filed.cancel.also(source=moved_out.still_running)
    merge = Step(
        "Merge into the open order", filed.accepting, merged, by=(AL,),
        when=(content.filed, sister_open, sister_named), asks=(sister_order,),
        stops=(ACCEPT,), tells=(*PROVIDER, AO), aside=True)
# fmt: on
