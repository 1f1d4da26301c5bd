"""Several orders of several kinds, walked by everybody at random: late entries, contests, decisions, pauses, mistakes.

`make test` walks 20 times 50 acts, always from the same seed; `make walk` 200 times from a new one, which it prints.
`make walk SEED=… RUNS=…` repeats either.
"""

import os
from typing import Any

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
DRAWN = st.data()


class Walk(RuleBasedStateMachine):
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

    def do(self, what: str, data: Any) -> None:
        getattr(self.office, what)(lambda options: data.draw(st.sampled_from(options)))
        self.swept = what == "wait"
        note(self.office.said)

    swept = False

    @initialize(data=DRAWN)
    def first(self, data: Any) -> None:
        while not self.office.orders:
            self.do("open", data)

    @precondition(lambda self: len(self.office.orders) < ORDERS)
    @rule(data=DRAWN, act=st.sampled_from(["open", "open", "call"]))
    def open(self, data: Any, act: str) -> None:
        self.do(act, data)

    @rule(data=DRAWN, act=st.sampled_from(["step"] * 4 + ["wait", "claim_time", "claim_pause", "stamp"]))
    def act(self, data: Any, act: str) -> None:
        self.do(act, data)

    @rule(data=DRAWN, act=st.sampled_from(["answer", "answer", "decide", "take_back", "review", "agree"]))
    def speak(self, data: Any, act: str) -> None:
        self.do(act, data)

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
