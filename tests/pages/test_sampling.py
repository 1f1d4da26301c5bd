"""抽查: drawn by lot by whoever oversees the contract, looked at one by one; anybody draws the same from the seed."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.actions.sampling import by_lot, population
from tickets.models import AuditEntry, SampledOrder, Sampling

BODY = {"contract": "DEMO", "month": "2026-03", "kind": "", "size": "2"}
BUDGET = 12


@pytest.fixture
def sent(world: World) -> World:
    """Three restarts and an incident sent this month, and a draft."""
    for _number in range(3):
        world.take(world.file("restart"), "submit", "approve_restart")
    world.file("incident", "clerk")
    world.file("restart")
    return world


def lot(world: World, size: int = 2, who: str = "auditor", **more: Any) -> Sampling:
    return actions.draw_sample(world.contract, date(2026, 3, 1), size, actor=world.user(who), now=world.now, **more)


def test_a_lot_is_drawn_and_each_of_its_orders_looked_at(sent: World, visitor: Visitor) -> None:
    page = words(visitor.post("auditor", "/sampling/", BODY))
    assert "已从4件工单中抽取2件" in page
    row = Sampling.objects.get()
    first, second = row.orders.order_by("place")
    visitor.post("auditor", f"/sampling/{row.pk}/1/", {"found": "in_order", "note": ""})
    page = visitor.post("auditor", f"/sampling/{row.pk}/2/", {"found": "objected", "note": "缺少经办人签字"})
    assert "有问题" in words(page)
    assert second.ticket.number in page
    found = dict(row.orders.values_list("place", "found"))
    assert found == {1: "in_order", 2: "objected"}
    assert "已查看2件（共2件）" in words(visitor.get("auditor", "/sampling/"))
    assert "1件有问题" in words(visitor.get("auditor", "/sampling/"))
    assert first.ticket.state != ""


def test_an_objection_leads_to_a_notice_to_rectify_that_is_filled_in(sent: World, visitor: Visitor) -> None:
    row = lot(sent)
    order = row.orders.select_related("ticket").earliest("place")
    actions.look_at_sample(order, "objected", "缺少经办人签字", actor=sent.user("auditor"), now=sent.now)
    page = visitor.get("auditor", f"/sampling/{row.pk}/")
    assert "下发整改通知" in words(page)
    (way,) = re.findall(r'href="(/tickets/new/rectification/[^"]*)"', page)
    form = visitor.get("auditor", way)
    assert "缺少经办人签字" in form
    assert re.search(r'value="inspection"[^>]*(checked|selected)', form)
    assert order.ticket.number in form
    assert "缺少经办人签字" not in visitor.get("clerk", way)


def test_whoever_has_the_seed_draws_the_same_orders_again(sent: World) -> None:
    row = lot(sent)
    told = AuditEntry.objects.get(ticket=None, action="sample_drawn").data
    numbers = population(sent.contract, date(2026, 3, 1)).values_list("number", flat=True)
    assert by_lot(numbers, told["seed"], told["size"]) == told["orders"]
    assert [one.ticket.number for one in row.orders.select_related("ticket")] == told["orders"]
    assert (told["population"], told["month"]) == (4, "2026-03")


@given(st.sets(st.text("0123456789-GD", min_size=3, max_size=8), min_size=1, max_size=40), st.text(max_size=8))
def test_a_lot_hangs_on_its_seed_alone_and_holds_no_order_twice(numbers: set[str], seed: str) -> None:
    half = max(1, len(numbers) // 2)
    drawn = by_lot(numbers, seed, half)
    assert drawn == by_lot(sorted(numbers), seed, half)
    assert len(set(drawn)) == half
    assert by_lot(numbers, seed, len(numbers))[:half] == drawn


def test_of_one_kind_alone_and_drafts_are_never_drawn(sent: World) -> None:
    row = lot(sent, 3, kind="restart")
    kinds = set(row.orders.values_list("ticket__kind", flat=True))
    assert (row.population, kinds) == (3, {"restart"})
    assert not row.orders.filter(ticket__sent_at=None).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"size": "9"}, "最多抽取4件"),
        ({"size": "0"}, "1"),
        ({"month": "march"}, "月份请写成"),
        ({"month": "2025-12"}, "当月没有已提交的工单"),
        ({"contract": "ZX2026-0031"}, "选"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_its_field(sent: World, visitor: Visitor, change: Any, said: str) -> None:
    page = visitor.client("auditor").post("/sampling/", BODY | change)
    assert page.status_code == 400
    assert said in words(page.content.decode())
    assert not Sampling.objects.exists()


@pytest.mark.parametrize(
    ("body", "said"), [({"found": "", "note": "手写"}, "请选择抽查结果"), ({"found": "objected"}, "请写明存在的问题")]
)
def test_an_objection_says_what_is_wrong_and_what_was_typed_stays(
    sent: World, visitor: Visitor, body: dict[str, str], said: str
) -> None:
    row = lot(sent)
    visitor.get("auditor", "/sampling/")
    page = visitor.client("auditor").post(f"/sampling/{row.pk}/1/", body)
    assert page.status_code == 400
    assert said in words(page.content.decode())
    assert body.get("note", "") in page.content.decode()
    assert not SampledOrder.objects.exclude(found="").exists()


def test_what_is_said_anew_keeps_the_old_word_in_the_log(sent: World) -> None:
    order = lot(sent).orders.earliest("place")
    for found, note in (("objected", "缺签字"), ("in_order", "")):
        actions.look_at_sample(order, found, note, actor=sent.user("auditor"), now=sent.now)
    told = AuditEntry.objects.filter(ticket=None, action="sample_looked_at").latest("seq").data
    assert (told["old"]["note"], told["new"]["found"]) == ("缺签字", "in_order")


@pytest.mark.parametrize("who", ["clerk", "lead", "manager", "engineer", "vendor", "outsider"])
def test_the_parties_draw_nothing_and_see_nothing(sent: World, visitor: Visitor, who: str) -> None:
    row = lot(sent)
    visitor.get(who, "/profile/")
    for path in ("/sampling/", f"/sampling/{row.pk}/"):
        assert visitor.client(who).get(path).status_code == 404, path
    assert visitor.client(who).post("/sampling/", BODY).status_code == 404
    assert visitor.client(who).post(f"/sampling/{row.pk}/1/", {"found": "in_order"}).status_code == 404
    assert "抽查" not in words(visitor.get(who, "/contracts/"))


def test_authority_and_supervisor_each_have_their_own(sent: World, visitor: Visitor) -> None:
    row = lot(sent, who="officer")
    visitor.get("auditor", "/sampling/")
    assert visitor.client("auditor").get(f"/sampling/{row.pk}/").status_code == 404
    assert "已查看0件（共2件）" in words(visitor.get("officer", "/sampling/"))


def test_the_database_refuses_what_cannot_be(sent: World) -> None:
    order = lot(sent).orders.earliest("place")
    for wrong in ({"found": "objected"}, {"found": "in_order"}, {"place": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SampledOrder.objects.filter(pk=order.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sampling.objects.update(size=9)


def test_a_longer_lot_asks_no_more_questions(sent: World, visitor: Visitor) -> None:
    one, three = lot(sent, 1), lot(sent, 3)
    visitor.get("auditor", f"/sampling/{one.pk}/")
    for row in (one, three):
        with CaptureQueriesContext(connection) as asked:
            visitor.get("auditor", f"/sampling/{row.pk}/")
        assert len(asked) <= BUDGET, [each["sql"][:90] for each in asked]
    with CaptureQueriesContext(connection) as asked:
        visitor.get("auditor", "/sampling/")
    assert len(asked) <= BUDGET, [each["sql"][:90] for each in asked]
