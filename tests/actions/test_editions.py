"""A form grows from release to release; a ticket keeps the edition under which it was filed, until it is edited."""

from dataclasses import replace
from typing import Any

import pytest

from tests.actions.test_every_kind_to_its_end import WAYS
from tests.world import World
from tickets import actions
from tickets.errors import Invalid
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import Text
from tickets.lifecycle.kind import Opening
from tickets.models import Ticket

BEFORE = KINDS["restart"].opening.edition
IMPACT = Text("Impact", example="低", since=BEFORE + 1, name="impact")


def asks(monkeypatch: pytest.MonkeyPatch, kind: str, **columns: Any) -> Opening:
    """A later release asks for other fields."""
    opening = replace(KINDS[kind].opening, **columns)
    monkeypatch.setattr(KINDS[kind], "opening", opening)
    return opening


@pytest.fixture
def draft(world: World) -> Ticket:
    return world.file("restart")


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch, draft: Ticket) -> Opening:
    """The form of restarts asks for the impact since edition 2, and for the host no longer."""
    first = KINDS["restart"].opening.asks
    return asks(monkeypatch, "restart", asks=(*(one for one in first if one.name != "host"), IMPACT))


def edit(world: World, ticket: Ticket, **changes: Any) -> Ticket:
    return actions.edit(ticket, actor=world.user("clerk"), now=world.now, version=ticket.version, **changes)


def test_an_edited_draft_is_asked_the_form_of_today(world: World, draft: Ticket, second: Opening) -> None:
    with pytest.raises(Invalid) as refused:
        edit(world, draft, title="另一个标题")
    assert set(refused.value.errors) == {"impact"}
    assert world.fresh(draft).form_edition == BEFORE


def test_it_becomes_a_ticket_of_that_edition(world: World, draft: Ticket, second: Opening) -> None:
    changed = world.fresh(edit(world, draft, fields={"impact": "低"}))
    assert changed.form_edition == BEFORE + 1
    assert changed.fields["impact"] == "低"
    assert "host" not in changed.fields
    changes = world.audit(draft)[-1].data["changes"]
    assert changes == {"fields.host": ["app-01", None], "fields.impact": [None, "低"]}


def test_what_is_not_asked_any_more_cannot_be_typed(world: World, draft: Ticket, second: Opening) -> None:
    with pytest.raises(Invalid) as refused:
        edit(world, draft, fields={"host": "app-02", "impact": "低"})
    assert set(refused.value.errors) == {"host"}


def test_one_that_is_not_edited_goes_its_way_under_its_own(world: World, draft: Ticket, second: Opening) -> None:
    done = world.take(draft, *WAYS["restart"].split())
    assert (done.state, done.form_edition, done.fields["host"]) == ("closed", BEFORE, "app-01")


def test_another_window_leaves_edition_and_old_answers_as_they_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = "submit_for_costing clear_cost approve record_filing accept"
    ticket = world.take(world.file("change"), *way.split())
    before, opening = ticket.fields, KINDS["change"].opening
    later = IMPACT.changed(since=opening.edition + 1)
    gone = opening.asks[0].name
    asks(monkeypatch, "change", asks=(*opening.asks[1:], later))

    ticket = world.take(ticket, "reschedule", "approve_window")

    assert ticket.form_edition == opening.edition
    assert ticket.fields[gone] == before[gone]
    assert "impact" not in ticket.fields


def test_a_new_ticket_is_of_the_edition_of_today(world: World, second: Opening) -> None:
    assert world.file("restart").form_edition == BEFORE + 1
