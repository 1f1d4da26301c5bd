"""台账 by page: entered, confirmed, corrected, listed as of a day, taken out as it is narrowed."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.pages.conftest import Filled, Visitor, title, words
from tests.world import PDF, World
from tickets import actions
from tickets.models import RegisterEntry

BADGE = {"badge": "OPS-07", "signed_on": "2026-02-01", "training_on": "2026-02-02", "access_from": "2026-02-10"}
OVERVIEW, LIST, ENTRY = 15, 14, 22


def sent(**said: str) -> dict[str, str]:
    return {f"f-{name}": value for name, value in (BADGE | said).items()}


def entered(world: World, **said: str) -> RegisterEntry:
    return actions.enter(world.contract, "secrecy", BADGE | said, actor=world.user("desk"), now=world.now)


def confirmed(world: World, **said: str) -> RegisterEntry:
    return actions.confirm_entry(entered(world, **said), actor=world.user("clerk"), now=world.now)


def test_it_is_entered_by_one_side_and_confirmed_by_the_other(world: World, visitor: Visitor) -> None:
    page = visitor.post("desk", "/registers/secrecy/new/", {**sent(), "contract": "DEMO"})
    assert "已登记。经另一人核对后生效" in page
    entry = RegisterEntry.objects.get()
    assert "待您核对 1" in words(visitor.get("clerk", "/registers/"))
    assert 'id="waiting"' not in visitor.get("desk", "/registers/")
    page = visitor.post("clerk", f"/registers/secrecy/{entry.pk}/confirm/", {})
    assert "已核对，自此生效" in page
    listed = words(visitor.get("auditor", "/registers/secrecy/"))
    assert "OPS-07" in listed
    assert "已核对" in listed


def test_an_entry_that_names_no_system_says_that_it_is_of_all(world: World, visitor: Visitor) -> None:
    said = {"danger": "日志未留存", "effect": "可能无法追溯", "found_on": world.now.date().isoformat(), "removed": "no"}
    entry = actions.enter(world.contract, "dangers", said, actor=world.user("engineer"), now=world.now)
    assert "信息系统 整个平台" in words(visitor.get("clerk", f"/registers/dangers/{entry.pk}/"))


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(world: World, visitor: Visitor) -> None:
    body = {**sent(signed_on="2026-03-03", duty="驻场运维"), "contract": "DEMO"}
    page = visitor.post("desk", "/registers/secrecy/new/", body, expect=400)
    assert title(page).startswith("错误")
    assert "保密合同签署日期：不得晚于今天" in words(page)
    again = Filled(page, "f-badge").body
    assert (again["f-badge"], again["f-duty"]) == ("OPS-07", "驻场运维")
    assert not RegisterEntry.objects.exists()


def test_it_is_returned_with_a_reason_or_the_page_asks_for_one(world: World, visitor: Visitor) -> None:
    at = f"/registers/secrecy/{entered(world).pk}/"
    page = visitor.post("clerk", f"{at}return/", {"f-reason": ""}, expect=400)
    assert '<details class="act act-aside" id="act-return" open>' in page
    visitor.post("clerk", f"{at}return/", {"f-reason": "工牌号有误"})
    shown = words(visitor.get("desk", at))
    assert "已退回" in shown
    assert "工牌号有误" in shown


def test_the_correction_begins_with_what_the_entry_says(world: World, visitor: Visitor) -> None:
    at = f"/registers/secrecy/{confirmed(world).pk}/"
    body = Filled(visitor.get("desk", at), "f-why").body
    assert body["f-badge"] == "OPS-07"
    assert body["f-signed_on"] == "2026-02-01"
    page = words(visitor.post("desk", f"{at}correct/", body | {"f-why": "日期有误", "f-signed_on": "2026-02-05"}))
    assert "更正对象" in page
    fresh = RegisterEntry.objects.latest("pk")
    assert "同一事项的全部登记" in page
    visitor.post("clerk", f"/registers/secrecy/{fresh.pk}/confirm/", {})
    assert "已更正" in words(visitor.get("clerk", at))


def test_a_button_that_another_was_quicker_with_says_so(world: World, visitor: Visitor) -> None:
    entry = confirmed(world)
    page = visitor.post("lead", f"/registers/secrecy/{entry.pk}/confirm/", {})
    assert "刚刚已被核对、退回或者撤回" in page


@pytest.mark.parametrize("who", ["vendor", "outsider"])
def test_who_has_no_part_in_the_contract_sees_nothing(world: World, visitor: Visitor, who: str) -> None:
    entry = confirmed(world)
    for path in (f"/registers/secrecy/{entry.pk}/", f"/registers/secrecy/{entry.pk}/file/"):
        visitor.get(who, path, expect=404)
    if who == "vendor":
        visitor.get(who, "/registers/", expect=404)
        visitor.get(who, "/registers/secrecy/", expect=404)
        assert "/registers/" not in visitor.get(who, "/tickets/")
    else:
        assert "OPS-07" not in visitor.get(who, "/registers/secrecy/?state=any")


def test_access_before_the_secrecy_contract_is_flagged(world: World, visitor: Visitor) -> None:
    confirmed(world, badge="OPS-08", signed_on="", training_on="")
    confirmed(world, badge="OPS-09", access_from="2026-01-31")
    page = words(visitor.get("auditor", "/registers/"))
    assert "有访问权限，未签署保密合同" in page
    assert "签署保密合同前已开始访问" in page


def test_the_list_shows_what_was_in_force_on_the_day(world: World, visitor: Visitor) -> None:
    confirmed(world, duty="驻场运维")
    confirmed(world, access_from="2026-03-02", duty="远程运维")
    at = "/registers/secrecy/"
    assert "远程运维" in words(visitor.get("clerk", at))
    before = words(visitor.get("clerk", f"{at}?as_of=2026-03-01"))
    assert "驻场运维" in before
    assert "远程运维" not in before
    assert "OPS-07" not in words(visitor.get("clerk", f"{at}?as_of=2026-01-01"))
    assert "截至日期" in words(visitor.get("clerk", f"{at}?as_of=whenever"))


def test_it_is_taken_out_as_it_is_narrowed(world: World, visitor: Visitor) -> None:
    confirmed(world)
    confirmed(world, badge="OPS-08")
    response = visitor.send("auditor", "/exports/new/register_secrecy/?q=OPS-08", {})
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(response))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    said = " ".join(str(value) for row in cells for value in row if value is not None)
    assert "OPS-08" in said
    assert "OPS-07" not in said
    assert "筛选条件：状态：现行；事项：OPS-08" in said


def test_a_scan_is_handed_in_and_fetched(world: World, visitor: Visitor) -> None:
    body = {
        "f-certificate": "level3", "f-certified": "政务云平台", "f-certificate_no": "DJ-1", "f-issuer": "测评机构",
        "f-certificate_from": "2025-06-01", "f-certificate_until": "2026-04-30", "contract": "DEMO",
    }  # fmt: skip
    visitor.post("desk", "/registers/certificates/new/", body, expect=400)
    visitor.post("desk", "/registers/certificates/new/", {**body, "s-file": SimpleUploadedFile("测评.pdf", PDF)})
    entry = RegisterEntry.objects.get()
    response = visitor.client("clerk").get(f"/registers/certificates/{entry.pk}/file/")
    assert b"".join(response) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    actions.confirm_entry(entry, actor=world.user("clerk"), now=world.now)
    assert "即将到期" in words(visitor.get("auditor", "/registers/"))
    world.later(days=60)
    assert "已过有效期" in words(visitor.get("auditor", "/registers/"))


def spent(visitor: Visitor, who: str, path: str) -> int:
    visitor.get(who, path)  # once an hour the session is noted
    with CaptureQueriesContext(connection) as asked:
        visitor.get(who, path)
    return len(asked)


def test_the_pages_cost_the_same_for_one_entry_and_for_many(world: World, visitor: Visitor) -> None:
    first = confirmed(world)
    entered(world, badge="OPS-99", access_from="2026-02-20")
    paths = {"/registers/": OVERVIEW, "/registers/secrecy/": LIST, f"/registers/secrecy/{first.pk}/": ENTRY}
    few = {path: spent(visitor, "clerk", path) for path in paths}
    for number in range(10):
        confirmed(world, badge=f"OPS-1{number}")
        day = (world.now - timedelta(days=number)).date().isoformat()
        entered(world, badge=f"OPS-2{number}", access_from=day)
    many = {path: spent(visitor, "clerk", path) for path in paths}
    assert few == many
    assert {path: count for path, count in many.items() if count > paths[path]} == {}


def test_a_certificate_that_the_contract_asks_for_is_missing_until_it_is_there(world: World, visitor: Visitor) -> None:
    page = words(visitor.get("auditor", "/registers/"))
    assert "合同要求、台账缺少的证照" in page
    assert "缺少 云计算服务网络安全审查 DEMO" in page
    assert "等级保护三级测评报告 缺少" in words(visitor.get("lead", "/contracts/DEMO/"))
    for sort in ("level3", "security_review"):
        said = {
            "certificate": sort, "certified": "政务云平台", "certificate_no": "DJ-1", "issuer": "测评机构",
            "certificate_from": "2025-06-01", "certificate_until": "2026-10-31",
        }  # fmt: skip
        by = {"actor": world.user("desk"), "now": world.now, "scan": ("证照.pdf", io.BytesIO(PDF))}
        entry = actions.enter(world.contract, "certificates", said, **by)
        actions.confirm_entry(entry, actor=world.user("clerk"), now=world.now)
    assert "安全审查 DEMO" not in words(visitor.get("auditor", "/registers/"))
    assert "等级保护三级测评报告 有效期至2026-10-31" in words(visitor.get("lead", "/contracts/DEMO/"))


def test_the_contract_names_its_parameters_and_what_is_missing_of_them(world: World, visitor: Visitor) -> None:
    said = {"post": "项目经理", "holder": "运行科科长", "head_from": "2026-03-01"}
    entry = actions.enter(world.contract, "heads", said, actor=world.user("clerk"), now=world.now)
    actions.confirm_entry(entry, actor=world.user("lead"), now=world.now)
    page = words(visitor.get("auditor", "/contracts/DEMO/"))
    assert "项目负责人（使用单位（甲方）） 运行科科长" in page
    assert "项目负责人（服务商（乙方）） 缺少" in page
    assert "廉政举报渠道（使用单位（甲方）） 缺少" in page
    assert "合同参数" not in words(visitor.get("vendor", "/contracts/DEMO/"))


def test_the_order_names_what_rests_on_it(world: World, visitor: Visitor) -> None:
    order = world.take(world.file("restart"), "submit", "approve_restart")
    assert "相关台账登记" not in words(visitor.get("lead", f"/tickets/{order.number}/"))
    said = {"address": "203.0.113.7", "network": "internet", "used_from": "2026-03-01", "by_order": order.number}
    actions.enter(world.contract, "addresses", said, actor=world.user("desk"), now=world.now)
    assert "相关台账登记 203.0.113.7 IP地址台账" in words(visitor.get("lead", f"/tickets/{order.number}/"))
    assert "相关台账登记" not in words(visitor.get("vendor", f"/tickets/{order.number}/"))


def test_a_nominee_without_a_secrecy_contract_is_flagged_and_not_refused(world: World, visitor: Visitor) -> None:
    order = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    order = world.take(order, "nominate", nominee_post="OPS-07")
    flagged = "保密与培训台账中没有OPS-07已签署的保密合同。"
    assert flagged in visitor.get("lead", f"/tickets/{order.number}/")
    confirmed(world)
    assert flagged not in visitor.get("lead", f"/tickets/{order.number}/")
    world.take(order, "accept_nominee")
