"""中断台账: what waits to be checked stands first, each with its acts; the register; a month's figures with formula."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.outages.office import at, down
from tests.pages.conftest import Visitor, words
from tests.world import PDF, World
from tickets import actions
from tickets.errors import Forbidden
from tickets.models import MonitoredOutage, OutageWord, Ticket
from tickets.outages.entries import waiting

ADDRESS = "/outages/"
IMPORT = "/outages/import/"
HEAD = "信息系统,开始时间,结束时间,来源编号\n"
MOST = 40


@pytest.fixture
def seen(world: World) -> World:
    """Half an hour ago, for twenty minutes."""
    row = {"system": world.system.code, "from": "2026-03-02 09:30", "to": "2026-03-02 09:50", "source_id": "监测-1"}
    actions.import_outages(world.contract, [row], actor=world.user("desk"), now=world.now)
    return world


def key(world: World) -> tuple[int, str]:
    (group,) = waiting([world.contract], world.now)
    return group.key, ",".join(str(one.pk) for one in group.monitored)


def act(visitor: Visitor, who: str, verb: str, expect: int = 302, **typed: str) -> str:
    pk, keys = key(visitor.world)
    return words(visitor.post(who, f"{ADDRESS}{pk}/{verb}/", {"keys": keys, **typed}, expect))


def test_what_waits_stands_first_with_its_two_buttons(seen: World, visitor: Visitor) -> None:
    page = visitor.get("clerk", ADDRESS)
    text = words(page)
    for part in ("待核中断", "2026-03-02 09:30 至 09:50", "20分", "监测-1", "确认为故障", "误报"):
        assert part in text, part
    assert not re.search(r"/outages/\d+/", visitor.get("auditor", ADDRESS))
    assert "监测-1" not in words(visitor.get("outsider", ADDRESS))


def test_made_a_fault_it_leads_to_the_order(seen: World, visitor: Visitor) -> None:
    refused = act(visitor, "clerk", "fault", 400, reason="")
    assert "补录理由" in refused
    page = act(visitor, "clerk", "fault", reason="监测导入后核实")
    ticket = Ticket.objects.get(kind="incident")
    assert ticket.number in page
    assert "待核中断" not in words(visitor.get("clerk", ADDRESS))
    assert ticket.number in words(visitor.get("clerk", f"{ADDRESS}?source=monitoring"))


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(seen: World, visitor: Visitor) -> None:
    pk, keys = key(seen)
    page = visitor.post("clerk", f"{ADDRESS}{pk}/false_alarm/", {"keys": keys, "reason": "长" * 501}, 400)
    assert f'href="#o-{pk}-false_alarm"' in page
    assert "长" * 501 in page
    assert not OutageWord.objects.exists()


def test_the_other_side_is_asked_and_confirms_or_contests(seen: World, visitor: Visitor) -> None:
    act(visitor, "desk", "false_alarm", reason="探测点断网")
    text = words(visitor.get("clerk", ADDRESS))
    for part in ("待我方答复", "是误报", "探测点断网", "有异议"):
        assert part in text, part
    assert "认可 ：" not in words(visitor.get("desk", ADDRESS)).replace("误报待认可", "")
    act(visitor, "desk", "confirmed", 403)
    act(visitor, "clerk", "contested", reason="当时无法登录")
    assert "当时无法登录" in words(visitor.get("manager", ADDRESS))
    act(visitor, "desk", "false_alarm", reason="探测点断网")
    act(visitor, "clerk", "confirmed")
    listed = words(visitor.get("clerk", f"{ADDRESS}?source=monitoring"))
    assert "不是中断" in listed


def test_what_an_order_covers_is_joined_to_it(world: World, visitor: Visitor) -> None:
    ticket = down(world, at(9, 28), at(9, 52))
    world.at(at(10))
    row = {"system": world.system.code, "from": "2026-03-02 09:30", "to": "2026-03-02 09:50", "source_id": "监测-1"}
    actions.import_outages(world.contract, [row], actor=world.user("desk"), now=world.now)
    assert f"归入{ticket.number}" in words(visitor.get("desk", ADDRESS))
    act(visitor, "desk", "join", order=ticket.number)
    assert OutageWord.objects.get().ticket == ticket


def test_the_register_says_from_when_to_when_why_and_how_it_stands(world: World, visitor: Visitor) -> None:
    ticket = down(world, at(9, 28), at(9, 52))
    text = words(visitor.get("auditor", ADDRESS))
    for part in (ticket.number, "2026-03-02 09:28", "至 09:52", "24分", "计入"):
        assert part in text, part
    assert ticket.number not in words(visitor.get("auditor", f"{ADDRESS}?month=2026-04"))
    assert ticket.number in words(visitor.get("auditor", f"{ADDRESS}?state=counted&system={world.system.code}"))


def test_an_order_names_what_the_register_has_of_it(world: World, visitor: Visitor) -> None:
    ticket = down(world, at(9, 28), at(9, 52))
    page = visitor.get("lead", f"/tickets/{ticket.number}/")
    assert "中断台账 2026-03-02 09:28 至 2026-03-02 09:52，净24分 计入" in words(page)
    (address,) = set(re.findall(r'href="(/outages/\?[^"]*)"', page))
    assert ticket.number in words(visitor.get("lead", address.replace("&amp;", "&")))


def test_a_month_is_shown_with_its_formula_and_its_rows(world: World, visitor: Visitor) -> None:
    down(world, at(8), at(10, 6))
    world.at(at(10, month=4))
    page = visitor.get("lead", "/outages/availability/?contract=DEMO&month=2026-03")
    text = words(page)
    for part in ("1 − 126 ÷ 44,640（分钟）", "99.71774%", "未达标", "整个平台", "单次长时间中断", "数据可靠性", "未知"):
        assert part in text, part
    (address,) = set(re.findall(r'href="(/outages/\?contract=DEMO&amp;system=[^"]*)">1<', page))
    assert "2026-03-02 08:00" in words(visitor.get("lead", address.replace("&amp;", "&")))
    assert "没有已经过去" in words(visitor.get("lead", "/outages/availability/?contract=DEMO&month=2027-05"))


def test_a_list_is_shown_first_and_taken_over_when_confirmed(world: World, visitor: Visitor) -> None:
    text = f"{HEAD}{world.system.code},2026-03-02 09:30,2026-03-02 09:50,监测-1\n"
    sent = {"contract": "DEMO", "file": SimpleUploadedFile("监测.csv", text.encode())}
    page = visitor.post("desk", IMPORT, sent, 200)
    assert "新增，待核" in words(page)
    assert not MonitoredOutage.objects.exists()
    signed = re.search(r'name="rows" value="([^"]*)"', page)
    assert signed
    assert "已导入1条" in words(visitor.post("desk", IMPORT, {"rows": signed[1]}))
    assert MonitoredOutage.objects.count() == 1
    assert "请重新上传" in words(visitor.post("clerk", IMPORT, {"rows": signed[1]}))


def test_a_bad_row_is_named_by_its_column_and_nothing_can_be_confirmed(world: World, visitor: Visitor) -> None:
    text = f"{HEAD}{world.system.code},2026-03-02 09:30,昨天,监测-1\nnowhere,2026-03-02 09:30,,监测-2\n"
    sent = {"contract": "DEMO", "file": SimpleUploadedFile("监测.csv", text.encode())}
    page = visitor.post("desk", IMPORT, sent, 200)
    for part in ("2行中有2行", "结束时间：", "信息系统：合同没有编码为“nowhere”的信息系统。"):
        assert part in words(page), part
    assert 'name="rows"' not in page
    gbk = {"contract": "DEMO", "file": SimpleUploadedFile("监测.csv", HEAD.encode("gb18030"))}
    assert "GBK" in words(visitor.post("desk", IMPORT, gbk, 200))


def test_whoever_hands_in_nothing_finds_no_such_page(world: World, visitor: Visitor) -> None:
    for who in ("finance", "vendor", "outsider"):
        page = visitor.get(who, ADDRESS)
        assert "导入监测记录" not in page or who == "outsider"
    visitor.get("finance", IMPORT, 404)
    visitor.get("vendor", IMPORT, 404)


def test_it_costs_as_few_queries_for_many_as_for_one(seen: World) -> None:
    client = Client()
    client.force_login(seen.user("lead"))
    for address in (ADDRESS, "/outages/availability/?contract=DEMO"):
        client.get(address)
        with CaptureQueriesContext(connection) as spent:
            client.get(address)
        assert len(spent) <= MOST, "\n".join(one["sql"] for one in spent.captured_queries)


def test_what_supervisor_and_authority_say_of_the_platform_stands_beside_the_outage(
    world: World, visitor: Visitor
) -> None:
    fault = down(world, at(10), at(12))
    said = {"outage": fault.number, "outage_on": "2026-03-02", "share": 12, "source": "监管通报"}
    scan = ("通报.pdf", io.BytesIO(PDF))
    entry = actions.enter(world.contract, "impacts", said, actor=world.user("auditor"), now=world.now, scan=scan)
    assert "平台受影响比例" not in words(visitor.get("clerk", ADDRESS))
    with pytest.raises(Forbidden):
        actions.confirm_entry(entry, actor=world.user("manager"), now=world.now)
    actions.confirm_entry(entry, actor=world.user("officer"), now=world.now)
    assert "平台受影响比例：12%" in words(visitor.get("clerk", ADDRESS))
