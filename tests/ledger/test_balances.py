"""Whatever tickets post, add by supplement and release: a balance is the sum, and a supplement lasts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.rows import NOW, make_contract, make_ticket
from tickets import ledger
from tickets.errors import Invalid
from tickets.models import CatalogueLine, Contract, LedgerEntry, Supplement, System, Ticket

#: Line -> what the contract holds of it; None: supplied whole.
HELD: dict[str, int | None] = {"vcpu": 10, "memory_gb": 20, "rack": None}
SYSTEMS = ("mail", "portal")

LINES = st.lists(
    st.fixed_dictionaries({"line": st.sampled_from(list(HELD)), "quantity": st.integers(-6, 15)}), max_size=4
)
ACTS = st.lists(
    st.tuples(st.sampled_from(["post", "unpost", "supplement", "release"]), st.sampled_from(SYSTEMS), LINES), max_size=8
)


def summed(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in lines:
        total[one["line"]] = total.get(one["line"], 0) + one["quantity"]
    return total


class Sheet:
    """The same book, kept by hand."""

    def __init__(self) -> None:
        self.used: dict[str, Counter[str]] = {system: Counter() for system in SYSTEMS}
        self.added: Counter[str] = Counter()

    def total(self, code: str) -> int:
        return sum(of_system[code] for of_system in self.used.values())

    def lacks(self, code: str, quantity: int) -> int:
        held = HELD[code]
        if held is None:
            return 0
        return max(0, self.total(code) + quantity - (held + self.added[code]))

    def take_down(self, act: str, system: str, asked: Mapping[str, int]) -> None:
        if act == "release":
            self.used[system] = Counter()
        for code, quantity in asked.items():
            if act == "supplement":
                self.added[code] += self.lacks(code, quantity)
            elif act in ("post", "unpost"):
                self.used[system][code] += quantity if act == "post" else -quantity


def a_contract() -> Contract:
    contract = make_contract()
    for position, (code, quantity) in enumerate(HELD.items()):
        CatalogueLine.objects.create(
            contract=contract, code=code, item=code, unit="个", quantity=quantity, position=position
        )
    for code in SYSTEMS:
        System.objects.create(contract=contract, code=code, name=code)
    return contract


def a_ticket(contract: Contract, system: str) -> Ticket:
    ticket = make_ticket(f"GD-2026-{Ticket.objects.count() + 1:06}", kind="change")
    ticket.system = contract.systems.get(code=system)
    return ticket


def carry_out(contract: Contract, act: str, system: str, lines: list[dict[str, Any]]) -> None:
    ticket = a_ticket(contract, system)
    if act == "supplement":
        ledger.supplement(ticket, lines, number="补-1", now=NOW)
    elif act == "release":
        ledger.release(ticket, System.objects.filter(code=system), now=NOW)
    else:  # as the effects of a step call it
        sign = {} if act == "post" else {"sign": -1}
        ledger.post(ticket, lines, note="delivered", now=NOW, **sign)


@pytest.fixture
def contract(db: None) -> Contract:
    return a_contract()


def test_a_later_ticket_is_held_by_the_supplement_of_an_earlier_one(contract: Contract) -> None:
    beyond = [{"line": "vcpu", "quantity": 14}]
    carry_out(contract, "supplement", "mail", beyond)
    carry_out(contract, "post", "mail", beyond)
    carry_out(contract, "post", "mail", [{"line": "vcpu", "quantity": -3}])

    assert ledger.within(contract, [{"line": "vcpu", "quantity": 3}])
    assert not ledger.within(contract, [{"line": "vcpu", "quantity": 4}])
    carry_out(contract, "supplement", "portal", [{"line": "vcpu", "quantity": 5}])
    assert ledger.balances(contract).get(code="vcpu").added == 4 + 2


def test_a_line_that_the_contract_does_not_have_is_refused_by_name_and_nothing_is_posted(contract: Contract) -> None:
    lines = [{"line": code, "quantity": 1} for code in ("zeta", "vcpu", "alpha")]
    with pytest.raises(Invalid, match=r"^alpha, zeta$"):
        carry_out(contract, "post", "mail", lines)
    assert not LedgerEntry.objects.exists()


def test_an_unknown_line_lacks_everything_and_a_supplement_leaves_it_out(contract: Contract) -> None:
    lines = [{"line": "alpha", "quantity": 1}, {"line": "vcpu", "quantity": 11}]
    assert not ledger.within(contract, lines[:1])
    carry_out(contract, "supplement", "mail", lines)
    assert [(one.line.code, one.quantity, one.number, one.at) for one in Supplement.objects.all()] == [
        ("vcpu", 1, "补-1", NOW)
    ]


def test_an_entry_says_whose_it_is_and_why(contract: Contract) -> None:
    carry_out(contract, "post", "portal", [{"line": "vcpu", "quantity": 2}])
    (entry,) = LedgerEntry.objects.all()
    assert (entry.system.code, entry.quantity, entry.note, entry.at) == ("portal", 2, "delivered", NOW)
    ticket = a_ticket(contract, "portal")
    ledger.release(ticket, System.objects.all(), now=NOW)
    left = LedgerEntry.objects.latest("id")
    assert (left.ticket_id, left.system.code, left.quantity, left.note, left.at) == (
        ticket.pk, "portal", -2, "left", NOW,
    )  # fmt: skip


def test_another_contracts_lines_are_another_matter(contract: Contract) -> None:
    other = Contract.objects.create(
        **{
            name: getattr(contract, name)
            for name in ("title", "agency", "provider", "authority", "supervisor", "starts", "ends", "amount")
        },
        number="T-2",
        loaded_at=NOW,
    )
    CatalogueLine.objects.create(contract=other, code="vcpu", item="vcpu", unit="个", quantity=1, position=0)
    carry_out(contract, "post", "mail", [{"line": "vcpu", "quantity": 9}])
    assert ledger.within(other, [{"line": "vcpu", "quantity": 1}])
    assert not ledger.within(other, [{"line": "memory_gb", "quantity": 1}])


class TestBook(TestCase):
    @profile(max_examples=25)
    @given(acts=ACTS, asked=LINES)
    def test_balances_are_those_of_a_book_kept_by_hand(self, acts, asked) -> None:
        contract, sheet = a_contract(), Sheet()
        for act, system, lines in acts:
            carry_out(contract, act, system, lines)
            sheet.take_down(act, system, summed(lines))
            found = {line.code: (line.used, line.added) for line in ledger.balances(contract)}
            assert found == {code: (sheet.total(code), sheet.added[code]) for code in HELD}
        wanted = summed(asked)
        assert ledger.within(contract, asked) is all(not sheet.lacks(code, wanted[code]) for code in wanted)

    @profile(max_examples=12)
    @given(before=ACTS, lines=LINES)
    def test_a_supplement_holds_what_its_ticket_asks_for_and_does_so_for_later_tickets(self, before, lines) -> None:
        contract = a_contract()
        for act in before:
            carry_out(contract, *act)
        carry_out(contract, "supplement", "mail", lines)
        assert ledger.within(contract, lines)

        count = Supplement.objects.count()
        carry_out(contract, "supplement", "portal", lines)
        assert Supplement.objects.count() == count
