"""Passwords, locks, second factors, sessions and tokens by the security administrator."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import lock, tokens
from accounts.doors import credentials
from accounts.doors.hands import Hand
from accounts.models import User
from tests.accounts.administrators import NOON, hand
from tickets.models import AuditEntry, Notice


def logged(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).latest("id")


def test_a_password_is_reset_once_shown_and_must_be_changed(li: User, client, sign_in, settings) -> None:
    settings.DEMO = False
    sign_in()
    tokens.issue(li, "报表")
    by = hand("security")
    password = credentials.reset_password(by, li)
    assert client.get("/profile/").status_code == 302
    assert not tokens.of(li).exists()
    assert sign_in().status_code == 200
    assert sign_in("li", password).status_code == 302
    assert client.get("/profile/").headers["Location"] == "/accounts/password/change/"
    entry = logged("password_reset")
    assert (entry.actor, entry.data) == (by.user, {"username": "li"})
    assert Notice.objects.get(event="sign_in_reset").recipient == li


def test_nobody_s_password_is_reset_who_is_disabled(li: User) -> None:
    li.is_active = False
    li.save()
    with pytest.raises(ValidationError, match="停用"):
        credentials.reset_password(hand("security"), li)


def test_a_lock_is_lifted_for_the_name_alone(li: User) -> None:
    for number in range(lock.FAILURES_PER_ADDRESS):
        lock.count_failure("li" if number < lock.FAILURES_PER_NAME else f"other{number}", "10.0.0.1", NOON)
    assert {(one.name_digest, one.address) for one in lock.standing(NOON)} == {
        (lock.digest("li"), ""),
        ("", "10.0.0.1"),
    }
    credentials.unlock(hand("security"), li)
    assert not lock.locked("li", "10.0.0.2", NOON)
    assert logged("lock_lifted").data == {"username": "li"}


def test_an_address_is_let_in_again_and_a_name_stays_locked(db: None) -> None:
    for number in range(lock.FAILURES_PER_ADDRESS):
        lock.count_failure("li" if number < lock.FAILURES_PER_NAME else f"other{number}", "10.0.0.1", NOON)
    credentials.unlock_address(hand("security"), "10.0.0.1")
    assert not lock.locked("wang", "10.0.0.1", NOON)
    assert lock.locked("li", "10.0.0.1", NOON)
    assert logged("lock_lifted").data == {"of": "10.0.0.1"}


def test_a_lost_second_factor_is_taken_away_with_its_codes(li: User, client, sign_in) -> None:
    with pytest.raises(ValidationError, match="演示·李"):
        credentials.reset_factor(hand("security"), li)
    TOTP.activate(li, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(li)
    credentials.reset_factor(hand("security"), li)
    assert not Authenticator.objects.exists()
    assert sign_in().url == "/"
    assert logged("second_factor_reset").data == {"username": "li"}


def test_somebody_is_signed_out_everywhere(li: User, client, sign_in) -> None:
    sign_in()
    assert credentials.end_sessions(hand("security"), li) == 1
    assert client.get("/profile/").status_code == 302
    assert logged("sessions_ended").data == {"username": "li", "sessions": 1}


def test_a_token_is_revoked_by_its_owner_or_the_security_administrator(li: User) -> None:
    for by in (Hand(li, NOON), hand("security")):
        token, _text = tokens.issue(li, "报表")
        credentials.revoke_token(by, token)
        assert not tokens.of(li).exists()
        assert logged("token_revoked").data == {"username": "li", "token": "报表"}


@pytest.mark.parametrize("who", ["system", "audit", "clerk"])
def test_nobody_else_has_these_doors(li: User, office, who: str) -> None:
    by, (token, _text) = hand(who), tokens.issue(li, "报表")
    for act in (
        lambda: credentials.reset_password(by, li),
        lambda: credentials.unlock(by, li),
        lambda: credentials.unlock_address(by, "10.0.0.1"),
        lambda: credentials.reset_factor(by, li),
        lambda: credentials.end_sessions(by, li),
        lambda: credentials.revoke_token(by, token),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_tokens_have_names_of_their_own_and_a_bound(li: User) -> None:
    tokens.issue(li, "报表")
    for name, days, field in (("报表", 90, "name"), ("", 90, "name"), ("字" * 61, 90, "name"), ("二", 367, "days")):
        with pytest.raises(ValidationError) as refused:
            tokens.issue(li, name, days)
        assert list(refused.value.message_dict) == [field]


def test_a_changed_password_ends_the_tokens(li: User, client, sign_in) -> None:
    sign_in()
    tokens.issue(li, "报表")
    new = {"oldpassword": "Plum-Orchard-41", "password1": "Plum-Orchard-42", "password2": "Plum-Orchard-42"}
    client.post("/accounts/password/change/", new)
    assert not tokens.of(li).exists()
