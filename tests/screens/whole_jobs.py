"""`make jobs`: what people come for, from end to end in the browser, with the presses and answers that it takes."""

import pytest

from tests.actions.test_every_kind_to_its_end import LEAVING, SETTLING, WAYS
from tests.pages.claimed import late_answer
from tests.screens.hand import Job, carried, local
from tests.settlement.november import as_in_november, month_before
from tickets import clock
from tickets.models import ReadBack, Ticket
from tickets.notices import read_back

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

PHONE = 390
EXPANSION = {
    "f-type": "expansion",
    "f-term": "long_term",
    "f-lines-0-line": "vcpu",
    "f-lines-0-quantity": 16,
}
#: What is typed once for all findings of a month.
SETTLED = {"reason": "以工单所载时点和算式为准，记录附后。", "password": "Zhengwu-2026-Demo"}
PARTS = ["city-operation", "energy-monitoring", "energy-sensing"]


def at_most(job: Job, *, clicks: int, fields: int) -> None:
    assert (job.clicks <= clicks, job.fields <= fields) == (True, True), job.told()


# --- the ceilings ---


def test_a_clerk_files_an_expansion(job: Job) -> None:
    ticket = job.hand("clerk").file("change", **window(), **EXPANSION)
    assert ticket.state == "costing"
    at_most(job, clicks=12, fields=11)


def test_an_engineer_answers_a_fault_on_a_phone(job: Job) -> None:
    fault = job.desk.world.file("incident", "clerk")
    job.hand("engineer", PHONE).take(fault, "respond")
    assert job.desk.world.fresh(fault).state == "handling"
    at_most(job, clicks=1, fields=0)


def test_a_fault_told_by_telephone_is_taken(job: Job) -> None:
    hand = job.hand("desk").at("/calls/")
    said = {"caller": "王女士", "system": job.desk.world.system.code, "symptom": "首页打不开"}
    hand.answer_all("form.filing-form", said, said)
    hand.tap("form.filing-form .form-actions button")
    hand.done()
    assert Ticket.objects.get().state == "handling"
    at_most(job, clicks=2, fields=5)


def test_a_lead_approves_a_restart(job: Job) -> None:
    ticket = job.desk.world.take(job.desk.world.file("restart"), "submit")
    job.hand("lead").take(ticket, "approve_restart")
    assert job.desk.world.fresh(ticket).state == "verifying"
    at_most(job, clicks=2, fields=0)


def test_a_lead_approves_an_expansion_and_hands_in_the_signed_sheet(job: Job) -> None:
    """The contract wants the sheet: one press more, and one file."""
    ticket = job.desk.world.take(job.desk.world.file("change"), "submit_for_costing", "clear_cost")
    job.hand("lead").take(ticket, "approve")
    assert job.desk.world.fresh(ticket).state == "filing"
    at_most(job, clicks=3, fields=1)


def test_the_times_of_a_week_are_checked(job: Job) -> None:
    """Three that were entered late, each with evidence."""
    world = job.desk.world
    for _number in range(3):
        late_answer(world.at(clock.now()).later(minutes=-30), evidence=True)
    hand = job.hand("clerk").at("/")
    hand.tap("nav a[href='/checks/']")
    hand.tap("button:has-text('全选')")
    hand.tap("button:has-text('所选均属实')")
    hand.done()
    at_most(job, clicks=3, fields=0)


def test_a_small_office_settles_the_worst_month_of_the_scripted_year(job: Job) -> None:
    """Four findings, one of them without a band: an agency's fifteen presses, a provider's six (issue 10)."""
    now = clock.now()
    found = as_in_november(job.desk.world, month_before(now), now)
    judged_and_served(job)
    agency = job.clicks
    month = job.hand("manager").at("/").of_findings()
    month.answer("#f-answer", "agreed", "on")
    month.send("answer")
    provider = job.clicks - agency
    month = job.hand("lead2").at("/").of_findings()
    month.answer_all("#f-settle", SETTLED, {})
    month.send("settle")
    unpriced = found[-1]
    job.hand("lead").take(unpriced, "propose_sum", **{"f-settled_by": "sum", "f-agreed_sum": "40000.00"})
    agency = job.clicks - provider
    job.hand("manager").at(f"/tickets/{unpriced.number}/").of_findings().send("choose")  # no duty: from its page
    provider = job.clicks - agency
    assert {job.desk.world.fresh(one).state for one in found} == {"closed"}
    assert (agency <= 15, provider <= 6) == (True, True), (agency, provider)


def judged_and_served(job: Job) -> None:
    month = job.hand("lead").at("/").of_findings()
    month.answer("#f-judge", "unharmed", "on")
    month.answer_all("#f-judge", SETTLED, {"unharmed": "on"})
    month.send("judge")
    month.answer_all("#f-serve", SETTLED, {})
    month.send("serve")


# --- the whole ways ---


def test_an_expansion_from_filing_to_close(job: Job) -> None:
    ticket = job.hand("clerk").file("change", **window(), **EXPANSION)
    carried(job, ticket, WAYS["change"].removeprefix("submit_for_costing "))
    assert job.desk.world.fresh(ticket).state == "closed"


def test_a_restart_by_day(job: Job) -> None:
    ticket = job.hand("clerk").file("restart", **window(hours=0))
    carried(job, ticket, WAYS["restart"].removeprefix("submit "))
    assert job.desk.world.fresh(ticket).state == "closed"


def test_a_restart_by_night_by_telephone(job: Job) -> None:
    ticket = job.hand("desk").file("restart", **window(hours=0))
    carried(job, ticket, "take_call")
    code = read_back.code(ReadBack.objects.get(ticket=ticket, spent_at=None).nonce)
    job.hand("desk").take(ticket, "enter_code", **{"f-code": code})
    carried(job, ticket, "begin complete confirm_call confirm")
    assert job.desk.world.fresh(ticket).state == "closed"


def test_a_fault_on_the_phone_from_report_to_close(job: Job) -> None:
    ticket = job.hand("clerk", PHONE).file("incident")
    carried(job, ticket, WAYS["incident"], engineer=PHONE, desk=PHONE, clerk=PHONE, lead=PHONE)
    assert job.desk.world.fresh(ticket).state == "closed"


def test_a_replacement_of_staff(job: Job) -> None:
    ticket = job.hand("clerk").file("staff_replacement")
    carried(job, ticket, WAYS["staff_replacement"].removeprefix("submit "))
    assert job.desk.world.fresh(ticket).state == "closed"


def test_a_migration_in_two_parts(job: Job) -> None:
    ticket = job.hand("officer").file("migration", system="")
    carried(job, ticket, "issue_order") if ticket.state == "draft" else None
    job.hand("lead").take(ticket, "demand", **{"f-scope": PARTS[1]})
    rest = Ticket.objects.get(part_of=ticket)
    carried(job, rest, "demand")
    for part in (ticket, rest):
        carried(job, part, f"acknowledge {LEAVING} {SETTLING}")
        assert job.desk.world.fresh(part).state == "closed"


def window(hours: float = 200) -> dict[str, str]:
    return {"f-window_start": local(hours=hours), "f-window_end": local(hours=hours + 4)}
