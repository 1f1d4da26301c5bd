"""Sheets of a contract whose tables read otherwise since, or price nothing for a while."""

from dataclasses import replace
from datetime import date

import pytest

from tests.actions.test_sheets import FIFTH, all_closed, at, breach_of_secrecy, close
from tests.editions import edition
from tests.world import World
from tickets import actions, audit, register
from tickets.models import Contract, PenaltyEdition, Ticket
from tickets.policy.types import ContractTerms

APRIL = date(2026, 4, 1)


def without(terms: ContractTerms, code: str) -> ContractTerms:
    assert terms.penalties is not None
    rules = tuple(one for one in terms.penalties.rules if one.code != code)
    return replace(terms, penalties=replace(terms.penalties, rules=rules))


def test_what_a_later_edition_prices_no_more_is_still_entered_by_that_of_its_month(world: World) -> None:
    register.load(without(edition(world.contract), "15.11"), now=at(20))
    breach_of_secrecy(world.at(at(16, 4)))
    april = all_closed(world.at(at(20, 5)))[-1]
    (line,) = april.lines.all()
    assert (line.rule, line.article, line.sort, line.amount) == ("15.11", "15.11", "earlier", FIFTH)
    assert (april.month, april.edition.edition) == (APRIL, 2)
    assert list(audit.verify_rows()) == []


def test_what_a_later_edition_prices_no_more_is_taken_back_as_well(world: World) -> None:
    found = breach_of_secrecy(world)
    all_closed(world.at(at(16)))
    register.load(without(edition(world.contract), "15.11"), now=at(20))
    Ticket.objects.filter(pk=found.pk).update(state="not_established")
    assert [one.sum for one in all_closed(world.at(at(20, 5)))] == [0, FIFTH, -FIFTH, 0]


@pytest.mark.parametrize("who", ["lead", ""])
def test_a_month_in_which_nothing_is_priced_is_closed_with_what_came_before(world: World, who: str) -> None:
    """Else no later month could ever be closed."""
    terms = edition(world.contract)
    register.load(replace(terms, penalties=None), now=at(20))
    breach_of_secrecy(world.at(at(16, 4)))
    all_closed(world)
    world.at(at(20, 5))
    april = close(world, APRIL) if who else all_closed(world)[-1]
    (line,) = april.lines.all()
    assert (april.month, line.sort, line.amount, april.edition.edition) == (APRIL, "earlier", FIFTH, 1)
    register.load(terms, now=at(21, 5))
    assert all_closed(world.at(at(20, 7)))[-1].month == date(2026, 6, 1)


def test_a_contract_that_cannot_be_closed_holds_up_no_other(world: World) -> None:
    """The first of them by its number."""
    PenaltyEdition.objects.filter(contract=world.contract).update(terms={"rules": "none"})
    with pytest.raises((KeyError, TypeError, AttributeError, ValueError)):
        actions.close_due_sheets(at(20, 5))
    closed = Contract.objects.filter(month_sheets__isnull=False).distinct()
    assert [one.number for one in closed] != []
    assert min(one.number for one in closed) > world.contract.number
