"""What a list holds that no order fills."""

from accounts.models import User
from tests.actions.test_sheets import all_closed, breach_of_secrecy
from tests.world import NOW, World
from tickets.management.demo import registering


def fill(world: World, name: str) -> None:
    if name.startswith("register_"):
        registering.enter_all(world.contract, {one.username: one for one in User.objects.all()}, NOW)
    if name == "sheets":
        breach_of_secrecy(world)
        all_closed(world.later(days=40))
