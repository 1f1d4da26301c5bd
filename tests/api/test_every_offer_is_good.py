"""Whatever `actions` offers can be taken as `kinds/` says: every offer in every state within reach is tried."""

from typing import Any

import pytest
from django.db import transaction

from tests.api.conftest import Api
from tests.api.test_every_kind_to_its_end import Program, examples
from tests.world import SEATS


class Explorer(Program):
    """Takes every offered action, and goes on from every state it has not seen; each try is taken back."""

    def explore(self) -> dict[str, Any]:
        self.refused: dict[str, Any] = {}
        for who in self.seats.values():
            self.api.client(who)  # a token made within a try would be taken back with it
        self.visit(self.open())
        return self.refused

    def visit(self, ticket: dict[str, Any]) -> None:
        """Once as the ticket comes in, once more when all that can be done without moving it is done."""
        self.been.add(ticket["state"])
        here = self.offers(ticket)  # which each try leaves as it was
        for who, action in here:
            self.attempt(who, ticket, action)
        if not (stayed := self.stay(ticket, here, set())):
            return
        there = self.offers(ticket)
        if self.stay(ticket, there, stayed):  # some acts open the way to others
            there = self.offers(ticket)
        tried = {action["name"] for _who, action in here}
        for who, action in there:
            if action["name"] not in tried:
                self.attempt(who, ticket, action)

    def stay(self, ticket: dict[str, Any], offers: list[tuple[str, dict[str, Any]]], before: set[str]) -> set[str]:
        """Take what does not move the ticket, each act once; which these were. Nothing has moved yet since `offers`."""
        stayed: set[str] = set()
        for who, action in offers:
            beside = action["target"] is None and action["name"] not in before | stayed
            if beside and (not stayed or action["name"] in self.offered(who, ticket["number"])):
                stayed.add(action["name"])
                self.take(who, ticket, action)
        return stayed

    def offers(self, ticket: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        leaving = [action for action in self.kind["actions"] if ticket["state"] in action["source"]]
        people = {self.seats[role]: role for action in leaving for role in action["roles"] if role in self.seats}
        names = {who: self.offered(who, ticket["number"]) for who in people}
        return [
            (who, action)
            for action in leaving
            for who, role in people.items()
            if role in action["roles"] and action["name"] in names[who]
        ]

    def attempt(self, who: str, ticket: dict[str, Any], action: dict[str, Any]) -> None:
        before = transaction.savepoint()
        moved = self.take(who, ticket, action)
        if moved and moved["state"] not in self.been:
            self.visit(moved)
        transaction.savepoint_rollback(before)

    def take(self, who: str, ticket: dict[str, Any], action: dict[str, Any]) -> dict[str, Any] | None:
        for slot in action["attachments"]:
            if slot["required"]:
                self.api.hand_in(who, ticket["number"], slot["slot"])
        path = f"/api/v1/tickets/{ticket['number']}/actions/{action['name']}/"
        body = {"comment": "按程序办理", "fields": examples(action["fields"])}
        answer = self.api.client(who).post(path, body, format="json")
        if answer.status_code == 200:
            return answer.json()
        self.refused[f"{ticket['state']}: {who} {action['name']}"] = answer.json()
        return None


#: Together these have every segment of the machines.
KINDS = ("change", "go_live", "incident", "provider_exit", "restart")


@pytest.mark.once  # what is offered follows from what is declared
@pytest.mark.parametrize("kind", KINDS)
def test_every_offer_in_every_state_can_be_taken_with_the_first_examples(api: Api, kind: str) -> None:
    explorer = Explorer(api, kind, SEATS)
    assert explorer.explore() == {}
    assert "closed" in explorer.been
