"""Codes of units are told apart without regard to case; those of before that are not go on, and are named."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from accounts.doors import units
from accounts.models import Organization
from tickets import checks

MIGRATION = import_module("accounts.migrations.0013_unit_codes_are_unique_without_case")


@pytest.fixture
def twins(db: None) -> list[Organization]:
    """As the migration leaves them."""
    made = (("North", True), ("north", False))
    return [Organization.objects.create(code=code, name=code, kind="vendor", twin=twin) for code, twin in made]


def test_the_migration_keeps_the_one_in_small_letters_and_names_the_other(
    twins: list[Organization], capsys: pytest.CaptureFixture[str]
) -> None:
    Organization.objects.filter(code="north").update(twin=True)
    Organization.objects.filter(code="North").update(twin=False)  # the oldest is not what counts
    MIGRATION.mark(apps, None)
    assert Organization.objects.get(code="North").twin
    assert "north, North" in capsys.readouterr().err
    assert "North" in "".join(checks.units_alike())


def test_each_is_found_as_it_is_written_and_else_the_plain_one(twins: list[Organization]) -> None:
    upper, small = twins
    assert units.of_codes(["North", "NORTH", "north", "south"]) == {"North": upper, "NORTH": small, "north": small}


def test_the_database_takes_no_further_one(twins: list[Organization]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(code="NORTH", name="x", kind="vendor")
