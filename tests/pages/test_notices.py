"""Notices: unread first, in the reader's language, followed to their ticket; the bell counts the unread."""

import re
from datetime import timedelta
from typing import Any

from tests.pages.claimed import claim, late_answer, late_stamps
from tests.pages.conftest import Visitor, words
from tests.world import NOW, World
from tickets import actions, outbox
from tickets.actions import Value
from tickets.models import Claim, Notice, Ticket
from tickets.outbox import lives


def told(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def said(world: World, who: str) -> str:
    """All that a person was told, copies that wait for a digest among them."""
    rows = Notice.objects.filter(recipient=world.user(who))
    return "\n".join(outbox.render(row, "zh-hans").body for row in rows)


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
    assert "主张1（响应，2026年3月2日10:07）已有结论" in said(world, "manager")


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
    assert "主张1（响应，2026年3月2日10:20）已有结论" in said(world, "lead")


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
    assert "（第三方原因，2026年3月2日10:00至2026年3月2日10:15）" in said(world, "lead")


def test_several_that_are_settled_at_once_are_counted(world: World, visitor: Visitor) -> None:
    ticket = late_stamps(world)
    first = Claim.objects.filter(ticket=ticket).order_by("number").first()
    actions.accept_claim(first.pk, actor=world.user("lead"), now=world.now)
    assert re.search(r"主张1（[^）]*）和另外\d项", said(world, "manager"))


# --- groups, folding, putting away and off ---


def put(visitor: Visitor, who: str, verb: str, notice: Notice, **kept: str) -> str:
    return visitor.post(who, f"/notices/put/{verb}/", {"notice": notice.pk, **kept})


def lines(page: str) -> int:
    return len(re.findall(r'<li class="notice[ "]', page))


def red(world: World) -> Notice:
    """The lead's notice of a contract's clock that is missed and runs on."""
    ticket = world.file("incident", "clerk")
    clock = world.clock(ticket, "incident.respond")
    world.at(clock.due_at).later(seconds=2)
    assert actions.fire(clock.pk, world.now)
    return Notice.objects.get(recipient=world.user("lead"), deadline=clock, event="breach")


def test_each_group_has_its_tab_with_its_count(world: World, visitor: Visitor) -> None:
    told(world)
    notice = red(world)
    page = words(visitor.get("lead", "/notices/"))
    assert "全部 3 条未读" in page
    assert "待办 1 条未读" in page
    assert "时限 1 条未读" in page
    limits = visitor.get("lead", "/notices/?group=limits")
    assert notice.ticket is not None
    assert notice.ticket.number in limits
    assert "请办理" not in limits
    assert "全部 3 条未读" in words(
        visitor.get("lead", "/notices/?group=nonsense&shelf=x&after=1-9999999999999999999999")
    )


def test_what_was_told_of_one_order_is_folded_and_unfolds(world: World, visitor: Visitor) -> None:
    ticket = told(world)
    for text in ("一", "二", "三"):
        actions.comment(ticket, text, actor=world.user("clerk"), now=world.later(minutes=1).now)
    page = visitor.get("lead", "/notices/")
    assert lines(page) == 2  # what asks for an act stands by itself
    assert "另有2条" in words(page)
    assert "三" in words(page)
    unfolded = visitor.get("lead", f"/notices/?order={ticket.number}")
    assert lines(unfolded) == 4


def test_a_red_one_is_never_folded_under_talk(world: World, visitor: Visitor) -> None:
    notice = red(world)
    assert notice.ticket is not None
    actions.comment(notice.ticket, "已在处理", actor=world.user("desk"), now=world.later(minutes=1).now)
    page = words(visitor.get("lead", "/notices/"))
    assert "已超期" in page
    assert "另有" not in page


def test_what_is_put_away_goes_with_all_that_lies_under_it_and_comes_back(world: World, visitor: Visitor) -> None:
    ticket = told(world)
    lives.archive(Notice.objects.filter(recipient=world.user("lead")), now=world.now)
    for text in ("请尽快", "谢谢"):
        actions.comment(ticket, text, actor=world.user("clerk"), now=world.later(minutes=1).now)
    newest = Notice.objects.filter(recipient=world.user("lead")).first()
    assert newest is not None
    assert "已归档2条通知" in words(put(visitor, "lead", "archive", newest))
    assert "没有通知" in visitor.get("lead", "/notices/")
    put_away = Notice.objects.filter(recipient=world.user("lead"), event="comment")
    assert set(put_away.values_list("archived_at", "read_at")) == {(world.now, world.now)}
    assert ticket.number in visitor.get("lead", "/notices/?shelf=past")
    put(visitor, "lead", "back", newest, shelf="past")
    assert ticket.number in visitor.get("lead", "/notices/")


def test_what_is_put_off_comes_back_tomorrow_morning_as_new(world: World, visitor: Visitor) -> None:
    ticket = told(world)
    notice = Notice.objects.get(recipient=world.user("lead"))
    visitor.get("lead", f"/tickets/{ticket.number}/")
    first = world.now
    put(visitor, "lead", "snooze", notice)
    assert "没有通知" in visitor.get("lead", "/notices/")
    assert ticket.number in visitor.get("lead", "/notices/?shelf=later")
    world.at(NOW.replace(hour=8, minute=31) + timedelta(days=1))
    assert "1 条未读" in words(visitor.get("lead", "/notices/"))
    notice.refresh_from_db()
    assert (notice.first_read_at, notice.read_at, notice.snoozed_at) == (first, None, first)


def test_a_red_one_is_neither_put_off_nor_away_until_its_clock_stops(world: World, visitor: Visitor) -> None:
    notice = red(world)
    for verb in ("snooze", "archive"):
        assert "停止计时前不能归档" in words(put(visitor, "lead", verb, notice))
    notice.refresh_from_db()
    assert (notice.archived_at, notice.snoozed_until) == (None, None)


def test_nobody_puts_away_for_another(world: World, visitor: Visitor) -> None:
    told(world)
    notice = Notice.objects.get(recipient=world.user("lead"))
    visitor.post("clerk", "/notices/put/archive/", {"notice": notice.pk}, expect=404)
    visitor.post("lead", "/notices/put/burn/", {"notice": notice.pk}, expect=404)


def test_pages_go_on_from_the_last_line_unread_before_read(world: World, visitor: Visitor) -> None:
    tickets = [told(world) for _order in range(34)]
    for ticket in tickets[:2]:
        lives.mark_opened(world.user("lead"), ticket, now=world.now)
    first = visitor.get("lead", "/notices/")
    (more,) = re.findall(r'href="([^"]*after=[^"]*)"', first)
    second = visitor.get("lead", more.replace("&amp;", "&"))
    assert (lines(first), lines(second)) == (30, 4)
    assert [ticket.number for ticket in tickets if ticket.number in second] == [one.number for one in tickets[:4]]
    assert 'rel="next"' not in second


def test_the_page_costs_the_same_however_many_there_are(
    world: World, visitor: Visitor, django_assert_max_num_queries: Any
) -> None:
    for _order in range(5):
        ticket = told(world)
        actions.comment(ticket, "请尽快", actor=world.user("clerk"), now=world.now)
    visitor.get("lead", "/notices/")
    with django_assert_max_num_queries(9):
        visitor.get("lead", "/notices/")
