"""One made-up person with a unit and a role, and the sign-in as a browser does it."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts import roles
from accounts.models import Membership, Organization, User

PASSWORD = "Plum-Orchard-41"


@pytest.fixture
def office(db: None) -> Organization:
    return Organization.objects.create(code="office", name="演示单位办公室", kind="agency")


@pytest.fixture
def li(office: Organization) -> User:
    person = User.objects.create_user("li", "li@example.invalid", PASSWORD, name="演示·李")
    Membership.objects.create(user=person, organization=office, role=roles.AGENCY_CLERK)
    return person


@pytest.fixture
def sign_in(client: Client) -> Callable[..., HttpResponse]:
    def post(
        login: str = "li", password: str = PASSWORD, headers: dict[str, str] | None = None, **extra: str
    ) -> HttpResponse:
        form = {"login": login, "password": password, **extra}
        return client.post("/accounts/login/", form, headers=headers)

    return post


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list:
    """What was handed to the audit, in order."""
    heard: list = []
    monkeypatch.setattr("tickets.audit.account_event", heard.append)
    return heard
