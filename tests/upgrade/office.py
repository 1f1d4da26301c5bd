"""An office at work over a change of release. Run in a copy of the code, a process a stage: the code is another one.

python -m tests.upgrade.office STAGE FILE: what is under way is handed on in FILE, as number -> steps left to take.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.test import Client  # noqa: E402

from tests.actions.test_every_kind_to_its_end import WAYS  # noqa: E402
from tests.kinds import ONCE  # noqa: E402
from tests.world import NOW, World, build  # noqa: E402
from tickets import audit  # noqa: E402
from tickets.errors import WrongState  # noqa: E402
from tickets.management.demo import contracts  # noqa: E402
from tickets.models import Contract, Ticket  # noqa: E402

Left = dict[str, list[str]]
RESTART = WAYS["restart"].split()
PAGES = ("/", "/tickets/", "/tickets/new/", "/board/", "/kinds/", "/api/v1/kinds/", "/api/v1/contracts/")


def at_work(_left: Left) -> Left:
    """At the release before: each kind half way, and a restart before each of its steps."""
    world = build()
    ways = [(kind, way.split(), len(way.split()) // 2) for kind, way in WAYS.items()]
    ways += [("restart", RESTART, done) for done in range(len(RESTART))]
    leaving = world.contract.systems.get(code="energy-sensing")  # the key system takes orders to the end
    systems = dict.fromkeys(("exit", "provider_exit", "switchover", "migration"), leaving)
    filed = [(world.file(kind, system=systems.get(kind)), way, done) for kind, way, done in ways]
    return {world.take(ticket, *way[:done]).number: way[done:] for ticket, way, done in filed}


def upgraded(left: Left) -> Left:
    """The next release, and still the contracts of before: what they lack is not offered, all else goes on."""
    world = at_the_desk()
    assert "restart.aftercare" in refused(world, "restart")
    assert "巡检" in refused(world, "inspection")
    assert all(world.file(kind).pk for kind in WAYS.keys() - ONCE if kind != "restart")
    every_page_opens(left)
    numbers = list(left)
    carried(world, {number: left[number] for number in numbers[::2]})
    return {number: left[number] for number in numbers[1::2]}


def brought_up_to_date(left: Left) -> Left:
    """The contracts of the next release: its kind and its limit are there, and the rest of what was begun ends."""
    contracts.load(NOW)
    audit.log_system("demo", now=NOW, rows=audit.register())
    world = at_the_desk()
    carried(world, left)
    inspection = world.take(world.file("inspection"), "report_findings", "take_note")
    assert (inspection.state, world.clock(inspection, "inspection.inspect").state) == ("closed", "met")
    watched = world.take(world.file("restart"), *RESTART[:-1], "watch", "end_watch")
    assert (watched.state, watched.form_edition, watched.fields["restart_impact"]) == (
        "closed",
        watched.machine.opening.edition,
        "low",
    )
    assert world.clock(watched, "restart.aftercare").state == "met"
    risky = world.take(world.file("restart", restart_impact="high"), "submit", "approve_restart")
    assert "影响大的重启须另行办理" in refused(world, "verify", risky)
    every_page_opens({risky.number: [], inspection.number: []})
    return {}


def at_the_desk() -> World:
    demo = Contract.objects.get(number=contracts.DEMO)
    return World(demo, demo.systems.get(code=contracts.KEY_SYSTEM)).later(minutes=30)


def carried(world: World, left: Left) -> None:
    """To the end, by the door, as if nothing had happened in between."""
    for number, steps in left.items():
        ticket = world.take(Ticket.objects.get(number=number), *steps)
        before = ticket.machine.opening.edition - (ticket.kind == "restart")  # the only form that grows
        assert (ticket.state, ticket.form_edition) == ("closed", before), number
        assert not ticket.deadlines.filter(stopped_at=None).exists()


def refused(world: World, name: str, ticket: Ticket | None = None) -> str:
    """The sentence with which filing a kind, or a step of a ticket, is refused."""
    try:
        world.take(ticket, name) if ticket else world.file(name)
    except WrongState as refusal:
        return refusal.message
    raise AssertionError(f"{name} was not refused")


def every_page_opens(left: Left) -> None:
    client = Client()
    client.force_login(at_the_desk().user("lead"))
    opened = [path.format(number) for number in left for path in ("/tickets/{}/", "/api/v1/tickets/{}/")]
    answers = {path: client.get(path).status_code for path in (*PAGES, *opened)}
    assert {path: status for path, status in answers.items() if status != 200} == {}


if __name__ == "__main__":
    stage, file = sys.argv[1], Path(sys.argv[2])
    handed_on = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(globals()[stage](handed_on)))
