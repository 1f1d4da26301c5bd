"""`make jobs`: what auditor and administrators come for, with the presses and answers that it takes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook
from pytest_django.live_server_helper import LiveServer

from accounts import lock
from accounts.models import Membership, Substitution, User
from tests.accounts.test_second_factor import code_now
from tests.commands.test_setup import CONTRACT, FILE
from tests.operating.test_editions import SHORTER
from tests.pages.claimed import claim, late_answer
from tests.pages.desk import Desk
from tests.screens.conftest import JOB
from tests.screens.hand import Hand, Job, local
from tickets import actions, clock, sweep
from tickets.models import Breach, Clause, Contract, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

SEND = "main form.form .form-actions button[type=submit]"
#: What those who begin choose in the place of the password that they were given.
OWN = "Zhengwu-2026-Anquan"


@pytest.fixture
def missed(job: Job) -> Ticket:
    """A fault that nobody answered for half an hour."""
    world = job.desk.world.at(clock.now()).later(minutes=-30)
    ticket = world.file("incident", "clerk")
    while sweep.fire_one(clock.now()):
        pass
    return ticket


def test_a_finding_from_the_board_to_the_signed_sheet(job: Job, missed: Ticket) -> None:
    hand = job.hand("auditor").at("/board/")
    hand.tap(f".board-column a:has-text('{missed.title}')")
    hand.tap("a[href$='/finding/']")
    hand.tap("[data-print]")
    hand.tap("a[href$='/signed/']")
    hand.answer("form.panel", "file", "")
    hand.tap("form.panel button")
    hand.done()
    assert missed.attachments.get().slot == "signed_finding"


def test_a_month_of_breaches_of_one_provider_to_excel(job: Job, missed: Ticket) -> None:
    hand = job.hand("auditor").at("/")
    hand.tap("nav a[href='/breaches/']")
    month = f"{clock.now():%Y-%m}"
    hand.answer("form.filters", "month", month)
    hand.answer("form.filters", "party", "provider")
    hand.tap("form.filters button")
    with hand.page.expect_download() as download:
        hand.tap("form[action*='/exports/'] button")
    rows = list(load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active.values)
    of_provider = Breach.objects.filter(internal=False, party="provider")
    assert sum(missed.number in row for row in rows) == of_provider.count() > 0


def test_a_supervisor_decides_on_a_contest(job: Job) -> None:
    world = job.desk.world.at(clock.now()).later(minutes=-30)
    ticket = late_answer(world)
    value = actions.Value(start=world.now - timedelta(minutes=2))
    said = {"actor": world.user("clerk"), "now": world.now, "comment": "未接到该电话"}
    actions.contest_claim(claim(ticket).pk, value=value, **said)
    hand = job.hand("auditor").at("/")
    hand.tap("nav a[href='/checks/']")
    hand.tap(f"main .claim-acts a[href*='{ticket.number}']")
    box = f"#c{claim(ticket).number}-decide"
    if hand.page.locator(box).get_attribute("open") is None:
        hand.tap(f"{box} > summary")
    hand.answer_all(f"{box} form", {"comment": "以通话记录为准"}, {"verdict": "claimed"})
    hand.tap(f"{box} form > button")
    hand.done()
    assert claim(ticket).state == "decided"


# --- an administrator's first hour ---


class FirstHour:
    """An empty production database and whoever `setup` named; each with a browser of their own."""

    def __init__(self, browser: Any, url: str, folder: Path) -> None:
        self.job = Job(Desk(browser, url, None), "an administrator's first hour in an empty production database")  # type: ignore[arg-type]
        file, told = folder / "first.toml", StringIO()
        file.write_text(FILE.format(contract=CONTRACT), "utf-8")
        call_command("setup", file, stdout=told)
        self.passwords = dict(re.findall(r"  (\w+)  (\S+)$", told.getvalue(), re.MULTILINE))

    def enters(self, who: str) -> Hand:
        """They sign in, choose a password of their own, and set up the second factor."""
        self.job.people.add(who)
        context = self.job.desk.browser.new_context(viewport={"width": 1440, "height": 900})
        hand = Hand(self.job, who, self.job.desk.listened(context.new_page())).at("/accounts/login/")
        hand.answer_all("main form.form", {}, {"login": who, "password": self.passwords[who]})
        hand.tap(SEND)
        chosen = {"oldpassword": self.passwords[who], "password1": OWN, "password2": OWN}
        hand.answer_all("main form", {}, chosen)
        hand.tap("main form button[type=submit]")
        hand.answer_all("main form", {}, {"password": OWN})  # a second factor is set up by who has just proved it
        hand.tap("main form button[type=submit]")
        secret = hand.page.locator("#authenticator_secret").input_value()
        hand.answer_all("main form", {}, {"code": code_now(secret)})
        hand.tap("main form button[type=submit]")
        return hand


@pytest.fixture
def hour(
    browser: Any, live_server: LiveServer, settings: Any, tmp_path: Path, record_property: Any
) -> Iterator[FirstHour]:
    settings.ALLOWED_HOSTS, settings.MEDIA_ROOT = ["*"], tmp_path
    settings.DEMO, settings.MFA_REQUIRED = False, True
    hour = FirstHour(browser, live_server.url, tmp_path)
    yield hour
    record_property(JOB, hour.job.told())
    assert hour.job.desk.heard() == []


def ten_people(hand: Hand) -> dict[str, str]:
    """By a list from Excel. Gives the password of each."""
    unit, book, written = Contract.objects.get().agency.code, Workbook(), BytesIO()
    book.active.append(["账号", "姓名", "单位代码", "电子邮箱", "电话"])
    for n in range(10):
        book.active.append([f"p{n}", f"演示·{n}", unit, "", 13800000000 + n])
    book.save(written)
    file = {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": written.getvalue()}
    hand.at("/manage/").tap("nav a[href='/manage/people/']")
    hand.tap("a[href='/manage/people/import/']")
    hand.answer("form[enctype]", "file", file)
    hand.tap("form[enctype] button[type=submit]")
    hand.tap("form:has([name=rows]) button[type=submit]")
    codes = hand.page.locator("main table code").all_inner_texts()
    return dict(zip(codes[::2], codes[1::2], strict=True))


def grant(hand: Hand, who: str, role: str) -> None:
    hand.tap("nav a[href='/manage/people/']")
    hand.tap(f"main a[href='/manage/people/{User.objects.get(username=who).pk}/']")
    unit = Contract.objects.get().agency.pk
    hand.answer_all("main form.form", {"password": OWN}, {"unit": unit, "role": role})
    hand.tap(SEND)
    hand.done()


def substitute(hand: Hand, principal: str, other: str) -> None:
    hand.tap("nav a[href='/manage/substitutions/']")
    said = {"principal": principal, "substitute": other, "starts": local(), "ends": local(days=5), "password": OWN}
    hand.answer_all("main form.form", said, {})
    hand.tap(SEND)
    hand.done()


def unlock(hand: Hand, who: str) -> None:
    hand.tap("nav a[href='/manage/locks/']")
    hand.tap("main table a")
    hand.answer_all("main form.form", {"password": OWN}, {})
    hand.tap(SEND)
    hand.done()


def release(proposing: Hand, releasing: Hand) -> None:
    """The contract's new edition: handed in by one, in force by the word of another."""
    proposing.tap("nav a[href='/manage/editions/']")
    proposing.tap("a[href='/manage/editions/new/']")
    file = {"name": "新版.toml", "mimeType": "text/plain", "buffer": SHORTER}
    proposing.answer_all("form[enctype]", {"sort": "contract", "file": file}, {})
    proposing.tap("form[enctype] button[type=submit]")
    proposing.done()
    releasing.tap("nav a[href='/manage/editions/']")
    releasing.tap("main table a")
    releasing.answer_all("main form.form", {"password": OWN}, {})
    releasing.tap(SEND)
    releasing.done()


def test_three_administrators_begin_on_an_empty_production_database(hour: FirstHour) -> None:
    """Ten people from a list, their roles, a substitute, a locked person helped, an edition released by two."""
    system = hour.enters("sys1")
    assert len(ten_people(system)) == 10
    security = hour.enters("sec1")
    for who, role in (("p0", "agency_clerk"), ("p1", "agency_lead"), ("p2", "agency_lead")):
        grant(security, who, role)
    assert Membership.objects.filter(user__username__in=("p0", "p1", "p2")).count() == 3
    substitute(security, "p1", "p2")
    assert Substitution.objects.get().principal.username == "p1"
    for _failure in range(lock.FAILURES_PER_NAME):
        lock.count_failure("p0", "10.0.0.9", clock.now())
    unlock(security, "p0")
    assert not lock.locked("p0", "10.0.0.9", clock.now())
    release(system, security)
    assert Clause.objects.get(code="incident.respond", current=True).limit_n == 3
