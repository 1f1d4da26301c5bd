from itertools import pairwise

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.accounts.conftest import PASSWORD


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Plum-Or-41", "password_too_short"),
        ("plumorchardplum", "password_too_plain"),
        ("plumorchard4141", "password_too_plain"),
        ("Govcloud-2026", "password_guessable"),
        ("Qwerty-88-AZ", "password_guessable"),
        ("YanshiLi-li-yanshi-0li", None),
        ("Plum-Orchard-42", None),
        ("一二三四五六七八九十Aa1", None),
    ],
)
def test_what_a_password_must_be(li, password, code):
    assert code in refusals(password, li)


def refusals(password: str, user) -> list[str | None]:
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        return [error.code for error in refusal.error_list]
    return [None]


def change(client, old: str, new: str):
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_none_of_the_last_five_passwords_comes_back_but_the_sixth_does(client, li, sign_in, events):
    sign_in()
    used = [PASSWORD, *(f"Plum-Orchard-5{n}" for n in range(4))]
    for old, new in pairwise(used):
        assert change(client, old, new).status_code == 302
    for former in used:
        assert change(client, used[-1], former).context["form"].errors
    assert change(client, used[-1], "Plum-Orchard-60").status_code == 302
    assert change(client, "Plum-Orchard-60", PASSWORD).status_code == 302
    assert events[-1].name == "password_changed"


def test_a_wrong_present_password_changes_nothing(client, li, sign_in):
    sign_in()
    assert change(client, "Wrong-Password-1", "Plum-Orchard-60").context["form"].errors
    li.refresh_from_db()
    assert li.check_password(PASSWORD)
