"""先抢修，后补录: after the repair one form takes all times, with one reason; they are one question."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages.conftest import Visitor, words
from tests.world import PDF, World
from tickets.models import Claim, Fact, Ticket


def repaired(world: World) -> Ticket:
    """Reported at ten; entered at 10:40, when everything is done."""
    ticket = world.file("incident", "clerk")
    world.later(minutes=40)
    return ticket


def body(ticket: Ticket, **other: str) -> dict[str, str]:
    return {
        "version": str(ticket.version),
        "respond.happened_at": "2026-03-02T10:03",
        "respond.note": "已电话答复",
        "start_handling.happened_at": "2026-03-02T10:05",
        "locate.happened_at": "2026-03-02T10:08",
        "locate.cause": "platform",
        "locate.measure": "重启服务",
        "recover.happened_at": "2026-03-02T10:25",
        "recover.outcome": "业务恢复",
        "late_reason": "先抢修，后补录",
        **other,
    }


def path(ticket: Ticket) -> str:
    return f"/tickets/{ticket.number}/stamps/"


def test_all_times_are_entered_in_one_go(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    assert "各节点时间已补录" in words(visitor.post("engineer", path(ticket), body(ticket)))
    assert world.fresh(ticket).state == "recovered"
    named = Fact.objects.filter(ticket=ticket, late=True).values_list("name", flat=True)
    assert {"respond", "start_handling", "locate", "recover"} <= set(named)


def test_a_step_without_a_time_is_not_taken(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    visitor.post("engineer", path(ticket), body(ticket, **{"recover.happened_at": ""}))
    assert world.fresh(ticket).state == "handling"


def test_the_form_asks_only_for_what_is_still_to_be_done(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    assert all(name in visitor.get("engineer", path(ticket)) for name in ("respond.note", "recover.outcome"))
    world.take(ticket, "respond", who="engineer", late_reason="先抢修，后补录")
    page = visitor.get("engineer", path(ticket))
    assert "respond.note" not in page
    assert "recover.outcome" in page


def test_what_is_amiss_is_said_at_the_field_of_its_step(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    page = visitor.post("engineer", path(ticket), body(ticket, **{"locate.measure": ""}), 400)
    assert 'href="#stamps-locate.measure"' in page
    assert "已电话答复" in page
    assert world.fresh(ticket).state == "reported"


def test_a_form_without_any_time_is_told_so_in_words(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    page = words(visitor.post("engineer", path(ticket), {"version": str(ticket.version)}, 400))
    assert "请至少填写一项的发生时间。" in page
    assert not re.search(r"respond|start_handling|recover", page)


def test_a_time_that_must_come_first_is_asked_for_at_its_field(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    only = {name: said for name, said in body(ticket).items() if name.startswith(("version", "recover", "late"))}
    page = visitor.post("engineer", path(ticket), only, 409)
    assert 'href="#stamps-respond.happened_at"' in page
    assert "请先填写“响应”的发生时间。" in words(page)
    assert "业务恢复" in page
    assert world.fresh(ticket).state == "reported"


def test_it_is_offered_to_those_who_work_on_the_fault(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    address = f'href="{path(ticket)}"'
    assert address in visitor.get("engineer", f"/tickets/{ticket.number}/")
    for who in ("clerk", "auditor"):
        assert address not in visitor.get(who, f"/tickets/{ticket.number}/"), who


def test_what_the_times_do_to_the_deadlines_is_shown_before_they_are_entered(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    page = words(visitor.post("engineer", path(ticket), body(ticket, late_reason="", preview="yes"), 200))
    assert re.search(
        r"故障响应 按录入时间10:40 已超期（[^）]*，用时40分） 按所填发生时间10:03 按时（[^）]*，用时3分）", page
    )
    assert "以上为试算，尚未提交。" in page
    assert world.fresh(ticket).state == "reported"


def test_a_preview_of_nothing_says_what_is_missing_and_keeps_what_was_typed(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    page = visitor.post("engineer", path(ticket), body(ticket, preview="yes", **{"locate.measure": ""}), 400)
    assert 'href="#stamps-locate.measure"' in page
    assert "已电话答复" in page


def test_what_must_be_told_with_a_time_says_so(world: World, visitor: Visitor) -> None:
    page = visitor.get("engineer", path(repaired(world)))
    label = re.search(r'<label for="stamps-recover.outcome">(.*?)</label>', page, re.DOTALL)
    assert label is not None
    assert words(label[1]) == "恢复情况 （填写时间时必填）"


def test_one_file_is_the_evidence_of_all_the_times(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    page = visitor.get("engineer", path(ticket))
    (named,) = re.findall(r'<input type="file" name="([^"]+)"', page)
    visitor.post("engineer", path(ticket), {**body(ticket), named: SimpleUploadedFile("值班记录.pdf", PDF)})
    claims = Claim.objects.filter(ticket=ticket, state="pending")
    assert claims
    assert all([one.name for one in claim.said[0].papers.all()] == ["值班记录.pdf"] for claim in claims)


def test_a_preview_by_the_whole_page_keeps_the_file(world: World, visitor: Visitor) -> None:
    ticket = repaired(world)
    sent = {**body(ticket), "preview": "yes", "s-fact_evidence": SimpleUploadedFile("值班记录.pdf", PDF)}
    visitor.post("engineer", path(ticket), sent, 200)
    assert [one.name for one in ticket.attachments.all()] == ["值班记录.pdf"]
