"""Several orders of several kinds, walked by everybody at random: late entries, contests, decisions, pauses, mistakes.

`make test` walks 20 times 50 acts, always from the same seed; `make walk` 200 times from a new one, which it prints.
`make walk SEED=… RUNS=…` repeats either.
"""

import os
from random import Random

import pytest
from django.db import transaction
from hypothesis import Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.claims.invariants import Book, unbalanced, untold
from tests.claims.office import Office
from tests.world import World

RUNS, ACTS = int(os.environ.get("WALK_RUNS", "20")), 50
SEED = int(os.environ.get("WALK_SEED", "20260302"))
#: Orders at once.
ORDERS = 4


class Walk(RuleBasedStateMachine):
    """Hypothesis draws which acts follow one another, and the chance by which each draws the rest."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.began, self.point = self.world.now, transaction.savepoint()
        self.office = Office(self.world)
        self.world.stock(vcpu=100, memory_gb=400)
        note(f"make walk SEED={SEED} RUNS={RUNS}")

    def teardown(self) -> None:
        """What happened has not happened."""
        try:
            assert untold(self.office.orders) == []
        finally:
            transaction.savepoint_rollback(self.point)
            self.world.at(self.began)

    def do(self, what: str) -> None:
        getattr(self.office, what)(self.chance.choice)
        self.swept = what == "wait"
        note(self.office.said)

    swept = False

    @initialize(chance=st.randoms(use_true_random=True))
    def first(self, chance: Random) -> None:
        self.chance = chance
        while not self.office.orders:
            self.do("open")

    @precondition(lambda self: len(self.office.open_orders()) < ORDERS)
    @rule(act=st.sampled_from(["open", "open", "call"]))
    def open(self, act: str) -> None:
        self.do(act)

    @rule(act=st.sampled_from(["step"] * 5 + ["wait", "claim_time", "claim_pause", "stamp"]))
    def act(self, act: str) -> None:
        self.do(act)

    @precondition(lambda self: self.office.open_claims())
    @rule(act=st.sampled_from(["answer", "answer", "decide", "take_back", "review", "agree"]))
    def speak(self, act: str) -> None:
        self.do(act)

    @invariant()
    def holds(self) -> None:
        assert list(unbalanced(self.world.contract, self.office.orders)) == []
        for ticket in self.office.touched:
            book = Book(ticket, self.world.now, swept=self.swept)
            assert [f"{ticket.number} {said}" for said in book.faults()] == []


@pytest.mark.timeout(2700)
def test_whatever_both_sides_say_clocks_follow_from_what_stands(world: World) -> None:
    bound = type("Walk", (Walk,), {"world": world})
    # a walk is not shrunk: on a database that takes longer than anybody waits, and every act of it is printed
    run = settings(max_examples=RUNS, stateful_step_count=ACTS, phases=[Phase.generate])
    run_state_machine_as_test(seed(SEED)(bound), settings=run)
