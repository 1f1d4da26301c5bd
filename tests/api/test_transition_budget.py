"""What one step over REST costs the database, sign-in included: at most thirty-five statements, whatever the kind."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts import tokens
from tests.actions.test_every_kind_to_its_end import WAYS
from tests.world import World

#: Two of them draw whose turn it is, three tell groups and end what was told. The reading of the database's clock,
#: which stands still in tests, comes on top.
MOST = 35
#: Two of them do more than their own order asks: the one records the end of the contract and has every open order under
#: it drawn anew, the other drafts another order, with its number, turns, log entry and notice, and its answer names it.
MORE = {("switchover", "issue_notice"): 36, ("reclaim", "agree_reclaim"): 40}


@pytest.mark.parametrize("kind", WAYS)
def test_no_step_takes_more_than_thirty_five_statements(
    world: World, clock_at: Callable[[datetime], None], kind: str
) -> None:
    ticket, costs = world.file(kind), {}
    for name in WAYS[kind].split():
        step = ticket.machine.by_step[name]
        actor = world.user(world.seat(step, ticket))
        world.later(minutes=1).hand_in(ticket, step, actor)
        clock_at(world.now)
        token, text = AuthToken.objects.create(user=actor)
        tokens.note_use(token, world.now)  # once in an hour: no part of what a step costs
        caller = APIClient(HTTP_AUTHORIZATION=f"Token {text}")
        said = {"comment": "按程序办理", "fields": world.typed(ticket, step)}
        with CaptureQueriesContext(connection) as spent:
            answer = caller.post(f"/api/v1/tickets/{ticket.number}/actions/{name}/", said, format="json")
        assert answer.status_code == 200, answer.json()
        costs[name] = len(spent)
        ticket = world.fresh(ticket)

    assert {name: cost for name, cost in costs.items() if cost > MORE.get((kind, name), MOST)} == {}, costs
