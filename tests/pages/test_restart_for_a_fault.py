"""On the page of a fault: 申请重启, filled in, linked both ways; and the call that the desk takes."""

from tests.pages.conftest import Visitor, file_by_pages, typed, words
from tests.world import World
from tickets.models import ReadBack, Ticket
from tickets.notices import read_back


def test_a_fault_offers_a_restart_that_is_filled_in(world: World, visitor: Visitor) -> None:
    fault = world.file("incident", "clerk", description="接口超时，应用服务器失去响应")
    path = f"/tickets/new/restart/?occasion={fault.number}"
    assert path in visitor.get("clerk", f"/tickets/{fault.number}/")
    assert path not in visitor.get("engineer", f"/tickets/{fault.number}/")

    form = visitor.get("clerk", path)
    assert f"处置故障{fault.number}需要：接口超时，应用服务器失去响应" in form
    assert f'value="{fault.system.code}" selected' in form
    page = file_by_pages(visitor, "clerk", "restart", typed(world, "restart"), f"?occasion={fault.number}", keep="yes")
    restart = Ticket.objects.get(kind="restart")
    assert restart.occasion.of_id == fault.pk
    assert f"因故障申请： {fault.number}" in words(page)

    world.take(restart, "submit")
    assert restart.number in words(visitor.get("clerk", f"/tickets/{fault.number}/"))
    assert "申请重启许可" in words(visitor.get("desk", f"/tickets/{fault.number}/"))


def test_a_fault_that_is_over_offers_none(world: World, visitor: Visitor) -> None:
    fault = world.take(world.file("incident", "clerk"), "dismiss")
    assert "occasion=" not in visitor.get("clerk", f"/tickets/{fault.number}/")


def test_the_desk_chooses_the_lead_and_enters_what_is_read_back(world: World, visitor: Visitor) -> None:
    ticket = world.file("restart", "desk")
    assert "演示·单位负责人（010-00000002）" in visitor.get("desk", f"/tickets/{ticket.number}/")
    call = {"f-caller": "值班员", "f-phone": "010-00000001", "f-called_at": "2026-03-02T09:58", "f-approver": "lead"}
    visitor.act("desk", ticket, "take_call", **call)
    said = read_back.code(ReadBack.objects.get(ticket=ticket).nonce)
    assert said in visitor.get("lead", "/notices/")
    assert said not in visitor.get("clerk", "/notices/")
    page = visitor.act("desk", ticket, "enter_code", **{"f-code": said, "f-assignee": "engineer"})
    assert world.fresh(ticket).state == "permitted"
    assert said not in page
    assert "须同意的使用单位负责人 演示·单位负责人" in words(page)
    assert said not in visitor.get("lead", "/notices/")  # what it asked for is done


def test_what_was_done_without_permission_stands_on_the_order(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify", "begin")
    early = {"started_at": "2026-03-02T08:00:00+08:00", "finished_at": "2026-03-02T08:10:00+08:00"}
    world.take(ticket, "complete", **early, unauthorised=True)
    page = words(visitor.get("auditor", f"/tickets/{ticket.number}/"))
    assert "未在许可时间内执行" in page
    assert "本合同当月共1次" in page
