"""本周待核对: what waits for the person, due first; several with evidence in one go; counted in the menu."""

import re
from io import BytesIO

from tests.pages.claimed import claim, contested, late_answer, late_stamps
from tests.pages.conftest import Visitor, words
from tests.world import NOW, PDF, World
from tickets import actions
from tickets.models import Claim

ADDRESS = "/checks/"
ACCEPT = r'name="accept" value="(\d+)"'


def counted(page: str) -> str:
    found = re.search(r'href="/checks/"[^>]*>.*?</a>', page, re.DOTALL)
    return "".join(re.findall(r'class="badge">(\d+)<', found[0])) if found else "no link"


def test_the_other_side_finds_what_it_may_answer(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    for who in ("clerk", "lead"):
        page = words(visitor.get(who, ADDRESS))
        assert "响应：2026年3月2日 10:04（补录，10:20录入）" in page, who
        assert ticket.number in page
        assert "按服务商主张10:04：按时" in page or "按服务商主张10:04 按时" in page


def test_nobody_else_has_it(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    for who in ("desk", "auditor", "officer", "outsider"):
        assert ticket.number not in visitor.get(who, ADDRESS), who


def test_a_lead_of_the_side_that_claimed_has_nothing_to_answer(world: World, visitor: Visitor) -> None:
    late_answer(world)
    page = visitor.get("manager", ADDRESS)
    assert "没有待核对的时间" in words(page)
    assert 'name="accept"' not in page


def test_where_nothing_waits_no_count_is_shown_above_it(world: World, visitor: Visitor) -> None:
    assert "项时间待您办理" not in words(visitor.get("clerk", ADDRESS))
    late_answer(world)
    assert "1项时间待您办理" in words(visitor.get("clerk", ADDRESS))


def test_what_was_entered_in_one_act_is_one_row_with_one_answer(world: World, visitor: Visitor) -> None:
    ticket = late_stamps(world)
    page = visitor.get("clerk", ADDRESS)
    assert page.count('name="accept"') == 1
    assert "响应、定位并采取措施、报告恢复：3个时间，一并核对" in words(page)
    for instant in ("10:03", "10:08", "10:20"):
        assert f"2026年3月2日 {instant}（补录，11:00录入）" in words(page)
    assert "按全部主张" in words(page)
    assert "按服务商主张10:03 已超期" not in words(page)
    assert "1项时间待您办理" in words(page)
    assert counted(visitor.get("clerk", "/")) == "1"
    assert "已确认1项时间属实" in words(visitor.post("clerk", ADDRESS, {"accept": re.findall(ACCEPT, page)[0]}))
    assert set(Claim.objects.filter(ticket=ticket).values_list("state", flat=True)) == {"accepted"}


def test_a_question_that_is_contested_is_one_row_for_the_supervisor(world: World, visitor: Visitor) -> None:
    ticket = late_stamps(world)
    first, now = Claim.objects.filter(ticket=ticket).first(), world.now
    actions.contest_claim(first.pk, value=None, actor=world.user("clerk"), now=now, comment="未接到电话")
    page = visitor.get("auditor", ADDRESS)
    assert page.count('id="check-') == 1
    assert "10:08" in words(page)
    assert counted(visitor.get("auditor", "/")) == "1"


def test_the_menu_counts_it_for_those_who_answer_alone(world: World, visitor: Visitor) -> None:
    assert counted(visitor.get("clerk", "/")) == ""
    late_answer(world)
    assert counted(visitor.get("clerk", "/")) == "1"
    assert counted(visitor.get("manager", "/")) == ""
    assert counted(visitor.get("engineer", "/")) == "no link"
    assert counted(visitor.get("vendor", "/")) == "no link"


def test_the_to_do_list_leads_there_for_phones_have_no_menu(world: World, visitor: Visitor) -> None:
    assert "项时间待您核对" not in words(visitor.get("clerk", "/"))
    late_answer(world)
    assert "有1项时间待您核对" in words(visitor.get("clerk", "/"))


def test_one_is_answered_by_one_click(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    page = words(visitor.post("clerk", ADDRESS, {"accept": str(claim(ticket).pk)}))
    assert "已确认1项时间属实" in page
    assert claim(ticket).state == "accepted"


def test_several_with_evidence_are_answered_together_and_one_without_is_not(world: World, visitor: Visitor) -> None:
    start = world.now
    first, second, bare = (late_answer(world.at(start), evidence=had) for had in (True, True, False))
    page = visitor.get("clerk", ADDRESS)
    assert page.count('name="pick"') == 2
    picked = [str(claim(ticket).pk) for ticket in (first, second, bare)]
    assert "已确认2项时间属实" in words(visitor.post("clerk", ADDRESS, {"pick": picked}))
    assert [claim(ticket).state for ticket in (first, second, bare)] == ["accepted", "accepted", "pending"]


def test_nothing_ticked_is_said(world: World, visitor: Visitor) -> None:
    late_answer(world)
    assert "请先选择要确认的时间" in words(visitor.post("clerk", ADDRESS, {}))


def test_what_is_not_mine_is_not_answered(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    visitor.post("manager", ADDRESS, {"accept": str(claim(ticket).pk)})
    assert claim(ticket).state == "pending"


def test_whoever_cannot_tell_passes_it_on_from_the_list(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    assert "已转监管" in words(visitor.post("clerk", ADDRESS, {"refer": str(claim(ticket).pk)}))
    assert ticket.number not in visitor.get("clerk", ADDRESS)
    assert ticket.number in visitor.get("auditor", ADDRESS)


def test_the_supervisor_finds_what_is_contested(world: World, visitor: Visitor) -> None:
    ticket = contested(world)
    page = words(visitor.get("auditor", ADDRESS))
    assert "待核定" in page
    assert "服务商称10:04，使用单位称10:18" in page
    assert counted(visitor.get("auditor", "/")) == "1"
    assert ticket.number not in visitor.get("clerk", ADDRESS)


def test_the_authority_finds_what_fell_to_it(world: World, visitor: Visitor) -> None:
    ticket = contested(world)
    assert ticket.number not in visitor.get("officer", ADDRESS)
    due = claim(ticket).due_at
    assert due is not None
    actions.lapse_claim(claim(ticket).pk, due)
    world.at(due)
    assert ticket.number in visitor.get("officer", ADDRESS)
    assert ticket.number not in visitor.get("auditor", ADDRESS)


def test_a_review_waits_for_the_authority(world: World, visitor: Visitor) -> None:
    ticket, now = contested(world), world.now
    decided = actions.Value(start=now.replace(minute=18))
    actions.decide_claim(claim(ticket).pk, value=decided, actor=world.user("auditor"), now=now, comment="依监控")
    actions.ask_review(claim(ticket).pk, actor=world.user("manager"), now=now, comment="另附通话记录")
    assert ticket.number in visitor.get("officer", ADDRESS)


def test_a_pause_waits_for_the_lead_alone(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=20)
    value = actions.Value(start=world.now.replace(minute=5))
    actions.claim_pause(
        ticket, code="incident.handle", ground="third_party", value=value, reason="外线光缆被挖断",
        actor=world.user("manager"), now=world.now,
    )  # fmt: skip
    assert ticket.number in visitor.get("lead", ADDRESS)
    assert ticket.number not in visitor.get("clerk", ADDRESS)


def test_due_first(world: World, visitor: Visitor) -> None:
    later, sooner = late_answer(world), late_answer(world.at(NOW))
    Claim.objects.filter(ticket=later).update(due_at=world.now.replace(day=20))
    page = visitor.get("clerk", ADDRESS)
    assert page.index(sooner.number) < page.index(later.number)


def test_lists_carry_one_mark_and_no_second_lamp(world: World, visitor: Visitor) -> None:
    late_answer(world)
    for who, path in (("clerk", "/tickets/"), ("engineer", "/"), ("auditor", "/board/?basis=internal")):
        assert "待核对" in words(visitor.get(who, path)).replace("本周待核对", ""), path
    row = re.search(r'<td class="cell-lamp">.*?</td>', visitor.get("clerk", "/tickets/"), re.DOTALL)
    assert row is not None
    assert row[0].count('class="lamp ') == 1
    assert row[0].count("tag-check") == 1


def test_whoever_decides_sees_what_the_other_side_attached(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    by = {"actor": world.user("clerk"), "now": world.now}
    actions.attach(ticket, "other", name="话单.pdf", stream=BytesIO(PDF), **by)
    actions.contest_claim(claim(ticket).pk, value=None, comment="无此通话", **by)
    assert "对方凭证： 话单.pdf" in words(visitor.get("auditor", "/checks/"))
