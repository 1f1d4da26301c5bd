"""Whatever tickets post, add by supplement and release: a balance is the sum, and a supplement lasts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.rows import NOW, make_contract, make_ticket
from tickets import ledger
from tickets.errors import Invalid, WrongState
from tickets.models import CatalogueLine, Contract, LedgerEntry, Supplement, System, Ticket
from tickets.policy.types import OpeningStockTerms, Positive

#: Line -> what the contract holds of it; None: supplied whole.
HELD: dict[str, int | None] = {"vcpu": 10, "memory_gb": 20, "rack": None}
SYSTEMS = ("mail", "portal")

LINES = st.lists(
    st.fixed_dictionaries({"line": st.sampled_from(list(HELD)), "quantity": st.integers(-6, 15)}), max_size=4
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["opening", "post", "unpost", "move", "supplement", "release"]), st.sampled_from(SYSTEMS), LINES
    ),
    max_size=8,
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
        self.opened: dict[str, Counter[str]] = {system: Counter() for system in SYSTEMS}
        self.added: Counter[str] = Counter()

    def total(self, code: str) -> int:
        return sum(of_system[code] for of_system in self.used.values())

    def lacks(self, code: str, quantity: int) -> int:
        held = HELD[code]
        if held is None:
            return 0
        return max(0, self.total(code) + quantity - (held + self.added[code]))

    def take_down(self, act: str, system: str, asked: Mapping[str, int]) -> bool:
        """False where a system would hold less than nothing: then nothing is changed."""
        if act == "supplement":
            self.added.update({code: self.lacks(code, quantity) for code, quantity in asked.items()})
            return True
        changes = self._changes(act, system, asked)
        held = {(holder, code): self.used[holder][code] for holder, code in changes}
        if any(held[place] + quantity < 0 and quantity < 0 for place, quantity in changes.items()):
            return False
        for (holder, code), quantity in changes.items():
            self.used[holder][code] += quantity
        if act == "opening":
            self.opened[system].update({code: quantity for (_, code), quantity in changes.items()})
        return True

    def _changes(self, act: str, system: str, asked: Mapping[str, int]) -> dict[tuple[str, str], int]:
        if act == "release":
            return {(system, code): -quantity for code, quantity in self.used[system].items()}
        if act == "opening":
            return {(system, code): opening(asked[code]) - self.opened[system][code] for code in asked}
        if act == "move":
            sizes = {code: abs(quantity) for code, quantity in asked.items()}
            here = {(system, code): -size for code, size in sizes.items()}
            return here | {(beside(system), code): size for code, size in sizes.items()}
        sign = 1 if act == "post" else -1
        return {(system, code): sign * quantity for code, quantity in asked.items()}


def opening(quantity: int) -> int:
    return abs(quantity) + 1


def beside(system: str) -> str:
    return next(one for one in SYSTEMS if one != system)


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
    """As the effects of a step, or the register, call it."""
    ticket, asked = a_ticket(contract, system), summed(lines)
    if act == "supplement":
        ledger.supplement(ticket, lines, number="补-1", now=NOW)
    elif act == "opening":
        stock = [OpeningStockTerms(system, code, Positive(opening(size)), "清单") for code, size in asked.items()]
        ledger.enter_opening_stock(contract, stock, now=NOW)
    elif act == "release":
        ledger.release(ticket, System.objects.filter(code=system), now=NOW)
    elif act == "move":
        moved = [{"line": code, "quantity": abs(size)} for code, size in asked.items()]
        ledger.post(ticket, moved, note="moved", now=NOW, sign=-1)
        ledger.post(ticket, moved, note="moved", now=NOW, system=contract.systems.get(code=beside(system)))
    else:
        ledger.post(ticket, lines, note="delivered", now=NOW, sign=1 if act == "post" else -1)


def carried_out(contract: Contract, act: str, system: str, lines: list[dict[str, Any]]) -> bool:
    """Whether the ledger took it; what it refuses leaves no trace."""
    before = LedgerEntry.objects.count()
    try:
        carry_out(contract, act, system, lines)
    except WrongState:
        assert LedgerEntry.objects.count() == before
        return False
    return True


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


def test_opening_stock_has_its_source_and_a_corrected_figure_is_a_further_entry(contract: Contract) -> None:
    def enter(quantity: int, source: str) -> list[LedgerEntry]:
        stock = [OpeningStockTerms("mail", "vcpu", Positive(quantity), source)]
        return ledger.enter_opening_stock(contract, stock, now=NOW)

    assert len(enter(8, "移交清单")) == 1
    assert enter(8, "移交清单") == []
    enter(5, "移交清单（更正）")
    entries = LedgerEntry.objects.values_list("quantity", "after", "note", "source", "ticket")
    assert list(entries) == [(8, 8, "opening", "移交清单", None), (-3, 5, "opening", "移交清单（更正）", None)]


def test_what_has_been_given_back_since_cannot_be_corrected_away(contract: Contract) -> None:
    stock = [OpeningStockTerms("mail", "vcpu", Positive(8), "清单")]
    ledger.enter_opening_stock(contract, stock, now=NOW)
    carry_out(contract, "post", "mail", [{"line": "vcpu", "quantity": -6}])
    with pytest.raises(WrongState):
        ledger.enter_opening_stock(contract, [replace(stock[0], quantity=Positive(1))], now=NOW)


@pytest.mark.parametrize("changes", [{"after": -1}, {"quantity": 0}, {"ticket": None}])
def test_the_database_takes_no_balance_below_zero_and_no_entry_without_a_source(contract: Contract, changes) -> None:
    ticket = a_ticket(contract, "mail")
    row = {"line": contract.lines.first(), "system": ticket.system, "ticket": ticket, "quantity": -1, "after": 0}
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(**{**row, **changes}, at=NOW, note="delivered")


def test_a_balance_that_release_0_1_left_below_zero_may_be_made_good_step_by_step(contract: Contract) -> None:
    ticket = a_ticket(contract, "mail")
    row = {"line": contract.lines.get(code="vcpu"), "system": ticket.system, "ticket": ticket, "at": NOW}
    LedgerEntry.objects.create(**row, quantity=-9, note="0.1")
    carry_out(contract, "post", "mail", [{"line": "vcpu", "quantity": 4}])
    with pytest.raises(WrongState):
        carry_out(contract, "post", "mail", [{"line": "vcpu", "quantity": -1}])
    assert LedgerEntry.objects.latest("id").after == -5


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
    @profile(max_examples=40)
    @given(acts=ACTS, asked=LINES)
    def test_balances_are_those_of_a_book_kept_by_hand(self, acts, asked) -> None:
        contract, sheet = a_contract(), Sheet()
        for act, system, lines in acts:
            assert carried_out(contract, act, system, lines) is sheet.take_down(act, system, summed(lines))
            found = {line.code: (line.used, line.added) for line in ledger.balances(contract)}
            assert found == {code: (sheet.total(code), sheet.added[code]) for code in HELD}
            held = ledger.held(contract.systems.all())
            for holder in contract.systems.all():
                assert held[holder.pk] == {code: size for code, size in sheet.used[holder.code].items() if size}
        wanted = summed(asked)
        assert ledger.within(contract, asked) is all(not sheet.lacks(code, wanted[code]) for code in wanted)

    @profile(max_examples=25)
    @given(acts=ACTS)
    def test_no_system_ever_holds_less_than_nothing_and_each_entry_says_what_it_leaves(self, acts) -> None:
        contract = a_contract()
        for act in acts:
            carried_out(contract, *act)
        running: Counter[tuple[str, str]] = Counter()
        for entry in LedgerEntry.objects.select_related("system", "line"):
            place = entry.system.code, entry.line.code
            running[place] += entry.quantity
            assert running[place] == entry.after >= 0

    @profile(max_examples=12)
    @given(before=ACTS, lines=LINES)
    def test_a_supplement_holds_what_its_ticket_asks_for_and_does_so_for_later_tickets(self, before, lines) -> None:
        contract = a_contract()
        for act in before:
            carried_out(contract, *act)
        carry_out(contract, "supplement", "mail", lines)
        assert ledger.within(contract, lines)

        count = Supplement.objects.count()
        carry_out(contract, "supplement", "portal", lines)
        assert Supplement.objects.count() == count
