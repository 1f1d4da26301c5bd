"""Each kind carried from filing to its end by the forms of the pages alone, each step by whoever finds it there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.actions.test_every_kind_to_its_end import WAYS
from tests.pages.conftest import Visitor, file_by_pages, spelled, typed
from tests.world import PDF, SEATS, World
from tickets.lifecycle import KINDS
from tickets.lifecycle.steps import Step
from tickets.models import Ticket


def form(world: World, ticket: Ticket, step: Step) -> dict[str, object]:
    """What a person fills in: examples as the controls spell them, every paper, an opinion, the password."""
    examples = world.typed(ticket, step)
    body: dict[str, object] = {"comment": "按程序办理", "password": "Zhengwu-2026-Demo"}
    for one in step.asks:
        body |= spelled(one.name, one.type, examples[one.name])
    for slot in step.needs:
        body[f"s-{slot.name}"] = SimpleUploadedFile(f"{slot.name}.pdf", PDF)
    return body


@pytest.mark.parametrize("kind", WAYS)
def test_a_kind_is_carried_by_what_its_page_offers(world: World, visitor: Visitor, kind: str) -> None:
    opener = SEATS[KINDS[kind].opening.by[0]]
    file_by_pages(visitor, opener, kind, typed(world, kind), keep="yes")
    ticket = Ticket.objects.get(kind=kind)
    for name in WAYS[kind].split():
        step = ticket.machine.by_step[name]
        who = world.later(minutes=1).seat(step, ticket)
        assert f'id="act-{name}"' in visitor.get(who, f"/tickets/{ticket.number}/"), f"{who}: {name}"
        visitor.act(who, ticket, name, **form(world, ticket, step))
    assert world.fresh(ticket).state == "closed"
