"""Contracts: what was agreed, what is in use, which clause sets which limit, how open questions are read."""

from tests.pages.conftest import Visitor, words
from tests.world import World


def test_each_sees_his_own_contracts(visitor: Visitor) -> None:
    clerk, outsider = visitor.get("clerk", "/contracts/"), visitor.get("outsider", "/contracts/")
    assert "FW2025091703" in clerk
    assert "ZX2026-0031" not in clerk
    assert "ZX2026-0031" in outsider
    visitor.get("outsider", "/contracts/DEMO/", expect=404)


def test_a_contract_shows_parties_clauses_and_readings(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    for text in ("北京市城市运行管理事务中心", "1203010.38", "合同第8.9条", "5天", "内部目标", "条款解释", "Q3"):
        assert text in page, text


def test_the_catalogue_shows_what_is_in_use(world: World, visitor: Visitor) -> None:
    before = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "CPU 470 0 0% 470" in before
    steps = "submit approve record_filing accept submit_plan agree_plan deliver_resources accept_resources"
    ticket = world.take(world.file("onboarding"), *steps.split(), "submit_test", "report_deployed")
    world.take(ticket, "confirm")
    assert "CPU 470 0 0% 470" not in words(visitor.get("clerk", "/contracts/DEMO/"))


def test_people_without_contracts_are_told(visitor: Visitor) -> None:
    assert "没有合同" in visitor.get("sysadmin", "/contracts/")
