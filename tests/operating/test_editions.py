"""Editions of contracts and calendars: checked when handed in, told in the contract's language, released by another."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.accounts.administrators import appoint
from tests.operating.held_up import hand
from tests.world import World
from tickets import ledger, register
from tickets.datelaw.types import ZONE
from tickets.errors import WrongState
from tickets.lifecycle.known import KNOWN
from tickets.models import AuditEntry, CalendarYear, Clause, Contract, Notice, ProposedTerms, Supplement
from tickets.operating import differences, editions, term_places, term_words
from tickets.policy import contract_files
from tickets.policy.types import OpeningStockTerms, Party
from tickets.sweep import periodic

SHIPPED = (contract_files.CONTRACTS / "FW2025091703.toml").read_text()
NUMBER = "FW2025091703"
YEAR = """
year = 2027
version = 1
source = "测试通知2027"
make_up = [2027-01-09]

[[off]]
first = 2027-01-01
last = 2027-01-05
name = "元旦"
name_en = "New Year"
"""


def edited(code: str, old: str, new: str) -> bytes:
    """The shipped contract with one line of one clause changed."""
    head, mark, rest = SHIPPED.partition(f'[clauses."{code}"]')
    assert mark
    assert old in rest
    return (head + mark + rest.replace(old, new, 1)).encode()


SHORTER = edited("incident.respond", "5 minutes", "3 minutes")


def propose(world: World, content: bytes = SHORTER, sort: str = "contract") -> ProposedTerms:
    return editions.propose(hand(world), sort, content, "新版.toml")


def shown(row: ProposedTerms) -> str:
    return editions.check(row.sort, row.text, row.file).shown


def test_a_change_is_told_in_the_contract_s_language(world: World) -> None:
    row = propose(world)
    (line,) = editions.check("contract", row.text, row.file).differences
    title = Clause.objects.get(contract__number=NUMBER, code="incident.respond").title
    assert line == f"{title}：5分钟 → 3分钟，合同第3.8条"
    assert (row.state, row.name, row.digest) == ("proposed", NUMBER, editions.digest_of(SHORTER.decode()))
    entry = AuditEntry.objects.get(action="terms_proposed")
    assert (entry.actor, entry.data["number"], entry.data["digest"]) == (world.user("sysadmin"), NUMBER, row.digest)


def test_what_is_handed_in_changes_nothing_until_it_is_released(world: World) -> None:
    row = propose(world)
    clause = Clause.objects.get(contract__number=NUMBER, code="incident.respond", current=True)
    assert (clause.edition, clause.limit_n) == (1, 5)
    editions.release(hand(world, "secadmin"), row, shown(row))
    clause = Clause.objects.get(contract__number=NUMBER, code="incident.respond", current=True)
    assert (clause.edition, clause.limit_n) == (2, 3)
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.decided_at) == ("released", world.user("secadmin"), world.now)
    loaded = AuditEntry.objects.get(action="load_contract")
    assert (loaded.actor, "clauses.incident.respond" in loaded.data["changes"]) == (world.user("secadmin"), True)
    assert "3分钟" in AuditEntry.objects.get(action="terms_released").data["differences"][0]


def test_another_system_administrator_releases_too_and_whoever_proposed_does_not(world: World) -> None:
    row = propose(world)
    with pytest.raises(WrongState, match="他人发布"):
        editions.release(hand(world), row, shown(row))
    second = appoint("sys2", "system_admin")
    editions.release(type(hand(world))(second, world.now), row, shown(row))
    assert ProposedTerms.objects.get().decided_by == second


def test_the_database_refuses_a_release_by_whoever_proposed(world: World) -> None:
    row = propose(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedTerms.objects.filter(pk=row.pk).update(
            state="released", decided_by=row.proposed_by, decided_at=world.now
        )


def test_what_was_shown_is_what_is_released(world: World) -> None:
    row = propose(world)
    seen = shown(row)
    other = edited("incident.respond", "5 minutes", "4 minutes").decode()
    editions.load_contract(editions.check("contract", other, "x").terms, world.now)
    with pytest.raises(WrongState, match="最新差异"):
        editions.release(hand(world, "secadmin"), row, seen)
    editions.release(hand(world, "secadmin"), row, shown(row))


def test_a_file_that_was_changed_in_the_database_is_not_released(world: World) -> None:
    row = propose(world)
    ProposedTerms.objects.filter(pk=row.pk).update(text=SHIPPED)
    row.refresh_from_db()
    with pytest.raises(WrongState, match="不一致"):
        editions.release(hand(world, "secadmin"), row, shown(row))


def test_it_is_rejected_with_a_reason_and_once(world: World) -> None:
    row = propose(world)
    with pytest.raises(ValidationError):
        editions.reject(hand(world, "secadmin"), row, " ")
    editions.reject(hand(world, "secadmin"), row, "条款编号有误")
    assert AuditEntry.objects.get(action="terms_rejected").data["reason"] == "条款编号有误"
    for again in (lambda: editions.reject(hand(world), row, "x"), lambda: editions.release(hand(world), row, "")):
        with pytest.raises(WrongState):
            again()
    propose(world)


def test_one_file_of_a_name_waits_at_a_time(world: World) -> None:
    propose(world)
    with pytest.raises(ValidationError, match="待发布"):
        propose(world)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SHIPPED.encode(), "与现行版本一致"),
        (edited("incident.respond", 'party = "provider"', 'party = "nobody"'), "incident.respond"),
        ("题目 = 1".encode("gbk"), "UTF-8"),
        (b"\x00\xff\xfe\x00", "不是文本文件"),
        (b"x" * 1_000_001, "1000 KB"),
        (b"", "number"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_with_what_is_wrong(world: World, content: bytes, said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        propose(world, content)
    assert said in " ".join(refusal.value.messages)
    assert not ProposedTerms.objects.exists()


def test_a_file_that_forgets_what_a_supplement_raised_is_not_handed_in(world: World) -> None:
    line = Contract.objects.get(number=NUMBER).lines.get(code="vcpu")
    Supplement.objects.create(line=line, ticket=world.file("change"), number="BC-1", quantity=30, at=world.now)
    days = "signed_on = 2026-02-01\neffective_on = 2026-03-01\n"
    naming = f'{SHIPPED}\n[documents.bc]\nsort = "supplement"\ntitle = "补充合同"\nnumber = "BC-1"\n{days}'
    with pytest.raises(ValidationError) as refusal:
        propose(world, naming.encode())
    assert "增至500" in " ".join(refusal.value.messages)
    raised = naming.replace("quantity = 470", "quantity = 500", 1)
    assert propose(world, raised.encode()).name == NUMBER


def test_a_fault_is_named_with_its_line(world: World) -> None:
    with pytest.raises(ValidationError) as refusal:
        propose(world, edited("incident.respond", 'party = "provider"', 'party = "nobody"'))
    said = next(one for one in refusal.value.messages if "incident.respond" in one)
    assert "行 条款“故障响应，合同第3.8条”的责任方［clauses.incident.respond.party］" in said


def test_what_the_ledger_shall_begin_with_is_told_until_it_stands(world: World) -> None:
    contract = Contract.objects.get(number=NUMBER)
    terms = contract_files.read(contract_files.CONTRACTS / f"{NUMBER}.toml", KNOWN)
    system, line = terms.systems[0], next(one for one in terms.catalogue if one.quantity)
    stock = (OpeningStockTerms(system.code, line.code, 2, "移交清单第1页"),)
    (said,) = differences.of_contract(replace(terms, opening_stock=stock))
    assert said == f"{system.name}的期初数，{line.item}：0 → 2，来源：移交清单第1页"
    ledger.enter_opening_stock(contract, stock, now=world.now)
    assert differences.of_contract(replace(terms, opening_stock=stock)) == []
    more = (replace(stock[0], quantity=3),)
    assert "2 → 3" in differences.of_contract(replace(terms, opening_stock=more))[0]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("clauses.restart.verify.limit", "条款“核实，合同第9.9条”的限值［clauses.restart.verify.limit］"),
        ("clauses.nothing.such", "条款“nothing”的such［clauses.nothing.such］"),
        ("systems.city.vendor", "信息系统“城运平台”的开发单位［systems.city.vendor］"),
        ("opening_stock.1.quantity", "期初数“移交清单”的数量［opening_stock.1.quantity］"),
        ("parties.provider", "合同当事方“服务商（乙方）”［parties.provider］"),
        ("instalments", "付款批次［instalments］"),
        ("ends", "合同期止［ends］"),
        ("number2", "number2"),
    ],
)
def test_a_place_in_a_file_is_named_as_the_contract_calls_it(key: str, said: str) -> None:
    file = {
        "clauses": {"restart.verify": {"title": "核实", "article": "9.9"}},
        "systems": {"city": {"name": "城运平台"}},
        "opening_stock": [{"source": "移交清单"}],
    }
    with translation.override("zh-hans"):
        assert term_places.words(key, file) == said


def test_a_dropped_and_a_new_system_are_told(world: World) -> None:
    row = Contract.objects.get(number=NUMBER).systems.first()
    assert row is not None
    text = SHIPPED.replace(f'name = "{row.name}"', 'name = "新名称"', 1)
    assert text != SHIPPED
    lines = editions.check("contract", text, "x").differences
    assert lines == [f"信息系统“{row.name}”，系统名称：{row.name} → 新名称"]


def lines_of(code: str, old: str, new: str) -> list[str]:
    return editions.check("contract", edited(code, old, new).decode(), "x").differences


def test_codes_of_a_clause_are_told_in_words(world: World) -> None:
    assert lines_of("incident.respond", 'party = "provider"', 'party = "agency"') == [
        "故障响应，责任方：服务商（乙方） → 使用单位（甲方），合同第3.8条"
    ]
    assert lines_of("change.temporary_end", 'warn = "long"', 'warn = "days"') == [
        "临时扩容到期，提醒方式：期限过半时、届满前五个工作日和一个工作日 → 最后一日的前一工作日和最后一日，合同第3.5条"
    ]
    assert lines_of("incident.handle", ', "site_refused"]', "]") == [
        "故障处置恢复，暂停事由，减少：现场不准进入，合同第3.8条"
    ]


def test_the_readings_that_a_clause_follows_are_told_by_their_questions(world: World) -> None:
    question = Contract.objects.get(number=NUMBER).interpretations.get(code="Q10").question
    assert lines_of("incident.respond", ', "Q10"]', "]") == [f"故障响应，条款解释，减少：{question}，合同第3.8条"]


def test_another_reading_is_told_once_and_in_words(world: World) -> None:
    head, mark, rest = SHIPPED.partition("[interpretations.Q4]")
    text = head + mark + rest.replace('value = "not_counted"', 'value = "counted"', 1)
    chosen, others = editions.check("contract", text, "x").differences
    assert chosen.endswith("：不计入，从次日起算 → 计入当日")
    assert others.endswith("：计入当日 → 不计入，从次日起算")


def test_of_long_texts_the_part_that_differs_is_in_sight(world: World) -> None:
    (line,) = lines_of("change.temporary_end", "双方并签订补充合同。", "双方并签订补充协议。")
    assert "补充合同" in line
    assert "补充协议" in line
    assert "如遇信息系统使用高峰期" not in line


def test_a_party_is_told_by_its_name(world: World) -> None:
    terms = contract_files.parse(SHIPPED, KNOWN)
    units = (*terms.organizations, replace(terms.organizations[0], code="another", name="另一单位"))
    moved = replace(terms, parties={**terms.parties, Party.AGENCY: "another"}, organizations=units)
    held = Contract.objects.get(number=NUMBER).agency
    assert differences.of_contract(moved) == [f"使用单位（甲方）：{held.name} → 另一单位"]


def test_every_code_of_the_shipped_contract_has_words() -> None:
    for clause in contract_files.parse(SHIPPED, KNOWN).clauses:
        row = register.clause_row(clause)
        for name, table in term_words.TABLES.items():
            value = row.get(name) or []
            codes = value if isinstance(value, list) else [value]
            assert [code for code in codes if code not in table] == [], (clause.code, name)


def test_a_calendar_says_which_days_change_and_how_many_clocks_move(world: World) -> None:
    world.at(datetime(2026, 12, 28, 10, 0, tzinfo=ZONE))
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    due = world.clock(ticket, "staff.replace").due_at
    row = propose(world, YEAR.encode(), "calendar")
    checked = editions.check("calendar", row.text, row.file)
    lines = checked.differences
    assert lines[0] == "载入2027年节假日安排"
    assert "改为休息日：2027年1月4日（周一）" in lines
    assert "改为工作日：2027年1月9日（周六）" in lines
    assert checked.notes[-1].startswith("在办时限中到期日变动：1项")
    periodic.run_apart(world.now)
    seen = shown(row)
    world.take(world.file("staff_replacement"), "submit", "issue_demand")  # clocks come and go while one reads
    editions.release(hand(world, "secadmin"), row, seen)
    assert CalendarYear.objects.filter(year=2027).exists()
    assert AuditEntry.objects.get(action="load_calendar").actor == world.user("secadmin")
    assert world.clock(ticket, "staff.replace").due_at == due
    periodic.run_apart(world.now)
    assert world.clock(ticket, "staff.replace").due_at == datetime(2027, 1, 7, tzinfo=ZONE)


@pytest.mark.parametrize("who", ["auditadmin", "clerk", "manager"])
def test_nobody_else_proposes_releases_or_rejects(world: World, who: str) -> None:
    row = propose(world)
    by = hand(world, who)
    for act in (
        lambda: editions.propose(by, "contract", SHORTER, "x"),
        lambda: editions.release(by, row, ""),
        lambda: editions.reject(by, row, "x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(PermissionDenied):
        editions.propose(hand(world, "secadmin"), "contract", SHORTER, "x")


def told(event: str) -> set[str]:
    return set(Notice.objects.filter(event=event).values_list("recipient__username", flat=True))


def test_whoever_may_decide_is_told_and_nobody_else(world: World) -> None:
    appoint("sys2", "system_admin")
    row = propose(world)
    assert told("terms_proposed") == {"sys2", "secadmin"}
    notice = Notice.objects.get(event="terms_proposed", recipient=world.user("secadmin"))
    assert (notice.ticket, notice.params["number"], notice.params["proposal"]) == (None, NUMBER, row.pk)


def test_whoever_proposed_is_told_of_the_release_and_the_question_is_over(world: World) -> None:
    row = propose(world)
    editions.release(hand(world, "secadmin"), row, shown(row))
    assert told("terms_released") == {"sysadmin"}
    assert Notice.objects.get(event="terms_proposed").ended_at == world.now


def test_whoever_proposed_is_told_why_it_was_rejected(world: World) -> None:
    editions.reject(hand(world, "secadmin"), propose(world), "条款编号有误")
    notice = Notice.objects.get(event="terms_rejected")
    assert (notice.recipient, notice.params["text"]) == (world.user("sysadmin"), "条款编号有误")
    assert Notice.objects.get(event="terms_proposed").ended_at == world.now
    assert not ProposedTerms.objects.get().withdrawn


def test_taking_it_back_is_no_rejection_and_tells_nobody_anew(world: World) -> None:
    editions.reject(hand(world), propose(world), "文件有误")
    assert told("terms_rejected") == set()
    assert ProposedTerms.objects.get().withdrawn
    assert AuditEntry.objects.get(action="terms_withdrawn").data["reason"] == "文件有误"
    assert not AuditEntry.objects.filter(action="terms_rejected").exists()
    assert Notice.objects.get(event="terms_proposed").ended_at == world.now
