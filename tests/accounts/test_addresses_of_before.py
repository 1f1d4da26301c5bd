"""Accounts of an earlier release go on getting mail at the address that an administrator entered."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps

from accounts import mailboxes
from accounts.models import User

pytestmark = pytest.mark.django_db
MIGRATION = import_module("accounts.migrations.0005_addresses_of_before_are_confirmed")


def before(username: str, email: str = "", **more: object) -> User:
    return User.objects.create(username=username, email=email, **more)


def carried_over() -> dict[str, str]:
    MIGRATION.confirm(apps, None)
    return dict(mailboxes.confirmed(User.objects.all()).values_list("user__username", "email"))


def test_an_address_that_was_in_use_counts_as_confirmed() -> None:
    wang, _nobody = before("wang", "Wang@office.test"), before("nobody")
    EmailAddress.objects.create(user=wang, email="wang@office.test")  # allauth's own, from a look at the page
    assert carried_over() == {"wang": "wang@office.test"}
    assert User.objects.get(username="wang").email == "wang@office.test"


def test_an_address_that_the_person_entered_and_never_confirmed_does_not() -> None:
    wang = before("wang", "wang@office.test")
    EmailAddress.objects.create(user=wang, email="wang@office.test", primary=True)
    assert carried_over() == {}


def test_of_several_accounts_with_one_address_the_first_in_use_keeps_it() -> None:
    before("gone", "desk@office.test", is_active=False)
    for name in ("wang", "zhao"):
        before(name, "desk@office.test")
    assert carried_over() == {"wang": "desk@office.test"}
    assert carried_over() == {"wang": "desk@office.test"}
