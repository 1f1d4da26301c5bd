"""Filing and editing: only what the role may file, checks that keep what was typed, a draft of the unit's own."""

import re
from uuid import uuid4

import pytest

from accounts.roles import PARTY
from tests.actions.walks import permitted
from tests.pages.conftest import Filled, Visitor, file_by_pages, title, typed, words
from tests.world import SEATS, World
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import schema
from tickets.lifecycle.kinds.consent import MATTER
from tickets.models import Clause, Contract, Ticket


def test_each_role_is_offered_its_own_kinds(visitor: Visitor) -> None:
    clerk, manager = visitor.get("clerk", "/tickets/new/"), visitor.get("manager", "/tickets/new/")
    assert "/tickets/new/restart/" in clerk
    assert "/tickets/new/provider_exit/" not in clerk
    assert "/tickets/new/provider_exit/" in manager
    assert "/tickets/new/restart/" not in manager
    assert "/tickets/new/restart/" in visitor.get("desk", "/tickets/new/")
    assert "/tickets/new/rectification/" in visitor.get("auditor", "/tickets/new/")
    finance = visitor.get("finance", "/tickets/new/")
    assert set(re.findall(r'href="/tickets/new/(\w+)/"', finance)) == {"payment", "recovery"}


def test_somebody_who_files_nothing_is_told_so(world: World, visitor: Visitor) -> None:
    Contract.objects.update(kinds=["restart"])
    assert "没有可提的工单" in visitor.get("finance", "/tickets/new/")


def test_six_kinds_are_laid_out_faults_first_and_the_others_wait_below(visitor: Visitor) -> None:
    page = visitor.get("clerk", "/tickets/new/")
    shown, folded = page.split('class="more-kinds"')
    cards = re.findall(r'href="/tickets/new/(\w+)/"', shown)
    assert (cards[0], len(dict.fromkeys(cards))) == ("incident", 6)
    assert {"staff_replacement", "notice", "secrecy_return"} <= set(re.findall(r'href="/tickets/new/(\w+)/"', folded))
    assert 'class="more-kinds"' not in visitor.get("finance", "/tickets/new/")


@pytest.mark.parametrize("who", sorted(set(SEATS.values())))
def test_no_role_is_shown_more_than_six_kinds_at_once_nor_more_text_than_before(visitor: Visitor, who: str) -> None:
    """Before the kinds of the whole contract came the clerk's page had nine, in 648 characters."""
    if "/tickets/new/" not in visitor.get(who, "/"):
        return
    shown = visitor.get(who, "/tickets/new/").partition("<main")[2].partition('class="more-kinds"')[0]
    assert len(set(re.findall(r'href="/tickets/new/(\w+)/"', shown))) <= 6
    assert len(words(f"<main{shown}")) <= 648


ASKED = ("term", "end_date", "lines", "to_system", "policies", "data_saved")
OPENERS = [(kind.kind, role) for kind in KINDS.values() for role in kind.opening.by]


@pytest.mark.parametrize(("kind", "role"), OPENERS)
def test_whoever_may_open_a_kind_files_it_on_the_page(world: World, visitor: Visitor, kind: str, role: str) -> None:
    who = SEATS[role]
    assert f"/tickets/new/{kind}/" in visitor.get(who, "/tickets/new/")
    own = typed(world, kind)
    if (kind, PARTY[role]) == ("drill", "provider"):
        own["f-consent_no"] = permitted(world)
    if (kind, PARTY[role]) == ("finding", "provider"):  # against the agency, by the one rule of its own
        own |= {"f-against": "agency", "f-rules-0-rule": "12.6"}
    file_by_pages(visitor, who, kind, own, keep="yes")
    assert Ticket.objects.get(kind=kind).opened_by == world.user(who)


def test_a_developer_is_offered_their_own_systems_alone(world: World, visitor: Visitor) -> None:
    own = set(world.contract.systems.filter(vendor=world.user("vendor").memberships.get().organization))
    page = visitor.get("vendor", "/tickets/new/incident/")
    assert {system for system in world.contract.systems.all() if f'value="{system.code}"' in page} == own
    assert 0 < len(own) < world.contract.systems.count()


def test_the_systems_of_the_contract_are_offered_wherever_systems_are_asked_for(world: World, visitor: Visitor) -> None:
    page = visitor.get("clerk", "/tickets/new/notice/")
    offered = set(re.findall(r'name="f-also" value="([^"]+)"', page))
    assert offered == set(world.contract.systems.values_list("code", flat=True))


def test_a_card_says_the_time_that_the_contract_promises(visitor: Visitor) -> None:
    page = words(visitor.get("clerk", "/tickets/new/"))
    assert "人员更换 5天" in page
    assert "单位审批 2个工作日（内部目标）" in page
    assert "扩容 7个自然日" in page


@pytest.mark.parametrize("kind", ["restart", "change", "onboarding", "incident", "staff_replacement", "switchover"])
def test_what_is_typed_into_the_form_becomes_a_ticket(world: World, visitor: Visitor, kind: str) -> None:
    page = file_by_pages(visitor, "clerk", kind, typed(world, kind), keep="yes")
    ticket = Ticket.objects.get(kind=kind)
    assert ticket.number in page
    assert ticket.opened_by == world.user("clerk")


def test_a_refused_page_comes_back_as_it_was_sent(world: World, visitor: Visitor) -> None:
    body = typed(world, "restart", reason="内存占用过高，须在夜间重启") | {"system": "", "f-host": ""}
    page = visitor.post("clerk", "/tickets/new/restart/", body, expect=400)
    assert title(page).startswith("错误：")
    assert 'href="#system"' in page
    assert 'href="#new-host"' in page
    assert "内存占用过高，须在夜间重启" in page
    assert not Ticket.objects.exists()


def test_a_date_that_cannot_be_is_refused_at_its_field(world: World, visitor: Visitor) -> None:
    body = typed(world, "onboarding") | {"f-planned_date": "2025-12-01"}
    page = visitor.post("clerk", "/tickets/new/onboarding/", body, expect=400)
    assert 'href="#new-planned_date"' in page
    assert 'value="2025-12-01"' in page


def test_a_rule_about_what_was_typed_is_said_at_its_field(world: World, visitor: Visitor) -> None:
    window = {"f-window_start": "2026-03-05T22:00", "f-window_end": "2026-03-05T21:00"}
    page = visitor.post("clerk", "/tickets/new/go_live/", typed(world, "go_live") | window, expect=400)
    assert 'href="#new-window_end"' in page


def begun(world: World, visitor: Visitor, kind: str = "change", **said: object) -> str:
    """The key of a change whose first page is filled in."""
    key = str(uuid4())
    visitor.post("clerk", f"/tickets/new/{kind}/{key}/", typed(world, kind, **said))
    return key


def second(visitor: Visitor, key: str) -> str:
    return visitor.get("clerk", f"/tickets/new/change/{key}/?step=2")


def test_more_rows_come_without_a_script_and_keep_what_was_typed(world: World, visitor: Visitor) -> None:
    key = begun(world, visitor)
    body = typed(world, "change") | {"more": "f-lines", "step": 2}
    page = visitor.post("clerk", f"/tickets/new/change/{key}/", body, expect=200)
    assert 'name="f-lines-6-line"' in page
    assert 'value="4"' in page
    assert not Ticket.objects.exists()


def test_lines_name_their_unit_and_what_is_left(world: World, visitor: Visitor) -> None:
    assert "vCPU（CPU，余 470）" in second(visitor, begun(world, visitor))


def test_a_line_without_a_unit_has_no_empty_brackets(world: World, visitor: Visitor) -> None:
    world.contract.lines.update(unit="")
    whole = world.contract.lines.filter(quantity=None).first()
    page = second(visitor, begun(world, visitor))
    assert f">{whole.item}</option>" in page
    assert "vCPU（余 470）" in page
    ticket = world.file("change", lines=[{"line": whole.code, "quantity": 1}])
    assert whole.item in words(page := visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert f"{whole.item}（" not in words(page)


def test_open_tickets_of_the_kind_are_shown_once_they_are_submitted(world: World, visitor: Visitor) -> None:
    ticket = world.file("restart")
    assert ticket.number not in visitor.get("clerk", "/tickets/new/restart/")
    world.take(ticket, "submit")
    assert ticket.number in visitor.get("clerk", "/tickets/new/restart/")


def test_a_role_that_may_not_file_a_kind_finds_no_form(visitor: Visitor) -> None:
    visitor.get("engineer", "/tickets/new/restart/", expect=404)
    visitor.get("clerk", "/tickets/new/no_such_kind/", expect=404)


def test_a_kind_that_lacks_a_clause_is_not_offered_and_opening_it_says_what_is_missing(
    world: World, visitor: Visitor
) -> None:
    """Under one contract it is missing, under the other it is there; then under neither."""
    lacking = Clause.objects.filter(code="restart.verify", current=True)
    world.contract.clauses.filter(pk__in=lacking).update(current=False)
    assert "/tickets/new/restart/" in visitor.get("clerk", "/tickets/new/")
    assert 'value="FW2025091703"' in visitor.get("clerk", "/tickets/new/restart/")
    said = "合同 DEMO 缺少 restart.verify，目前不能提交“重启”工单"
    assert said in visitor.post("clerk", "/tickets/new/restart/", typed(world, "restart"))

    lacking.update(current=False)
    response = visitor.client("clerk").get("/tickets/new/restart/")
    assert (response.status_code, response.url) == (302, "/tickets/new/")
    page = visitor.get("clerk", response.url)
    assert "缺少 restart.verify" in page
    assert "/tickets/new/restart/" not in page
    assert "/tickets/new/exit/" in page
    assert not Ticket.objects.exists()


def test_a_contract_of_others_cannot_be_filed_under(world: World, visitor: Visitor) -> None:
    body = typed(world, "restart") | {"contract": "ZX2026-0031"}
    visitor.post("clerk", "/tickets/new/restart/", body, expect=404)
    assert not Ticket.objects.exists()


def test_a_draft_is_changed_by_its_unit(world: World, visitor: Visitor) -> None:
    ticket = world.file("restart")
    page = visitor.get("clerk", f"/tickets/{ticket.number}/edit/")
    assert ticket.fields["reason"] in page
    body = typed(world, "restart", reason="补丁安装后须重启") | {"version": ticket.version}
    assert "修改已保存" in visitor.post("clerk", f"/tickets/{ticket.number}/edit/", body)
    assert world.fresh(ticket).fields["reason"] == "补丁安装后须重启"


@pytest.mark.parametrize("kind", [name for name, machine in KINDS.items() if machine.initial.editable])
@pytest.mark.parametrize("seconds", ["00", "30.25"])
def test_a_draft_that_is_saved_as_its_page_shows_it_stays_as_it_was(
    world: World, visitor: Visitor, kind: str, seconds: str
) -> None:
    asks = KINDS[kind].opening.asks
    examples = world.examples(kind, schema(asks, world.sample))
    instants = {one.name: f"{examples[one.name][:16]}:{seconds}+08:00" for one in asks if one.type == "time"}
    ticket = world.file(kind, **instants)
    path = f"/tickets/{ticket.number}/edit/"
    who = ticket.opened_by.username
    visitor.post(who, path, Filled(visitor.get(who, path), "version").body)
    after = world.fresh(ticket)
    assert (after.title, after.fields, after.version) == (ticket.title, ticket.fields, ticket.version)


def test_a_control_asks_for_seconds_only_where_there_are_some(world: World, visitor: Visitor) -> None:
    window = {"window_start": "2026-03-05T22:00:30+08:00", "window_end": "2026-03-05T23:00:00+08:00"}
    page = visitor.get("clerk", f"/tickets/{world.file('restart', **window).number}/edit/")
    start, end = re.findall(r'<input type="datetime-local"[^>]*>', page)
    assert 'value="2026-03-05T22:00:30"' in start
    assert 'step="1"' in start
    assert 'value="2026-03-05T23:00"' in end
    assert "step" not in end


def test_an_outdated_edit_shows_both_and_loses_neither(world: World, visitor: Visitor) -> None:
    ticket = world.file("restart")
    first = typed(world, "restart", reason="先保存的事由") | {"version": ticket.version}
    second = typed(world, "restart", reason="后保存的事由") | {"version": ticket.version}
    visitor.post("clerk", f"/tickets/{ticket.number}/edit/", first)
    page = visitor.post("clerk", f"/tickets/{ticket.number}/edit/", second, expect=409)
    assert "后保存的事由" in page
    assert "查看当前内容" in page
    assert world.fresh(ticket).fields["reason"] == "先保存的事由"


def test_a_sent_ticket_is_not_edited_any_more(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("restart"), "submit")
    response = visitor.client("clerk").get(f"/tickets/{ticket.number}/edit/")
    assert response.url == f"/tickets/{ticket.number}/"


def test_a_question_is_asked_only_where_it_arises(world: World, visitor: Visitor) -> None:
    expansion = second(visitor, begun(world, visitor))
    assert {name for name in ASKED if f"f-{name}" in expansion} == {"term", "end_date", "lines"}
    policy = second(visitor, begun(world, visitor, type="policy"))
    assert {name for name in ASKED if f"f-{name}" in policy} == {"policies"}
    move = second(visitor, begun(world, visitor, type="move"))
    assert {name for name in ASKED if f"f-{name}" in move} == {"lines", "to_system"}
    assert "必填）" not in words(expansion)


def test_an_empty_date_has_a_pattern_in_the_language_of_the_page(visitor: Visitor) -> None:
    assert 'class="moment-blank" aria-hidden="true">年/月/日 时:分<' in visitor.get("clerk", "/tickets/new/go_live/")


def test_the_summary_of_errors_runs_down_the_page(world: World, visitor: Visitor) -> None:
    page = words(visitor.post("clerk", "/tickets/new/change/", {"contract": "DEMO"}, expect=400))
    summary = page[page.index("处需要更正") :]
    found = [summary.index(label) for label in ("信息系统", "变更类型", "事由")]
    assert found == sorted(found)


def test_one_date_that_lies_too_late_is_one_sentence(world: World, visitor: Visitor) -> None:
    start, body = f"/tickets/new/consent/{uuid4()}/", typed(world, "consent")
    visitor.send("desk", start, body | {"step": 1})
    page = visitor.post("desk", start, body | {"step": 2, "f-valid_to": "2026-05-01"}, expect=400)
    assert "有 1 处需要更正" in words(page)


def test_a_drill_of_the_platform_is_offered_the_consents_that_may_be_used(world: World, visitor: Visitor) -> None:
    asked = world.take(world.file("consent", matter="platform_drill"), "request_consent", "recommend")
    granted = world.take(world.file("consent", matter="platform_drill"), "request_consent", "recommend", "grant")
    world.take(world.file("consent", matter="disposal"), "request_consent", "recommend", "grant")
    start = f"/tickets/new/drill/{uuid4()}/"
    visitor.send("manager", start, typed(world, "drill") | {"step": 1})
    page = visitor.get("manager", f"{start}?step=2")
    offered = re.findall(r'<option value="(GD-[^"]+)"', page)
    assert (offered, asked.number in page) == ([granted.number], False)


def test_whom_a_question_does_not_concern_is_not_asked(world: World, visitor: Visitor) -> None:
    start = f"/tickets/new/drill/{uuid4()}/"
    visitor.send("clerk", start, typed(world, "drill") | {"step": 1})
    page = visitor.get("clerk", f"{start}?step=2")
    assert ("f-window_end" in page, "f-consent_no" in page) == (True, False)
    draft = world.file("drill")
    assert "f-consent_no" not in visitor.get("clerk", f"/tickets/{draft.number}/edit/")


@pytest.mark.parametrize(("who", "offered"), [("clerk", {"publicity"}), ("desk", set(MATTER.options))])
def test_each_side_is_offered_only_what_it_may_ask_consent_for(visitor: Visitor, who: str, offered: set[str]) -> None:
    page = visitor.get(who, "/tickets/new/consent/")
    assert {code for code in MATTER.options if f'value="{code}"' in page} == offered
