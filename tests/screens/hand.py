"""One person's hand on the page before them, counted: each press, each answer that is filled in."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.pages.conftest import spelled, typed
from tests.pages.desk import Desk
from tests.world import PDF, SEATS
from tickets import clock
from tickets.lifecycle import KINDS
from tickets.models import Ticket

NEXT = ".form-actions > button:not([name])"
SUBMIT = "button:has-text('提交并开始计时')"
DONE = ".banner-success"
#: What is not marked as optional, and does not stand there yet; rows are typed by name.
OWED = r"""box => [...box.elements].filter(one => one.name && !/-\d+-/.test(one.name) && one.closest('.field')
    && one.type !== 'hidden' && one.checkVisibility() && !one.closest('.field').querySelector('.optional') && (
    one.type === 'radio' ? !box.querySelector(`[name="${one.name}"]:checked`) :
    one.type === 'checkbox' ? !one.checked : !one.value
)).map(one => [one.name, one.type]).filter(([name], n, all) => all.findIndex(one => one[0] === name) === n)"""


@dataclass
class Job:
    """What it takes to get something done, whoever does it."""

    desk: Desk
    name: str
    clicks: int = 0
    fields: int = 0
    people: set[str] = field(default_factory=set)
    began: float = field(default_factory=time.monotonic)

    def hand(self, who: str, width: int = 1440) -> "Hand":
        self.people.add(who)
        self.desk.world.at(clock.now())
        return Hand(self, who, self.desk.sit(who, width))

    def told(self) -> tuple[str, int, int, int, float]:
        return self.name, len(self.people), self.clicks, self.fields, round(time.monotonic() - self.began, 1)


@dataclass
class Hand:
    job: Job
    who: str
    page: Any

    def at(self, path: str) -> "Hand":
        """Where they are when the job begins for them: nothing is counted."""
        self.page.goto(self.job.desk.url + path)
        return self

    def tap(self, selector: str) -> None:
        self.page.locator(f"{selector} >> visible=true").first.click()
        self.job.clicks += 1

    def done(self) -> None:
        self.page.locator(DONE).wait_for()

    def answer(self, box: str, name: str, value: Any) -> None:
        """A tick and a choice are presses, too; so is a file: `value` is one, or nothing for any paper."""
        control = self.page.locator(f"{box} [name='{name}']")
        kind = control.first.evaluate("one => one.type")
        if kind == "file":
            paper = {"name": f"{name[2:]}.pdf", "mimeType": "application/pdf", "buffer": PDF}
            control.set_input_files(value or paper)
        elif kind in ("radio", "checkbox"):
            self.page.locator(f"{box} [name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            control.select_option(str(value))
        else:
            control.fill(str(value))
        self.job.clicks += kind in ("file", "radio", "checkbox")
        self.job.fields += 1

    def answer_all(self, box: str, said: Mapping[str, Any], also: Mapping[str, Any]) -> None:
        """First what is wanted beyond the stars, for it may raise questions; then what is still owed."""
        for name, value in also.items():
            if self.page.locator(f"{box} [name='{name}']:not([type=hidden])").count():
                self.answer(box, name, value)
        for name, kind in self.page.locator(box).evaluate(OWED):
            if name in also:
                continue
            self.answer(box, name, said.get(name, "on" if kind == "checkbox" else ""))

    # --- the findings of a month ---

    def of_findings(self) -> "Hand":
        """From the to-do to the page of their month."""
        self.tap("main a[href$='/month/']")
        return self

    def send(self, stage: str) -> None:
        """All that is ticked in that form."""
        self.tap(f"#f-{stage} .form-actions button")
        self.done()

    # --- an order is filed ---

    def file(self, kind: str, **also: Any) -> Ticket:
        """From the choice of the kind to the button; `also`: what is answered beyond what must be."""
        job, world = self.job, self.job.desk.world
        also = {name.replace("__", "-"): value for name, value in also.items()}
        card = f"main a[href='/tickets/new/{kind}/']"
        self.at("/tickets/new/")
        if not self.page.locator(card).is_visible():
            self.tap(".more-kinds > summary")
        self.tap(card)
        said = typed(world, kind)
        while not self.page.url.split("?")[0].endswith("/check/"):
            before = self.page.url
            self.answer_all("#filing-form", said, also)
            if KINDS[kind].opening.at_once:
                break
            self.tap(NEXT)
            assert self.page.url != before, self.page.inner_text(".error-summary")
        submits = self.page.locator(SUBMIT).count() > 0
        self.tap(SUBMIT if submits else ".form-actions button[name=keep]")
        self.done()
        job.desk.world.at(clock.now())
        return Ticket.objects.filter(kind=kind).latest("pk")

    # --- it is carried on ---

    def take(self, ticket: Ticket, name: str, **also: Any) -> None:
        """From the to-do, whose button opens the very act, or does it; else from the order's page."""
        world, step = self.job.desk.world, KINDS[ticket.kind].by_step[name]
        also = {key.replace("__", "-"): value for key, value in also.items()}
        box = f"#act-{name}"
        self.at("/")
        button = self.page.locator(f"#a-{ticket.number}")
        if button.count() and leads_to(button, name):
            self.tap(f"#a-{ticket.number}")
            if step.one_tap:
                self.done()
                return
        else:
            self.at(f"/tickets/{ticket.number}/")
        if self.page.locator(box).get_attribute("open") is None:
            self.tap(f"{box} > summary")
        said: dict[str, Any] = {"comment": "按程序办理", "password": "Zhengwu-2026-Demo"}
        examples = world.typed(ticket, step)
        for one in step.asks:
            said |= spelled(one.name, one.type, examples[one.name])
        self.answer_all(f"{box} form", said, also)
        self.tap(f"{box} form > button.button[type=submit]:not([name])")
        self.done()


def leads_to(button: Any, step: str) -> bool:
    where = button.evaluate("one => one.href || one.form.action")
    return where.endswith((f"#act-{step}", f"/act/{step}/"))


def carried(job: Job, ticket: Ticket, steps: str, **widths: int) -> None:
    """Step by step, each by the least of those who may; `widths`: who works on a phone."""
    for name in steps.split():
        who = SEATS[KINDS[ticket.kind].by_step[name].by[0]]
        job.hand(who, widths.get(who, 1440)).take(ticket, name)


def local(**later: float) -> str:
    """The present minute in Beijing, as the control takes it."""
    from tickets.datelaw.types import ZONE

    return f"{(clock.now() + timedelta(**later)).astimezone(ZONE):%Y-%m-%dT%H:%M}"
