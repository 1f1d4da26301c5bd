"""What cannot be undone: a session must be fresh, a token was given to a program for just that."""

import time

import pytest
import time_machine
from django.conf import settings
from rest_framework.test import APIClient

from accounts.confirm import FRESH
from tests.api.conftest import Api
from tickets.models import Ticket

SIGN_IN = {"login": "lead", "password": settings.DEMO_PASSWORD}


@pytest.fixture
def shut(api: Api) -> Ticket:
    steps = "submit approve record_filing accept submit_inventory agree_inventory report_moved accept_move"
    ticket = api.world.take(api.world.file("exit"), *steps.split(), "confirm_stable", "shut_down")
    api.hand_in("lead", ticket.number, "erasure_permission")
    return ticket


def permit(client: APIClient, ticket: Ticket) -> int:
    path = f"/api/v1/tickets/{ticket.number}/actions/permit_erasure/"
    return client.post(path, {"fields": {"data_received": True}}, format="json").status_code


def test_a_session_permits_an_erasure_only_while_its_sign_in_is_fresh(api: Api, shut: Ticket):
    client = APIClient()
    client.post("/accounts/login/", SIGN_IN)
    late = time.time() + FRESH.total_seconds() + 60
    api.world.now = api.world.now.fromtimestamp(late, api.world.now.tzinfo)
    api.clock_at(api.world.now)
    assert permit(client, shut) == 403
    with time_machine.travel(late, tick=False):
        client.post("/accounts/reauthenticate/", {"password": settings.DEMO_PASSWORD})
    assert permit(client, shut) == 200


def test_a_token_stands_for_the_person(api: Api, shut: Ticket):
    api.clock_at(api.world.now)
    assert permit(api.client("lead"), shut) == 200
