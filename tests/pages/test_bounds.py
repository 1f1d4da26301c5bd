"""The calendars of a page offer what the door takes; a refusal at a date says the bound; late advice stands on top."""

import re

from tests.pages.conftest import Visitor, words
from tests.world import World


def control(page: str, name: str) -> str:
    (found,) = re.findall(rf'<input[^>]*name="f-{name}"[^>]*>', page)
    return str(found)


def test_filing_offers_no_day_that_is_past_or_beyond_the_term(world: World, visitor: Visitor) -> None:
    page = visitor.get("clerk", f"/tickets/new/onboarding/?contract={world.contract.number}")
    assert 'min="2026-03-02"' in control(page, "planned_date")
    assert 'max="2026-12-31"' in control(page, "planned_date")


def test_a_draft_is_changed_within_the_same_bounds(world: World, visitor: Visitor) -> None:
    page = visitor.get("clerk", f"/tickets/{world.file('restart').number}/edit/")
    assert 'min="2026-03-02T10:01"' in control(page, "window_end")


def test_a_step_is_bounded_by_what_the_order_has_come_to(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("exit"), "submit", "approve")
    page = visitor.get("officer", f"/tickets/{world.later(days=2) and ticket.number}/")
    assert 'min="2026-03-02"' in control(page, "filed_on")
    assert 'max="2026-03-04"' in control(page, "filed_on")
    body = {"f-filing_no": "BA-1", "f-filed_on": "2026-02-01"}
    assert "不得早于报备日期2026年3月2日" in words(visitor.act("officer", ticket, "record_filing", 400, **body))


def test_a_filing_that_is_too_late_is_said_on_the_order(world: World, visitor: Visitor) -> None:
    late = world.file("exit", planned_date="2026-03-04")
    said = words(visitor.get("clerk", f"/tickets/{late.number}/"))
    assert "提前报备：对应2026年3月4日（周三），最迟应于2026年2月26日（周四）办理" in said
    assert "最迟应于" not in words(visitor.get("clerk", f"/tickets/{world.file('exit').number}/"))
