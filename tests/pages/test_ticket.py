"""The ticket's page: stages, clocks with their arithmetic, what happened, and the box of what I may do."""

import re
from io import BytesIO

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions


def test_the_box_holds_what_i_may_do_and_what_it_leads_to(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "书面同意重启" in page
    assert "转入“待核验身份”" in page
    assert "启动“核验身份”计时（30分钟）" in page
    assert "下一步办理：服务商服务台、服务商项目负责人" in page


def test_who_may_not_act_learns_who_may(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    page = words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert "等待 使用单位负责人（市城运中心） 办理" in page
    assert "自 2026-03-02 10:00 起" in page
    assert "书面同意重启" not in page


def test_a_named_engineer_is_expected_by_name(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    world.later(minutes=20)
    page = words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert f"等待 {world.user('engineer')}（{world.contract.provider}） 办理" in page
    assert "起，已20分" in page


def test_whoever_waits_sees_when_they_were_last_urged(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    page = visitor.post("clerk", f"/tickets/{ticket.number}/remind/", {})
    assert "最近催办 2026-03-02 10:00，演示·经办员" in words(page)


def test_a_file_of_no_slot_is_called_so_in_the_list_and_in_the_history(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    paper = BytesIO(b"%PDF-1.4\n%%EOF\n")
    actions.attach(ticket, "other", name="现场照片.pdf", stream=paper, actor=world.user("clerk"), now=world.now)
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert page.count("其他材料") >= 2
    assert re.search(r"\bother\b", page) is None


def test_a_step_says_in_one_line_what_it_leads_to(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "转入“待核验身份” · “单位审批”停止计时 · 启动“核验身份”计时（30分钟） · 下一步：服务商（乙方）" in page
    assert "转入“单位退回修改” · “单位审批”停止计时 · 启动“补正”计时（5个工作日） · 下一步：使用单位经办员" in page
    fault = world.take(world.file("incident", "clerk"), "respond")
    page = words(visitor.get("engineer", f"/tickets/{fault.number}/"))
    assert "反馈进展 “进展反馈”停止计时 · 启动“进展反馈”计时（30分钟）" in page
    assert "定位并采取措施 “重要信息系统故障定位排除”停止计时" in page


def test_what_cannot_be_done_yet_says_why(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    world.later(days=1)
    page = visitor.get("engineer", f"/tickets/{ticket.number}/")
    assert "暂不能办理" in page


def test_every_clock_shows_its_clause_and_how_it_is_reckoned(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    page = words(visitor.get("manager", f"/tickets/{ticket.number}/"))
    assert "合同第8.9条" in page
    assert "合同约定" in page
    assert "怎么算的" in page
    assert "2026年3月9日（周一）24时" in page


def test_an_internal_target_is_called_one(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    assert "内部目标" in visitor.get("desk", f"/tickets/{ticket.number}/")


def test_a_pause_shows_its_reason_and_who_entered_it(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.later(hours=2)
    world.take(ticket, "nominate")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "计时已暂停" in page
    assert "2026-03-02 12:00 – 至今" in page


def test_a_breach_names_three_instants(world: World, visitor: Visitor) -> None:
    ticket = world.file("incident", "clerk")
    clock = world.clock(ticket, "incident.respond")
    world.later(minutes=7)
    actions.fire(clock.pk, world.now)
    page = words(visitor.get("auditor", f"/tickets/{ticket.number}/"))
    for label in ("超期时刻 2026-03-02 10:05:00", "发现时刻 2026-03-02 10:07:00", "告知时刻"):
        assert label in page


def test_the_timeline_says_who_did_what_and_narrows(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    actions.comment(ticket, "请尽快办理", actor=world.user("clerk"), now=world.now)
    whole = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "提交审批" in whole
    assert "请尽快办理" in whole
    talk = words(visitor.get("lead", f"/tickets/{ticket.number}/?show=talk"))
    assert "请尽快办理" in talk
    assert "提单 草稿" not in talk


def test_a_stage_that_was_passed_over_is_not_ticked(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("change", type="software", lines=[], term="long_term"), "submit_urgent")
    ticket = world.take(ticket, "authorize_urgent", "accept")
    page = visitor.get("lead", f"/tickets/{ticket.number}/")
    assert "stage-skipped" in page


def test_the_page_of_a_strangers_ticket_is_not_there(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    visitor.get("outsider", f"/tickets/{ticket.number}/", expect=404)
    visitor.get("clerk", "/tickets/GD-2026-999999/", expect=404)


def test_what_people_wrote_is_shown_as_text(world: World, visitor: Visitor) -> None:
    ticket = world.file("restart", reason="<script>alert(1)</script>")
    page = visitor.get("clerk", f"/tickets/{ticket.number}/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_an_ended_ticket_offers_nothing_more(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "discard")
    page = words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert "本单已结束" in page


def test_amounts_and_quantities_have_their_units(world: World, visitor: Visitor) -> None:
    ticket = world.file("change", lines=[{"line": "vcpu", "quantity": 1200}])
    ticket = world.take(ticket, "submit_for_costing", "clear_cost", estimate="186000.00")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "¥186,000.00" in page
    assert "vCPU（CPU）：+1,200" in page


def test_only_grounds_are_offered_that_a_running_clock_lists(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    listed = set(world.clock(ticket, "staff.replace").clause.pauses)
    page = visitor.get("lead", f"/tickets/{ticket.number}/")
    offered = set(re.findall(r'id="suspend-ground-(\w+)"', page))
    assert offered
    assert offered <= listed | {"force_majeure", "carrier"}
    assert "对方列有所选原因的时限暂停计时" in page


def test_what_a_clock_of_ones_own_waits_for_is_a_duty(world: World, visitor: Visitor) -> None:
    """An urgent change is filed afterwards: until then the agency's own clock runs beside the work."""
    ticket = world.take(world.file("change", type="software", lines=None), "submit_urgent", "authorize_urgent")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    asked, aside = page.index("待您办理"), page.index("其他操作")
    assert asked < page.index("补报备案 启动“备案登记”计时", asked) < aside
    world.take(ticket, "file_afterwards")
    page = words(visitor.get("officer", f"/tickets/{ticket.number}/"))
    assert page.index("待您办理") < page.index("登记补备")


def test_the_timeline_says_where_no_clock_runs(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    world.contract.clauses.filter(code="restart.verify").update(current=False)
    ticket = world.take(ticket, "approve_restart")
    assert "合同或工单未给出“restart.verify”的期限，不计时" in visitor.get("lead", f"/tickets/{ticket.number}/")


def test_a_late_clock_shows_its_days_and_what_the_contract_says_follows(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.later(days=9)
    page = words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert "逾期天数 2日（不足一日计一日）" in page
    assert "违约后果 第十二条第5款：每逾期一日，合同价款千分之一" in page


def test_an_internal_target_charges_nothing(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    world.later(hours=2)
    page = words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert "逾期天数" not in page
    assert "违约后果" not in page


def test_only_those_who_could_act_then_are_named_as_the_next(world: World, visitor: Visitor) -> None:
    for addressee, side in (("agency", "使用单位（甲方）"), ("authority", "管理单位、监管服务商")):
        report = world.file("report", "clerk", addressee=addressee)
        page = words(visitor.get("manager", f"/tickets/{report.number}/"))
        [said] = re.findall(r"转入“报告核对中”[^。]*?下一步：(\S+)", page)
        assert said == side


def test_a_clock_that_gets_another_limit_is_told_once(world: World, visitor: Visitor) -> None:
    notice = world.take(world.file("rectification", "clerk"), "submit", "issue")
    page = words(visitor.get("lead", f"/tickets/{notice.number}/"))
    assert page.count("“限期整改”按新期限重新起算") == 2  # in brief, and where the step is opened
    assert "取消“限期整改”计时" not in page
    assert "启动“限期整改”计时" not in page
