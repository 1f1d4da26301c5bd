"""书面同意 (9.6, 9.19, 11.2, 15.1, annex 4): asked before, given by the other side's lead, used once, for its days."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket
from tickets.sweep import clocks

INSTANT = timedelta(microseconds=1)
GIVEN = ("request_consent", "recommend", "grant")


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


@pytest.fixture
def granted(world: World) -> Ticket:
    return world.take(world.file("consent", valid_from="2026-03-04", valid_to="2026-03-06"), *GIVEN)


def test_the_other_side_answers_within_its_time_and_silence_is_no_consent(world: World) -> None:
    ticket = world.take(world.file("consent"), "request_consent")
    clock = world.clock(ticket, "consent.answer")
    assert (clock.party, clock.due_at) == ("agency", at(10))
    clocks.fire_deadlines(at(20))
    assert world.fresh(ticket).state == "answering"
    with pytest.raises(WrongState):
        world.at(at(20)).take(ticket, "begin", who="engineer")


def test_whoever_asks_neither_passes_it_on_nor_consents(world: World) -> None:
    ticket = world.take(world.file("consent"), "request_consent")
    with pytest.raises(Forbidden):
        world.take(ticket, "recommend", who="desk")
    ticket = world.take(ticket, "recommend")
    with pytest.raises(Forbidden):
        world.take(ticket, "grant", who="manager")
    assert world.take(ticket, "grant", who="lead").state == "granted"


def test_for_publicity_the_agency_asks_and_the_providers_lead_consents(world: World) -> None:
    ticket = world.take(world.file("consent", "clerk", matter="publicity"), "request_consent")
    assert world.clock(ticket, "consent.answer").party == "provider"
    assert "desk" in world.told(ticket, "your_move")
    with pytest.raises(Forbidden):
        world.take(ticket, "recommend", who="clerk")
    ticket = world.take(ticket, "recommend", "grant", "begin", "report_use")
    assert world.clock(ticket, "common.confirm").party == "provider"
    with pytest.raises(Forbidden):
        world.take(ticket, "confirm", who="lead")
    assert world.take(ticket, "confirm").state == "closed"


def test_all_else_is_asked_by_the_provider(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("consent", "clerk", matter="data_change")
    assert set(refused.value.errors) == {"matter"}


@pytest.mark.parametrize("early_or_late", [at(3, 23), at(7)])
def test_it_is_begun_on_no_day_but_its_own_and_the_attempt_is_recorded(
    world: World, granted: Ticket, early_or_late: datetime
) -> None:
    with pytest.raises(WrongState):
        world.at(early_or_late).take(granted, "begin")
    assert (world.audit(granted)[-1].allowed, world.audit(granted)[-1].data["guard"]) == (False, "in_validity")


def test_it_is_begun_once(world: World, granted: Ticket) -> None:
    using = world.at(at(6, 23)).take(granted, "begin")
    assert world.clock(using, "consent.report").party == "provider"
    assert using.endorsements.get(name="approval").used_at is not None
    with pytest.raises(WrongState):
        world.take(using, "begin")


def test_it_lapses_with_the_end_of_its_last_day_in_beijing(world: World, granted: Ticket) -> None:
    assert granted.lapses_at == at(7) - INSTANT
    assert not actions.lapse(granted.pk, at(7) - INSTANT)
    assert actions.lapse(granted.pk, at(7))
    lapsed = world.fresh(granted)
    assert (lapsed.state, lapsed.lapses_at) == ("expired", None)
    assert not lapsed.endorsements.filter(name="approval", voided_at=None).exists()


def test_what_is_returned_and_changed_is_consented_to_anew(world: World) -> None:
    ticket = world.take(world.file("consent"), "request_consent", "recommend", "return_request")
    said = {"version": ticket.version, "fields": {"consent_content": "只改单位名称"}}
    actions.edit(ticket, actor=world.user("desk"), now=world.now, **said)
    ticket = world.take(world.fresh(ticket), "resubmit", "recommend", "grant")
    approval = ticket.endorsements.get(name="approval", voided_at=None)
    assert approval.digest == ticket.digest


def test_while_it_stands_for_its_period_nobody_is_asked_to_do_anything(world: World) -> None:
    said = {"matter": "subcontract", "partner": "示例公司", "valid_to": "2026-12-01"}
    ticket = world.take(world.file("consent", **said), *GIVEN)
    assert not world.told(ticket, "your_move") & {"manager", "engineer"}
    with pytest.raises(WrongState):
        actions.remind(ticket, actor=world.user("lead"), now=world.now)
    once = world.take(world.file("consent"), *GIVEN)
    assert {"manager", "engineer"} <= world.told(once, "your_move")


@pytest.mark.parametrize("matter", ["subcontract", "disclosure"])
def test_what_stands_for_a_period_names_the_partner_and_is_never_used_up(world: World, matter: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("consent", matter=matter)
    assert set(refused.value.errors) == {"partner"}
    ticket = world.take(world.file("consent", matter=matter, partner="示例公司", valid_to="2026-12-01"), *GIVEN)
    with pytest.raises(WrongState):
        world.take(ticket, "begin")


def test_a_consent_to_a_drill_is_used_up_by_hand_only_with_a_reason(world: World) -> None:
    asked = world.file("consent", matter="platform_drill", valid_from="2026-03-02", valid_to="2026-03-06")
    ticket = world.take(asked, *GIVEN)
    assert ticket.machine.by_step["use_for_drill"].grave
    with pytest.raises(Invalid) as refused:
        actions.perform(ticket, "use_for_drill", actor=world.user("desk"), now=world.now)
    assert set(refused.value.errors) == {"comment"}


def test_media_leave_named_and_encrypted(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("consent", matter="media_leaving", encrypted=False)
    assert set(refused.value.errors) == {"media_taken", "encrypted"}
    media = [{"medium": "移动硬盘", "label": "ZW-03"}]
    assert world.file("consent", matter="media_leaving", encrypted=True, media_taken=media).pk


def test_a_consent_used_once_is_good_for_no_longer_than_the_contract_is_read(world: World) -> None:
    world.file("consent", valid_from="2026-03-02", valid_to="2026-03-31")
    with pytest.raises(Invalid) as refused:
        world.file("consent", valid_from="2026-03-02", valid_to="2026-04-01")
    assert set(refused.value.errors) == {"valid_to"}


def test_it_is_revoked_before_it_is_used(world: World, granted: Ticket) -> None:
    assert world.take(granted, "revoke_consent").state == "revoked"
    with pytest.raises(WrongState):
        world.at(at(4)).take(granted, "begin")


def test_until_it_is_sent_the_other_side_sees_no_request(world: World) -> None:
    with pytest.raises(Forbidden):
        world.take(world.file("consent"), "request_consent", who="lead")


def beyond(code: str) -> dict[str, str]:
    return {"beyond": code, "beyond_what": "误在另一系统执行"}


def test_whoever_oversteps_it_says_so_and_the_leads_and_the_supervisor_hear_of_it(
    world: World, granted: Ticket
) -> None:
    using = world.at(at(5, 10)).take(granted, "begin")
    with pytest.raises(Invalid) as refused:
        world.take(using, "report_use", beyond="scope")
    assert set(refused.value.errors) == {"beyond_what"}
    reported = world.take(using, "report_use", **beyond("scope"))
    assert reported.endorsements.get(name="outside_consent").data["beyond"] == "scope"
    assert world.told(reported, "outside_consent") >= {"lead", "auditor"}


def test_what_is_used_within_it_is_told_to_nobody(world: World, granted: Ticket) -> None:
    used = world.at(at(5, 10)).take(granted, "begin", "report_use")
    assert not used.endorsements.filter(name="outside_consent").exists()
    assert not world.told(used, "outside_consent")


def test_what_is_reported_after_its_last_day_is_outside_by_itself(world: World, granted: Ticket) -> None:
    using = world.at(at(6, 22)).take(granted, "begin")
    late = world.at(at(7, 1)).take(using, "report_use")
    assert late.endorsements.filter(name="outside_consent").exists()


def test_the_side_that_consented_and_the_supervisor_write_down_what_they_saw(world: World, granted: Ticket) -> None:
    for wrong in ("desk", "manager", "engineer"):
        with pytest.raises(Forbidden):
            world.take(granted, "record_beyond", who=wrong)
    for who in ("lead", "auditor"):
        told = world.take(world.fresh(granted), "record_beyond", who=who, **beyond("content"))
        assert (told.state, told.endorsements.filter(name="outside_consent").exists()) == ("granted", True)
    assert "manager" in world.told(granted, "outside_consent")
