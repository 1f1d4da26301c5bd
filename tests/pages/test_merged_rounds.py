"""并入: a round that is part of an earlier one says so, and reckons nothing of its own."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.models import Claim, Deadline, Ticket


@pytest.fixture
def denied(world: World) -> Ticket:
    """Removed after ten minutes, as the provider says; the agency saw otherwise, and the provider accepts that."""
    ticket = world.take(world.file("incident"), "respond")
    ticket = world.later(minutes=10).take(ticket, "recover")
    seen = (world.now + timedelta(minutes=5)).isoformat()
    ticket = world.later(minutes=20).take(ticket, "reject_recovery", who="lead", seen_at=seen)
    claim = Claim.objects.get(ticket=ticket, fact__name="recover")
    actions.accept_claim(claim.pk, actor=world.user("desk"), now=world.now)
    return ticket


def test_its_card_names_the_round_and_reckons_no_due(world: World, visitor: Visitor, denied: Ticket) -> None:
    page = visitor.get("clerk", f"/tickets/{denied.number}/")
    merged = Deadline.objects.get(ticket=denied, code="incident.handle", merged_into=1)
    card = page[page.index(f'id="clock-{merged.pk}"') :]
    card = words("<" + card[: card.index("</li>")])
    assert "（第2轮） 已并入第1轮 起算" in card
    assert not [one for one in ("已取消计时", "截止", "停止", "怎么算的") if one in card]


def test_the_command_says_the_same(denied: Ticket, capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("zh-hans"):
        call_command("explain", denied.number)
    told = capsys.readouterr().out.split("\n\n")
    (merged,) = [one for one in told if one.startswith("incident.handle") and "#2" in one]
    assert "[已并入第1轮]" in merged
    assert not [one for one in ("已取消计时", "截止", "停止") if one in merged]
