"""Months of faults, findings, contests and changes of mind, at random: whatever happens, each sheet is the sum
of its lines, each line what its formula says, nothing closed changes, and the settlement is what the sheets leave.

`make test` walks a few times, always from the same seed; `make walk` as often as it says, from a new one.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from tests.claims.office import Office
from tests.outages.office import down
from tests.settlement import till
from tests.settlement.stories import judged, signed, slow
from tests.world import World
from tickets import actions
from tickets.models import Ticket
from tickets.penalties.claims import PenaltyClaim
from tickets.settlement import claims_of, findings_on, of_claim

RUNS, ACTS = int(os.environ.get("WALK_RUNS", "4")), 60
SEED = os.environ.get("WALK_SEED", "20260302")
#: How often what is done; and with what a walk may begin.
WEIGHTS = {
    "slow": 4, "down": 2, "find": 6, "judge": 12, "month": 6, "sign": 1,
    "step": 1, "claim_time": 2, "answer": 2, "decide": 2,
}  # fmt: skip
BEGINS = frozenset({"slow", "down", "sign", "month"})
#: The table of fees is signed at the outset.
MOSTLY = 0.75
#: A fault is answered after so many minutes, or lasts so many hours.
MINUTES, HOURS = (2, 9, 20, 20, 45, 70), (1, 2, 3, 5)
#: The way of a finding to its end, as often as it takes it.
ONWARD = (
    "assess", "serve", "accept_finding", "confirm_finding", "confirm_several", "agree_to_claim", "propose_sum",
)  # fmt: skip


class Till(Office):
    """An office in which breaches come to money."""

    def slow(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        minutes = choose(MINUTES)
        self._try(f"slow {minutes}", lambda: self.orders.append(slow(self.world, minutes, max(25, minutes))))

    def down(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        hours, now = choose(HOURS), self.world.now
        self._try(f"down {hours}", lambda: self.orders.append(down(self.world, now, now + timedelta(hours=hours))))

    def find(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        """A finding on one of the claims that none is about."""
        known, claims = findings_on(self.world.contract), claims_of(self.world.contract, self.world.now)
        if loose := [one for one in claims if of_claim(one, known) is None and not one.of_agency]:
            claim = choose(loose)
            self._try(f"find {claim.key}", lambda: self.orders.append(self._found(claim)))

    def _found(self, claim: PenaltyClaim) -> Ticket:
        orders = Ticket.objects.filter(number__in=claim.events)
        rule = claim.rule or "no_band"
        today = self.world.now.date().isoformat()
        rows = [{"event_order": one.number} for one in orders] or [{"event_told": "平台运行日志显示的事件"}]
        said = {"event_rows": rows, "rules": [{"rule": rule}], "event_on": today, "known_on": today}
        return self.world.file("finding", **said)

    def judge(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        """A finding goes some steps on its way."""
        findings = [one for one in self.open_orders() if one.kind == "finding"]
        if not findings:
            self.find(choose)
        elif ways := list(self._ways_on(choose(findings), choose((1, 3, 5, 7)))):
            self.said = f"{self.world.now:%m-%d %H:%M} {' '.join(ways)}"

    def _ways_on(self, ticket: Ticket, most: int) -> Iterator[str]:
        for _ in range(most):
            ticket = self.world.fresh(ticket)
            there = {one.name for one in ticket.machine.leaving(ticket.state)}
            if (name := next((one for one in ONWARD if one in there and self._goes(ticket, one)), "")) == "":
                return
            yield f"{name} {ticket.number}"

    def _goes(self, ticket: Ticket, name: str) -> bool:
        said = judged() if name == "assess" else {}
        done = self.took.total()
        self._try(name, lambda: self.world.take(ticket, name, **said), ticket)
        return self.took.total() > done

    def sign(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        self._try("sign", lambda: signed(self.world))

    def month(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        """Some weeks go by, and what is due closes."""
        self.world.later(days=choose((9, 20, 31)))
        self.said, self.touched = f"{self.world.now:%m-%d} month", ()
        actions.close_due_sheets(self.world.now)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("run", range(RUNS))
def test_whatever_happens_the_sheets_are_a_true_account_and_come_to_the_settlement(world: World, run: int) -> None:
    chance, office = Random(f"{SEED} {run}"), Till(world)
    closed, took = till.pages(world.contract), []
    if chance.random() < MOSTLY:
        office.sign(chance.choice)
    for act in chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=ACTS):
        if office.orders or act in BEGINS:
            getattr(office, act)(chance.choice)
            took.append(office.said)
            before, closed = closed, till.pages(world.contract)
            assert {month: closed[month] for month in before} == before, took
            if closed != before:
                assert [*till.faults(world.contract, before)] == [], took
