"""Files of a ticket: who may put what where, versions, and what a sealed paper is bound to."""

import io

import pytest

from tests.world import PDF, World
from tickets import actions
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Attachment, Ticket


def attach(world: World, ticket: Ticket, slot: str, who: str, content: bytes = PDF) -> Attachment:
    return actions.attach(
        ticket, slot, name=f"{slot}.pdf", stream=io.BytesIO(content), actor=world.user(who), now=world.now
    )


@pytest.fixture
def approving(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def test_a_slot_is_open_to_those_whose_step_asks_for_it(world: World, approving: Ticket) -> None:
    attach(world, approving, "written_application", "lead")
    for who in ("clerk", "desk", "auditor"):
        with pytest.raises(Forbidden):
            attach(world, approving, "written_application", who)


def test_anybody_concerned_may_add_another_paper_and_a_stranger_nothing(world: World, approving: Ticket) -> None:
    sent = world.take(approving, "approve_restart")
    for who in ("clerk", "desk", "auditor", "officer", "vendor"):
        attach(world, sent, "other", who)
    for who in ("outsider", "sysadmin"):
        with pytest.raises(Forbidden):
            attach(world, sent, "other", who)


def test_nobody_adds_to_what_has_not_left_the_unit_that_opened_it(world: World, approving: Ticket) -> None:
    attach(world, approving, "other", "clerk")
    for who in ("desk", "auditor", "officer", "vendor"):
        with pytest.raises(Forbidden):
            attach(world, approving, "other", who)


def test_a_slot_that_no_step_knows_is_refused_with_those_there_are(world: World, approving: Ticket) -> None:
    with pytest.raises(Invalid, match="written_application"):
        attach(world, approving, "love_letter", "clerk")


def test_a_second_file_is_a_new_version_and_the_first_is_kept(world: World, approving: Ticket) -> None:
    attach(world, approving, "other", "clerk")
    attach(world, approving, "other", "clerk", PDF + b"%2")
    files = list(approving.attachments.filter(slot="other").values_list("version", flat=True))
    assert files == [1, 2]


def test_a_sealed_paper_is_part_of_the_content_and_a_supplement_is_not(world: World, approving: Ticket) -> None:
    attach(world, approving, "other", "clerk")
    assert world.fresh(approving).digest == approving.digest

    attach(world, approving, "written_application", "lead")
    sealed = world.fresh(approving).digest
    assert sealed != approving.digest

    attach(world, approving, "written_application", "lead", PDF + b"%2")
    assert world.fresh(approving).digest != sealed


def test_the_audit_names_file_hash_and_digest(world: World, approving: Ticket) -> None:
    file = attach(world, approving, "written_application", "lead")
    entry = world.audit(approving)[-1]
    assert (entry.action, entry.data["sha256"]) == ("attach", file.sha256)
    assert entry.data["digest"] == world.fresh(approving).digest


def test_nothing_is_added_to_a_finished_ticket(world: World, approving: Ticket) -> None:
    ticket = world.take(approving, "refuse")
    with pytest.raises(WrongState):
        attach(world, ticket, "other", "clerk")


def test_a_file_put_in_before_a_return_is_asked_for_again(world: World) -> None:
    approving = world.take(world.file("staff_replacement"), "submit")
    attach(world, approving, "replacement_notice", "lead")
    ticket = world.later(minutes=1).take(world.fresh(approving), "return_to_clerk", "resubmit")

    with pytest.raises(Invalid) as refused:
        actions.perform(ticket, "issue_demand", actor=world.user("lead"), now=world.now)
    assert set(refused.value.errors) == {"replacement_notice"}
