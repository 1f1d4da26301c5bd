"""Old accounts whose names differ by case alone: the migration names them and stops until one was renamed."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from accounts.doors import people
from accounts.management.answering import shell
from accounts.models import User

MIGRATION = import_module("accounts.migrations.0008_names_are_unique_without_case")


@pytest.fixture
def clash(db: None) -> User:
    """As a database of before might hold them."""
    constraint = User._meta.constraints[0]
    with connection.schema_editor(atomic=connection.vendor == "postgresql") as editor:
        editor.remove_constraint(User, constraint)
    User.objects.create(username="finance")
    return User.objects.create(username="Finance")


@pytest.mark.django_db(transaction=True)
def test_the_migration_names_the_accounts_and_goes_on_after_one_was_renamed(clash: User) -> None:
    constraint = User._meta.constraints[0]
    try:
        with pytest.raises(MIGRATION.NamesClash, match="finance/Finance"):
            MIGRATION.look(apps, None)
        people.rename_account(shell(), clash, "finance2")
        MIGRATION.look(apps, None)
    finally:
        User.objects.all().delete()
        with connection.schema_editor(atomic=connection.vendor == "postgresql") as editor:
            editor.add_constraint(User, constraint)
