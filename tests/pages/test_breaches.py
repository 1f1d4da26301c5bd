"""违约台账: one row a missed clock of the contract, with its three times, its state and filters in the address."""

import re
from datetime import timedelta

import pytest

from tests.pages.claimed import claim, contested, late_answer
from tests.pages.conftest import Visitor, words
from tests.world import NOW, World
from tickets import actions, sweep
from tickets.models import Breach, Ticket

ADDRESS = "/breaches/"


@pytest.fixture
def missed(world: World) -> Ticket:
    """A fault that nobody answered for two hours: due 10:05."""
    ticket = world.file("incident", "clerk")
    world.later(minutes=6)
    while sweep.fire_one(world.now):
        pass
    world.later(hours=2)
    return ticket


def listed(page: str) -> set[int]:
    return {int(one) for one in re.findall(r'id="b-(\d+)"', page)}


def of_contract() -> set[int]:
    return set(Breach.objects.filter(internal=False).values_list("pk", flat=True))


def test_a_row_says_due_missed_noticed_told_and_by_how_much(visitor: Visitor, missed: Ticket) -> None:
    page = words(visitor.get("auditor", f"{ADDRESS}?clause=incident.respond"))
    assert missed.number in page
    assert "故障响应 合同第3.8条" in page
    assert "责任方 服务商（乙方）" in page
    assert "截止 03-02 10:05" in page
    assert "超期 2026-03-02 10:05 发现 2026-03-02 10:06 告知 2026-03-02 10:06" in page
    assert "超期时长 2小时1分 尚未办结" in page
    assert "状态 成立 取证单" in page


def test_one_that_was_set_aside_is_late_by_nothing_and_says_how_it_read_before(world: World, visitor: Visitor) -> None:
    """A fault that is open; the carrier's cable rested its clock before its limit was over, as both sides agree."""
    ticket = world.file("incident", "clerk")
    world.take(ticket, "respond", "start_handling")
    world.later(minutes=50)
    while sweep.fire_one(world.now):
        pass
    rested = actions.Value(world.now - timedelta(minutes=40), world.now - timedelta(minutes=5))
    said = {"code": "incident.handle", "ground": "third_party", "value": rested, "reason": "外线中断"}
    actions.claim_pause(ticket, actor=world.user("manager"), now=world.now, **said)
    actions.accept_claim(claim(ticket).pk, actor=world.user("lead"), now=world.now)
    world.later(hours=3)
    page = words(visitor.get("auditor", f"{ADDRESS}?set_aside=true"))
    assert "超期时长 已撤销（原认定20分）" in page
    sheet = words(visitor.get("auditor", f"/breaches/{Breach.objects.get(set_aside_at__isnull=False).pk}/finding/"))
    assert "超期时长 已撤销（原认定20分）" in sheet
    assert "原认定超期时刻" in sheet


def test_a_limit_by_days_is_missed_at_24_of_its_last_day(world: World, visitor: Visitor) -> None:
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    while sweep.fire_one(world.now + timedelta(days=20)):
        pass
    world.later(days=20)
    page = words(visitor.get("auditor", ADDRESS))
    assert "24时 发现" in page
    assert " 00:00 " not in page
    sheet = words(visitor.get("auditor", f"/breaches/{Breach.objects.filter(internal=False).first().pk}/finding/"))
    assert re.search(r"超期时刻 \S+24时", sheet)


def test_internal_targets_stand_in_no_ledger(world: World, visitor: Visitor) -> None:
    """The supervisor's check is a target of nobody's contract."""
    late_answer(world)
    Breach.objects.filter(code="incident.handle").update(internal=True)
    Breach.objects.filter(code="incident.respond").update(internal=True)
    assert listed(visitor.get("auditor", ADDRESS)) == of_contract()
    assert listed(visitor.get("auditor", f"{ADDRESS}?internal=yes", expect=400)) == set()


def test_each_party_sees_its_own_and_a_stranger_none(visitor: Visitor, missed: Ticket) -> None:
    for who in ("auditor", "manager", "lead", "officer", "engineer"):
        assert listed(visitor.get(who, ADDRESS)) == of_contract(), who
    assert listed(visitor.get("outsider", ADDRESS)) == set()
    assert "所涉合同没有超期的时限" in words(visitor.get("outsider", ADDRESS))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("month=2026-03", True),
        ("month=2026-02", False),
        ("party=provider", True),
        ("party=agency", False),
        ("contract=DEMO", True),
        ("contract=FW2025091703", False),
        ("clause=incident.respond", True),
        ("clause=staff.replace", False),
        ("state=stands", True),
        ("state=disputed", False),
        ("open=yes", True),
        ("occurred_after=2026-03-03", False),
    ],
)
def test_filters_narrow_page_and_rest_alike(
    world: World, visitor: Visitor, missed: Ticket, query: str, found: bool
) -> None:
    """The same set of filters, so the same rows."""
    page = listed(visitor.get("auditor", f"{ADDRESS}?{query}"))
    rest = visitor.client("auditor").get(f"/api/v1/breaches/?{query}").json()["results"]
    assert bool(page) is found
    assert page == {one["id"] for one in rest}


def test_unit_and_system_narrow_too(world: World, visitor: Visitor, missed: Ticket) -> None:
    unit, system = missed.opened_unit.code, world.system.code
    assert listed(visitor.get("auditor", f"{ADDRESS}?unit={unit}&system={system}")) == of_contract()
    assert listed(visitor.get("auditor", f"{ADDRESS}?unit=nobody")) == set()
    page = visitor.get("auditor", f"{ADDRESS}?system=nothing")
    assert listed(page) == set()
    assert '<option value="nothing" selected>' in page


@pytest.mark.parametrize("month", ["2026-13", "march", "0001-01", "9999-12", "2026-3-1"])
def test_a_month_that_is_none_is_refused_at_its_field(visitor: Visitor, missed: Ticket, month: str) -> None:
    page = visitor.get("auditor", f"{ADDRESS}?month={month}")
    assert "请写明月份" in words(page)
    assert listed(page) == set()


def test_page_and_rest_say_the_same_of_its_state(world: World, visitor: Visitor) -> None:
    for make, code, said in ((late_answer, "to_confirm", "待确认"), (contested, "disputed", "有争议")):
        ticket = make(world.at(NOW))
        asked = {"ticket": ticket.number, "clause": "incident.respond"}
        (row,) = visitor.client("auditor").get("/api/v1/breaches/", asked).json()["results"]
        page = words(visitor.get("auditor", f"{ADDRESS}?ticket={ticket.number}&clause=incident.respond"))
        assert (row["state"], f"状态 {said}" in page) == (code, True)


def test_the_newest_comes_first_part_by_part(world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.pages.parts.narrowing.PAGE_SIZE", 2)
    for _number in range(3):
        late_answer(world)
    newest = list(Breach.objects.filter(internal=False).order_by("-occurred_at", "-id").values_list("pk", flat=True))
    page, seen = visitor.get("auditor", ADDRESS), []
    while True:
        seen += [int(one) for one in re.findall(r'id="b-(\d+)"', page)]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        page = visitor.get("auditor", ADDRESS + following[1].replace("&amp;", "&"))
    assert seen == newest


def test_the_menu_and_the_board_lead_there(visitor: Visitor, missed: Ticket) -> None:
    assert 'href="/breaches/"' in visitor.get("auditor", "/")
    board = visitor.get("auditor", "/board/?party=provider&only=overdue")
    assert 'href="/breaches/?open=yes&amp;party=provider"' in board
    assert 'href="/breaches/"' not in visitor.get("sysadmin", "/profile/")
