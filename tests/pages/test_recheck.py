"""时限复算: the supervisor reckons every judgement of a month again and is told of each difference."""

from tests.pages.claimed import claim, late_answer
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.models import Deadline

ADDRESS = "/recheck/"


def test_what_was_certified_comes_out_again(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    page = words(visitor.get("auditor", ADDRESS))
    assert "复算结果全部一致" in page
    assert "截至2026-03-02 10:20:00：已停止计时的时限1项，认定2次。" in page


def test_a_difference_is_named_with_order_clock_and_both_values(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    clock = world.clock(ticket, "incident.respond")
    (kept,) = clock.versions
    Deadline.objects.filter(pk=clock.pk).update(versions=[kept | {"state": "met"}])
    page = words(visitor.get("auditor", ADDRESS))
    assert "1处不一致" in page
    assert f"{ticket.number} 故障响应 1 结论 按时 已超期" in page


def test_another_month_is_asked_for_in_the_address(world: World, visitor: Visitor) -> None:
    late_answer(world)
    assert "已停止计时的时限0项" in words(visitor.get("auditor", f"{ADDRESS}?month=2026-02"))
    assert "已停止计时的时限1项" in words(visitor.get("auditor", f"{ADDRESS}?month=nonsense"))


def test_only_the_supervisor_has_it(world: World, visitor: Visitor) -> None:
    assert 'href="/recheck/"' in visitor.get("auditor", "/")
    for who in ("lead", "manager", "officer"):
        assert 'href="/recheck/"' not in visitor.get(who, "/"), who
        visitor.get(who, ADDRESS, expect=404)
    assert 'href="/recheck/"' not in visitor.get("sysadmin", "/manage/")
    visitor.get("sysadmin", ADDRESS, expect=403)
