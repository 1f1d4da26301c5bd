"""The pages of sign-in and account as a browser has them: reachable for everyone, at every width, under the policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts import roles
from accounts.models import Membership, Organization, User
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/profile/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/", "/accounts/logout/")
VIOLATED = "document.addEventListener('securitypolicyviolation', e => console.error('policy ' + e.violatedDirective))"


def person() -> None:
    unit = Organization.objects.create(code="office", name="演示单位办公室", kind="agency")
    li = User.objects.create_user("li", "", PASSWORD, name="演示·李", demo=True)
    Membership.objects.create(user=li, organization=unit, role=roles.AGENCY_CLERK)


def faults(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def too_wide(page) -> bool:
    page.set_viewport_size({"width": 320, "height": 800})
    return page.evaluate("document.documentElement.scrollWidth") > 320


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_accessible_fits_and_keeps_to_the_policy(browser, live_server, settings, width):
    settings.ALLOWED_HOSTS = ["*"]
    person()
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.add_init_script(VIOLATED)
    page.goto(f"{live_server.url}/accounts/login/")
    problems = faults(page)
    page.fill("#id_login", "li")
    page.fill("#id_password", "wrong")
    page.press("#id_password", "Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    problems += faults(page)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server.url}/")
    for path in PAGES:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + path)
        problems += faults(page)
        problems += [f"{path} is wider than 320"] if too_wide(page) else []
    page.close()
    assert not problems, "\n".join(problems)
    assert said == []
