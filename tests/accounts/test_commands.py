from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import roles
from accounts.models import User


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
