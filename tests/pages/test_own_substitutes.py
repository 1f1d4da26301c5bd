"""本人的代办: set and ended by whoever is away, by the same rules as the security administrator's."""

import pytest
from django.conf import settings

from accounts.models import Substitution
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry, Notice

ADDRESS = "/profile/substitutes/"


def asked(world: World, substitute: str = "lead", **more: object) -> dict[str, object]:
    span = {"starts": "2026-03-03T09:00", "ends": "2026-03-06T18:00"}
    return {"substitute": world.user(substitute).pk, **span, "password": settings.DEMO_PASSWORD, **more}


def test_a_colleague_stands_in_both_are_told_and_it_is_on_record(world: World, visitor: Visitor) -> None:
    page = words(visitor.post("clerk", ADDRESS, asked(world, kinds=["restart"], note="休假")))
    row = Substitution.objects.get()
    assert (row.principal.username, row.substitute.username, row.kinds) == ("clerk", "lead", ["restart"])
    assert "重启" in page
    told = Notice.objects.filter(event="substitute_set").values_list("recipient__username", flat=True)
    assert set(told) == {"clerk", "lead"}
    entry = AuditEntry.objects.get(action="substitute_set")
    assert (entry.actor.username, entry.data["new"]["substitute"]) == ("clerk", "lead")


def test_it_is_ended_by_whoever_is_away_alone(world: World, visitor: Visitor) -> None:
    visitor.post("clerk", ADDRESS, asked(world, starts="2026-03-02T10:00"))
    path = f"{ADDRESS}{Substitution.objects.get().pk}/end/"
    world.later(minutes=5)
    for who in ("lead", "finance", "outsider"):
        assert visitor.send(who, path, {}).status_code == 404
    assert "已结束" in words(visitor.post("clerk", path, {}))
    assert not Substitution.objects.filter(ends__gt=world.now).exists()
    assert AuditEntry.objects.filter(action="substitute_ended").count() == 1


@pytest.mark.parametrize("who", ["manager", "sysadmin", "clerk"])
def test_only_colleagues_can_be_chosen(world: World, visitor: Visitor, who: str) -> None:
    page = visitor.post("clerk", ADDRESS, asked(world, who), expect=200)
    assert 'value="2026-03-06T18:00"' in page
    assert not Substitution.objects.exists()


def test_what_the_door_refuses_stands_beside_its_control(world: World, visitor: Visitor) -> None:
    page = words(visitor.post("clerk", ADDRESS, asked(world, ends="2026-03-03T08:00"), expect=200))
    assert "结束" in page
    assert not Substitution.objects.exists()


def test_it_asks_for_the_password(world: World, visitor: Visitor) -> None:
    visitor.post("clerk", ADDRESS, asked(world, password="not-the-password"), expect=200)
    assert not Substitution.objects.exists()
