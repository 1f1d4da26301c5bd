"""The pages in a real browser: accessible, within 320 px, true to the policy; and a restart carried by hand."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.pages.claimed import claim, late_answer
from tests.world import PDF, World, build
from tickets import actions, clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1440, 390)
VIOLATED = "document.addEventListener('securitypolicyviolation', e => console.error('policy ' + e.violatedDirective))"
#: Clicks each summary in turn, the outer before the inner; gives those that were not to be seen or did not open.
OPEN_ALL = """[...document.querySelectorAll('details > summary')].filter(summary => {
    const before = summary.parentElement.open, seen = summary.checkVisibility() && summary.getClientRects().length;
    summary.click();
    return !seen || summary.parentElement.open === before;
}).map(summary => summary.outerHTML.slice(0, 160))"""
#: Every page with the person who is most at home there; {fault} and {draft} are tickets.
PAGES = (
    ("lead", "/"),
    ("clerk", "/tickets/"),
    ("clerk", "/tickets/new/"),
    ("clerk", "/tickets/new/change/"),
    ("clerk", "/tickets/{draft}/edit/"),
    ("engineer", "/tickets/{fault}/"),
    ("clerk", "/tickets/{late}/"),
    ("clerk", "/checks/"),
    ("lead", "/checks/"),
    ("lead", "/checks/minutes/?claims={claim}"),
    ("manager", "/checks/minutes/{minutes}/"),
    ("auditor", "/recheck/"),
    ("auditor", "/board/"),
    ("lead", "/notices/"),
    ("lead", "/notices/addresses/"),
    ("clerk", "/contracts/"),
    ("clerk", "/contracts/DEMO/"),
    ("clerk", "/kinds/"),
    ("clerk", "/kinds/change/flow/?ticket={draft}"),
    ("clerk", "/nowhere/"),
)


class Desk:
    """One browser in which one person after another sits down; it notes what the console complains of."""

    def __init__(self, browser: Any, url: str, world: World) -> None:
        self.browser, self.url, self.world = browser, url, world
        self.seats: dict[tuple[str, int], Any] = {}
        self.said: list[str] = []

    def sit(self, who: str, width: int = 1440) -> Any:
        if (who, width) not in self.seats:
            client = Client()
            client.force_login(self.world.user(who))
            context = self.browser.new_context(viewport={"width": width, "height": 900})
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}
            context.add_cookies([cookie])
            page = context.new_page()
            page.add_init_script(VIOLATED)
            page.on("console", self._hear)
            self.seats[who, width] = page
        return self.seats[who, width]

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "404" not in message.text:
            self.said.append(message.text)

    def leave(self) -> None:
        for page in self.seats.values():
            page.context.close()


@pytest.fixture
def desk(browser: Any, live_server: Any, settings: Any, tmp_path: Any) -> Iterator[Desk]:
    settings.ALLOWED_HOSTS = ["*"]
    settings.MEDIA_ROOT = tmp_path
    desk = Desk(browser, live_server.url, build(clock.now()))
    yield desk
    desk.leave()


def furnish(world: World) -> dict[str, object]:
    """A ticket in every lamp: late, running, paused, met, and a draft; and one with a time to check."""
    late = late_answer(world.later(minutes=-20))
    value, lead = actions.Value(claim(late).fact.stated_at), world.user("lead")
    minutes = actions.settle_together([(claim(late).pk, value)], text="双方核对", actor=lead, now=world.now)
    fault = world.file("incident", "clerk")
    fault = world.take(fault, "respond")
    world.take(world.file("staff_replacement"), "submit", "issue_demand", "nominate")
    world.take(world.file("restart"), "submit", "approve_restart")
    demand = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    actions.comment(demand, "请尽快提名人选。", actor=world.user("lead"), now=world.now)
    waiting = {"claim": claim(late).pk, "minutes": minutes.pk, "late": late.number}
    return {"fault": fault.number, "draft": world.file("change").number, **waiting}


def faults(page: Any) -> list[str]:
    """What axe finds; it need not write down at length what is as it should be."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    width = page.viewport_size["width"]
    return [f"{page.url} at {width} {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def too_wide(page: Any, *widths: int) -> list[str]:
    wide = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(f"{page.url} is wider than {width}")
    return wide


def opened(page: Any) -> list[str]:
    """Every part that is folded up is opened, as a click opens it; those that nobody could click."""
    return [f"{page.url} keeps closed: {each}" for each in page.evaluate(OPEN_ALL)]


def test_every_page_is_accessible_fits_and_keeps_to_the_policy(desk: Desk) -> None:
    """Each is loaded once and looked at in a small phone, a small office screen, a common screen and a phone."""
    names, problems = furnish(desk.world), []
    for who, path in PAGES:
        page = desk.sit(who)
        page.goto(desk.url + path.format(**names))
        problems += too_wide(page, 320, 1024)
        for number, width in enumerate(WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            problems += opened(page) if number == 0 else []
            problems += faults(page)
    assert not problems, "\n".join(problems)
    assert desk.said == []


def test_no_page_with_the_largest_text_is_wider_than_a_common_window(desk: Desk) -> None:
    names, wide = furnish(desk.world), []
    for who, path in PAGES:
        page = desk.sit(who)
        page.context.add_cookies([{"name": "text-size", "value": "150", "url": desk.url}])
        page.goto(desk.url + path.format(**names))
        wide += too_wide(page, 1440)
    assert wide == []


def test_errors_take_the_focus_and_lead_to_their_field(desk: Desk) -> None:
    page = desk.sit("clerk")
    page.goto(f"{desk.url}/tickets/new/restart/")
    page.fill("#title", "数据库服务器重启")
    page.click("button:has-text('保存草稿')")
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
    step(clerk, "submit")

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
    page.fill("#new-window_start", local(desk))
    page.fill("#new-window_end", local(desk, hours=4))
    page.check("#new-impact_ack")
    page.click("button:has-text('保存草稿')")
    page.locator(".banner-success").wait_for()


def local(desk: Desk, **later: float) -> str:
    """The present minute in Beijing, as the control takes it."""
    from datetime import timedelta

    from tickets.datelaw.types import ZONE

    return f"{(clock.now() + timedelta(**later)).astimezone(ZONE):%Y-%m-%dT%H:%M}"
