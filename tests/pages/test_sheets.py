"""条款与扣罚: the closed sheets of a contract, the open one, what they leave of the last instalment; on paper."""

from datetime import date
from typing import Any

import pytest

from tests.actions.test_payment import ACCEPTED, invoiced
from tests.actions.test_sheets import FEBRUARY, all_closed, at, breach_of_secrecy
from tests.actions.test_sheets_of_editions import without
from tests.editions import edition
from tests.pages.conftest import Visitor, words
from tests.settlement.stories import paid_late, slow
from tests.world import World
from tickets import register
from tickets.models import AuditEntry, MonthSheet, Ticket

PAGE = "/sheets/?contract=DEMO"
SHEET = "/sheets/DEMO/2026-02/"
BUDGET = 75
ONE_BUDGET = 12


def body(page: str) -> str:
    """What the page says beside its head and menu."""
    return words(page[page.index("<main") : page.index("</main>")])


def test_it_tells_of_the_open_month_what_would_be_entered_and_by_when(world: World, visitor: Visitor) -> None:
    breach_of_secrecy(world)
    all_closed(world)
    page = words(visitor.get("manager", PAGE))
    assert "2026年2月清单（未关账） 暂计" in page
    assert "2026-03-13 24时自动关账，按目前情况合计¥240,602.08" in page
    assert "合同第15.11条" in page


def test_it_tells_how_the_month_stands_and_what_would_still_avert_each(world: World, visitor: Visitor) -> None:
    slow(world)
    page = words(visitor.get("manager", PAGE))
    assert "本月预计（2026年3月）" in page
    assert "截至目前1件，平均20.00分钟；5分钟以内为按时 目前已构成" in page
    assert "本月再有1件、均在5分钟以内的，平均值即退出该档；仍超过5分钟的，由双方认定" in page
    assert "还可中断4.46分钟" in page


def test_what_the_agency_owes_stands_apart_and_is_for_the_provider_to_raise(world: World, visitor: Visitor) -> None:
    paid_late(world)
    all_closed(world.at(at(10, 5)))
    page = words(visitor.get("manager", PAGE))
    assert "甲方应付" in page
    assert "由乙方提出认定；未提出的，不入账" in page


def test_what_each_clause_came_to_stands_beside_score_and_cap(world: World, visitor: Visitor) -> None:
    breach_of_secrecy(world)
    all_closed(world.at(at(14)))
    page = words(visitor.get("manager", PAGE))
    assert "按条款汇总 月度考核 无考核结果 违约金上限 合同未约定上限" in page
    assert "合同第15.11条 清单事项 1 金额（元） ¥240,602.08" in page


def test_the_lead_closes_it_here_and_finds_it_among_the_closed(world: World, visitor: Visitor) -> None:
    breach_of_secrecy(world)
    all_closed(world.at(at(13)))
    shown = visitor.get("lead", PAGE)
    assert 'action="/sheets/DEMO/2026-02/close/"' in shown
    assert "关账后不能修改或者撤销" in words(shown)
    page = words(visitor.post("lead", f"{SHEET}close/", {}))
    assert "已关账，合计¥240,602.08" in page
    assert "人民币贰拾肆万零陆佰零贰元零捌分" in page
    assert "尾款结算试算" in words(visitor.get("lead", PAGE))


def test_the_open_month_says_a_claim_by_the_tables_of_its_month(world: World, visitor: Visitor) -> None:
    """Also one that the tables of today price no more, and one that is taken back."""
    fallen = breach_of_secrecy(world)
    all_closed(world.at(at(16)))
    register.load(without(edition(world.contract), "15.11"), now=at(20))
    Ticket.objects.filter(pk=fallen.pk).update(state="not_established")
    all_closed(world.at(at(16, 4)))
    breach_of_secrecy(world.at(at(28, 4)), date(2026, 2, 20))
    assert "第15.11条" in body(visitor.get("manager", PAGE))


def test_one_whose_day_is_over_says_that_the_service_closes_it(world: World, visitor: Visitor) -> None:
    all_closed(world)
    world.at(at(14))
    assert "已过关账日2026-03-13，系统将在一小时内自动关账" in words(visitor.get("auditor", PAGE))


def test_who_may_not_is_told_why(world: World, visitor: Visitor) -> None:
    all_closed(world)
    page = words(visitor.post("lead", f"{SHEET}close/", {}, expect=409))
    assert "2026-03-13关账" in page
    assert "close/" not in visitor.get("manager", PAGE)
    visitor.post("manager", f"{SHEET}close/", {}, expect=409)
    assert MonthSheet.objects.filter(month=FEBRUARY).count() == 0


@pytest.mark.parametrize("who", ["clerk", "lead", "finance", "desk", "manager", "auditor", "officer"])
def test_all_sides_of_the_contract_read_it(world: World, visitor: Visitor, who: str) -> None:
    all_closed(world.at(at(14)))
    for path in (PAGE, SHEET, f"{SHEET}print/"):
        visitor.get(who, path)


@pytest.mark.parametrize("who", ["outsider", "vendor"])
def test_strangers_see_none(world: World, visitor: Visitor, who: str) -> None:
    all_closed(world.at(at(14)))
    for path in (PAGE, SHEET, f"{SHEET}print/", f"{SHEET}print.pdf"):
        visitor.get(who, path, expect=404)


@pytest.mark.parametrize("path", ["2026-03/", "2026-2/", "nothing/", "2026-W09/"])
def test_a_month_that_is_not_closed_has_no_sheet(world: World, visitor: Visitor, path: str) -> None:
    all_closed(world.at(at(14)))
    visitor.get("lead", f"/sheets/DEMO/{path}", expect=404)


def test_an_empty_month_says_so(world: World, visitor: Visitor) -> None:
    all_closed(world.at(at(14)))
    assert "本月无违约金事项" in words(visitor.get("auditor", SHEET))


def test_on_paper_it_has_the_lines_and_the_boxes_of_three_sides(world: World, visitor: Visitor) -> None:
    found = breach_of_secrecy(world)
    all_closed(world.at(at(14)))
    page = words(visitor.get("auditor", f"{SHEET}print/"))
    for said in ("2026年2月违约金月度清单", "1,203,010.38 × 20%", "240,602.08", found.number, "签字", "合同未约定上限"):
        assert said in page
    entry = AuditEntry.objects.filter(ticket=None, action="sheet_printed").get()
    assert (entry.data["month"], entry.data["form"]) == ("2026-02", "page")


def test_printed_again_it_is_the_same_whatever_was_decided_since(world: World, visitor: Visitor) -> None:
    breach_of_secrecy(world)
    all_closed(world.at(at(14)))
    before = body(visitor.get("auditor", SHEET))
    breach_of_secrecy(world.at(at(16)), date(2026, 2, 26))
    world.contract.systems.update(name="另一名称")
    all_closed(world.at(at(16, 4)))
    assert body(visitor.get("auditor", SHEET)) == before


def test_the_pages_cost_the_same_however_many_sheets_there_are(
    world: World, visitor: Visitor, django_assert_max_num_queries: Any
) -> None:
    for month in (3, 4, 5):
        breach_of_secrecy(world.at(at(4, month)), date(2026, month, 2))
        all_closed(world.at(at(25, month)))
    for path, budget in ((PAGE, BUDGET), (SHEET, ONE_BUDGET)):
        visitor.get("auditor", path)
        with django_assert_max_num_queries(budget):
            visitor.get("auditor", path)


def test_the_paper_of_the_settlement_is_filled_in_from_the_sheets(world: World, visitor: Visitor) -> None:
    world.take(world.file("acceptance"), *ACCEPTED)
    final = invoiced(world, 2)
    breach_of_secrecy(world)
    all_closed(world.at(at(25, 4)))
    page = words(visitor.get("finance", f"/tickets/{final.number}/paper/settlement/print/"))
    for said in ("可抵扣 ¥240,602.08", "实付尾款 ¥240,602.07", "另行追偿 ¥0.00", "贰拾肆万零陆佰零贰元零柒分"):
        assert said in page


def test_what_later_months_come_to_is_reckoned_as_of_now_while_an_earlier_sheet_waits(
    world: World, visitor: Visitor
) -> None:
    world.take(world.file("incident", impact="down"), "respond")
    world.later(hours=3)
    page = words(visitor.get("auditor", "/sheets/?contract=DEMO"))
    assert "1 − 180.00" in page
