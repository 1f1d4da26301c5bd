"""我的待办: every duty of the person, none of anybody else's, each with its one action."""

import re
from datetime import timedelta

import pytest

from accounts.models import User
from tests.actions.walks import permitted
from tests.pages.claimed import late_stamps
from tests.pages.conftest import Filled, Visitor, title, words
from tests.world import World
from tickets import actions
from tickets.models import Claim, Ticket


def submitted(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def test_a_lead_finds_what_waits_for_his_approval(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    page = words(visitor.get("lead", "/"))
    assert "有 1 件工单待您办理" in page
    assert "待审批 1" in page
    assert ticket.title in page
    assert "书面同意重启" in page


def test_nobody_else_has_it(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    for who in ("clerk", "desk", "officer", "outsider", "auditor"):
        assert ticket.title not in visitor.get(who, "/"), who


def test_a_draft_that_its_writer_cannot_send_waits_for_whoever_can(world: World, visitor: Visitor) -> None:
    drill = world.file("drill", "desk", consent_no=permitted(world))
    others = [world.file(kind, "desk") for kind in ("provider_exit", "reclaim")]
    own = world.file("drill", "manager", consent_no=drill.fields["consent_no"])
    page = visitor.get("manager", "/")
    assert [one.number for one in (drill, *others, own) if one.number in page] == [
        one.number for one in (drill, *others)
    ]
    assert "待发出" in words(page)


def test_a_consent_for_a_drill_says_that_the_drill_uses_it(world: World, visitor: Visitor) -> None:
    number, said = permitted(world), "待用于演练，有效至"
    assert said in visitor.get("desk", "/?show=waiting")
    assert said in visitor.get("desk", f"/tickets/{number}/")


def test_count_and_list_agree(world: World, visitor: Visitor) -> None:
    submitted(world)
    submitted(world)
    page = visitor.get("lead", "/")
    assert page.count('class="duty"') == 2
    assert counted(page) == "2"


def test_a_long_list_shows_the_most_urgent_ones_and_the_way_to_the_rest(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.pages.todo.view.MOST", 2)
    for _number in range(3):
        submitted(world)
    page = visitor.get("lead", "/")
    assert page.count('class="duty"') == 2
    assert "有 3 件工单待您办理" in words(page)
    assert counted(page) == "3"
    assert "查看另外 1 件" in words(page)
    assert visitor.get("lead", "/?more=1").count('class="duty"') == 3


def test_the_most_urgent_group_comes_first(world: World, visitor: Visitor) -> None:
    world.take(world.file("onboarding"), "submit", "approve", "record_filing")
    world.take(submitted(world), "approve_restart")
    page = words(visitor.get("desk", "/"))
    assert page.index("待处理") < page.index("待受理")


def test_an_empty_list_says_what_was_finished_today(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    ticket = world.take(ticket, "begin", "complete", who="manager")
    world.take(ticket, "confirm")
    assert "您经手的工单今天办结 1 件" in words(visitor.get("clerk", "/"))


def test_a_stand_in_has_the_principals_duties(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    world.user("lead").substitutions.create(
        substitute=world.user("finance"), starts=world.now - timedelta(days=1), ends=world.now + timedelta(days=1)
    )
    page = words(visitor.get("finance", "/"))
    assert ticket.title in page
    assert "代 演示·单位负责人" in page


def lent(world: World, principal: str, substitute: str, *kinds: str) -> None:
    world.user(principal).substitutions.create(
        substitute=world.user(substitute),
        starts=world.now - timedelta(days=1),
        ends=world.now + timedelta(days=1),
        kinds=list(kinds),
    )


def test_a_stand_in_for_some_kinds_has_only_these(world: World, visitor: Visitor) -> None:
    restart, demand = submitted(world), world.take(world.file("staff_replacement"), "submit")
    lent(world, "lead", "finance", "staff_replacement")
    page = visitor.get("finance", "/")
    assert demand.number in page
    assert restart.number not in page
    assert counted(page) == "1"


def test_a_stand_in_has_what_is_assigned_to_the_principal(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    assert ticket.assignee == world.user("engineer")
    lent(world, "engineer", "vendor")
    assert ticket.number in visitor.get("vendor", "/")


def test_what_one_engineer_has_in_hand_does_not_wait_for_another(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    second = User.objects.create(username="engineer2", name="演示·工程师二")
    second.memberships.create(organization=world.contract.provider, role="provider_engineer")
    assert ticket.number in visitor.get("engineer", "/")
    assert ticket.number not in visitor.get("engineer2", "/")


def test_a_row_offers_what_is_left_to_do(world: World, visitor: Visitor) -> None:
    """What was done already, what is held up and what turns a ticket back are not proposed."""
    fault = world.take(world.file("incident", "clerk"), "respond")
    assert offered(visitor, "engineer", fault) == "开始处置"
    world.take(fault, "start_handling", who="engineer")
    assert offered(visitor, "engineer", fault) == "定位并采取措施"
    world.take(fault, "locate", who="engineer")
    assert offered(visitor, "engineer", fault) == "反馈进展"


def test_a_return_is_never_proposed(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("provider_exit"), "apply")
    assert offered(visitor, "lead", ticket) == "许可退出"
    assert offered(visitor, "clerk", ticket) == ""


def offered(visitor: Visitor, who: str, ticket: Ticket) -> str:
    found = re.search(rf'id="a-{ticket.number}"[^>]*>([^<]*)<', visitor.get(who, "/"))
    return found[1].strip() if found else ""


def counted(page: str) -> str:
    """The number beside the menu's link."""
    found = re.search(r'<span class="badge">(\d+)</span>\s*</a>', page)
    return found[1] if found else ""


def test_a_duty_is_gone_once_it_is_done(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    actions.perform(ticket, "refuse", actor=world.user("lead"), now=world.now, comment="不符合规定")
    assert ticket.title not in visitor.get("lead", "/")


def test_an_administrator_has_no_tickets_but_a_desk_of_their_own(world: World, client) -> None:
    client.force_login(world.user("sysadmin"))
    response = client.get("/", follow=True)
    assert response.redirect_chain == [("/manage/", 302)]
    assert 'href="/tickets/"' not in response.content.decode()


def test_a_stranger_is_led_to_the_sign_in(client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_filing_that_is_caught_up_on_waits_for_the_lead_and_then_for_the_officer(
    world: World, visitor: Visitor
) -> None:
    """An urgent change is worked before it is filed (8.3): its state waits for the provider, its clock for them."""
    repair = world.file("change", type="software", lines=None)  # a growth for good is never urgent
    ticket = world.take(repair, "submit_urgent", "authorize_urgent", "accept")
    assert "补报备案" in words(visitor.get("lead", "/"))
    assert ticket.title not in visitor.get("officer", "/")

    ticket = world.later(minutes=5).take(ticket, "file_afterwards")
    assert ticket.title not in visitor.get("lead", "/")
    assert "登记补备" in words(visitor.get("officer", "/"))

    world.later(minutes=5).take(ticket, "record_late_filing")
    assert ticket.title not in visitor.get("officer", "/")


def test_a_row_says_what_is_asked_by_whom_and_since_when(world: World, visitor: Visitor) -> None:
    submitted(world)
    said = "请您办理“书面同意重启”（演示·经办员（市城运中心） 03-02 10:00 提交审批）"
    assert said in words(visitor.get("lead", "/"))


def test_its_button_opens_the_very_act(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    assert f'href="/tickets/{ticket.number}/?act=approve_restart#act-approve_restart"' in visitor.get("lead", "/")


def test_a_fault_is_responded_to_by_one_press_in_the_row(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk")
    row = Filled(visitor.get("engineer", "/"), "version").body
    visitor.post("engineer", f"/tickets/{fault.number}/act/respond/", {name: row[name] for name in ("version", "key")})
    assert world.fresh(fault).state == "handling"
    assert world.clock(fault, "incident.respond").state == "met"


def test_what_only_an_hour_holds_up_waits_with_that_hour(world: World, visitor: Visitor) -> None:
    start, end = world.now + timedelta(hours=5), world.now + timedelta(hours=7)
    restart = world.file("restart", window_start=start.isoformat(), window_end=end.isoformat())
    ticket = world.take(restart, "submit", "approve_restart", "verify")
    assert ticket.number not in visitor.get("engineer", "/")
    assert "03-02 14:55 起由您办理" in words(visitor.get("engineer", "/?show=waiting"))
    world.at(start)
    assert ticket.number in visitor.get("engineer", "/")


def test_what_waits_for_others_says_for_whom(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    page = words(visitor.get("clerk", "/?show=waiting"))
    assert ticket.title in page
    assert f"等待使用单位负责人（{world.contract.agency}）办理" in page
    assert ticket.title not in visitor.get("lead", "/?show=waiting")


def test_one_who_has_signed_is_not_said_to_be_waited_for(world: World, visitor: Visitor) -> None:
    """三方核查: the state waits for three parties all the while; the order, the list and the board say who is left."""
    way = "submit approve record_filing accept submit_readiness"
    ticket = world.take(world.file("go_live"), *way.split())
    world.later(minutes=1).take(ticket, "sign_supervisor")
    auditor = "监管服务商审计员"
    assert auditor not in words(visitor.get("clerk", "/?show=waiting"))
    page = words(visitor.get("auditor", f"/tickets/{ticket.number}/"))
    assert "待您办理" not in page
    waits = re.search("当前办理.*?等待(.*?)办理", page)
    assert waits is not None
    assert auditor not in waits[1]
    assert str(world.contract.agency) in waits[1]
    listed = re.search(r'cell-state">[^<]*<span class="sub">([^<]*)', visitor.get("auditor", "/tickets/"))
    assert listed is not None
    assert listed[1].strip() == "使用单位（甲方）、服务商（乙方）"


def test_what_waits_for_a_decision_is_a_duty_counted_like_others(world: World, visitor: Visitor) -> None:
    """Badge, title, sentence and rows are one count; what was asked as one question is one of them."""
    ticket = late_stamps(world)
    first = Claim.objects.filter(ticket=ticket).earliest("number")
    by = {"actor": world.user("clerk"), "now": world.now, "comment": "未接到电话"}
    actions.contest_claim(first.pk, value=None, **by)
    page = visitor.get("auditor", "/")
    assert (counted(page), page.count('class="duty"'), title(page)[:3]) == ("1", 1, "(1)")
    assert "有 1 件工单待您办理" in words(page)
    assert "待核定 1" in words(page)
    act = f"c{first.number}-decide"
    assert f'href="/tickets/{ticket.number}/?act={act}#{act}"' in page
    assert re.search(rf'id="{act}"\s+open', visitor.get("auditor", f"/tickets/{ticket.number}/?act={act}"))
    assert counted(visitor.get("desk", "/")) == ""


def test_beside_it_lie_the_boxes_that_people_know(world: World, visitor: Visitor) -> None:
    tabs = re.search('<nav class="tabs".*?</nav>', visitor.get("lead", "/"), re.DOTALL)
    assert tabs is not None
    assert words(tabs[0]).split() == ["待办", "等待中", "草稿", "抄送", "已办", "我发起的", "关注"]
    assert 'href="/notices/?group=copies"' in tabs[0]


def test_drafts_stand_apart_and_are_not_counted(world: World, visitor: Visitor) -> None:
    draft = world.file("restart")
    assert counted(visitor.get("clerk", "/")) == ""
    assert draft.number in visitor.get("clerk", "/?show=drafts")
    assert draft.number not in visitor.get("lead", "/?show=drafts")


def test_the_lamp_of_a_row_is_that_of_ones_own_clock(world: World, visitor: Visitor) -> None:
    """The provider's clock runs out while the agency has nothing to fear, and the other way round."""
    ticket = world.take(world.file("incident", "clerk"), "respond")
    world.later(hours=30)
    assert "lamp-red" in visitor.get("engineer", "/")
    recovered = world.take(ticket, "start_handling", "locate", "recover", "submit_report", who="engineer")
    page = visitor.get("clerk", "/")
    assert recovered.number in page
    assert "lamp-red" not in page


def test_rows_follow_ones_own_clock(world: World, visitor: Visitor) -> None:
    first = world.take(world.file("incident", "clerk"), "respond")
    world.later(minutes=3)
    second = world.file("incident", "clerk")
    page = visitor.get("engineer", "/")
    assert page.index(second.number) < page.index(first.number)


def test_the_title_carries_the_count_and_the_least_time_left(world: World, visitor: Visitor) -> None:
    world.file("incident", "clerk")
    assert title(visitor.get("engineer", "/")).startswith("(1) 剩 5分 · 我的待办")


def overdue_and_fresh(world: World) -> tuple[Ticket, Ticket]:
    """A fault that is handled far too long, and one reported this minute."""
    old = world.take(world.file("incident", "clerk"), "respond")
    world.later(hours=30)
    return old, world.file("incident", "clerk")


def test_what_runs_out_within_the_hour_stands_first_whatever_is_overdue(world: World, visitor: Visitor) -> None:
    old, fresh = overdue_and_fresh(world)
    page = visitor.get("engineer", "/")
    assert "即将到时 1" in words(page)
    assert page.index(f'id="a-{fresh.number}"') < page.index(f'id="a-{old.number}"')


def test_it_is_found_behind_more_overdue_ones_than_the_page_holds(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _old, fresh = overdue_and_fresh(world)
    monkeypatch.setattr("tickets.pages.todo.view.MOST", 1)
    page = visitor.get("engineer", "/")
    assert f'id="a-{fresh.number}"' in page
    assert page.count('class="duty"') == 1


def test_what_is_missed_already_runs_out_no_more(world: World, visitor: Visitor) -> None:
    """Of a fault that was not responded to in time the next limit runs still."""
    world.file("incident", "clerk")
    world.later(minutes=6)
    page = words(visitor.get("engineer", "/"))
    assert "另有时限已超期" in page
    world.later(hours=30)
    assert "即将到时" not in visitor.get("engineer", "/")


def test_the_title_counts_the_overdue_apart_from_what_can_still_be_kept(world: World, visitor: Visitor) -> None:
    overdue_and_fresh(world)
    assert title(visitor.get("engineer", "/")).startswith("(2) 剩 5分、超期 1 件 · 我的待办")


def test_an_order_without_a_clock_of_the_contract_shows_no_colour(world: World, visitor: Visitor) -> None:
    submitted(world)
    world.later(days=20)
    page = visitor.get("lead", "/")
    assert "lamp-advice" in page
    assert "lamp-red" not in page


def test_after_an_act_it_says_what_happened_and_what_is_next(world: World, visitor: Visitor) -> None:
    first, second = submitted(world), submitted(world)
    told = visitor.act("lead", first, "approve_restart")
    assert "已办理：书面同意重启。" in words(told)
    assert f'href="/tickets/{second.number}/?act=approve_restart#act-approve_restart">下一件：{second.number}' in told
    assert "您没有其他待办事项" in words(visitor.act("lead", second, "approve_restart"))


def test_the_address_of_a_row_opens_that_act_alone(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    page = visitor.get("lead", f"/tickets/{ticket.number}/?act=return_to_clerk")
    assert re.findall(r'id="act-(\w+)"\s+open', page) == ["return_to_clerk"]
    assert re.findall(r'id="act-(\w+)"\s+open', visitor.get("lead", f"/tickets/{ticket.number}/?act=nothing")) == []


def test_an_order_is_followed_and_no_longer(world: World, visitor: Visitor) -> None:
    ticket = world.take(submitted(world), "approve_restart")
    assert "取消关注" in visitor.post("auditor", f"/tickets/{ticket.number}/follow/", {})
    assert ticket.number in visitor.get("auditor", "/tickets/?tab=followed")
    assert ticket.number not in visitor.get("officer", "/tickets/?tab=followed")
    assert "取消关注" not in visitor.post("auditor", f"/tickets/{ticket.number}/follow/", {})
    assert ticket.number not in visitor.get("auditor", "/tickets/?tab=followed")


def test_what_a_person_did_stands_under_done(world: World, visitor: Visitor) -> None:
    ticket = world.take(submitted(world), "approve_restart")
    assert ticket.number in visitor.get("lead", "/tickets/?tab=done")
    assert ticket.number not in visitor.get("auditor", "/tickets/?tab=done")


def test_of_a_ruling_no_answer_is_suggested(world: World, visitor: Visitor) -> None:
    notice = world.take(world.file("rectification", "clerk"), "submit", "issue", "object")
    order = world.take(world.file("suspension"), "notify", "report_handled", "report_restored", "contest_ground")
    todo = visitor.get("auditor", "/")
    for one, answers in ((notice, ("维持通知", "撤销通知")), (order, ("裁定依约暂停", "裁定违约暂停"))):
        assert f'href="/tickets/{one.number}/#act"' in todo
        assert not any(answer in words(todo) for answer in answers)
        page = visitor.get("auditor", f"/tickets/{one.number}/")
        assert re.search(r'<details class="act[^>]*\sopen', page) is None
        assert "是否" not in words(page.split('id="act-head"')[1].split("</h2>")[0])
    assert words(todo).count("请您办理“作出裁定”") == 2
