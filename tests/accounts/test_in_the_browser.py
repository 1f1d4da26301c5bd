"""The way in as a browser has it, and what there is to choose; `tests/pages/test_browser.py` looks at every page."""

import pytest
from playwright.sync_api import expect

from accounts import mailboxes, roles
from accounts.models import Membership, Organization, User
from tests.accounts.conftest import PASSWORD
from tests.pages.desk import NOBODY, Desk, looked_over, too_wide
from tickets.notices.events import GROUPS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1440, 390)


def person() -> None:
    unit = Organization.objects.create(code="office", name="演示单位办公室", kind="agency")
    li = User.objects.create_user("li", "", PASSWORD, name="演示·李", demo=True)
    Membership.objects.create(user=li, organization=unit, role=roles.AGENCY_CLERK)


def test_signing_in_keeps_to_the_policy_and_leads_back_to_what_is_amiss(desk: Desk) -> None:
    person()
    page = desk.sit(NOBODY)
    page.goto(f"{desk.url}/accounts/login/")
    page.fill("#id_login", "li")
    page.fill("#id_password", "wrong")
    page.press("#id_password", "Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    problems = looked_over(page, WIDTHS, contrast=WIDTHS) + too_wide(page, 320)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{desk.url}/")
    mailboxes.vouch(User.objects.get(username="li"), "li@office.test")  # now there is something to choose
    page.goto(f"{desk.url}/notices/addresses/")
    expect(page.locator("input[type=checkbox]")).to_have_count(len(GROUPS))
    problems += looked_over(page, WIDTHS, contrast=WIDTHS) + too_wide(page, 320)
    assert not problems, "\n".join(problems)
    assert desk.heard() == []
