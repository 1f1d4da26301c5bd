"""缺岗 (A2.11 and 12, A3.12 and 13, 12.4(2)): a check's absence is a claim until it is settled; then bands are told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets import actions, attendance
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle.attendance import Claimed
from tickets.models import Ticket
from tickets.settlement import findings_on

INSTANT = timedelta(microseconds=1)
APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)
KEY = [{"duty_post": "安全岗 S-01", "site": "监控中心", "people": 1, "key_post": True}]
ACCEPT = [{"absence_no": "1", "answer": "accept"}]
CONTEST = [{"absence_no": "1", "answer": "contest", "answer_reason": "当值人员在机房内处置告警"}]


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=ZONE)


def absent(since: datetime, **lasted: float) -> dict[str, str]:
    return {"empty_from": since.isoformat(), "empty_to": (since + timedelta(**lasted)).isoformat()}


@pytest.fixture
def duty(world: World) -> Ticket:
    """A major event from 6 to 9 March, by an agreed plan with one key post; it is the 7th at noon."""
    asked = world.file(
        "staffing", duty_from=at(6).isoformat(), duty_to=at(9, 18).isoformat(), plan_by="2026-03-04", major_event=True
    )
    planned = world.take(asked, "submit_duty_plan", posts=KEY)
    ticket = world.take(planned, "agree_duty_plan")
    world.at(at(7, 12))
    return ticket


def ended(world: World, ticket: Ticket) -> Ticket:
    assert actions.lapse(ticket.pk, at(9, 18) + INSTANT)
    world.at(at(10, 9))
    return world.fresh(ticket)


def standing(ticket: Ticket) -> list[str]:
    return [str(one.standing) for one in attendance.of_order(ticket)]


def contested(world: World, duty: Ticket, who: str = "clerk") -> Ticket:
    ticket = ended(world, world.take(duty, "find_absent", who=who, **absent(at(7, 9), minutes=90)))
    return world.take(ticket, "hand_in_lapses", absence_answers=CONTEST)


def proposed(world: World) -> list[Ticket]:
    """What is proposed once the month of the duty is over."""
    actions.propose_findings(max(world.now, APRIL))
    return list(Ticket.objects.filter(kind="finding").order_by("id"))


def rules(ticket: Ticket) -> list[str]:
    return [row["rule"] for row in ticket.fields["rules"]]


def test_a_missing_sign_in_proves_nothing(world: World, duty: Ticket) -> None:
    assert attendance.of_order(duty) == ()
    assert world.take(ended(world, duty), "hand_in_sheet").state == "closed"


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        (at(6, 8, 59), at(6, 10), {"empty_from"}),
        (at(7, 11), at(7, 11), {"empty_to"}),
        (at(7, 11), at(7, 12, 6), {"empty_to"}),
        (at(6, 9), at(7, 12), set()),
    ],
)
def test_an_absence_lies_within_the_duty_and_before_now(
    world: World, duty: Ticket, since: datetime, until: datetime, wrong: set[str]
) -> None:
    said = {"empty_from": since.isoformat(), "empty_to": until.isoformat()}
    if not wrong:
        assert world.take(duty, "find_absent", who="clerk", **said)
        return
    with pytest.raises(Invalid) as refused:
        world.take(duty, "find_absent", who="clerk", **said)
    assert set(refused.value.errors) == wrong


def test_what_a_check_finds_is_a_claim_until_the_provider_accepts_it_in_the_sheet(world: World, duty: Ticket) -> None:
    ticket = world.take(duty, "find_absent", who="auditor", **absent(at(7, 9), minutes=90))
    assert standing(ticket) == [Claimed.OPEN]
    ticket = ended(world, ticket)
    assert proposed(world) == []
    with pytest.raises(Invalid) as unanswered:
        world.take(ticket, "hand_in_lapses")
    assert "答复不全的序号：1。" in unanswered.value.errors["absence_answers"][0]
    ticket = world.take(ticket, "hand_in_lapses", absence_answers=ACCEPT)
    (found,) = attendance.of_order(ticket)
    assert (found.standing, found.settled_at, found.lasted) == (Claimed.SETTLED, world.now, timedelta(minutes=90))
    assert world.take(ticket, "confirm_sheet").state == "closed"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [*ACCEPT, *ACCEPT],
        [{"absence_no": "2", "answer": "accept"}],
        [{"absence_no": "1", "answer": "contest"}],
    ],
)
def test_each_absence_is_answered_once_and_contested_with_a_reason(
    world: World, duty: Ticket, rows: list[dict[str, Any]]
) -> None:
    ticket = ended(world, world.take(duty, "find_absent", who="clerk"))
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "hand_in_lapses", absence_answers=rows)
    assert set(refused.value.errors) == {"absence_answers"}


def test_what_is_contested_holds_the_sheet_up_until_it_is_upheld_or_taken_back(world: World, duty: Ticket) -> None:
    ticket = contested(world, duty)
    assert standing(ticket) == [Claimed.CONTESTED]
    assert world.told(ticket, "absence_contested") == {"auditor"}
    assert proposed(world) == []
    with pytest.raises(WrongState, match="异议"):
        world.take(ticket, "confirm_sheet")
    taken_back = world.take(ticket, "withdraw_absence", who="auditor")
    assert standing(taken_back) == [Claimed.TAKEN_BACK]
    assert world.take(taken_back, "confirm_sheet").state == "closed"
    assert proposed(world) == []


def test_the_supervisor_upholds_what_the_agency_found_and_that_settles_it(world: World, duty: Ticket) -> None:
    ticket = contested(world, duty)
    with pytest.raises(Forbidden):
        world.take(ticket, "uphold_absence", who="lead")
    ticket = world.take(ticket, "uphold_absence", who="auditor")
    assert standing(ticket) == [Claimed.SETTLED]
    with pytest.raises(WrongState):
        world.take(ticket, "withdraw_absence", who="lead")
    assert [rules(one) for one in proposed(world)] == [["A2.11", "A3.12"]]
    assert world.take(ticket, "confirm_sheet").state == "closed"


def test_nobody_upholds_what_their_own_side_found(world: World, duty: Ticket) -> None:
    ticket = contested(world, duty, who="auditor")
    assert world.told(ticket, "absence_contested") == {"lead"}
    with pytest.raises(Forbidden):
        world.take(ticket, "uphold_absence", who="auditor")
    assert standing(world.take(ticket, "uphold_absence", who="lead")) == [Claimed.SETTLED]


def test_a_returned_sheet_answers_what_is_contested_anew(world: World, duty: Ticket) -> None:
    ticket = world.take(contested(world, duty), "return_sheet", who="clerk")
    ticket = world.take(ticket, "hand_in_lapses", absence_answers=ACCEPT)
    assert standing(ticket) == [Claimed.SETTLED]


def test_what_the_provider_enters_of_themselves_is_settled_at_once(world: World, duty: Ticket) -> None:
    ticket = world.take(duty, "report_absence", who="desk", **absent(at(7, 8), minutes=150))
    assert standing(ticket) == [Claimed.SETTLED]
    (finding,) = proposed(world)
    assert rules(finding) == ["A2.12", "A3.13"]
    assert (finding.state, finding.opened_by, finding.fields["event_on"]) == ("proposed", None, "2026-03-07")
    told, named = finding.fields["event_rows"]
    assert named == {"event_order": ticket.number}
    assert "大于120分钟且小于240分钟" in told["event_told"]
    ticket = ended(world, ticket)
    with pytest.raises(WrongState):
        world.take(ticket, "hand_in_sheet")
    assert world.take(ticket, "hand_in_lapses").state == "checking"


@pytest.mark.parametrize(
    ("minutes", "under"),
    [
        (59, ["no_band"]), (60, ["no_band"]), (60 + 1 / 60, ["A2.11", "A3.12"]), (120, ["no_band"]),
        (121, ["A2.12", "A3.13"]), (240, ["no_band"]), (241, ["no_band"]),
    ],
)  # fmt: skip
def test_a_band_is_open_at_both_ends_and_what_lies_in_none_is_told_so(
    world: World, duty: Ticket, minutes: float, under: list[str]
) -> None:
    world.take(duty, "report_absence", who="desk", **absent(at(7, 7), minutes=minutes))
    assert [rules(one) for one in proposed(world)] == [under]


def test_where_the_contract_prices_no_absence_none_is_proposed(world: World, duty: Ticket) -> None:
    world.contract.penalty_editions.all().delete()
    world.take(duty, "report_absence", who="desk", **absent(at(7, 7), minutes=90))
    assert proposed(world) == []


def test_each_interval_is_proposed_once_and_several_of_one_order_apart(world: World, duty: Ticket) -> None:
    for hour in (0, 4):
        world.take(duty, "report_absence", who="desk", **absent(at(7, hour), minutes=90))
    both = proposed(world)
    assert [one.number for one in proposed(world)] == [one.number for one in both]
    judged = {event for one in both for event, by in findings_on(world.contract).items() if by[0].number == one.number}
    assert judged == {f"{duty.number}/1", f"{duty.number}/2"}


def test_a_finding_that_people_have_raised_on_the_order_is_not_proposed_beside_it(world: World, duty: Ticket) -> None:
    ticket = world.take(duty, "report_absence", who="desk", **absent(at(7, 0), minutes=90))
    world.file("finding", event_rows=[{"event_order": ticket.number}], rules=[{"rule": "A3.12"}])
    assert len(proposed(world)) == 1


def test_the_contract_may_sum_what_one_day_has(world: World, duty: Ticket) -> None:
    world.contract.interpretations.filter(key="staffing.unattended").update(value="day")
    for since in (at(6, 10), at(7, 0), at(7, 4)):
        world.take(duty, "report_absence", who="desk", **absent(since, minutes=45))
    found = sorted((finding.fields["event_on"], rules(finding)) for finding in proposed(world))
    assert found == [("2026-03-06", ["no_band"]), ("2026-03-07", ["A2.11", "A3.12"])]


def test_what_lies_behind_the_end_of_the_duty_is_no_absence(world: World, duty: Ticket) -> None:
    ticket = ended(world, duty)
    ticket = world.take(ticket, "find_absent", who="clerk", **absent(at(9, 17), hours=3))
    assert attendance.of_order(ticket)[0].lasted == timedelta(hours=1)


EMPTY = {"checked_site": "监控中心", "empty_post": "安全岗 S-01", **absent(at(7, 9), minutes=30)}


def test_a_key_post_that_was_empty_in_a_major_event_is_told_once_it_is_settled(world: World, duty: Ticket) -> None:
    ticket = world.take(duty, "find_absent", who="clerk", **EMPTY)
    assert world.told(ticket, "key_staff_absent") == set()
    ticket = world.take(ended(world, ticket), "hand_in_lapses", absence_answers=ACCEPT)
    assert world.told(ticket, "key_staff_absent") == {"clerk", "lead"}


def test_it_is_told_when_it_is_upheld_and_when_the_provider_says_so(world: World, duty: Ticket) -> None:
    ticket = world.take(duty, "find_absent", who="clerk", **EMPTY)
    ticket = world.take(ended(world, ticket), "hand_in_lapses", absence_answers=CONTEST)
    assert world.told(ticket, "key_staff_absent") == set()
    world.take(ticket, "uphold_absence", who="auditor")
    assert world.told(ticket, "key_staff_absent") == {"clerk", "lead"}


@pytest.mark.parametrize("lacking", ["agreed", "key", "event"])
def test_without_an_agreed_plan_a_key_post_or_a_major_event_it_is_not(world: World, lacking: str) -> None:
    said = {"duty_from": at(6).isoformat(), "duty_to": at(9, 18).isoformat(), "plan_by": "2026-03-04"}
    ticket = world.file("staffing", major_event=lacking != "event", **said)
    posts = [{**KEY[0], "key_post": lacking != "key"}]
    ticket = world.take(ticket, "submit_duty_plan", posts=posts)
    if lacking == "agreed":
        assert actions.lapse(ticket.pk, at(6) + INSTANT)
        ticket = world.fresh(ticket)
    else:
        ticket = world.take(ticket, "agree_duty_plan")
    world.at(at(7, 12)).take(ticket, "report_absence", who="desk", **EMPTY)
    assert world.told(ticket, "key_staff_absent") == set()


def remarks(world: World, ticket: Ticket) -> list[str]:
    return [one.message for one in actions.remarks(world.fresh(ticket), ticket.scene) if one.code == "secrecy"]


@pytest.mark.parametrize(("signed_on", "flagged"), [("2026-03-07", False), ("2026-03-08", True), (None, True)])
def test_a_sign_in_without_a_secrecy_contract_is_flagged_and_never_refused(
    world: World, duty: Ticket, signed_on: str | None, flagged: bool
) -> None:
    ticket = world.take(duty, "sign_duty", who="desk", badge="OPS-09")
    world.at(at(8, 12))
    said = {"badge": "OPS-09", "access_from": "2026-03-01", **({"signed_on": signed_on} if signed_on else {})}
    entry = actions.enter(world.contract, "secrecy", said, actor=world.user("desk"), now=world.now)
    actions.confirm_entry(entry, actor=world.user("clerk"), now=world.now)
    assert bool(remarks(world, ticket)) is flagged
    if flagged:
        assert "OPS-09" in remarks(world, ticket)[0]
