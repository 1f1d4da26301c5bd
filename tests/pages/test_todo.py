"""我的待办: every duty of the person, none of anybody else's, each with its one action."""

import re
from datetime import timedelta

from accounts.models import User
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.models import Ticket


def submitted(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def test_a_lead_finds_what_waits_for_his_approval(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    page = words(visitor.get("lead", "/"))
    assert "有 1 件工单待您办理" in page
    assert "待单位审批 1" in page
    assert ticket.title in page
    assert "书面同意重启" in page


def test_nobody_else_has_it(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    for who in ("clerk", "desk", "officer", "outsider", "auditor"):
        assert ticket.title not in visitor.get(who, "/"), who


def test_count_and_list_agree(world: World, visitor: Visitor) -> None:
    submitted(world)
    submitted(world)
    page = visitor.get("lead", "/")
    assert page.count('class="duty"') == 2
    assert counted(page) == "2"


def test_the_most_urgent_group_comes_first(world: World, visitor: Visitor) -> None:
    world.take(world.file("onboarding"), "submit", "approve", "record_filing")
    world.take(submitted(world), "approve_restart")
    page = words(visitor.get("desk", "/"))
    assert page.index("待核验身份") < page.index("待乙方受理")


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
    assert offered(visitor, "clerk", ticket) == "办理"


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


def test_an_administrator_has_no_tickets(world: World, visitor: Visitor) -> None:
    page = visitor.get("sysadmin", "/")
    assert "没有待办事项" in page
    assert 'href="/tickets/"' not in page


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
