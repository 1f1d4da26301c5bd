"""Contracts: what was agreed, what is in use, which clause sets which limit, how open questions are read."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Contract


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


def test_a_reading_shows_its_value_and_the_other_readings_in_words(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "notice.effect = entry" in page
    assert "其他读法：乙方签收时生效" in page
    assert "migration.counted_from = demand · 本版本只有这一种读法" in page


def test_a_clause_quotes_the_contract_and_calls_its_own_words_a_summary(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "甲乙双方应各指派一名代表作为本项目负责人" in page
    assert "摘要：合同未约定核对期限；甲方核对、确认乙方提交的成果按内部目标掌握。" in page
    assert "违约后果：第十二条第5款：每逾期一日，合同价款千分之一" in page


def test_a_reading_that_a_clause_rests_on_is_one_click_away(visitor: Visitor) -> None:
    page = visitor.get("clerk", "/contracts/DEMO/")
    wanted = set(re.findall(r'href="#r-(\w+)"', page))
    assert wanted
    assert wanted <= set(re.findall(r'id="r-(\w+)"', page))


def test_the_catalogue_shows_what_is_in_use(world: World, visitor: Visitor) -> None:
    before = words(visitor.get("clerk", "/contracts/DEMO/"))
    assert "CPU 470 0 0% 470" in before
    steps = "submit approve record_filing accept submit_plan agree_plan deliver_resources accept_resources"
    ticket = world.take(world.file("onboarding"), *steps.split(), "submit_test", "report_deployed")
    world.take(ticket, "confirm")
    assert "CPU 470 0 0% 470" not in words(visitor.get("clerk", "/contracts/DEMO/"))


def test_people_without_contracts_are_told(visitor: Visitor) -> None:
    assert "没有合同" in visitor.get("sysadmin", "/contracts/")


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
