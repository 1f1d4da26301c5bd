"""月度会商: a month of findings judged, served, answered and settled on one page."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.outages.office import at, down
from tests.pages.conftest import Filled, Visitor, words
from tests.settlement.november import as_in_november, month_before
from tests.settlement.stories import signed, staff_replaced_late
from tests.world import PDF, World
from tickets import actions, fonts, sweep
from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import ZONE
from tickets.models import Attachment, AuditEntry, Ticket
from tickets.pages.months import papers
from tickets.pages.months.month_page import MonthPage
from tickets.pages.months.papers import MonthPaper
from tickets.pages.parts.visit import Visit
from tickets.pages.print.sheet import texts
from tickets.policy.penalty_terms import Impact
from tickets.settlement.findings import of_contract

APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)
AT = "/contracts/DEMO/months/2026-03/"
SECRET = {"password": "Zhengwu-2026-Demo"}
REASON = "以工单所载时点为准，所附记录为依据。"
#: Queries of the page, sign-in included, however many findings there are.
MOST = 80
on_font = pytest.mark.skipif(fonts.found() is None, reason="this machine has no font with Chinese")


@pytest.fixture
def march(world: World) -> list[Ticket]:
    """What the service proposes: an outage, of which two rows compete, and a replacement of staff that was late."""
    signed(world)
    staff_replaced_late(world)
    down(world, at(10), at(12))
    actions.propose_findings(world.at(APRIL).now)
    return list(Ticket.objects.filter(kind="finding").order_by("id"))


def sent(page: str, stage: str, **also: Any) -> dict[str, Any]:
    """What a browser would send of that stage's form: all that is ticked, and what is typed."""
    part = page[page.index(f'id="f-{stage}"') - 400 : page.index("</form>", page.index(f'id="f-{stage}"'))]
    body: dict[str, Any] = dict(Filled(part[part.index("<form") :] + "</form>", "stage").body)
    body["finding"] = re.findall(r'name="finding" value="([^"]*)"', part)
    return body | also


def states(world: World, tickets: list[Ticket]) -> list[str]:
    return [world.fresh(one).state for one in tickets]


def through(visitor: Visitor, who: str, stage: str, expect: int = 302, **also: Any) -> str:
    return visitor.post(who, AT, sent(visitor.get(who, AT), stage, **also), expect)


def own(slot: str) -> dict[str, Any]:
    """A paper of one's own, in the place of the one that the service would make."""
    return {f"s-{slot}": SimpleUploadedFile(f"{slot}.pdf", PDF, "application/pdf")}


def judged(visitor: Visitor, **also: Any) -> str:
    return through(visitor, "lead", "judge", **{"unharmed": "on", "reason": REASON, **own("evidence"), **also})


def served(visitor: Visitor) -> None:
    judged(visitor)
    through(visitor, "lead", "serve", **SECRET, **own("finding_notice"))


# --- the whole way ---


@on_font
def test_the_worst_month_of_the_scripted_year_is_settled_by_six_forms(world: World, visitor: Visitor) -> None:
    """The agency judges, serves, settles and names a sum where no band gives one; the provider answers twice. The
    papers are made by the service, one for all, and the clocks of all are the same."""
    found = as_in_november(world, month_before(APRIL), APRIL)
    through(visitor, "lead", "judge", unharmed="on", reason=REASON)
    assert "均至2026年4月13日（周一）24时届满" in words(visitor.get("lead", AT))
    through(visitor, "lead", "serve", **SECRET)
    notices = Attachment.objects.filter(slot="finding_notice")
    assert set(notices.values_list("name", flat=True)) == {"认定通知 TZ-2026-000001 2026-03.pdf"}
    for slot in ("evidence", "finding_notice"):
        assert Attachment.objects.filter(slot=slot).values("sha256").distinct().count() == 1
    clocks = [world.clock(one, "finding.object") for one in found]
    assert len({(one.started_at, one.due_at) for one in clocks}) == 1
    through(visitor, "manager", "answer", agreed="on")
    assert "对方同意按此计：附件3第1项" in words(visitor.get("lead2", AT))
    through(visitor, "lead2", "settle", reason="经复核无误，同意定案。", **SECRET)
    world.take(found[-1], "propose_sum", agreed_sum="40000.00")
    assert "拟按此计：¥40,000.00" in words(visitor.get("manager", AT))
    through(visitor, "manager", "choose")
    assert states(world, found) == ["closed"] * 4
    chosen = {one.rules: (one.chosen, one.impact, one.held) for one in of_contract(world.contract) if one.chosen}
    nothing: frozenset[str] = frozenset()
    assert chosen == {
        ("12.5",): ("12.5", nothing, False),
        ("A2.7", "A3.8"): ("A3.8", nothing, False),
        ("A2.1", "A3.1", "A3.5"): ("A3.1", nothing, False),
        ("no_band",): ("no_band", nothing, False),
    }
    logged = AuditEntry.objects.get(ticket=None, action="finding_notice")
    assert (logged.data["notice"], len(logged.data["orders"])) == ("TZ-2026-000001", 4)


@on_font
def test_the_record_names_orders_stamps_and_the_end_of_their_chains(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    here = Visit(world.user("lead"), world.now)
    asked = MonthPage(world.contract, Period.around(MONTH, APRIL.date()).before, here)
    said = list(texts(papers.evidence(MonthPaper(asked, "https://"), asked.rows)))
    fault = Ticket.objects.get(kind="incident")
    assert any(fault.chain_head in one for one in said)
    assert any("298,604.95 ÷ 12 × 50%" in one for one in said)
    notice = papers.notice(MonthPaper(asked, ""), asked.rows, "TZ-2026-000009")
    told = " ".join(texts(notice))
    assert "TZ-2026-000009" in told
    assert "2026年4月13日（周一）24时前" in told
    assert all(one.number in told for one in march)


def test_of_silence_the_rule_is_proposed_and_agreed_to_afterwards(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    served(visitor)
    world.at(world.clock(march[0], "finding.object").due_at).later(minutes=1)
    while sweep.fire_one(world.now):
        pass
    through(visitor, "lead2", "settle", reason="逾期未申辩，经复核无误。", **SECRET)
    assert states(world, march) == ["closed", "agreeing"]
    through(visitor, "lead", "choose")
    assert 'id="f-choose"' not in visitor.get("lead", AT)
    through(visitor, "manager", "choose")
    assert states(world, march) == ["closed", "closed"]


# --- what is said of one alone ---


def test_each_word_of_impact_may_be_judged_otherwise_of_one(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    outage = march[1].number
    judged(visitor, **{f"grave_accident-{outage}": "yes", f"reason-{outage}": "三处业务同时中断，造成重大事故。"})
    (one,) = (each for each in of_contract(world.contract) if each.number == outage)
    assert one.impact == frozenset({Impact.ACCIDENT})
    assert world.audit(world.fresh(march[1]))[-1].data["fields"]["finding_reason"].startswith("三处业务")
    assert world.audit(world.fresh(march[0]))[-1].data["fields"]["finding_reason"] == REASON


def test_without_a_word_on_the_impact_none_is_taken_for_granted(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    """The one that asks for none is judged, the other waits with what was typed."""
    body = sent(visitor.get("lead", AT), "judge", reason=REASON, **own("evidence"))
    page = visitor.post("lead", AT, body, expect=400)
    assert states(world, march) == ["judged", "proposed"]
    assert "已办理：初步认定1项。" in words(page)
    assert f"{march[1].number} 请对重大损失、重大事故、重大影响逐项认定。" in words(page)
    assert REASON in page


def test_one_is_objected_to_and_the_other_agreed_to(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    served(visitor)
    first = march[0].number
    grounds = {f"step-{first}": "object_finding", f"defence-{first}": "更换人员的要求晚于通知单所载时间。"}
    through(visitor, "manager", "answer", agreed="on", **grounds)
    assert states(world, march) == ["opining", "confirming"]
    page = words(visitor.get("lead", AT))
    assert "申辩中或者享有解除权" in page
    assert "等待" in page


def test_an_objection_without_grounds_is_refused_and_the_others_are_sent(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    served(visitor)
    body = sent(visitor.get("manager", AT), "answer", agreed="on")
    page = visitor.post("manager", AT, body | {f"step-{march[0].number}": "object_finding"}, expect=400)
    assert states(world, march) == ["notified", "confirming"]
    assert 'value="object_finding" checked' in " ".join(page.split())


def test_what_is_not_answered_stays(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    served(visitor)
    assert "未办理" in words(through(visitor, "manager", "answer"))
    through(visitor, "manager", "answer", **{f"step-{march[1].number}": "accept_finding"})
    assert states(world, march) == ["notified", "confirming"]


# --- who, once, and one apart from the other ---


def test_one_that_was_changed_meanwhile_holds_up_no_other(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    judged(visitor)
    body = sent(visitor.get("lead", AT), "serve", **SECRET, **own("finding_notice"))
    world.take(world.take(march[0], "return_assessment"), "assess")
    page = words(visitor.post("lead", AT, body, expect=409))
    assert states(world, march) == ["judged", "notified"]
    assert f"{march[0].number} 您办理期间工单已被他人更新" in page
    assert not march[0].attachments.filter(slot="finding_notice").exists()


def test_sent_twice_it_is_done_and_numbered_once(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    judged(visitor)
    body = sent(visitor.get("lead", AT), "serve", **SECRET)
    for _time in range(2):
        visitor.post("lead", AT, body | own("finding_notice"))
    assert states(world, march) == ["notified"] * 2
    assert Attachment.objects.filter(slot="finding_notice").count() == 2


def test_a_wrong_password_does_and_numbers_nothing(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    judged(visitor)
    page = through(visitor, "lead", "serve", expect=400, password="falsch")
    assert states(world, march) == ["judged"] * 2
    assert "密码不正确" in words(page)
    assert not AuditEntry.objects.filter(action="finding_notice").exists()


def test_nobody_settles_what_they_have_judged(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    served(visitor)
    through(visitor, "manager", "answer", agreed="on")
    page = visitor.get("lead", AT)
    assert 'id="f-settle"' not in page
    assert words(page).count("初步认定的人不能定案") == 2
    body = {"stage": "settle", "finding": march[0].number, f"step-{march[0].number}": "confirm_finding", **SECRET}
    row = {f"key-{march[0].number}": "k1", f"version-{march[0].number}": world.fresh(march[0]).version}
    visitor.post("lead", AT, body | row | {"reason": "同意。"}, expect=403)
    assert states(world, march) == ["confirming"] * 2


def test_what_rests_on_ones_own_order_is_left_to_another_and_the_others_go_on(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    world.user("lead2")
    filed_by = [world.user("lead").pk, world.user("clerk").pk]
    Ticket.objects.filter(kind="incident").update(authors=filed_by)
    page = visitor.get("lead", AT)
    assert "不得作初步认定。请由演示·单位副职负责人办理。" in words(page)
    assert sent(page, "judge")["finding"] == [march[0].number]
    assert set(sent(visitor.get("lead2", AT), "judge")["finding"]) == {one.number for one in march}
    judged(visitor)
    assert states(world, march) == ["judged", "proposed"]
    through(visitor, "lead2", "judge", **{"unharmed": "on", "reason": REASON, **own("evidence")})
    assert states(world, march) == ["judged", "judged"]


def test_what_is_contested_says_why_and_is_not_judged(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    fault = Ticket.objects.get(kind="incident")
    actions.claim_time(
        fault, fact="reported_at", number=1, value=actions.Value(at(9, 50)), reason="迟报",
        actor=world.user("lead"), now=world.now,
    )  # fmt: skip
    for who in ("lead", "auditor"):
        assert f"{fault.number}第1号主张" in words(visitor.get(who, AT))
    judged(visitor)
    assert states(world, march) == ["judged", "proposed"]


def test_what_needs_more_is_a_link_to_its_own_page(world: World, visitor: Visitor) -> None:
    ticket = world.file("finding", rules=[{"rule": "15.11"}])
    page = visitor.get("lead", AT)
    assert "请在该工单页面办理" in words(page)
    assert f'href="/tickets/{ticket.number}/"' in page
    assert 'id="f-judge"' not in page


# --- the ways to it, who reads it, what it costs ---


def test_the_sides_read_it_and_those_who_may_do_nothing_find_no_form(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    for who in ("auditor", "officer", "manager"):
        page = visitor.get(who, AT)
        assert march[0].number in page
        assert 'id="f-judge"' not in page
    for who in ("vendor", "outsider"):
        visitor.get(who, AT, expect=404)
    visitor.get("lead", "/contracts/DEMO/months/2026-W09/", expect=404)


def test_of_earlier_months_it_shows_what_is_open_and_of_later_ones_nothing(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    world.take(march[0], "dismiss_finding")
    april = visitor.get("lead", AT.replace("-03", "-04"))
    assert (march[0].number in april, march[1].number in april) == (False, True)
    assert "本月没有违约认定事项" in words(visitor.get("lead", AT.replace("-03", "-02")))


def test_findings_notices_sheets_and_the_contract_lead_to_it(
    world: World, visitor: Visitor, march: list[Ticket]
) -> None:
    assert visitor.client("lead").get(f"/tickets/{march[0].number}/month/").url == AT
    assert visitor.client("lead").get("/contracts/DEMO/months/").url == AT.replace("-03", "-01")
    way = f"/tickets/{march[0].number}/month/"
    for page in ("/", f"/tickets/{march[0].number}/", "/notices/"):
        assert way in visitor.get("lead", page), page
    for page in ("/sheets/", "/contracts/DEMO/"):
        assert "/contracts/DEMO/months/" in visitor.get("lead", page), page


def test_it_costs_as_few_queries_for_much_as_for_little(world: World, visitor: Visitor, march: list[Ticket]) -> None:
    spent = []
    for more in (("A2.6", "A2.7"), ("A3.7", "A3.8")):
        visitor.get("lead", AT)
        with CaptureQueriesContext(connection) as queries:
            visitor.get("lead", AT)
        spent.append(len(queries))
        for rule in more:
            event = {"event_on": "2026-03-31", "event_rows": [{"event_order": march[0].number}]}
            world.file("finding", rules=[{"rule": rule}], **event)
    assert spent[0] == spent[1] <= MOST, "\n".join(one["sql"] for one in queries.captured_queries)
