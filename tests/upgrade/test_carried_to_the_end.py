"""What was under way at the former release goes on after the upgrade, by the door, to its end."""

from dataclasses import dataclass

import pytest
from django.core.management import call_command

from tests.actions.test_every_kind_to_its_end import LEAVING, SETTLING
from tests.upgrade.kept import kept
from tests.world import World
from tickets import actions
from tickets.lifecycle.fields import schema
from tickets.lifecycle.questions import WINDOW_END, WINDOW_START
from tickets.models import Ticket

HANDED_OVER = LEAVING.removeprefix("submit_inventory agree_inventory ")
TAKEN_BACK = "give_back report_undone confirm_reclaimed"


@dataclass(frozen=True)
class Way:
    """What is left to do of one ticket; `who` where it is not the usual person."""

    sequence: int
    steps: str
    who: str | None = None
    end: str = "closed"
    #: A draft whose window is over meanwhile: it gets another one before it is submitted.
    stale: bool = False

    @property
    def number(self) -> str:
        return f"GD-2026-{self.sequence:06}"


WAYS = (
    Way(2, "deliver confirm"),  # a change whose second limit is running
    Way(4, TAKEN_BACK),  # a temporary change in effect, extended once
    Way(5, "deliver confirm"),  # a change beyond the contract, with its supplement
    Way(6, f"{HANDED_OVER} {SETTLING}"),
    Way(7, "file_afterwards record_late_filing confirm"),  # an urgent change whose filing is overdue
    Way(8, "accept_nominee report_handover confirm_handover"),  # the second nominee
    Way(9, "sign_supervisor release switch_on confirm"),
    Way(10, LEAVING),
    Way(11, f"permit_exit {LEAVING} {SETTLING}"),
    # a change that is suspended, and whose window is over
    Way(12, "resume propose_window agree_window accept start_work deliver confirm"),
    Way(14, "submit_plan agree_plan deliver_resources accept_resources submit_test report_deployed confirm"),
    Way(15, f"record_filing accept {LEAVING}"),
    Way(16, "reopen respond locate recover submit_report confirm"),  # an incident that comes again
    Way(17, "start_work deliver confirm"),  # a change whose window opened meanwhile
    Way(18, "issue_demand nominate accept_nominee report_handover confirm_handover"),
    Way(19, "confirm"),
    Way(20, f"submit approve record_filing accept start_work deliver confirm_temporary {TAKEN_BACK}", stale=True),
    Way(21, "arrive locate recover submit_report confirm"),  # an incident with every limit missed
    Way(22, "report_progress recover submit_report confirm"),  # an incident whose recovery was none
    Way(23, "withdraw discard", who="outsider", end="discarded"),
    Way(24, "begin complete confirm"),
    Way(25, "approve_restart verify begin complete confirm"),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.number)
def test_an_order_of_the_former_release_is_carried_to_its_end(
    world: World, clock_at, capsys: pytest.CaptureFixture[str], way: Way
) -> None:
    ticket = Ticket.objects.get(number=way.number)
    clock_at(world.now)
    call_command("sweep", until_idle=True)

    if way.stale:
        window = world.examples(ticket.kind, schema((WINDOW_START, WINDOW_END), world.sample))
        clerk = world.user("clerk")
        ticket = actions.edit(ticket, actor=clerk, now=world.now, version=ticket.version, fields=window)
    for step in way.steps.split():
        ticket = world.later(minutes=1).take(ticket, step, who=way.who)

    assert ticket.state == way.end
    assert not ticket.deadlines.filter(stopped_at__isnull=True).exists()
    call_command("verify_audit")


def test_every_order_that_was_open_is_carried_here() -> None:
    was_open = {row["number"] for row in kept().tables["tickets_ticket"] if row["closed_at"] is None}
    assert was_open <= {way.number for way in WAYS}
