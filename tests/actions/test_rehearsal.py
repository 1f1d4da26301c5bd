"""What the check says of filing a form is what filing it does; and to say it nothing is written and nothing locked."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import PDF, World
from tickets import actions
from tickets.errors import Forbidden, Invalid
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema
from tickets.models import Counter, Deadline, SavedForm, Ticket
from tickets.permissions import standing

#: kind -> what is said otherwise than in its examples.
CASES: list[tuple[str, str, dict[str, Any]]] = [
    *((kind.kind, "clerk", {}) for kind in KINDS.values() if "agency_clerk" in kind.opening.by),
    ("provider_exit", "manager", {}),
    ("change", "clerk", {"term": "temporary", "end_date": "2026-03-20"}),
    ("change", "clerk", {"type": "software", "lines": []}),
]


def form_of(world: World, kind: str, who: str, *, papers: bool = True, **said: Any) -> SavedForm:
    actor, machine = world.user(who), KINDS[kind]
    fields = world.examples(kind, schema(machine.opening.asks, world.sample)) | said
    system = world.system if machine.system_required else None
    form = SavedForm(
        owner=actor, key=uuid4(), kind=kind, contract=world.contract, system=system, title="申请", fields=fields
    )
    form = actions.save_form(form, now=world.now)
    needed = [slot for step in actions.submitting(machine, standing(actor, world.now)) for slot in step.needs]
    for slot in dict.fromkeys(one.name for one in needed if papers):
        actions.save_file(form, slot, name="方案.pdf", stream=io.BytesIO(PDF))
    return form


def told(clocks: list[Deadline]) -> list[tuple[Any, ...]]:
    return sorted((one.code, one.party, one.started_at, one.due_at, one.amber_at, one.state) for one in clocks)


@pytest.mark.parametrize(("kind", "who", "said"), CASES)
def test_what_is_said_is_what_is_done(world: World, kind: str, who: str, said: dict[str, Any]) -> None:
    form = form_of(world, kind, who, **said)
    actor = world.user(who)
    seen = actions.preview_form(form, form.fields, actor=actor, now=world.now)
    ticket = actions.file_form(form, form.fields, actor=actor, now=world.now)
    assert seen.ticket.state == ticket.state
    assert told(seen.clocks) == told(list(Deadline.objects.filter(ticket=ticket, stopped_at=None)))


def test_to_say_it_nothing_is_written_and_nothing_locked(world: World) -> None:
    form = form_of(world, "change", "clerk")
    numbers = list(Counter.objects.values_list("last", flat=True))
    with CaptureQueriesContext(connection) as asked:
        actions.preview_form(form, form.fields, actor=world.user("clerk"), now=world.now)
    writes = [one["sql"] for one in asked.captured_queries if not one["sql"].lstrip("(").startswith("SELECT")]
    assert not writes
    assert not [one["sql"] for one in asked.captured_queries if "FOR UPDATE" in one["sql"]]
    assert list(Counter.objects.values_list("last", flat=True)) == numbers
    assert not Ticket.objects.exists()


def test_what_would_be_refused_is_refused_in_the_same_words(world: World) -> None:
    for form in (form_of(world, "change", "clerk", papers=False), form_of(world, "change", "clerk", reason="")):
        refused = []
        for act in (actions.preview_form, actions.file_form):
            with pytest.raises(Invalid) as refusal:
                act(form, form.fields, actor=world.user("clerk"), now=world.now)
            refused.append(refusal.value.errors)
        assert refused[0] == refused[1] != {}


def test_whoever_may_not_file_it_is_told_so(world: World) -> None:
    form = form_of(world, "change", "clerk")
    with pytest.raises(Forbidden):
        actions.preview_form(form, form.fields, actor=world.user("engineer"), now=world.now)
