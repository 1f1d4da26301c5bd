"""应急演练 (9.12, 10.2): of its systems by the agency; of the platform by the provider, never without a consent."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def window(start: datetime, end: datetime) -> dict[str, str]:
    return {"window_start": start.isoformat(), "window_end": end.isoformat()}


NIGHT = window(at(5, 20), at(5, 23))


def consented(world: World, first: int = 4, last: int = 6, **said: Any) -> Ticket:
    days = {"valid_from": f"2026-03-{first:02}", "valid_to": f"2026-03-{last:02}"}
    asked = world.file("consent", **{"matter": "platform_drill", **days, **said})
    return world.take(asked, "request_consent", "recommend", "grant")


@pytest.fixture
def announced(world: World) -> Ticket:
    """A drill of the platform, with its consent."""
    return world.take(world.file("drill", "manager", **NIGHT, consent_no=consented(world).number), "announce_drill")


def test_the_agency_drills_its_systems_and_the_provider_prepares_and_checks(world: World) -> None:
    ticket = world.take(world.file("drill", **NIGHT), "submit", "approve_plan")
    assert (world.clock(ticket, "drill.prepare").party, world.clock(ticket, "drill.prepare").due_at) == (
        "provider",
        at(10),
    )
    with pytest.raises(Forbidden):
        world.take(ticket, "confirm_ready", who="clerk")
    ticket = world.take(ticket, "confirm_ready", who="desk")
    assert (world.clock(ticket, "drill.hold").party, world.clock(ticket, "drill.hold").due_at) == ("agency", at(5, 23))
    ticket = world.at(at(5, 21)).take(ticket, "begin_drill", who="clerk")
    ticket = world.at(at(5, 22)).take(ticket, "end_drill", who="clerk")
    ticket = world.take(ticket, "submit_report", who="clerk")
    assert (world.clock(ticket, "drill.report").state, world.clock(ticket, "common.confirm").party) == (
        "paused",
        "provider",
    )
    with pytest.raises(Forbidden):
        world.take(ticket, "confirm", who="lead")
    assert world.take(ticket, "confirm", who="manager").state == "closed"


def test_whoever_wrote_the_plan_does_not_approve_it(world: World) -> None:
    ticket = world.take(world.file("drill", **NIGHT), "submit")
    with pytest.raises(Forbidden):
        world.take(ticket, "approve_plan", who="clerk")


@pytest.mark.parametrize("said", [{"matter": "data_change"}, {"last": 4}, {"first": 6, "last": 8}])
def test_no_drill_of_the_platform_without_a_consent_that_covers_it(world: World, said: dict[str, Any]) -> None:
    drill = world.file("drill", "manager", **NIGHT, consent_no=consented(world, **said).number)
    with pytest.raises(Invalid) as refused:
        world.take(drill, "announce_drill")
    assert set(refused.value.errors) == {"consent_no"}


@pytest.mark.parametrize("who", ["desk", "manager"])
def test_whoever_files_a_drill_of_the_platform_names_its_consent(world: World, who: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("drill", who, **NIGHT)
    assert set(refused.value.errors) == {"consent_no"}


def test_a_consent_for_one_system_permits_no_drill_of_another(world: World) -> None:
    other = world.contract.systems.get(code="energy-sensing")
    asked = world.file("consent", system=other, matter="platform_drill")
    consent = world.take(asked, "request_consent", "recommend", "grant")
    drill = world.file("drill", "manager", **NIGHT, consent_no=consent.number)
    with pytest.raises(Invalid):
        world.take(drill, "announce_drill")


def test_a_consent_that_is_only_asked_for_permits_nothing(world: World) -> None:
    asked = world.take(world.file("consent", matter="platform_drill"), "request_consent", "recommend")
    drill = world.file("drill", "manager", **NIGHT, consent_no=asked.number)
    with pytest.raises(Invalid):
        world.take(drill, "announce_drill")


def test_the_drill_that_begins_uses_its_consent_in_the_same_act(world: World, announced: Ticket) -> None:
    ticket = world.take(announced, "confirm_ready", who="clerk")
    begun = world.at(at(5, 21)).take(ticket, "begin_drill", who="desk")
    consent = Ticket.objects.get(number=begun.fields["consent_no"])
    assert (consent.state, consent.endorsements.get(name="approval").used_at) == ("closed", at(5, 21))
    entry = world.audit(consent)[-1]
    assert (entry.action, entry.data["comment"], entry.actor) == ("use_for_drill", begun.number, world.user("desk"))
    assert world.take(begun, "end_drill", "submit_report", "confirm").state == "closed"


def test_a_second_drill_under_the_same_consent_does_not_begin(world: World, announced: Ticket) -> None:
    first = world.take(announced, "confirm_ready")
    said = {**NIGHT, "consent_no": announced.fields["consent_no"]}
    second = world.take(world.file("drill", "manager", **said), "announce_drill", "confirm_ready")
    world.at(at(5, 21)).take(first, "begin_drill")
    with pytest.raises(Invalid) as refused:
        world.take(second, "begin_drill")
    assert set(refused.value.errors) == {"consent_no"}
    assert not second.endorsements.filter(name="drill_begun").exists()


def test_the_attempt_to_drill_without_a_consent_is_recorded_with_its_reason(world: World, announced: Ticket) -> None:
    ticket = world.take(announced, "confirm_ready")
    world.take(Ticket.objects.get(number=ticket.fields["consent_no"]), "revoke_consent")
    with pytest.raises(Invalid) as refused:
        world.at(at(5, 21)).take(ticket, "begin_drill", who="desk")
    entry = world.audit(ticket)[-1]
    assert (entry.action, entry.allowed, entry.actor) == ("begin_drill", False, world.user("desk"))
    assert (entry.data["guard"], [entry.data["reason"]]) == ("consent_covers", refused.value.errors["consent_no"])


def test_a_consent_that_is_revoked_stops_the_drill(world: World, announced: Ticket) -> None:
    ticket = world.take(announced, "confirm_ready")
    world.take(Ticket.objects.get(number=ticket.fields["consent_no"]), "revoke_consent")
    with pytest.raises(Invalid):
        world.at(at(5, 21)).take(ticket, "begin_drill")
    assert world.take(ticket, "cancel_drill", who="manager").state == "cancelled"


def test_it_is_not_held_once_its_window_is_over_and_is_called_off_before(world: World) -> None:
    ticket = world.take(world.file("drill", **NIGHT), "submit", "approve_plan", "confirm_ready")
    opens, over = at(5, 20) - timedelta(minutes=5), at(5, 23) + timedelta(microseconds=1)
    turns = ticket.turns.order_by("opens_at", "role").values_list("role", "step", "opens_at", "until")
    assert list(turns) == [
        ("agency_clerk", "begin_drill", opens, over),
        ("agency_lead", "begin_drill", opens, over),
        ("agency_lead", "not_held", over, None),
    ]
    with pytest.raises(WrongState):
        world.at(at(5, 21)).take(ticket, "not_held")
    assert world.at(at(5, 23, 1)).take(ticket, "not_held").state == "cancelled"


@pytest.mark.parametrize("outside", [at(5, 19), at(6)])
def test_it_begins_in_its_window_alone(world: World, outside: datetime) -> None:
    ticket = world.take(world.file("drill", **NIGHT), "submit", "approve_plan", "confirm_ready")
    for step in ("begin_drill", "end_drill"):
        with pytest.raises(WrongState):
            world.at(outside).take(ticket, step)


def test_it_begins_once(world: World) -> None:
    ticket = world.take(world.file("drill", **NIGHT), "submit", "approve_plan", "confirm_ready")
    world.at(at(5, 21)).take(ticket, "begin_drill")
    for step in ("begin_drill", "not_held"):
        with pytest.raises(WrongState):
            world.take(ticket, step)


def test_the_agency_goes_on_when_the_provider_let_its_time_to_prepare_pass(world: World) -> None:
    ticket = world.file("drill", **window(at(12, 20), at(12, 23)))
    ticket = world.take(ticket, "submit", "approve_plan")
    with pytest.raises(WrongState):
        world.take(ticket, "start_without")
    assert world.at(at(10, 9)).take(ticket, "start_without").state == "scheduled"


def test_the_provider_never_goes_on_without_the_agency(world: World, announced: Ticket) -> None:
    with pytest.raises(Forbidden):
        world.at(at(11, 9)).take(announced, "start_without", who="manager")
    with pytest.raises(Forbidden):
        world.take(announced, "start_without", who="lead")


def test_one_drill_takes_no_longer_than_the_contract_is_read(world: World) -> None:
    world.file("drill", **window(at(5, 20), at(8, 20)))
    with pytest.raises(Invalid) as refused:
        world.file("drill", **window(at(5, 20), at(8, 21)))
    assert set(refused.value.errors) == {"window_end"}
