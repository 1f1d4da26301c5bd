"""Notices: unread first, in the reader's language, followed to their ticket; the bell counts the unread."""

import re

from tests.pages.claimed import claim, late_answer, late_stamps
from tests.pages.conftest import Visitor, words
from tests.world import NOW, World
from tickets import actions
from tickets.actions import Value
from tickets.models import Claim, Notice, Ticket


def told(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def test_a_notice_says_what_and_leads_to_the_ticket(world: World, visitor: Visitor) -> None:
    ticket = told(world)
    page = words(visitor.get("lead", "/notices/"))
    assert ticket.number in page
    assert "新" in page
    notice = Notice.objects.get(recipient=world.user("lead"))
    response = visitor.send("lead", "/notices/read/", {"notice": notice.pk})
    assert response.url == f"/tickets/{ticket.number}/"
    notice.refresh_from_db()
    assert notice.read_at == world.now


def test_all_are_read_at_once(world: World, visitor: Visitor) -> None:
    told(world)
    told(world)
    page = visitor.post("lead", "/notices/read/", {"all": "yes"})
    assert "notice-unread" not in page
    assert Notice.objects.filter(recipient=world.user("lead"), read_at=None).count() == 0


def test_unread_ones_come_first(world: World, visitor: Visitor) -> None:
    first, second = told(world), told(world)
    newest = Notice.objects.filter(recipient=world.user("lead"), ticket=second).get()
    visitor.send("lead", "/notices/read/", {"notice": newest.pk})
    page = visitor.get("lead", "/notices/")
    assert page.index(first.number) < page.index(second.number)


def test_nobody_reads_for_another(world: World, visitor: Visitor) -> None:
    told(world)
    notice = Notice.objects.get(recipient=world.user("lead"))
    visitor.post("clerk", "/notices/read/", {"notice": notice.pk}, expect=404)
    visitor.post("clerk", "/notices/read/", {"notice": "x"}, expect=404)
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_bell_answers_only_when_its_number_changed(world: World, visitor: Visitor) -> None:
    client = visitor.client("lead")
    assert client.get("/notices/bell/?seen=0").status_code == 204
    told(world)
    response = client.get("/notices/bell/?seen=0")
    assert response.status_code == 200
    assert "seen=1" in response.content.decode()


def test_an_empty_page_says_so(visitor: Visitor) -> None:
    assert "没有通知" in visitor.get("clerk", "/notices/")


# --- claims ---


def test_a_notice_of_a_claim_says_what_it_is_about_and_which_time(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    assert "（主张1（响应，2026年3月2日10:04））" in words(visitor.get("lead", "/notices/"))
    by = {"actor": world.user("auditor"), "now": world.now, "comment": "依监控记录"}
    actions.contest_claim(claim(ticket).pk, value=None, comment="无此通话", actor=world.user("lead"), now=world.now)
    actions.decide_claim(claim(ticket).pk, value=Value(NOW.replace(minute=7)), **by)
    assert "主张1（响应，2026年3月2日10:07）已有结论" in words(visitor.get("manager", "/notices/"))


def test_it_says_so_where_something_did_not_happen_or_where_a_clock_rests(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond", "start_handling", "locate", "recover")
    world.later(minutes=10).take(ticket, "reject_recovery", seen_at=world.now.isoformat())
    assert "报告恢复：未发生" in words(visitor.get("manager", "/notices/"))
    by = {"reason": "光缆中断", "actor": world.user("manager"), "now": world.now}
    actions.claim_pause(ticket, code="incident.handle", ground="third_party", value=Value(world.now), **by)
    assert "第三方原因，2026年3月2日10:10至尚未结束" in words(visitor.get("lead", "/notices/"))


def test_the_agency_learns_when_its_call_came_and_was_picked_up(world: World, visitor: Visitor) -> None:
    called = {"caller": "王女士", "called_at": "2026-03-02T10:00", "answered_at": "2026-03-02T10:02"}
    typed = {"system": world.system.code, "symptom": "首页打不开", "impact": "down", **called}
    world.later(minutes=4)
    visitor.post("desk", "/calls/", typed)
    told = words(visitor.get("clerk", "/notices/"))
    assert "电话报障：首页打不开" in told
    assert "2026年3月2日 10:00来电，2026年3月2日 10:02接听。" in told


def test_a_claim_that_was_withdrawn_is_told_with_the_time_that_stands(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    actions.withdraw_claim(claim(ticket).pk, actor=world.user("engineer"), now=world.now)
    assert "主张1（响应，2026年3月2日10:20）已有结论" in words(visitor.get("lead", "/notices/"))


def test_minutes_are_told_with_the_time_that_they_propose(world: World, visitor: Visitor) -> None:
    one = claim(late_answer(world))
    by = {"text": "核对录音", "actor": world.user("manager"), "now": world.now}
    actions.settle_together([(one.pk, Value(NOW.replace(minute=12)))], **by)
    assert "主张1（响应，2026年3月2日10:12）提出会商纪要" in words(visitor.get("lead", "/notices/"))


def test_a_pause_that_was_ended_is_told_with_its_end(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    by = {"reason": "光缆中断", "actor": world.user("manager"), "now": world.later(minutes=5).now}
    pause = actions.claim_pause(ticket, code="incident.handle", ground="third_party", value=Value(NOW), **by)
    actions.end_pause(pause.pk, actor=world.user("manager"), now=world.later(minutes=10).now)
    assert "（第三方原因，2026年3月2日10:00至2026年3月2日10:15）" in words(visitor.get("lead", "/notices/"))


def test_several_that_are_settled_at_once_are_counted(world: World, visitor: Visitor) -> None:
    ticket = late_stamps(world)
    first = Claim.objects.filter(ticket=ticket).order_by("number").first()
    actions.accept_claim(first.pk, actor=world.user("lead"), now=world.now)
    assert re.search(r"主张1（[^）]*）和另外\d项", words(visitor.get("manager", "/notices/")))
