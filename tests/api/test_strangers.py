"""Whoever may not see a ticket learns nothing of it, whatever they send there."""

import pytest

from tests.api.conftest import Api

STRANGERS = ["outsider", "sysadmin", "secadmin", "auditadmin"]
PLACES = [
    ("get", ""),
    ("get", "events/"),
    ("get", "attachments/"),
    ("patch", ""),
    ("post", "comments/"),
    ("post", "reminders/"),
    ("post", "filing/"),
    ("post", "actions/approve_restart/"),
    ("post", "actions/no_such_action/"),
]


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize(("method", "place"), PLACES)
def test_a_stranger_s_ticket_is_not_there(api: Api, who: str, method: str, place: str):
    ticket = api.world.take(api.world.file("restart"), "submit", "approve_restart")
    before = len(api.world.audit(ticket))
    api.call(who, method, f"tickets/{ticket.number}/{place}", {}, 404)
    assert len(api.world.audit(ticket)) == before


@pytest.mark.parametrize("who", ["desk", "officer", "auditor", "vendor", *STRANGERS])
@pytest.mark.parametrize(("method", "place"), PLACES)
def test_a_draft_is_there_for_its_own_unit_alone(api: Api, who: str, method: str, place: str):
    draft = api.world.file("restart")
    api.call(who, method, f"tickets/{draft.number}/{place}", {}, 404)


def test_a_developer_sees_the_tickets_of_his_own_system_alone(api: Api):
    other = api.world.contract.systems.exclude(vendor=api.world.system.vendor).first()
    mine, theirs = api.world.file("incident"), api.world.file("incident", system=other)
    clock = theirs.deadlines.first()
    api.get("vendor", f"tickets/{mine.number}/")
    api.get("vendor", f"tickets/{theirs.number}/", expect=404)
    api.get("vendor", f"deadlines/{clock.pk}/", expect=404)
    assert {row["ticket"] for row in api.get("vendor", "deadlines/")["results"]} == {mine.number}
