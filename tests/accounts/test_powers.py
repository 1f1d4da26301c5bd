"""Who may do what to whom: each administrator has acts of their own, and none of the others'."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.doors.hands import GRAVE, NEVER_OWN, OWN, POWERS, Power
from accounts.models import Organization, User
from tests.accounts.administrators import ROLES, hand

#: Power -> whose it is upon another person, beside whoever has the shell.
TABLE = {
    Power.ADD_UNIT: {"system"},
    Power.EDIT_UNIT: {"system"},
    Power.ADD_PERSON: {"system"},
    Power.EDIT_PERSON: {"system"},
    Power.RENAME_ACCOUNT: {"system"},
    Power.REGISTER_PHONE: {"system"},
    Power.STOP: {"system", "security"},
    Power.RESTORE: {"system"},
    Power.GRANT: {"security"},
    Power.TAKE: {"security"},
    Power.SUBSTITUTE: {"security"},
    Power.END_SUBSTITUTE: {"security"},
    Power.RESET_PASSWORD: {"security"},
    Power.UNLOCK: {"security"},
    Power.RESET_FACTOR: {"security"},
    Power.END_SESSIONS: {"security"},
    Power.REVOKE_TOKEN: {"security"},
    Power.REVIEW: {"security"},
    Power.RETRY_DELIVERY: {"system"},
    Power.HASTEN_DELIVERY: {"system"},
    Power.CANCEL_DELIVERY: {"system"},
    Power.RUN_TASK: {"system"},
    Power.RETRY_CLOCK: {"system"},
    Power.ENTER_GROUP: {"system"},
    Power.TEST_GROUP: {"system"},
    Power.STOP_GROUP: {"system"},
    Power.START_GROUP: {"system"},
    Power.END_GROUP: {"system"},
    Power.PROPOSE_TERMS: {"system"},
    Power.RELEASE_TERMS: {"system", "security"},
    Power.REJECT_TERMS: {"system", "security"},
    Power.WITHDRAW_TERMS: {"system", "security"},
}
#: What one does to oneself: everybody, nobody, or as the table above.
UPON_ONESELF = {
    "everybody": {Power.SUBSTITUTE, Power.END_SUBSTITUTE, Power.END_SESSIONS, Power.REVOKE_TOKEN},
    "nobody": {Power.STOP, Power.RESTORE, Power.GRANT, Power.TAKE, Power.RESET_PASSWORD, Power.RESET_FACTOR},
}


def test_every_act_has_its_administrators() -> None:
    assert set(TABLE) == set(Power) == set(POWERS)
    assert set(OWN) == UPON_ONESELF["everybody"]
    assert set(NEVER_OWN) == UPON_ONESELF["nobody"]


@pytest.mark.parametrize("act", Power)
@pytest.mark.parametrize("who", [*ROLES, "shell"])
def test_who_may_do_what_to_another(li: User, office: Organization, act: Power, who: str) -> None:
    assert hand(who).may(act, li) is (who == "shell" or who in TABLE[act])


@pytest.mark.parametrize("act", Power)
@pytest.mark.parametrize("who", ROLES)
def test_who_may_do_what_to_themselves(office: Organization, act: Power, who: str) -> None:
    by = hand(who)
    expected = who in TABLE[act]
    if act in UPON_ONESELF["everybody"]:
        expected = True
    elif act in UPON_ONESELF["nobody"]:
        expected = False
    assert by.may(act, by.user) is expected


@pytest.mark.parametrize("who", ROLES)
def test_whoever_is_disabled_may_nothing(li: User, office: Organization, who: str) -> None:
    by = hand(who)
    User.objects.filter(username=who).update(is_active=False)
    by.user.refresh_from_db()
    assert not any(by.may(act, li) for act in Power)


def test_a_refusal_says_why(li: User, office: Organization) -> None:
    with pytest.raises(PermissionDenied, match="职责"):
        hand("audit").require(Power.GRANT, li)


def test_what_gives_or_takes_power_is_grave() -> None:
    assert {Power.GRANT, Power.TAKE, Power.RESET_PASSWORD, Power.RESET_FACTOR, Power.STOP, Power.RESTORE} <= set(GRAVE)
