"""补充合同 (3.5, 17, 20.2): growth beyond the contract is signed on its change; anything else by an order of its own,
agreed on, signed by both, and in force once an edition of the contract names it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.editions import carrying, edition
from tests.world import World
from tickets import ledger, register
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Contract, Ticket
from tickets.policy.types import ContractTerms

BEYOND = [{"line": "vcpu", "quantity": 500}]
ANSWER, SIGN, RELEASE = "supplement.answer", "supplement.sign", "supplement.release"
NUMBER, TODAY = "BC-2026-0009", date(2026, 3, 2)


def at(day: int, month: int = 3, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def signed(world: World) -> Ticket:
    """Proposed by the agency, agreed to and signed by the provider, countersigned under another number than the one
    that the demo's contract names."""
    return world.take(
        world.file("supplement"), "submit", "propose", "agree_text", "sign", "countersign", supplement_no=NUMBER
    )


def test_what_goes_beyond_waits_for_both_signatures_and_is_then_in_use(world: World) -> None:
    ticket = world.file("change", lines=BEYOND)
    ticket = world.take(ticket, "submit_for_costing", "clear_cost", "approve", "record_filing")

    with pytest.raises(WrongState, match="补充合同"):
        world.take(ticket, "accept")
    ticket = world.take(ticket, "require_supplement", "sign_supplement", "countersign_supplement")
    ticket = world.take(ticket, "start_work", "deliver", "confirm")

    line = ledger.balances(world.contract).get(code="vcpu")
    assert (line.quantity, line.added, line.used) == (470, 30, 500)


def test_in_the_edition_its_quantities_are_not_counted_twice(world: World) -> None:
    ticket = world.take(
        world.file("change", lines=BEYOND), "submit_for_costing", "clear_cost", "approve", "record_filing"
    )
    ticket = world.take(ticket, "require_supplement", "sign_supplement", "countersign_supplement")
    terms = edition(world.contract)
    raised = tuple(replace(one, quantity=500) if one.code == "vcpu" else one for one in terms.catalogue)

    register.load(carrying(replace(terms, catalogue=raised), "BC-2026-0001", TODAY), now=world.now)

    line = ledger.balances(Contract.objects.get(pk=world.contract.pk)).get(code="vcpu")
    assert (line.quantity, line.added, line.total) == (500, 0, 500)


def test_an_edition_that_forgets_what_a_supplement_raised_is_refused_with_the_quantity(world: World) -> None:
    ticket = world.take(
        world.file("change", lines=BEYOND), "submit_for_costing", "clear_cost", "approve", "record_filing"
    )
    world.take(ticket, "require_supplement", "sign_supplement", "countersign_supplement")
    terms = edition(world.contract)

    def naming(quantity: int | None) -> ContractTerms:
        lines = tuple(replace(one, quantity=quantity) if one.code == "vcpu" else one for one in terms.catalogue)
        return carrying(replace(terms, catalogue=lines), "BC-2026-0001", TODAY)

    for forgotten in (470, 499):
        with pytest.raises(Invalid, match="增至500"):
            register.load(naming(forgotten), now=world.now)
    assert ledger.balances(world.contract).get(code="vcpu").total == 500
    assert not register.load(terms, now=world.now).contract.supplements  # it names none: what was raised counts beside
    register.load(naming(500), now=world.now)
    register.load(naming(480), now=world.now)  # named already: what it says is meant


@pytest.mark.parametrize(
    ("opener", "way", "other"), [("clerk", "submit propose", "manager"), ("manager", "propose_provider", "lead")]
)
def test_either_side_proposes_and_the_lead_of_the_other_answers_in_ten_working_days(
    world: World, opener: str, way: str, other: str
) -> None:
    ticket = world.take(world.file("supplement", opener), *way.split())
    clock = world.clock(ticket, ANSWER)
    assert (ticket.state, clock.internal, clock.due_at) == ("answering", True, at(17, hour=0))
    assert other in world.told(ticket, "your_move")
    for wrong in ("clerk", "desk", "auditor", "manager" if other == "lead" else "lead"):
        with pytest.raises(Forbidden):
            world.take(ticket, "agree_text", who=wrong)
    assert world.take(ticket, "agree_text").state == "signing"


def test_whoever_drafted_it_for_the_agency_does_not_propose_it(world: World) -> None:
    ticket = world.take(world.file("supplement"), "submit")
    with pytest.raises(Forbidden):
        world.take(ticket, "propose", who="clerk")


def test_the_text_is_changed_until_both_agree_and_is_no_more_once_agreed(world: World) -> None:
    ticket = world.take(world.file("supplement"), "submit", "propose", "request_changes")
    assert (ticket.stage.editable, world.clock(ticket, "common.correct").party) == (True, "agency")
    ticket = world.take(ticket, "revise")
    assert (ticket.state, world.clock(ticket, ANSWER).round) == ("answering", 2)
    assert world.take(ticket, "agree_text").stage.editable is False


def test_each_side_signs_by_a_clock_of_its_own(world: World) -> None:
    ticket = world.take(world.file("supplement"), "submit", "propose", "agree_text")
    assert world.clock(ticket, SIGN).party == "provider"
    ticket = world.take(ticket, "sign")
    assert (world.clock(ticket, SIGN).party, world.clock(ticket, SIGN).round) == ("agency", 2)
    with pytest.raises(Forbidden):
        world.take(ticket, "countersign", who="manager")
    assert world.take(ticket, "countersign").state == "releasing"


def test_it_is_in_force_only_once_an_edition_names_it(world: World, signed: Ticket) -> None:
    """Must-hold 39: both signatures and a loaded edition."""
    with pytest.raises(WrongState, match=NUMBER):
        world.take(signed, "release_edition", who="finance")
    register.load(carrying(edition(world.contract), NUMBER, TODAY), now=world.now)
    with pytest.raises(Forbidden):
        world.take(world.fresh(signed), "release_edition", who="lead")
    closed = world.take(world.fresh(signed), "release_edition", who="finance")
    assert (closed.state, world.clock(closed, RELEASE).state) == ("closed", "met")


def test_old_duties_run_on_until_it_takes_effect(world: World) -> None:
    order = world.take(
        world.file("supplement", takes_effect_on="2026-03-20"), "submit", "propose", "agree_text", "sign"
    )
    order = world.take(order, "countersign")
    assert world.clock(order, RELEASE).started_at == at(20, hour=0)
    fault = world.file("incident")
    before = world.clock(fault, "incident.respond").due_at
    later = carrying(edition(world.contract), NUMBER, date(2026, 3, 20))
    with pytest.raises(Invalid, match="2026-03-20"):
        register.load(later, now=world.now)
    assert world.clock(fault, "incident.respond").due_at == before
    assert not register.load(later, now=at(20)).unchanged


def test_either_side_ends_it_until_both_have_signed(world: World, signed: Ticket) -> None:
    for who in ("lead", "manager"):
        with pytest.raises(WrongState):
            world.take(signed, "no_agreement", who=who)
    other = world.take(world.file("supplement"), "submit", "propose", "agree_text")
    assert world.take(other, "no_agreement", who="manager").state == "not_agreed"
