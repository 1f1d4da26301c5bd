"""What whoever decides finds with the question: what was changed since the last round, what others said, the quota,
usual phrases, and each choice."""

from datetime import timedelta

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.lifecycle import KINDS, phrases
from tickets.models import AuditEntry, Ticket
from tickets.pages.parts.naming import names_in
from tickets.pages.ticket import rounds


def submitted(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit")


def edited(world: World, ticket: Ticket, title: str | None = None, **fields: object) -> Ticket:
    ticket = world.fresh(ticket)
    return actions.edit(
        ticket, actor=world.user("clerk"), now=world.now, version=ticket.version, title=title, fields=fields
    )


def test_a_decision_reads_as_a_question(world: World, visitor: Visitor) -> None:
    assert "是否书面同意重启？" in words(visitor.get("lead", f"/tickets/{submitted(world).number}/"))


def test_who_does_not_decide_is_asked_nothing(world: World, visitor: Visitor) -> None:
    ticket = world.take(submitted(world), "return_to_clerk")
    page = words(visitor.get("clerk", f"/tickets/{ticket.number}/"))
    assert "是否" not in page.split("怎么算的")[0]
    assert "前序意见" not in page


def test_what_was_changed_since_the_return_stands_in_the_box(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    assert "与上一轮相比的变化" not in visitor.get("lead", f"/tickets/{ticket.number}/")
    world.take(ticket, "return_to_clerk")
    edited(world, ticket, host="db-07", title="改写后的标题")
    world.take(world.fresh(ticket), "resubmit")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "与上一轮相比的变化" in page
    assert "原为 app-01 → 现为 db-07 演示·经办员" in page
    assert "现为 改写后的标题" in page


def test_what_was_changed_back_is_no_change(world: World) -> None:
    ticket = world.take(submitted(world), "return_to_clerk")
    edited(world, ticket, host="db-07")
    edited(world, ticket, host="app-01", title="另一个标题")
    found = rounds.changes(KINDS["restart"], world.audit(ticket), {})
    assert [one.name for one in found] == ["title"]


def test_only_the_last_round_counts(world: World) -> None:
    ticket = world.take(submitted(world), "return_to_clerk")
    edited(world, ticket, host="db-07")
    ticket = world.take(world.fresh(ticket), "resubmit", "return_to_clerk")
    edited(world, ticket, title="另一个标题")
    found = rounds.changes(KINDS["restart"], world.audit(ticket), {})
    assert [(one.name, one.new) for one in found] == [("title", "另一个标题")]


def test_lines_are_named_and_not_coded(world: World) -> None:
    ticket = world.take(world.file("change"), "submit_for_costing", "clear_cost", "return_to_clerk")
    line = ticket.fields["lines"][0]
    edited(world, ticket, lines=[{**line, "quantity": line["quantity"] + 1}])
    found = rounds.changes(KINDS["change"], world.audit(ticket), names_in(ticket.contract, ticket.fields))
    assert [one.name for one in found] == ["lines"]
    assert line["line"] not in found[0].new
    assert str(line["quantity"] + 1) in found[0].new


def test_earlier_opinions_stand_in_order_with_the_words(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    lead, clerk = world.user("lead"), world.user("clerk")
    actions.perform(ticket, "return_to_clerk", actor=lead, now=world.now, comment="主机名写错了")
    actions.perform(ticket, "resubmit", actor=clerk, now=world.now + timedelta(minutes=9), comment="已改正")
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/")).split("前序意见")[1]
    assert page.index("主机名写错了") < page.index("已改正")
    assert "主机名写错了 演示·单位负责人 · 市城运中心" in page


def test_of_many_opinions_the_last_five_stand(world: World) -> None:
    machine = KINDS["restart"]
    said = [
        AuditEntry(seq=n, actor=world.user("clerk"), at=world.now, action="resubmit", data={"comment": f"第{n}次"})
        for n in range(1, 9)
    ]
    assert [one.words for one in rounds.opinions(machine, said)] == [f"第{n}次" for n in range(4, 9)]


def test_the_quota_stands_within_the_decision_and_nowhere_else(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("change"), "submit_for_costing", "clear_cost")
    page = visitor.get("lead", f"/tickets/{ticket.number}/")
    assert page.count("配额与办理后数量</h") == 1
    asked = page.index("是否")
    assert asked < page.index('class="plain small quotas"', asked) < page.index('<details class="act')


def test_phrases_fit_the_nature_of_the_step(world: World, visitor: Visitor) -> None:
    page = visitor.get("lead", f"/tickets/{submitted(world).number}/")
    assert "同意，请按合同约定办理。" in page
    assert "材料不齐，请补齐后重新提交。" in page
    assert "不同意：确无必要。" in page
    fault = world.file("incident", "clerk")
    page = visitor.get("engineer", f"/tickets/{fault.number}/")
    assert all(said in page for said in ("已接单。", "正在排查。", "需使用单位配合。"))


def test_every_return_and_every_approval_has_phrases() -> None:
    steps = {step for kind in KINDS.values() for step in kind.steps}
    bare = [one.name for one in steps if (one.turns_back or one.refuses) and not phrases.of(one)]
    assert bare == []


def test_a_refusal_is_worded_as_what_was_asked_and_a_return_as_what_is_handed_in() -> None:
    """Only a request may be unnecessary, only an order in its author's hands may lack material."""
    steps = {step for kind in KINDS.values() for step in kind.steps}
    by_rule = {one.name for one in steps if one.refuses and phrases.of(one) == phrases.REFUSED}
    assert by_rule == {"refuse"}
    lacking = {one.name for one in steps if one.turns_back and phrases.of(one) == phrases.RETURNED}
    assert {"return_to_clerk", "return_to_agency", "return_report", "return_material"} <= lacking
    found = {"reject_recovery", "not_restored", "return_handled", "return_work", "return_opinion", "return_cure"}
    assert lacking.isdisjoint(found)
