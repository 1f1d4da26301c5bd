"""How many statements an answer may cost, whatever the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Api
from tickets.models import Ticket

LIST, DETAIL, TRANSITION = 8, 25, 30


@pytest.fixture
def many(api: Api) -> list[Ticket]:
    return [api.world.file("incident", "desk") for _ in range(12)]


def statements(call) -> int:
    with CaptureQueriesContext(connection) as seen:
        call()
    return len([query for query in seen if not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))])


def test_lists_cost_the_same_for_one_row_and_for_many(api, many):
    api.client("desk")
    for path in ("tickets/", "deadlines/", "breaches/", "notices/"):
        few = statements(lambda path=path: api.get("desk", path, page_size=1))
        all_ = statements(lambda path=path: api.get("desk", path))
        assert few == all_ <= LIST, path


def test_one_ticket_with_everything_about_it(api, many):
    api.client("desk")
    assert statements(lambda: api.get("desk", f"tickets/{many[0].number}/")) <= DETAIL


def test_a_transition_with_its_answer(api, many):
    path = f"tickets/{many[0].number}/actions/respond/"
    api.client("engineer")
    assert statements(lambda: api.post("engineer", path, {"fields": {"note": "已受理"}})) <= TRANSITION
