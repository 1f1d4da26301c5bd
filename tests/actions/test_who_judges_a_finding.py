"""初步认定 (12): nobody judges what rests on an order of theirs, or on a fact that they decided; others do."""

from datetime import timedelta
from typing import Any

import pytest

from tests.actions.test_substitution import stand_in
from tests.pages.conftest import Visitor, words
from tests.pages.conftest import visitor as visitor  # noqa: PLC0414  # a fixture
from tests.settlement.stories import swept
from tests.world import World
from tickets import actions
from tickets.actions.claims.born import Value
from tickets.actions.turns import draw_stale
from tickets.errors import Forbidden, WrongState
from tickets.models import Claim, Notice, Ticket, Turn
from tickets.outages.entries import waiting

RESPONSE = "incident.respond"


def about(world: World, order: Ticket, clock: str = "", who: str | None = None, **more: Any) -> Ticket:
    row = {"event_order": order.number, **({"event_clock": clock} if clock else {})}
    return world.file("finding", who, event_rows=[row], **{"rules": [{"rule": "A3.8"}], **more})


def fault(world: World, who: str) -> Ticket:
    return world.file("incident", who)


def claimed(world: World) -> tuple[Ticket, Claim]:
    """The desk entered late that it had answered in time: the agency answers for that."""
    order = fault(world, "desk")
    then = world.now + timedelta(minutes=3)
    swept(world.later(minutes=40))
    order = world.take(order, "respond", who="desk", happened_at=then.isoformat(), late_reason="补录")
    return order, Claim.objects.get(ticket=order)


def accepted(world: World, claim: Claim, who: str) -> None:
    actions.accept_claim(claim.pk, actor=world.user(who), now=world.now)


def refused(world: World, finding: Ticket, who: str, step: str = "assess") -> str:
    with pytest.raises(Forbidden) as refusal:
        world.take(finding, step, who=who)
    return str(refusal.value.message)


def barred(finding: Ticket, role: str) -> list[int]:
    return Turn.objects.get(ticket=finding, role=role).barred


# --- who filed ---


def test_whoever_filed_the_order_does_not_judge_it_and_another_lead_does(world: World) -> None:
    world.user("lead2")
    finding = about(world, fault(world, "lead"))
    assert "由演示·单位副职负责人办理" in refused(world, finding, "lead")
    assert world.audit(finding)[-1].data["guard"] == "no_fact_finder"
    assert world.take(finding, "assess", who="lead2").state == "judged"


def test_nor_does_he_find_that_there_is_no_breach(world: World) -> None:
    finding = about(world, fault(world, "lead"))
    refused(world, finding, "lead", "dismiss_finding")
    assert world.take(finding, "dismiss_finding", who="lead2").state == "not_established"


def test_where_nobody_else_is_there_it_says_whom_to_appoint_and_who_comes_so_judges_it(world: World) -> None:
    finding = about(world, fault(world, "lead"))
    assert "书面委派其他人员（可为外单位复核人）" in refused(world, finding, "lead")
    assert world.take(finding, "assess", who="lead2").state == "judged"


def raised(world: World, order: Ticket, clock: str = "") -> Ticket:
    """By the supervisor, so that nobody of the agency has written it."""
    return about(world, order, clock, who="auditor")


def test_that_there_is_no_breach_is_for_a_lead_and_no_clerk_is_named_for_it(world: World) -> None:
    finding = raised(world, fault(world, "lead"))
    assert "由演示·经办员办理" in refused(world, finding, "lead")
    assert "书面委派其他人员" in refused(world, finding, "lead", "dismiss_finding")
    world.user("lead2")
    assert "由演示·单位副职负责人办理" in refused(world, finding, "lead", "dismiss_finding")


def test_where_all_are_kept_out_they_are_told_for_they_have_to_find_another(world: World, visitor: Visitor) -> None:
    order = fault(world, "lead")
    Ticket.objects.filter(pk=order.pk).update(authors=[world.user("lead").pk, world.user("clerk").pk])
    finding = raised(world, order)
    assert world.told(finding, "your_move") == {"lead", "clerk"}
    for who in ("lead", "clerk"):
        assert "请书面委派其他人员" in words(visitor.get(who, f"/tickets/{finding.number}/")), who
    assert world.told(raised(world, fault(world, "lead")), "your_move") == {"clerk"}


def test_who_filed_another_order_judges_it(world: World) -> None:
    fault(world, "lead")
    assert world.take(about(world, fault(world, "desk")), "assess", who="lead").state == "judged"


def test_of_the_mirror_chain_the_provider_is_kept_to_the_same(world: World) -> None:
    said = {"against": "agency", "rules": [{"rule": "12.6"}]}
    finding = about(world, fault(world, "manager"), who="desk", **said)
    refused(world, finding, "manager")
    assert world.take(finding, "assess", who="manager2").state == "judged"


def test_whoever_stands_in_for_the_one_who_filed_does_not_judge_it_either(world: World) -> None:
    order = fault(world, "desk")
    Ticket.objects.filter(pk=order.pk).update(authors=[world.user("clerk").pk, world.user("lead").pk])
    refused(world, about(world, order), "lead")


def test_its_page_says_why_it_is_left_to_another_to_whom_it_concerns_and_nobody_else(
    world: World, visitor: Visitor
) -> None:
    world.user("lead2")
    address = f"/tickets/{about(world, fault(world, 'lead')).number}/"
    why = "不得作初步认定。请由演示·单位副职负责人办理。"
    assert why in words(visitor.get("lead", address))
    for who in ("lead2", "manager", "auditor"):
        assert why not in words(visitor.get(who, address)), who


def test_who_stands_in_for_the_one_kept_out_is_not_named_before_that_ends(world: World) -> None:
    for one in ("clerk", "lead2"):
        stand_in(world, one, "lead", days=2)
    finding = raised(world, fault(world, "lead"))
    said = refused(world, finding, "clerk")
    assert "本单位目前没有其他人员可以办理" in said
    assert "演示·单位副职负责人正在代理上述人员，代理结束后也可以办理。" in said
    assert "请由演示·经办员" not in said
    assert world.later(days=3).take(finding, "assess", who="clerk").state == "judged"


def test_who_stands_in_for_other_orders_alone_is_named(world: World) -> None:
    stand_in(world, "clerk", "lead", "restart")
    finding = raised(world, fault(world, "lead"))
    assert refused(world, finding, "lead").endswith("请由演示·经办员办理。")
    assert world.take(finding, "assess", who="clerk").state == "judged"


# --- who is left to settle it ---


def test_where_two_leads_judged_and_served_it_both_read_whom_to_appoint(world: World, visitor: Visitor) -> None:
    world.user("lead2")
    finding = world.take(about(world, fault(world, "lead")), "assess", who="lead2")
    finding = world.take(finding, "serve", who="lead")
    Notice.objects.filter(event="your_move").delete()
    finding = world.take(finding, "accept_finding")
    assert world.told(finding, "your_move") == {"lead", "lead2"}
    for who in ("lead", "lead2"):
        assert "书面委派其他人员" in refused(world, finding, who, "confirm_finding")
        assert "请书面委派其他人员" in words(visitor.get(who, f"/tickets/{finding.number}/")), who
    appointed = world.user("finance")
    appointed.memberships.create(organization=world.contract.agency, role="agency_lead")
    assert f"请由{appointed.get_full_name()}办理" in refused(world, finding, "lead2", "confirm_finding")
    assert world.take(finding, "confirm_finding", who="finance").state == "closed"


def test_whoever_served_it_reads_who_settles_it_and_the_other_lead_does(world: World, visitor: Visitor) -> None:
    world.user("lead2")
    finding = world.take(about(world, fault(world, "desk")), "assess", "serve", "accept_finding")
    address = f"/tickets/{finding.number}/"
    assert "须由另一名负责人确认。请由演示·单位副职负责人办理。" in words(visitor.get("lead", address))
    assert "须由另一名负责人确认" not in words(visitor.get("lead2", address))
    assert world.take(finding, "confirm_finding", who="lead2").state == "closed"


# --- who decided a fact ---


def test_whoever_accepted_a_claim_on_the_order_does_not_judge_it(world: World) -> None:
    order, claim = claimed(world)
    accepted(world, claim, "lead")
    finding = about(world, order)
    assert world.user("lead").pk in barred(finding, "agency_lead")
    refused(world, finding, "lead")
    assert world.take(finding, "assess", who="lead2").state == "judged"


def test_whoever_contested_it_does_for_another_decides(world: World) -> None:
    order, claim = claimed(world)
    actions.contest_claim(claim.pk, value=None, actor=world.user("lead"), now=world.now, comment="时间不符")
    value = Value(world.now - timedelta(minutes=10))
    actions.decide_claim(claim.pk, value=value, actor=world.user("auditor"), now=world.now, comment="核定")
    assert world.take(about(world, order), "assess", who="lead").state == "judged"


def test_a_claim_on_another_clock_than_the_one_named_keeps_nobody_out(world: World) -> None:
    order = fault(world, "desk")
    swept(world.later(minutes=6))
    order = world.take(order, "respond", who="desk")
    span = Value(world.now, world.later(minutes=30).now)
    actions.claim_pause(
        order, code="incident.handle", ground="third_party", value=span, reason="等待第三方",
        actor=world.user("manager"), now=world.now,
    )  # fmt: skip
    accepted(world, Claim.objects.get(ticket=order), "lead")
    refused(world, about(world, order, rules=[{"rule": "A3.9"}]), "lead")
    assert world.take(about(world, order, RESPONSE), "assess", who="lead").state == "judged"


def test_who_accepts_a_fact_while_the_finding_waits_is_not_asked_to_judge_it_any_more(
    world: World, visitor: Visitor
) -> None:
    order, claim = claimed(world)
    world.user("lead2")
    finding = about(world, order)
    assert finding.title in visitor.get("lead", "/")
    accepted(world, claim, "lead")
    assert draw_stale(finding.pk, world.now)
    assert world.user("lead").pk in barred(finding, "agency_lead")
    assert finding.title not in visitor.get("lead", "/")
    assert finding.title in visitor.get("lead", "/?show=waiting")
    assert finding.title in visitor.get("lead2", "/")


def test_a_fact_of_another_order_draws_no_turn_anew(world: World) -> None:
    other = about(world, fault(world, "desk"))
    order, claim = claimed(world)
    finding = about(world, order)
    accepted(world, claim, "lead")
    assert not draw_stale(other.pk, world.now)
    assert draw_stale(finding.pk, world.now)


def test_what_fell_by_that_fact_is_named_in_words_with_how_the_finding_ends(world: World) -> None:
    order, claim = claimed(world)
    world.user("lead2")
    finding = raised(world, order, RESPONSE)
    accepted(world, claim, "lead")
    with pytest.raises(WrongState) as refusal:
        world.take(finding, "assess", who="lead2")
    title = world.clock(order, RESPONSE).clause.title
    assert f"{order.number} {title}。请由负责人以“不予认定”办结" in str(refusal.value.message)
    assert RESPONSE not in str(refusal.value.message)
    assert world.take(finding, "dismiss_finding", who="lead2").state == "not_established"


def test_what_was_judged_before_stays_judged(world: World) -> None:
    """By a release that did not ask: the notice is served, and the second person settles it."""
    order = fault(world, "desk")
    finding = world.take(about(world, order), "assess", who="lead")
    Ticket.objects.filter(pk=order.pk).update(authors=[world.user("lead").pk])
    assert world.take(finding, "serve", "accept_finding", "confirm_finding").state == "closed"


def test_an_outage_of_which_one_side_spoke_is_named_as_one_where_nothing_is_found_on_it(world: World) -> None:
    order, _claim = claimed(world)
    row = {"system": world.system.code, "from": "2026-03-02 09:30", "to": "2026-03-02 09:50", "source_id": "M-1"}
    actions.import_outages(world.contract, [row], actor=world.user("desk"), now=world.now)
    keys = [one.pk for group in waiting([world.contract], world.now) for one in group.monitored]
    actions.say_of_outage(keys, "outage", reason="用户无法访问", actor=world.user("lead"), now=world.now)
    rows = [{"event_order": order.number}, {"event_outage": "M-1"}]
    finding = world.file("finding", event_rows=rows, rules=[{"rule": "A3.1"}])
    with pytest.raises(WrongState, match=f"请先处理：{order.number}第1号主张、监测中断M-1。"):
        world.take(finding, "assess", who="lead2")


def outage_found(world: World, says: str, answers: str) -> Ticket:
    row = {"system": world.system.code, "from": "2026-03-02 09:30", "to": "2026-03-02 09:50", "source_id": "M-1"}
    actions.import_outages(world.contract, [row], actor=world.user("desk"), now=world.now)
    keys = [one.pk for group in waiting([world.contract], world.now) for one in group.monitored]
    actions.say_of_outage(keys, "outage", reason="用户无法访问", actor=world.user(says), now=world.now)
    actions.answer_outage(keys, "confirmed", reason="", actor=world.user(answers), now=world.now)
    return world.file("finding", event_rows=[{"event_outage": "M-1"}], rules=[{"rule": "A3.1"}])


def test_whoever_confirmed_an_outage_does_not_judge_it(world: World) -> None:
    refused(world, outage_found(world, says="desk", answers="lead"), "lead")


def test_who_said_it_was_one_judges_what_the_other_side_confirmed(world: World) -> None:
    assert world.take(outage_found(world, says="lead", answers="desk"), "assess", who="lead").state == "judged"
