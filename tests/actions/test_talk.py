"""Beside the machine: remarks, reminders (催办), a filing put right (更正备案)."""

import pytest

from tests.world import World
from tickets import actions
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Endorsement, Ticket


@pytest.fixture
def filing(world: World) -> Ticket:
    return world.take(world.file("exit"), "submit", "approve")


@pytest.fixture
def filed(world: World, filing: Ticket) -> Ticket:
    return world.take(filing, "record_filing", filing_no="BA-2026-0107")


def test_a_remark_reaches_those_whose_move_it_is_and_moves_nothing(world: World, filing: Ticket) -> None:
    after = actions.comment(filing, " 请尽快办理 ", actor=world.user("desk"), now=world.now)

    assert (after.state, after.version) == (filing.state, filing.version)
    assert world.audit(filing)[-1].data["comment"] == "请尽快办理"
    assert world.told(filing, "comment") == {"clerk", "officer"}


@pytest.mark.parametrize("text", ["", "  \n", "长" * 5001])
def test_an_empty_or_endless_remark_is_refused(world: World, filing: Ticket, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.comment(filing, text, actor=world.user("desk"), now=world.now)
    assert set(refused.value.errors) == {"comment"}


@pytest.mark.parametrize("who", ["outsider", "secadmin"])
def test_a_stranger_neither_remarks_nor_reminds(world: World, filing: Ticket, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.comment(filing, "你好", actor=world.user(who), now=world.now)
    with pytest.raises(Forbidden):
        actions.remind(filing, actor=world.user(who), now=world.now)


def test_a_reminder_goes_to_those_who_must_act_and_once_an_hour(world: World, filing: Ticket) -> None:
    actions.remind(filing, actor=world.user("clerk"), now=world.now)
    assert "officer" in world.told(filing, "reminder")
    assert "clerk" not in world.told(filing, "reminder")

    world.later(minutes=59, seconds=59)
    with pytest.raises(WrongState):
        actions.remind(filing, actor=world.user("lead"), now=world.now)
    world.later(seconds=1)
    actions.remind(filing, actor=world.user("lead"), now=world.now)
    assert [one.action for one in world.audit(filing)].count("remind") == 2


def test_nobody_is_reminded_of_a_finished_ticket(world: World, filing: Ticket) -> None:
    ticket = world.take(filing, "return_filing", "cancel")
    with pytest.raises(WrongState):
        actions.remind(ticket, actor=world.user("clerk"), now=world.now)


def correct(world: World, ticket: Ticket, who: str = "officer", **given: str) -> Ticket:
    values = {"filing_no": "BA-2026-0170", "comment": "录入错误", **given}
    return actions.correct_filing(ticket, actor=world.user(who), now=world.now, **values)


def test_a_corrected_number_stands_and_the_wrong_one_is_kept(world: World, filed: Ticket) -> None:
    correct(world, filed)

    filings = Endorsement.objects.filter(ticket=filed, name="filing").order_by("id")
    assert [(one.data["filing_no"], one.voided_at is None) for one in filings] == [
        ("BA-2026-0107", False),
        ("BA-2026-0170", True),
    ]
    assert world.audit(filed)[-1].data["changes"] == {"filing_no": ["BA-2026-0107", "BA-2026-0170"]}
    assert world.told(filed, "filing_corrected") == {"clerk", "lead", "desk", "manager"}


def test_the_day_is_put_right_as_well_as_the_number_and_both_records_are_kept(world: World, filed: Ticket) -> None:
    actions.correct_filing(filed, actor=world.user("officer"), now=world.now, filed_on="2026-02-27", comment="日期错误")

    recorded = Endorsement.objects.get(ticket=filed, name="filing", voided_at=None)
    assert recorded.data == {"filing_no": "BA-2026-0107", "filed_on": "2026-02-27"}
    assert world.audit(filed)[-1].data["changes"] == {"filed_on": ["2026-03-02", "2026-02-27"]}


def test_work_goes_on_under_the_corrected_number(world: World, filed: Ticket) -> None:
    correct(world, filed)
    assert world.take(filed, "accept").state == "inventorying"


def test_only_the_authority_corrects_and_only_what_is_recorded(world: World, filing: Ticket) -> None:
    with pytest.raises(WrongState):
        correct(world, filing)
    ticket = world.take(filing, "record_filing")
    for who in ("lead", "manager", "auditor", "outsider"):
        with pytest.raises(Forbidden):
            correct(world, ticket, who)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"filing_no": " "}, "filing_no"),
        ({"filing_no": "9" * 201}, "filing_no"),
        ({"filing_no": "BA-2026-0107"}, "filing_no"),
        ({"filed_on": "2026-03-03"}, "filed_on"),
        ({"filed_on": "soon"}, "filed_on"),
        ({"comment": ""}, "comment"),
    ],
)
def test_a_correction_gives_what_is_right_and_a_reason(world: World, filed: Ticket, given: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        correct(world, filed, **given)
    assert set(refused.value.errors) == {field}
