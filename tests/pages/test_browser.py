"""The pages in a real browser: accessible, within 320 px, true to the policy; and a restart carried by hand."""

from typing import Any

import pytest

from tests.pages.addresses import NO_PAGES, PAGES, VISITS, furnish, routes, visits
from tests.pages.desk import PALE, Desk, faults, looked_over, too_wide
from tests.pages.unbroken import Unbroken, fill, hidden
from tests.world import PDF
from tickets import actions, clock
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1440, 390)
#: The button that carries a form on.
NEXT = ".form-actions > button:not([name])"


def test_every_address_is_a_page_or_known_to_be_none() -> None:
    """A new page is looked at by its route alone, or a table says with what; and no table names what is gone."""
    known = set(routes())
    assert {*VISITS} - known == set()
    assert NO_PAGES - known == set()
    assert [route for route, those in visits().items() if not those] == []


@pytest.mark.once
def test_every_page_is_accessible_fits_and_keeps_to_the_policy(desk: Desk) -> None:
    """Each is loaded once, full of words without an end, then looked at on a common screen and a phone, fitted to small
    ones, and enlarged; in the dark the first of each person, and by `make pages` all of them."""
    desk.world = Unbroken(desk.world.contract, desk.world.system, desk.world.now)
    names, problems, first = furnish(desk.world), [], dict(reversed(PAGES))
    fill()
    for who, path in PAGES:
        page = desk.sit(who)
        problems += opening(page, desk.url + path.format(**names))
        problems += looked_over(page, WIDTHS, contrast=WIDTHS[:1]) + hidden(page, *WIDTHS) + too_wide(page, 320, 1024)
        problems += [f"in the dark: {one}" for one in in_the_dark(page)] if first[who] == path else []
        problems += [f"{one} in the largest text" for one in in_largest_text(page)]
        problems += [f"{path}: {one}" for one in desk.heard()]
    problems += clashing(desk, names["returned"])
    assert not problems, "\n".join(problems)


def clashing(desk: Desk, number: object) -> list[str]:
    """The page that only an answer shows: what two people wrote, side by side."""
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/{number}/edit/")
    ticket = Ticket.objects.get(number=number)
    by = {"actor": desk.world.user("clerk"), "now": clock.now(), "version": ticket.version}
    actions.edit(ticket, fields={"host": "theirs-01"}, **by)
    page.fill("#new-host", "mine-01")
    page.click(".form-actions button:not([name])")
    page.locator("[name=take-host]").first.wait_for()
    desk.heard()  # 409 is the answer that is looked at
    return looked_over(page, WIDTHS, contrast=WIDTHS[:1]) + hidden(page, *WIDTHS)


def opening(page: Any, address: str) -> list[str]:
    """What there is to say if another page comes than was asked for: a refusal, or a way on."""
    answer = page.goto(address)
    expected = 404 if address.endswith("/nowhere/") else 200
    told = [] if answer.request.redirected_from is None else [f"{address} leads to {page.url}"]
    return told if answer.status == expected else [*told, f"{address}: {answer.status}"]


def in_the_dark(page: Any) -> list[str]:
    """Nothing but the colours changes there."""
    page.emulate_media(color_scheme="dark")
    found = [f"{page.url}: {one}" for one in page.evaluate(PALE)]
    page.emulate_media(color_scheme="light")
    return found


def in_largest_text(page: Any) -> list[str]:
    page.evaluate("document.documentElement.className = 'text-150'")
    return too_wide(page, 1440)


def test_the_largest_text_is_a_class_of_the_page(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.context.add_cookies([{"name": "text-size", "value": "150", "url": desk.url}])
    page.goto(f"{desk.url}/")
    assert page.evaluate("document.documentElement.className") == "text-150"


def test_errors_take_the_focus_and_lead_to_their_field(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.fill("#title", "数据库服务器重启")
    page.click(NEXT)
    assert page.title().startswith("错误：")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.input_value("#title") == "数据库服务器重启"
    page.click("a[href='#new-host']")
    assert page.evaluate("document.activeElement.id") == "new-host"
    assert faults(page) == []


def test_a_poll_brings_news_and_leaves_the_focus(desk: Desk) -> None:
    furnish(desk.world)
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/")
    page.focus("table a >> nth=0")
    held = page.evaluate("document.activeElement.id")
    page.evaluate("document.querySelector('#ticket-rows').dataset.old = 'yes'")
    with page.expect_response(lambda answer: "seen=" in answer.url and "/tickets/" in answer.url):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('half'))")
    page.locator("#ticket-rows:not([data-old])").wait_for()
    assert page.evaluate("document.activeElement.id") == held


def test_the_page_works_by_keyboard_alone(desk: Desk) -> None:
    page = desk.sit("lead")
    page.goto(f"{desk.url}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def step(page: Any, name: str, **typed: Any) -> None:
    """Open the step's form, fill it in and send it."""
    box = page.locator(f"#act-{name}")
    if box.get_attribute("open") is None:
        box.locator("> summary").click()
    for field, value in typed.items():
        control = page.locator(f"#{name}-{field}")
        if value == "paper":
            control.set_input_files({"name": f"{field}.pdf", "mimeType": "application/pdf", "buffer": PDF})
        elif value == "tick":
            control.check()
        elif control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    box.locator("button.button[type=submit]:not([name])").click()
    page.locator(".banner-success").wait_for()


def test_four_people_carry_a_restart_from_filing_to_its_close(desk: Desk) -> None:
    """Clerk, lead, desk and engineer, each in their own browser, by nothing but what the pages offer."""
    clerk, lead, service, engineer = (desk.sit(who) for who in ("clerk", "lead", "desk", "engineer"))
    clerk.goto(f"{desk.url}/tickets/new/")
    clerk.click("a[href='/tickets/new/restart/']")
    file_restart(clerk, desk)
    ticket = clerk.url

    lead.goto(desk.url)
    lead.click("text=数据库服务器重启")
    step(lead, "approve_restart", written_application="paper", comment="同意，按窗口执行。")

    service.goto(ticket)
    step(service, "verify", verification="电话回拨经办人核实。", assignee="engineer")

    engineer.goto(ticket)
    step(engineer, "begin", host_checked="tick")
    moment = local(desk)
    outcome = engineer.locator("#complete-result-ok")
    if engineer.locator("#act-complete").get_attribute("open") is None:
        engineer.locator("#act-complete > summary").click()
    outcome.check()
    step(engineer, "complete", started_at=moment, finished_at=moment, execution_log="paper")

    clerk.goto(ticket)
    step(clerk, "confirm", complete="tick")
    assert "按期办结" in clerk.locator(".ticket-line").inner_text()
    assert "提单" in clerk.locator(".timeline").inner_text()
    assert desk.said == []


def test_a_typed_time_is_previewed_in_place_and_enter_takes_the_step(desk: Desk) -> None:
    """The answer to the preview comes beside what is typed; none of that is lost."""
    fault = desk.world.file("incident", "clerk")
    page = desk.sit("engineer")
    page.goto(f"{desk.url}/tickets/{fault.number}/")
    page.fill("#respond-note", "已电话答复")
    page.click("#act-respond .not-now > summary")
    page.fill("#respond-happened_at", local(desk))
    page.click("#act-respond button[name=preview]")
    page.locator("#respond-preview .read-clock").first.wait_for()
    assert "以上为试算，尚未提交。" in page.inner_text("#respond-preview")
    assert page.input_value("#respond-note") == "已电话答复"
    assert desk.world.fresh(fault).state == "reported"
    page.press("#respond-happened_at", "Enter")
    page.locator(".banner-success").wait_for()
    assert desk.world.fresh(fault).state == "handling"
    assert desk.said == []


def file_restart(page: Any, desk: Desk) -> None:
    page.fill("#title", "数据库服务器重启")
    page.select_option("#system", desk.world.system.code)
    page.fill("#new-host", "db-01")
    page.check("#new-operation-reboot")
    page.fill("#new-reason", "安装系统补丁后须重启生效。")
    page.click(NEXT)
    page.fill("#new-window_start", local(desk))
    page.fill("#new-window_end", local(desk, hours=4))
    page.check("#new-impact_ack")
    page.click(NEXT)
    page.click("button:has-text('提交并开始计时')")
    page.locator(".banner-success").wait_for()


def test_a_clerk_files_an_expansion_in_few_clicks_and_fields(desk: Desk) -> None:
    """From the choice of the kind to the button: at most 12 clicks and 11 fields."""
    page = desk.sit("clerk")
    clicks, fields = 0, 0
    page.goto(f"{desk.url}/tickets/new/")
    for selector, value in EXPANSION:
        clicks += not isinstance(value, str)
        fields += value is not None
        if value is None:
            page.click(selector)
        elif value is True:
            page.check(selector)
        elif isinstance(value, tuple):
            (file,) = value
            page.set_input_files(selector, {"name": file, "mimeType": "application/pdf", "buffer": PDF})
        elif selector.endswith(("system", "-line")):
            page.select_option(selector, value)
        else:
            page.fill(selector, local(desk, hours=int(value)) if "window" in selector else value)
    page.locator(".banner-success").wait_for()
    assert "待费用核对" in page.inner_text("main")
    assert clicks <= 12, clicks
    assert fields <= 11, fields
    assert desk.said == []


#: What is clicked (None), ticked (True), chosen and typed (a text; of a window the hours ahead), handed in (a tuple).
EXPANSION: tuple[tuple[str, Any], ...] = (
    ("a[href='/tickets/new/change/']", None),
    ("#system", "city-operation"),
    ("#new-type-expansion", True),
    ("#new-reason", "接入用户数增加"),
    (NEXT, None),
    ("#new-term-long_term", True),
    ("#new-lines-0-line", "vcpu"),
    ("#new-lines-0-quantity", "16"),
    (NEXT, None),
    ("#new-window_start", "200"),
    ("#new-window_end", "204"),
    ("#new-interrupts-false", True),
    ("#new-change_plan", ("方案.pdf",)),
    ("#new-rollback_plan", ("回退.pdf",)),
    (NEXT, None),
    ("button:has-text('提交并开始计时')", None),
)


def local(desk: Desk, **later: float) -> str:
    """The present minute in Beijing, as the control takes it."""
    from datetime import timedelta

    from tickets.datelaw.types import ZONE

    return f"{(clock.now() + timedelta(**later)).astimezone(ZONE):%Y-%m-%dT%H:%M}"
