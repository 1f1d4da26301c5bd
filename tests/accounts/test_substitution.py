from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Substitution, User

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def wang(db: None) -> User:
    return User.objects.create_user("wang", name="演示·王")


def test_a_substitution_holds_from_its_start_until_before_its_end(li: User, wang: User):
    Substitution.objects.create(principal=li, substitute=wang, starts=MONDAY, ends=FRIDAY)
    instants = (MONDAY - timedelta(seconds=1), MONDAY, FRIDAY - timedelta(seconds=1), FRIDAY)
    assert [Substitution.objects.in_force(at).exists() for at in instants] == [False, True, True, False]


def test_it_ends_after_it_starts_and_nobody_is_their_own_substitute(li: User, wang: User):
    for person, starts, ends in ((wang, FRIDAY, MONDAY), (wang, MONDAY, MONDAY), (li, MONDAY, FRIDAY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Substitution.objects.create(principal=li, substitute=person, starts=starts, ends=ends)
