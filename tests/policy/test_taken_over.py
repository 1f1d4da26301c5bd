"""Systems that ran before their contract came here are in service by its file, without an order."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.rows import make_ticket
from tickets import register
from tickets.datelaw.types import midnight
from tickets.errors import Invalid
from tickets.lifecycle.known import KNOWN
from tickets.models import Ticket
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms

FIRST = contract_files.read(contract_files.CONTRACTS / "FW2025091703.toml", KNOWN)
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def running(since: date | None) -> ContractTerms:
    """One of its systems ran before, by a list of what was handed over."""
    source = "移交清单" if since is not None else ""
    taken = (
        replace(one, running_since=since, running_source=source) if one.code == "city-operation" else one
        for one in FIRST.systems
    )
    return replace(FIRST, systems=tuple(taken))


def test_a_system_that_was_taken_over_is_in_service_and_a_corrected_day_is_told():
    contract = register.load(running(date(2025, 10, 10)), now=NOW).contract
    live = {one.code: one.live_since for one in contract.systems.all()}
    assert live["city-operation"] == midnight(date(2025, 10, 10))
    assert [code for code, since in live.items() if since is not None] == ["city-operation"]
    assert register.load(running(date(2025, 10, 10)), now=LATER).unchanged
    changes = register.load(running(date(2025, 10, 12)), now=LATER).changes
    key = "systems.city-operation.running_since"
    assert [(one.key, one.old, one.new) for one in changes] == [(key, "2025-10-10", "2025-10-12 (移交清单)")]


def test_what_is_still_to_go_live_was_not_taken_over():
    """It could not be put into service by its order any more, and nothing takes it out of service."""
    with pytest.raises(Invalid, match=r"systems\.city-operation\.running_since.*上线"):
        register.load(running(date(2026, 3, 3)), now=NOW)
    contract = register.load(running(date(2026, 3, 2)), now=NOW).contract
    assert contract.systems.get(code="city-operation").live_since == midnight(date(2026, 3, 2))


@pytest.mark.parametrize("loaded", [date(2025, 9, 20), FIRST.starts])
def test_a_contract_that_is_loaded_before_its_term_may_name_any_day_of_that(loaded: date):
    """As every rehearsal loads it."""
    contract = register.load(running(date(2025, 10, 12)), now=midnight(loaded)).contract
    assert contract.systems.get(code="city-operation").live_since == midnight(date(2025, 10, 12))


def test_a_file_that_no_longer_says_so_takes_nothing_out_of_service():
    contract = register.load(running(date(2025, 10, 10)), now=NOW).contract
    register.load(FIRST, now=LATER)
    assert contract.systems.get(code="city-operation").live_since == midnight(date(2025, 10, 10))


def test_what_went_live_by_an_order_is_not_taken_over():
    contract = register.load(FIRST, now=NOW).contract
    system = contract.systems.get(code="city-operation")
    order = make_ticket(kind="go_live")
    Ticket.objects.filter(pk=order.pk).update(contract=contract, system=system, state="closed")
    with pytest.raises(Invalid, match=r"systems\.city-operation\.running_since"):
        register.load(running(date(2025, 10, 10)), now=LATER)
