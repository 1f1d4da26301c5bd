"""Two administrators of one sort cannot take each other's place away at the same instant: one of them stays."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.doors import people, rights
from accounts.doors.hands import Hand
from accounts.models import Membership, User
from accounts.roles import SECURITY_ADMIN
from tests.race.conftest import race
from tests.world import World

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
ROUNDS = 10


def taken(user: User) -> Callable[[Hand], object]:
    place = Membership.objects.select_related("user", "organization").get(user=user)
    return lambda by: _told(lambda: rights.take(by, place))


def stopped(user: User) -> Callable[[Hand], object]:
    return lambda by: _told(lambda: people.stop(by, user))


def _told(act: Callable[[], object]) -> object:
    try:
        return act()
    except ValidationError as refusal:
        return refusal


@pytest.mark.parametrize("act", [taken, stopped])
def test_one_of_the_last_two_stays(world: World, act: Callable[[User], Callable[[Hand], object]]) -> None:
    first = world.user("secadmin")
    place = Membership.objects.get(user=first, role=SECURITY_ADMIN)
    for number in range(ROUNDS):
        second = User.objects.create(username=f"second{number}", name="演示·第二安全管理员")
        Membership.objects.create(user=second, organization=place.organization, role=SECURITY_ADMIN)
        by = Hand(None, world.now)
        race([by], act(first), act(second))
        left = Membership.objects.filter(role=SECURITY_ADMIN, user__is_active=True)
        assert left.count() == 1
        first = left.get().user


def test_the_last_one_alone_is_refused(world: World) -> None:
    with pytest.raises(ValidationError):
        people.stop(Hand(None, world.now), world.user("secadmin"))
