"""The page of 分系统费用表: entered, agreed to, declined; what was typed stays; the contract says what is missing."""

from typing import Any

import pytest

from tests.actions.test_fees import agree, enter, rows
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import FeeTable

PAGE = "/contracts/DEMO/fees/"
BUDGET = 14


def typed(world: World, **changes: Any) -> dict[str, Any]:
    cells = {f"f-fees-{n}-{name}": value for n, row in enumerate(rows(world)) for name, value in row.items()}
    return cells | {"f-fee_basis": "确认单〔2026〕1号"} | changes


def test_it_is_entered_agreed_to_and_counts(world: World, visitor: Visitor) -> None:
    assert "按合同总价估算" in words(visitor.get("finance", PAGE))
    page = words(visitor.post("finance", PAGE, typed(world)))
    assert "待确认" in page
    table = FeeTable.objects.get()
    for who in ("lead", "manager"):
        page = words(visitor.post(who, f"{PAGE}{table.pk}/", {"answer": "agree"}))
    assert "现行" in page
    assert "按合同总价估算" not in page
    assert "签署" in words(visitor.get("clerk", "/contracts/DEMO/"))


def test_what_does_not_come_to_the_amount_is_said_and_stays(world: World, visitor: Visitor) -> None:
    wrong = typed(world, **{"f-fees-0-fee": "2.00"})
    page = words(visitor.post("finance", PAGE, wrong, expect=400))
    assert "相差1.00元" in page
    assert not FeeTable.objects.exists()


def test_it_is_declined_with_a_reason(world: World, visitor: Visitor) -> None:
    table = enter(world)
    refused = visitor.post("manager", f"{PAGE}{table.pk}/", {"reason": "多" * 501}, expect=400)
    assert "错误：分系统费用表" in words(refused)
    assert "请填写理由" in words(refused)
    assert "<details open>" in refused
    assert "多" * 501 in refused
    page = words(visitor.post("manager", f"{PAGE}{table.pk}/", {"reason": "主机数量有误"}))
    assert "主机数量有误" in page


def test_it_stands_in_the_to_do_of_the_lead_whose_side_has_not_agreed(world: World, visitor: Visitor) -> None:
    table = enter(world)
    for who, waits in (("lead", True), ("manager", True), ("clerk", False), ("finance", False)):
        page = visitor.get(who, "/")
        assert (PAGE in page) is waits
        assert f'data-count="{int(waits)}"' in page
    agree(world, table, "lead")
    assert "待确认的分系统费用表 1" in words(visitor.get("manager", "/"))
    assert PAGE not in visitor.get("lead", "/")


@pytest.mark.parametrize("who", ["outsider", "vendor"])
def test_strangers_see_none(visitor: Visitor, who: str) -> None:
    visitor.get(who, PAGE, expect=404)


def test_who_only_reads_is_offered_nothing(world: World, visitor: Visitor) -> None:
    enter(world)
    page = visitor.get("auditor", PAGE)
    assert "<textarea" not in page
    visitor.post("auditor", PAGE, typed(world), expect=404)


def test_the_page_costs_the_same_however_many_there_were(
    world: World, visitor: Visitor, django_assert_max_num_queries: Any
) -> None:
    for _again in range(3):
        agree(world, agree(world, enter(world), "lead"), "manager")
    visitor.get("finance", PAGE)
    with django_assert_max_num_queries(BUDGET):
        visitor.get("finance", PAGE)
