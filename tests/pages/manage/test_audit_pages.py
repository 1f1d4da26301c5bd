"""The audit administrator's pages: the system log, sign-ins, the chains of orders; never what orders say."""

import re

import pytest

from accounts import record
from tests.audit.test_rows import superuser
from tests.logged import unsaid
from tests.pages.conftest import Filled, Visitor, words
from tests.settings import ROOT
from tests.world import World
from tickets import audit, exports, sweep
from tickets.audit.looking import verdicts
from tickets.models import AuditEntry
from tickets.pages.exports.lists import LISTS
from tickets.pages.manage import log_values, log_words


def happened(world: World) -> None:
    world.user("clerk")
    record.record(record.SIGNED_IN, actor=world.user("clerk"), at=world.now, address="10.0.0.1")
    record.record(record.SIGN_IN_FAILED, at=world.now, username="lead", address="10.0.0.2")


def test_the_log_is_narrowed_by_act_person_and_day(world: World, visitor: Visitor) -> None:
    happened(world)

    def shown(query: str) -> str:
        return words(visitor.get("auditadmin", f"/manage/log/?{query}"))

    assert "10.0.0.1" in shown("")
    assert "10.0.0.1" not in shown("group=failures")
    assert "10.0.0.2" in shown("group=failures")
    assert "10.0.0.1" in shown("who=CLERK")
    assert "10.0.0.2" in shown("who=lead&group=sign_ins")
    assert "10.0.0.1" in shown("since=2026-03-02&through=2026-03-02")
    assert "没有符合条件的记录" in shown("since=2026-03-03")
    assert "10.0.0.1" in shown("until=x&group=")
    assert "没有符合条件的记录" in shown("until=0")


def test_the_log_goes_back_part_by_part(world: World, visitor: Visitor) -> None:
    for number in range(60):
        record.record(record.SIGN_IN_FAILED, at=world.now, username="lead", address=f"10.0.1.{number}")
    page = visitor.get("auditadmin", "/manage/log/?group=failures")
    assert page.count("10.0.1.") == 50
    older = page[page.index("until=") + 6 :].split('"')[0]
    assert visitor.get("auditadmin", f"/manage/log/?group=failures&until={older}").count("10.0.1.") == 10


def test_what_an_administrator_did_is_told_old_and_new_in_words(world: World, visitor: Visitor) -> None:
    clerk = world.user("clerk")
    path = f"/manage/people/{clerk.pk}/edit/"
    body = Filled(visitor.get("sysadmin", path), "opened").body | {"name": "演示·经办人"}
    visitor.post("sysadmin", path, body)
    text = words(visitor.get("auditadmin", "/manage/log/?group=administrators"))
    assert "修改用户信息" in text
    assert "演示·经办员 → 演示·经办人" in text


def test_what_stood_before_and_stands_no_more_says_so(world: World, visitor: Visitor) -> None:
    record.record("substitute_ended", at=world.now, username="lead", old={"substitute": "clerk"})
    text = words(visitor.get("auditadmin", "/manage/log/?group=administrators"))
    assert "原为clerk" in text
    assert "→" not in text


def test_the_log_is_taken_out_as_a_table_and_formulas_stay_text(world: World, visitor: Visitor) -> None:
    happened(world)
    record.record(record.SIGN_IN_FAILED, at=world.now, username="=cmd()", address="10.0.0.3")
    answer = visitor.client("auditadmin").get("/manage/log/export/?group=failures")
    text = b"".join(answer.streaming_content).decode()
    above, head = text.removeprefix("\ufeff").split("序号,", 1)
    assert above.splitlines()[1:] == [
        "导出人：演示·审计管理员 auditadmin",
        "截至：2026-03-02 10:00:00",
        f"筛选条件：操作类别：{log_words.GROUPS['failures'][0]}",
        "内部资料，注意保管",
    ]
    assert head
    assert "10.0.0.2" in text
    assert "10.0.0.1" not in text
    assert "'=cmd()" in text
    entry = AuditEntry.objects.filter(action="log_exported").get()
    assert (entry.actor.username, entry.data["group"]) == ("auditadmin", "failures")


def test_codes_instants_and_filters_of_an_entry_read_as_words(world: World, visitor: Visitor) -> None:
    clerk = world.user("clerk")
    asked = {"kind": ["change"], "overdue": ["true"], "q": ["扩容"]}
    data = {"list": "tickets", "asked": asked, "count": 3, "sha256": "ab", "address": "10.0.0.1"}
    audit.log_system("export", now=world.now, actor=clerk, data=data)
    old, new = {"due": "2026-03-02T02:00:00+00:00"}, {"due": "2026-03-02T01:00:00+00:00"}
    audit.log_system("task_hastened", now=world.now, data={"task": "seal", "old": old, "new": new})
    text = words(visitor.get("auditadmin", "/manage/log/"))
    for said in (
        "清单：工单",
        "类型：变更",
        "已超期：是",
        "封存前一日审计记录",
        "2026-03-02 10:00:00 → 2026-03-02 09:00:00",
    ):
        assert said in text
    for code in ("asked", "sha256", "overdue'", "['", "+00:00"):
        assert code not in text
    answer = visitor.client("auditadmin").get("/manage/log/export/")
    sheet = b"".join(answer.streaming_content).decode()
    assert "清单：工单" in sheet
    assert "filename*=utf-8''%E7%B3%BB%E7%BB%9F%E6%97%A5%E5%BF%97-" in answer.headers["Content-Disposition"]


def test_days_the_wrong_way_round_are_refused_with_words_and_nothing_is_found(world: World, visitor: Visitor) -> None:
    happened(world)
    text = words(visitor.get("auditadmin", "/manage/log/?since=2026-03-03&through=2026-03-02"))
    assert "截止日期早于起始日期，请重新选择。" in text
    assert "10.0.0.1" not in text


def test_every_list_that_is_taken_out_is_called_there_as_its_file() -> None:
    taken = {name: str(one.label) for name, one in LISTS.items()} | {exports.PACK: "取证包"}
    assert taken == {name: str(said) for name, said in log_values.TABLES["list"].items()}


def test_an_entry_without_words_is_found_by_the_suite() -> None:
    """As it is written, in whichever test: `tests.logged`."""
    assert unsaid("export", {"unheard": 1, "asked": {"nobody": ["x"]}}) == ["unheard", "asked.nobody"]
    assert unsaid("download", {"form": "papyrus", "ticket": "GD-1"}) == ["形式: papyrus"]
    assert unsaid("download", {"form": "pdf", "ticket": "GD-1"}) == []


def test_of_an_order_s_chain_nothing_of_its_content_is_shown(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    page = visitor.get("auditadmin", f"/manage/chains/?number={ticket.number}", expect=302)
    page = visitor.get("auditadmin", f"/manage/chains/{ticket.number}/")
    assert "均与写入时一致" in words(page)
    for secret in (ticket.title, "按程序办理", *map(str, filter(None, ticket.fields.values()))):
        if len(secret) > 3:
            assert secret not in page
    assert "没有工单 GD-0" in words(visitor.get("auditadmin", "/manage/chains/?number=GD-0"))
    visitor.get("auditadmin", "/manage/chains/GD-0/", expect=404)
    visitor.get("auditadmin", f"/tickets/{ticket.number}/", expect=403)


def test_what_time_alone_did_stands_in_the_chain_with_number_actor_act_hash_and_verdict(
    world: World, visitor: Visitor
) -> None:
    ticket = world.file("incident", "clerk")
    world.later(minutes=6)
    while sweep.fire_one(world.now):
        pass
    page = visitor.get("auditadmin", f"/manage/chains/{ticket.number}/")
    rows = [words(row) for row in re.findall(r"<tr>\s*<td(.*?)</tr>", page, re.DOTALL)]
    entries = list(AuditEntry.objects.filter(ticket=ticket).order_by("seq"))
    assert len(rows) == len(entries) == world.fresh(ticket).chain_length
    clocks = [(row, one) for row, one in zip(rows, entries, strict=True) if one.action == "clock"]
    assert clocks
    for row, one in clocks:
        assert all(said in row for said in (str(one.seq), "系统", "一致", one.hash[:12])), row
    assert any("提醒" in row or "超期" in row for row, _entry in clocks)


@pytest.mark.parametrize("change", ["data", "cut"])
def test_an_entry_that_was_changed_past_the_service_is_marked(world: World, visitor: Visitor, change: str) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    second = AuditEntry.objects.filter(ticket=ticket, seq=2)
    with superuser():
        second.update(data={}) if change == "data" else second.delete()
    page = words(visitor.get("auditadmin", f"/manage/chains/{ticket.number}/"))
    assert "均与写入时一致" not in page
    entries = list(AuditEntry.objects.filter(ticket=ticket).order_by("seq"))
    assert [bool(one) for one in verdicts(entries, ticket)].count(True) == 1


def test_every_act_that_the_service_puts_into_the_system_log_has_words() -> None:
    """Those that are written down by their name; the others are a `Power` or an event of sign-in."""
    sources = "".join(path.read_text() for path in (ROOT / "tickets").rglob("*.py"))
    named = set(re.findall(r'log_system\(\s*"([a-z_]+)"', sources))
    assert len(named) > 5
    assert named - set(log_words.ACTS) == set()


def test_a_restore_is_told_with_the_instant_of_its_backup_and_the_numbers_passed_over(
    world: World, visitor: Visitor
) -> None:
    said = {"manifest": "0" * 64, "made_at": world.now, "release": "0.2.0", "epoch": 2, "doubted": 3}
    passed = {"GD-2026": [187, 1187], "DB-2026": [0, 0]}
    audit.log_system(audit.RESTORED, now=world.now, data=said | {"numbers": passed})
    text = words(visitor.get("auditadmin", "/manage/log/"))
    assert "用备份恢复" in text
    assert "跳过的编号" in text
    assert "GD-2026-000188 – GD-2026-001187" in text
