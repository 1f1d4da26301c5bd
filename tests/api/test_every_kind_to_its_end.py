"""A program that knows nothing but `GET kinds/` and who holds which role carries every kind to its end."""

from collections.abc import Iterator
from functools import cache, partial
from itertools import product
from typing import Any

import pytest

from tests.api.conftest import Api
from tests.world import SEATS, SECONDS
from tickets.lifecycle import KINDS

GOAL = "closed"
#: More moves than any way has.
ENOUGH = 60

Kind = dict[str, Any]


class Program:
    """Opens a ticket with the first examples, then takes whichever offered action leads nearest its end.

    seconds: role -> another person who holds it, for what the first may not settle alone.
    """

    def __init__(
        self,
        api: Api,
        kind: str,
        seats: dict[str, str],
        avoid: frozenset[str] = frozenset(),
        seconds: dict[str, str] | None = None,
    ) -> None:
        self.api, self.seats, self.avoid = api, seats, avoid
        self.holders = (seats, seconds or {})
        self.kind: Kind = api.get("clerk", f"kinds/{kind}/")
        self.distance = distances(self.kind)
        self.at = ""
        self.been: set[str] = set()
        self.done: set[tuple[str, str]] = set()
        self.taken: list[str] = []

    def run(self) -> dict[str, Any]:
        ticket = self.open()
        for _ in range(ENOUGH):
            if self.state(ticket)["final"]:
                return ticket
            ticket = self.advance(ticket)
        raise AssertionError(f"no end in sight: {self.taken}")

    def open(self) -> dict[str, Any]:
        who = self.seats[self.kind["open_roles"][0]]
        contract = self.api.get(who, "contracts/DEMO/")
        body = {
            "kind": self.kind["kind"],
            "contract": contract["number"],
            "system": contract["systems"][0]["code"],
            "title": self.kind["label"],
            "fields": examples(self.kind["fields"]),
        }
        return self.api.post(who, "tickets/", body, expect=201)

    def advance(self, ticket: dict[str, Any]) -> dict[str, Any]:
        self.at = state = ticket["state"]
        self.been.add(state)
        who, action = next(self.choices(ticket), (None, None))
        assert action is not None, f"nothing can be done in {state} after {self.taken}"
        for slot in action["attachments"]:
            if slot["required"]:
                self.api.hand_in(who, ticket["number"], slot["slot"])
        self.done.add((state, action["name"]))
        self.taken.append(action["name"])
        body = {"comment": "按程序办理", "fields": examples(action["fields"])}
        return self.api.post(who, f"tickets/{ticket['number']}/actions/{action['name']}/", body)

    def choices(self, ticket: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """What someone may do now that leads on: to a state not seen yet, or once beside the way; the best first, so
        that nobody is asked who is not needed."""
        leading = [one for one in self.kind["actions"] if self.leads_on(ticket["state"], one)]
        roles = [role for one in leading for role in one["roles"]]
        people = dict.fromkeys(held[role] for held in self.holders for role in roles if role in held)
        offered = cache(partial(self.offered, number=ticket["number"]))
        for who, one in sorted(product(people, leading), key=self.cost):
            if self.may_hold(who, one) and one["name"] in offered(who):
                yield who, one

    def may_hold(self, who: str, action: dict[str, Any]) -> bool:
        return any(held.get(role) == who for held in self.holders for role in action["roles"])

    def offered(self, who: str, number: str) -> list[str]:
        """What the ticket offers this person; nothing where they may not see it, as another unit's draft."""
        found = self.api.client(who).get(f"/api/v1/tickets/{number}/")
        return found.json()["actions"] if found.status_code == 200 else []

    def leads_on(self, state: str, action: dict[str, Any]) -> bool:
        if state not in action["source"] or action["name"] in self.avoid:
            return False
        if action["target"] is None:
            return (state, action["name"]) not in self.done
        return action["target"] not in self.been and action["target"] in self.distance

    def cost(self, choice: tuple[str, dict[str, Any]]) -> tuple[int, int]:
        """Ways that lead nearer, then acts that leave the state, then ways round."""
        target, here = choice[1]["target"], self.distance[self.at]
        if target is None:
            return (1, 0)
        return (0 if self.distance[target] < here else 2, self.distance[target])

    def state(self, ticket: dict[str, Any]) -> dict[str, Any]:
        return next(one for one in self.kind["states"] if one["code"] == ticket["state"])


def examples(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: asked["examples"][0] for name, asked in schema["properties"].items()}


def distances(kind: Kind) -> dict[str, int]:
    """How many actions each state lies from the goal, read backwards from it."""
    found, edge = {GOAL: 0}, [GOAL]
    while edge:
        nearer = edge.pop(0)
        for action in kind["actions"]:
            for source in action["source"] if action["target"] == nearer else ():
                if source not in found:
                    found[source] = found[nearer] + 1
                    edge.append(source)
    return found


ORDINARY_CHANGE = frozenset({"submit_urgent"})


@pytest.mark.parametrize(("kind", "avoid"), [*((kind, frozenset()) for kind in KINDS), ("change", ORDINARY_CHANGE)])
def test_following_only_what_kinds_says_every_kind_reaches_its_end(api: Api, kind: str, avoid: frozenset[str]) -> None:
    program = Program(api, kind, SEATS, avoid, SECONDS)
    ticket = program.run()
    assert ticket["state"] == GOAL, program.taken
    assert [clock["clause"] for clock in ticket["deadlines"] if clock["stopped_at"] is None] == []
    assert ticket["assignee"] is None
