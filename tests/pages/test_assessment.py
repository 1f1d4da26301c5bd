"""月度考核 on its pages: the sheet's rows are there to be filled in, the result is reckoned, three failures lead on."""

from datetime import date, datetime, timedelta

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.models import Contract, SavedForm, Ticket

FULL = [
    {"score_item": "availability", "points": 40},
    {"score_item": "faults", "points": 30},
    {"score_item": "service", "points": 30},
]
POOR = [{**FULL[0], "points": 9}, *FULL[1:]]


def failed(world: World, month: int) -> Ticket:
    first, last = date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1)
    world.at(datetime(2026, month + 1, 2, 9, tzinfo=ZONE))
    ticket = world.file("assessment", system=None, month=first.isoformat(), month_ends=last.isoformat())
    ticket = world.take(world.take(ticket, "end_month"), "submit_score", score_lines=POOR)
    return world.take(ticket, "issue_result", "accept_result")


def test_each_item_of_the_sheet_has_a_row_and_the_result_is_reckoned(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("assessment"), "end_month")
    page = visitor.get("clerk", f"/tickets/{ticket.number}/")
    for text in ("平台可用性 ≤ 40", "故障响应与处置 ≤ 30", "f-score_lines-2-points"):
        assert text in page
    world.take(ticket, "submit_score", score_lines=POOR)
    page = words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert "69分（满分100分，合格分80分），未通过" in page
    assert "合计：69分" in page
    assert "平台可用性 · 9" in page


def test_points_beyond_the_sheet_come_back_with_what_was_typed(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("assessment"), "end_month")
    typed = {f"f-score_lines-{n}-{name}": str(cell) for n, row in enumerate(FULL) for name, cell in row.items()}
    typed |= {"f-score_lines-1-points": "31", "version": str(ticket.version)}
    page = visitor.post("clerk", f"/tickets/{ticket.number}/act/submit_score/", typed, expect=400)
    assert "第2行：最多30分" in words(page)
    assert 'value="31"' in page


def test_the_contracts_page_shows_the_sheet_the_months_and_the_complaints(world: World, visitor: Visitor) -> None:
    failed(world, 2)
    page = words(visitor.get("clerk", "/contracts/DEMO/"))
    for text in ("演示用评分表：虚构", "80 / 100", "2026-02", "69 / 100 未通过", "已核定0件"):
        assert text in page, text
    Contract.objects.filter(pk=world.contract.pk).update(score_sheet=None)
    assert "演示用评分表" not in visitor.get("clerk", "/contracts/DEMO/")


def test_the_third_failed_month_leads_to_a_notice_to_rectify_that_is_filled_in(world: World, visitor: Visitor) -> None:
    first, second, third = (failed(world, month) for month in (2, 3, 4))
    way = f"/tickets/new/rectification/?because={third.number}"
    page = visitor.get("clerk", f"/tickets/{third.number}/")
    assert way in page
    assert "连续3次未通过" in words(page)
    assert "because" not in visitor.get("clerk", f"/tickets/{second.number}/")
    assert "because" not in visitor.get("lead", f"/tickets/{third.number}/")

    form = visitor.get("clerk", way)
    assert "2026-02：69分（满分100分，合格分80分）" in form
    assert 'value="assessment"' in form
    typed = {
        "contract": "DEMO", "step": "1", "because": third.number, "title": "连续不合格", "system": "",
        "f-rectify_ground": "assessment", "f-demand": "整改", "f-due_on": "2026-06-01",
    }  # fmt: skip
    visitor.post("clerk", way, typed, expect=302)
    kept = SavedForm.objects.get(kind="rectification")
    assert [row["related_order"] for row in kept.fields["related"]] == [first.number, second.number, third.number]


def test_because_of_an_order_that_nobody_sees_nothing_is_offered(world: World, visitor: Visitor) -> None:
    visitor.get("clerk", "/tickets/new/rectification/?because=GD-2000-000001", expect=404)
