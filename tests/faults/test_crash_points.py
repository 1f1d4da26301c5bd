"""A death at each named point of door, firing and delivery: done again, each thing stands once."""

import json

import pytest

from tests.faults import crashes
from tests.notices.mail_server import MailServer
from tests.processes import Installation
from tickets import crash_points

pytestmark = pytest.mark.process
OFFICE = "from tests.faults import office; office."


def test_a_death_at_any_named_point_loses_and_doubles_nothing(
    installation: Installation, mail_server: MailServer
) -> None:
    """A mail that was accepted and not marked is the one thing that may come a second time, as the same message."""
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}"}
    opened = installation.run("shell", "-c", f"{OFFICE}open_up()", **mail)
    assert opened.returncode == 0, opened.stderr
    done = installation.run("shell", "-c", "from tests.faults import crashes; crashes.die_everywhere()", **mail)
    assert done.returncode == 0, done.stderr
    deaths = [crashes.Death(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]
    assert {death.point for death in deaths} == set(crash_points.POINTS)
    assert [death for death in deaths if not death.died or death.times != 1] == []
    arrived = mail_server.message_ids()
    assert len(arrived) - len(set(arrived)) == sum(death.point == "delivery.accepted" for death in deaths)
    assert installation.run("verify_audit").returncode == 0


def test_nothing_in_the_service_can_switch_a_crash_point_on() -> None:
    """No setting and no variable: the module does nothing, and imports nothing by which it could."""
    assert crash_points.here("acts.written") is None
    assert {name for name in vars(crash_points) if not name.startswith("_")} == {"Final", "POINTS", "here"}
