"""Contracts: what was agreed, what is in use, which clause sets which limit, how open questions are read."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from accounts.models import Membership
from tests.editions import carrying, edition
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import register
from tickets.models import Contract
from tickets.policy.types import ClauseTerms, ContractTerms, Limit, Wording


def test_each_sees_his_own_contracts(visitor: Visitor) -> None:
    clerk, outsider = visitor.get("clerk", "/contracts/"), visitor.get("outsider", "/contracts/")
    assert "FW2025091703" in clerk
    assert "ZX2026-0031" not in clerk
    assert "ZX2026-0031" in outsider
    visitor.get("outsider", "/contracts/DEMO/", expect=404)


def test_a_contract_shows_parties_clauses_and_readings(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    for text in (
        "北京市城市运行管理事务中心",
        "¥1,203,010.38",
        "合同第8.9条",
        "5天",
        "内部目标",
        "条款解释",
        "见条款解释 第1项",
    ):
        assert text in page, text


def test_the_steps_that_a_unit_has_too_few_people_for_are_named_until_there_is_one_more(
    world: World, visitor: Visitor
) -> None:
    world.user("lead2"), world.user("manager2")  # whoever found a breach does not settle it
    world.contract.kinds = ["restart"]
    world.contract.save(update_fields=["kinds"])
    assert "人员不足" not in words(visitor.get("clerk", "/contracts/DEMO/"))
    clerk, lead = world.user("clerk"), world.user("lead")
    lead.memberships.create(organization=world.contract.agency, role="agency_clerk")
    Membership.objects.filter(organization=world.contract.agency, role="agency_lead").exclude(user=lead).delete()
    clerk.is_active = False
    clerk.save()
    page = words(visitor.get("auditor", "/contracts/DEMO/"))
    assert "人员不足" in page
    assert "须由前一经办人以外的人员办理" in page
    clerk.is_active = True
    clerk.save()
    assert "人员不足" not in words(visitor.get("auditor", "/contracts/DEMO/"))


def test_a_reading_shows_what_is_chosen_the_other_readings_and_its_clauses(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/contracts/DEMO/readings/"))
    visitor.get("outsider", "/contracts/DEMO/readings/", expect=404)
    assert "其他读法：乙方签收时生效" in page
    assert re.search("其他读法（本版本不采用）：\\w+", page)
    assert "适用条款： 合同第3.8条 故障响应" in page


def test_the_documents_stand_there_by_rank_and_a_clause_says_which_words_it(visitor: Visitor) -> None:
    contract = Contract.objects.get(number="DEMO")
    clause = contract.clauses.get(code="incident.respond")
    register.load(worded_otherwise(contract), now=visitor.world.now)

    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert re.search("组成合同的文件.*补充合同.*BC-2026-0002.*中标通知书.*投标文件.*招标文件", page)
    assert "写明于：补充合同" in page
    assert f"不作数：合同本身，合同第{clause.article}条" in page


def worded_otherwise(contract: Contract) -> ContractTerms:
    """The terms of the contract DEMO, with one clause as the supplementary contract words it."""
    terms = carrying(edition(contract), "BC-2026-0002", contract.starts)
    clauses = tuple(_worded(one) if one.code == "incident.respond" else one for one in terms.clauses)
    return replace(terms, clauses=clauses)


def _worded(clause: ClauseTerms) -> ClauseTerms:
    before = Wording("", clause.article, str(clause.limit), clause.text)
    return replace(clause, source="bc", limit=Limit.parse("3 minutes"), outranked=(before,))


def test_no_code_word_stands_on_the_page(visitor: Visitor) -> None:
    contract = Contract.objects.get(number="DEMO")
    for who in ("clerk", "manager"):
        shown = re.sub(r"<[^>]*>", " ", visitor.get(who, "/contracts/DEMO/"))
        for row in contract.interpretations.all():
            assert row.key not in shown
            assert not re.search(rf"\b{row.code}\b", shown), row.code
        for clause in contract.clauses.all():
            assert clause.code not in shown


def test_a_clause_quotes_the_contract_and_calls_its_own_words_a_summary(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "甲乙双方应各指派一名代表作为本项目负责人" in page
    assert "摘要：合同未约定核对期限；一方核对、确认对方提交的成果按内部目标掌握。" in page
    assert "违约后果：第十二条第5款：每逾期一日，合同价款千分之一" in page


def test_a_reading_that_a_clause_rests_on_is_one_click_away(visitor: Visitor) -> None:
    page = visitor.get("clerk", "/contracts/DEMO/")
    wanted = set(re.findall(r'href="/contracts/DEMO/readings/#(reading-\d+)"', page))
    assert wanted
    there = visitor.get("clerk", "/contracts/DEMO/readings/")
    assert wanted <= set(re.findall(r'id="(reading-\d+)"', there))
    back = set(re.findall(r'href="/contracts/DEMO/#(c-[^"]+)"', there))
    assert back
    assert back <= set(re.findall(r'id="(c-[^"]+)"', page))


def test_the_catalogue_shows_what_is_in_use(world: World, visitor: Visitor) -> None:
    before = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "CPU 470 0 0% 470" in before
    steps = "submit approve record_filing accept submit_plan agree_plan deliver_resources accept_resources"
    ticket = world.take(world.file("onboarding"), *steps.split(), "submit_test", "report_deployed")
    world.take(ticket, "confirm")
    assert "CPU 470 0 0% 470" not in words(visitor.get("clerk", "/contracts/DEMO/"))


def test_people_without_contracts_are_told(world: World, visitor: Visitor) -> None:
    world.user("outsider").memberships.all().delete()
    assert "没有合同" in visitor.get("outsider", "/contracts/")


def test_the_links_of_a_contract_lead_to_it_whatever_signs_its_number_has(world: World, visitor: Visitor) -> None:
    number, ticket = "京 A&B#1?+%2F", world.file("restart")
    Contract.objects.filter(number="DEMO").update(number=number)
    own = reverse("contract", args=[number])
    assert own in links(visitor.get("clerk", "/contracts/"))
    asked = [link for link in links(visitor.get("clerk", own)) if "?contract=" in link]
    assert len(asked) > 1  # of the page's head, of each system
    assert {name for link in asked for name in parse_qs(urlsplit(link).query)["contract"]} == {number}
    assert ticket.number in visitor.get("clerk", asked[0])


def links(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*)"', page)]


def test_a_supplement_counts_in_what_is_contracted_and_left(world: World, visitor: Visitor) -> None:
    ticket = world.file("change", lines=[{"line": "ssl_certificate", "quantity": 5}])
    way = "submit_for_costing clear_cost approve record_filing require_supplement sign_supplement"
    world.take(ticket, *way.split(), "countersign_supplement", "start_work", "deliver", "confirm")
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "5 含补充合同 4 5 100% 0" in page
    assert "-4" not in page


def test_opening_stock_stands_with_its_source_and_its_absence_is_said(world: World, visitor: Visitor) -> None:
    assert "期初资源尚未登记" in words(visitor.get("clerk", "/contracts/DEMO/"))
    world.stock(vcpu=40)
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "期初资源尚未登记" not in page
    assert "期初 北京市城市运行监测平台：vCPU 40 · 移交清单" in page


def test_a_system_that_left_is_marked_and_not_offered_for_orders(world: World, visitor: Visitor) -> None:
    world.system.gone_since = world.now
    world.system.save(update_fields=["gone_since"])
    assert "退出云平台" in words(visitor.get("clerk", "/contracts/DEMO/"))
    form = visitor.get("clerk", "/tickets/new/change/?contract=DEMO")
    assert 'value="energy-sensing"' in form
    assert 'value="city-operation"' not in form


def test_the_quotas_stand_where_the_order_is_decided(world: World, visitor: Visitor) -> None:
    world.stock(vcpu=40)
    ticket = world.take(world.file("change", lines=[{"line": "vcpu", "quantity": 500}]), "submit_for_costing")
    page = words(visitor.get("finance", f"/tickets/{ticket.number}/"))
    assert "须签补充合同 本单增减 +500 本系统占用 40 → 540 已用 40 → 540 合同数量 470 剩余（不计在途） -70" in page
    way = (
        "clear_cost approve record_filing require_supplement sign_supplement countersign_supplement start_work deliver"
    )
    world.take(ticket, *way.split(), "confirm")
    assert "配额与办理后数量" not in visitor.get("clerk", f"/tickets/{ticket.number}/")


def test_what_leaves_with_a_system_is_shown_before_it_is_erased(world: World, visitor: Visitor) -> None:
    world.stock(vcpu=40)
    ticket = world.take(world.file("switchover"), "submit", "issue_notice")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "本单增减 -40 本系统占用 40 → 0 已用 40 → 0 合同数量 470 剩余（不计在途） 470" in page


def test_the_two_leads_extend_the_term_on_the_contracts_page(world: World, visitor: Visitor) -> None:
    typed = {
        "f-interrupted_from": "2026-02-01",
        "f-interrupted_to": "2026-02-10",
        "f-days": "11",
        "f-evidence": "证明1号",
    }
    assert "提出服务期顺延" not in visitor.get("clerk", "/contracts/DEMO/")
    refused = visitor.post("lead", "/contracts/DEMO/extend/", typed, expect=400)
    assert "中止共 10 天" in refused
    assert 'value="证明1号"' in refused
    assert "待对方答复" in visitor.post("lead", "/contracts/DEMO/extend/", typed | {"f-days": "10"})

    event = world.contract.term_events.get()
    assert 'value="agree"' not in visitor.get("lead", "/contracts/DEMO/")
    page = visitor.post("manager", f"/contracts/DEMO/extensions/{event.pk}/", {"answer": "agree"})
    assert "2026-01-01 – 2027-01-10" in words(page)


def test_the_end_of_a_contract_is_told_with_act_basis_order_and_people(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("switchover", basis="14.4", end_date="2026-06-01"), "submit", "issue_notice")
    page = words(visitor.get("officer", "/contracts/DEMO/"))
    assert f"提前解除 合同第14.4条 · 最后服务日 2026-06-01 · {ticket.number}" in page
    assert "2026-01-01 – 2026-06-01" in page


def test_what_a_system_holds_is_named_as_in_the_catalogue(world: World, visitor: Visitor) -> None:
    world.stock(vcpu=40, memory_gb=1600)
    page = words(visitor.get("lead", "/contracts/DEMO/"))
    assert "vCPU 40 CPU" in page
    assert "内存 1,600 GB" in page
    assert "memory_gb" not in page
    assert "¥1,203,010.38" in page


def test_notices_found_not_put_right_are_counted_by_ground_and_the_figure_opens_just_these(
    world: World, visitor: Visitor
) -> None:
    by = {"due_on": "2026-03-03"}
    tickets = [
        world.take(world.file("rectification", rectify_ground="staff_short", **by), "submit", "issue"),
        world.take(world.file("rectification", rectify_ground="staff_short", **by), "submit", "issue"),
        world.take(world.file("rectification", "auditor", rectify_ground="drill", **by), "issue_supervision"),
    ]
    assert 'id="rectified"' not in visitor.get("clerk", "/contracts/DEMO/")
    world.at(world.now + timedelta(days=2))
    for ticket in tickets[1:]:
        world.take(ticket, "find_not_cured", who="lead")
    page = visitor.get("manager", "/contracts/DEMO/")
    assert "合计 2 监管整改通知 1 重大活动骨干人员未到场 0 运维人员人数不足 1" in words(page)
    address = unescape(re.findall(r'id="rectified".*?href="([^"]+)"', page, re.DOTALL)[0])
    listed = visitor.get("manager", address)
    assert [one.number in listed for one in tickets] == [False, True, True]
    assert 'id="rectified"' not in visitor.get("vendor", "/contracts/DEMO/")
