from collections.abc import Callable

import pytest

from tests.world import World
from tickets.models import Ticket
from tickets.sweep import clocks
from tickets.sweep.one_by_one import Troubles
from tickets.sweep.pace import Pace


@pytest.fixture(autouse=True)
def own_pace(monkeypatch: pytest.MonkeyPatch) -> Pace:
    pace = Pace()
    monkeypatch.setattr(clocks, "PACE", pace)
    monkeypatch.setattr(clocks, "_troubles", Troubles())
    return pace


@pytest.fixture
def reported(world: World) -> Callable[[], Ticket]:
    return lambda: world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
