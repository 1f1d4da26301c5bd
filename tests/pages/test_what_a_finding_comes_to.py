"""违约认定 on its page: what it may come to, in words; who reads it; what it costs to show."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.outages.office import at, down
from tests.pages.conftest import Visitor, words
from tests.settlement.stories import found, signed, slow
from tests.world import World
from tickets.models import Ticket

#: Queries of the page, sign-in included, whatever happened under the contract.
MOST = 80


def page(visitor: Visitor, who: str, ticket: Ticket) -> str:
    return words(visitor.get(who, f"/tickets/{ticket.number}/"))


@pytest.fixture
def late(world: World) -> Ticket:
    signed(world)
    return found(world, [slow(world)], "A3.8")


def test_it_names_the_row_the_members_the_formula_and_the_sum_in_capitals(visitor: Visitor, late: Ticket) -> None:
    text = page(visitor, "lead", late)
    assert "可能的违约金" in text
    assert "按现有事实拟计¥7,465.12（大写：人民币柒仟肆佰陆拾伍元壹角贰分）。" in text
    assert "拟按附件3第8项计违约金¥7,465.12" in text
    assert "算式：298,604.95 ÷ 12 × 30%。" in text
    fault = late.fields["event_rows"][0]["event_order"]
    assert f'<a class="number" href="/tickets/{fault}/">{fault}</a>' in visitor.get("lead", f"/tickets/{late.number}/")


def test_of_one_event_the_heavier_would_count_and_the_other_is_absorbed(world: World, visitor: Visitor) -> None:
    signed(world)
    ticket = found(world, [down(world, at(10), at(12))], "A3.5")
    text = page(visitor, "manager", ticket)
    assert "按现有事实拟计¥12,441.87" in text
    assert "与“附件3第1项”系同一事件，依第十二条第3款择其重者，不重复计。" in text


def test_until_the_fees_are_signed_it_is_estimated_and_says_so(world: World, visitor: Visitor) -> None:
    text = page(visitor, "lead", found(world, [slow(world)], "A3.8"))
    assert "按总价估算" in text
    assert "¥30,075.26" in text


def test_what_no_row_prices_is_for_the_parties(world: World, visitor: Visitor) -> None:
    signed(world)
    text = page(visitor, "lead", found(world, [slow(world, 10)], "A3.8"))
    assert "按现有事实暂无金额。" in text
    assert "合同未列项" in text
    assert "待双方认定" in text


def test_it_is_provisional_while_a_member_is_not_settled(world: World, visitor: Visitor) -> None:
    signed(world)
    ticket = found(world, [slow(world)], "A3.8")
    world.take(world.file("incident", impact="risk"), "respond")
    assert "暂计" in page(visitor, "lead", ticket)


def test_sums_that_wait_for_facts_are_not_called_none(world: World, visitor: Visitor) -> None:
    """Of one event, one claim has a sum and the mean of the other has an open member."""
    signed(world)
    ticket = found(world, [down(world, at(10), at(12))], "A3.5")
    other = world.file("incident", impact="down")
    world.take(other, "respond")
    text = page(visitor, "lead", ticket)
    assert "以下金额为暂计，暂不合计" in text
    assert "暂无金额" not in text


def test_another_reading_stands_beside_where_it_comes_to_another_sum(world: World, visitor: Visitor) -> None:
    signed(world)
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    assert ticket.number
    finding = found(world, [down(world, at(10), at(12))], "A3.5")
    assert "另一读法" in page(visitor, "auditor", finding)


@pytest.mark.parametrize("who", ["clerk", "lead", "desk", "manager", "auditor", "officer"])
def test_the_parties_and_the_supervisor_read_it(visitor: Visitor, late: Ticket, who: str) -> None:
    assert "可能的违约金" in page(visitor, who, late)


def test_a_developer_reads_no_sum(world: World, visitor: Visitor, late: Ticket) -> None:
    answer = visitor.get("vendor", f"/tickets/{late.number}/")
    assert "可能的违约金" not in words(answer)


def test_an_event_that_carries_nothing_says_so(world: World, visitor: Visitor) -> None:
    text = page(visitor, "lead", found(world, [slow(world, 1)], "A3.8"))
    assert "现有记录的事实不构成可计违约金的事项。" in text


def test_one_that_names_nothing_on_record_says_that_nothing_is_reckoned_from_it(world: World, visitor: Visitor) -> None:
    text = page(visitor, "lead", world.file("finding"))
    assert "未填工单编号、监测编号或者事件月份，系统不能据此计算违约金" in text


def test_on_paper_the_rules_stand_under_a_heading_of_their_own(world: World, visitor: Visitor) -> None:
    text = words(visitor.get("lead", f"/tickets/{world.file('finding').number}/print/"))
    assert "拟用条款 条款" in text


def test_another_kind_of_order_asks_nothing_of_it(world: World, visitor: Visitor) -> None:
    assert "可能的违约金" not in page(visitor, "lead", slow(world))


def test_it_costs_as_few_queries_for_much_as_for_little(world: World, late: Ticket) -> None:
    client = Client()
    client.force_login(world.user("lead"))
    address = f"/tickets/{late.number}/"
    spent = []
    down(world, world.now, world.now + timedelta(minutes=20))
    for _round in range(2):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        spent.append(len(queries))
        down(world, world.now, world.now + timedelta(minutes=20))
        slow(world)
    assert spent[0] == spent[1] <= MOST, "\n".join(one["sql"] for one in queries.captured_queries)
