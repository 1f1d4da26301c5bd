"""Whatever is sent after the session has ended, at whichever desk: signed in again, the person sees it, and nothing
of it has been done. What is only ever sent to leads to the page to which it belongs."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from accounts import mailboxes, sessions, tokens
from accounts.doors import people, substitutions, units
from accounts.doors.hands import Hand
from accounts.models import User
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import feeds, saved_views
from tickets.models import AuditEntry
from tickets.pages.manage.merging import SALT

SAID = "尚未提交"
PASSWORD = "Plum-Orchard-41"
pytestmark = pytest.mark.django_db(transaction=True)  # a refused write spoils the transaction round a test
DAY = timedelta(days=1)
#: What every sign-in writes.
SIGNING_IN = {"sessions.Session", "usersessions.UserSession", "tickets.AuditEntry", "tickets.SystemLogHead"}
PERSON = {"username": "zhao", "name": "演示·赵", "email": "zhao@example.cn", "phone": ""}
#: who, the address, what is sent, and what of it stands in the form again ("": the page has none for it).
ACTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("sysadmin", "/manage/people/new/", PERSON, "zhao@example.cn"),
    ("sysadmin", "/manage/people/{pk}/edit/", {"name": "演示·改名", "opened": "{person}"}, "演示·改名"),
    ("sysadmin", "/manage/people/{pk}/act/stop/", {}, "停用"),
    ("secadmin", "/manage/people/{pk}/act/reset-password/", {}, "重置"),
    ("secadmin", "/manage/people/{pk}/act/end-sessions/", {}, ""),
    ("secadmin", "/manage/people/{pk}/", {"unit": "{unit}", "role": "agency_lead"}, 'value="agency_lead" selected'),
    ("secadmin", "/manage/people/{pk}/roles/{place}/take/", {}, ""),
    ("secadmin", "/manage/people/{pk}/tokens/{token}/revoke/", {}, ""),
    ("secadmin", "/manage/substitutions/{row}/end/", {}, ""),
    ("secadmin", "/manage/review/", {}, ""),
    ("sysadmin", "/manage/units/new/", {"code": "fresh", "kind": "operator", "name": "新单位"}, "新单位"),
    ("sysadmin", "/manage/units/{code}/", {"name": "改了名的单位", "opened": "{face}"}, "改了名的单位"),
    ("sysadmin", "/manage/tasks/", {"name": "seal"}, ""),
    ("clerk", "/calendar/feed/", {}, ""),
    ("clerk", "/calendar/feed/", {"revoke": "yes"}, ""),
    ("clerk", "/views/tickets/?kind=restart", {"name": "重启单"}, ""),
    ("clerk", "/views/{view}/", {"name": "另一个名称"}, ""),
    ("clerk", "/views/{view}/", {"delete": "yes"}, ""),
    ("auditor", "/exports/new/breaches/", {}, ""),
    ("clerk", "/notices/read/", {"all": "yes"}, ""),
    ("clerk", "/notices/hours/", {"quiet_from": "22:00", "quiet_until": "07:00"}, "22:00"),
    ("clerk", "/notices/choices/", {}, ""),
    ("clerk", "/profile/substitutes/{row}/end/", {}, ""),
    ("clerk", "/profile/tokens/{token}/revoke/", {}, ""),
    ("clerk", "/accounts/sessions/", {}, ""),
]  # fmt: skip
#: What is only sent to -> the page to which it belongs.
HOMES = {
    "/views/breaches/": "/breaches/",
    "/views/no-such-list/": "/tickets/",
    "/views/{view}/": "/breaches/",
    "/exports/new/tickets/": "/tickets/",
    "/reports/hand-in/": "/reports/",
    "/notices/read/": "/notices/",
    "/notices/put/archive/": "/notices/",
    "/notices/choices/": "/notices/addresses/",
    "/contracts/DEMO/extend/": "/contracts/DEMO/",
    "/contracts/DEMO/extensions/1/": "/contracts/DEMO/",
    "/profile/substitutes/1/end/": "/profile/substitutes/",
}


@pytest.fixture
def office(world: World, visitor: Visitor) -> Visitor:
    for name in ("clerk", "auditor", "sysadmin", "secadmin"):
        user = world.user(name)
        user.set_password(PASSWORD)
        user.save()
    return visitor


def places(world: World) -> dict[str, Any]:
    """A person with a role, a token and a substitute; a view of the clerk; an address for calendars."""
    clerk = world.user("clerk")
    token, _text = tokens.issue(clerk, "月报程序")
    row = substitutions.set_up(Hand(None, world.now), clerk, world.user("lead"), world.now, world.now + DAY)
    view = saved_views.save(clerk, "breaches", "本月", {}, shared=False, now=world.now)
    feeds.issue(clerk, now=world.now)
    held = clerk.memberships.get()
    return {
        "pk": clerk.pk, "place": held.pk, "token": token.token_key, "row": row.pk, "view": view.pk,
        "unit": held.organization_id, "code": held.organization.code,
        "person": signing.dumps(people.face(clerk, mailboxes.newest(clerk)), salt=SALT),
        "face": signing.dumps(units.face(held.organization), salt=SALT),
    }  # fmt: skip


def rows() -> dict[str, list[Any]]:
    """Every row of every table but those that a sign-in writes."""
    models = [one for one in apps.get_models() if one._meta.label not in SIGNING_IN]
    passed = {"last_login"}
    return {
        one._meta.label: list(
            one._default_manager.order_by("pk").values(*(f.attname for f in one._meta.fields if f.name not in passed))
        )
        for one in models
    }


def again(office: Visitor, who: str, path: str, body: dict[str, Any]) -> HttpResponse:
    """What the person sees who sent it too late, and has signed in again."""
    client = office.client(who)
    client.get("/accounts/sessions/")
    session = client.session
    session[sessions.SEEN] -= 3600
    session.save()
    signing = client.post(path, body)
    assert signing.url.startswith("/accounts/login/?next=")
    client.get(signing.url)
    signed = client.post("/accounts/login/", {"login": who, "password": PASSWORD, "next": path})
    assert signed.url == path
    return client.get(path, follow=True)


@pytest.mark.parametrize(("who", "path", "body", "shown"), ACTS)
def test_it_is_shown_and_nothing_is_done(
    world: World, office: Visitor, who: str, path: str, body: dict[str, Any], shown: str
) -> None:
    found = places(world)
    path = path.format(**found)
    body = {name: value.format(**found) for name, value in body.items()}
    before, acts = rows(), set(AuditEntry.objects.exclude(action__in=SIGN_INS).values_list("pk", flat=True))
    page = again(office, who, path, body)
    assert page.status_code == 200
    said = page.content.decode()
    assert SAID in words(said)
    assert shown in said
    assert rows() == before
    assert set(AuditEntry.objects.exclude(action__in=SIGN_INS).values_list("pk", flat=True)) == acts


#: What the system log says of the ways in and out.
SIGN_INS = ("signed_in", "signed_out", "session_expired", "sign_in_failed")


@pytest.mark.parametrize(("path", "home"), HOMES.items())
def test_what_is_only_sent_to_leads_a_sign_in_to_its_page(world: World, office: Visitor, path: str, home: str) -> None:
    path = path.format(**places(world))
    stranger = Client()
    office.client("clerk")
    assert stranger.post(path, {"name": "x"}).url == f"/accounts/login/?next={path}"
    stranger.post("/accounts/login/", {"login": "clerk", "password": PASSWORD, "next": path})
    arrived = stranger.get(path, follow=True)
    assert (arrived.status_code, arrived.redirect_chain) == (200, [(home, 302)])
    assert "未执行任何操作" in words(arrived.content.decode())


def test_the_end_of_a_substitution_leads_the_security_administrator_to_the_list(office: Visitor) -> None:
    assert office.client("secadmin").get("/manage/substitutions/1/end/").url == "/manage/substitutions/"


def test_sent_once_more_it_is_done(world: World, office: Visitor) -> None:
    again(office, "sysadmin", "/manage/people/new/", PERSON)
    assert not User.objects.filter(username="zhao").exists()
    office.post("sysadmin", "/manage/people/new/", PERSON, expect=200)
    assert User.objects.filter(username="zhao").exists()
