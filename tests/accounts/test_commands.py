from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import roles
from accounts.models import User
from tickets.models import AuditEntry


def run(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue().strip()


def test_a_new_account_gets_a_password_that_it_must_change(client, office, sign_in, settings):
    settings.DEMO = False
    password = run("create_account", "zhao", "--name", "演示·赵", "--unit", "office", "--role", roles.AGENCY_LEAD)
    assert sign_in("zhao", password).status_code == 302
    assert client.get("/profile/").headers["Location"] == "/accounts/password/change/"
    assert User.objects.get(username="zhao").memberships.get().role == roles.AGENCY_LEAD


@pytest.mark.parametrize(
    ("username", "unit", "said"), [("zhao", "nowhere", "nowhere"), ("li", "office", "."), ("z z", "office", ".")]
)
def test_a_mistake_makes_no_account(li, office, username, unit, said):
    before = User.objects.count()
    with pytest.raises(CommandError, match=said):
        run("create_account", username, "--name", "x", "--unit", unit, "--role", roles.AGENCY_LEAD)
    assert User.objects.count() == before


def test_a_disabled_account_cannot_sign_in_and_cannot_be_disabled_twice(client, li, sign_in):
    assert "li" in run("disable_account", "li")
    sign_in()
    assert "_auth_user_id" not in client.session
    with pytest.raises(CommandError, match="li"):
        run("disable_account", "li")


def test_the_telephone_for_calls_back_is_registered_on_record_and_taken_away(li):
    assert "010-00000009" in run("register_phone", "li", "010-00000009")
    li.refresh_from_db()
    assert li.phone == "010-00000009"
    entry = AuditEntry.objects.filter(action="phone_registered").latest("id")
    assert entry.data["rows"]["user"]["li"]["phone"] == "010-00000009"
    run("register_phone", "li")
    li.refresh_from_db()
    assert li.phone == ""


@pytest.mark.parametrize(("username", "phone"), [("nobody", "010-00000009"), ("li", "问前台"), ("li", "12")])
def test_nobody_is_called_back_at_what_is_no_number(li, username, phone):
    with pytest.raises(CommandError, match=phone if username == "li" else username):
        run("register_phone", username, phone)
    li.refresh_from_db()
    assert li.phone == ""


def test_a_role_is_held_in_a_unit_of_its_own_side(office):
    before = User.objects.count()
    with pytest.raises(CommandError, match="不设角色"):
        run("create_account", "qian", "--name", "演示·钱", "--unit", "office", "--role", roles.PROVIDER_LEAD)
    assert User.objects.count() == before
