"""Questions whose text is kept say what they said when they were put together, and are planned once a connection."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, Value

from accounts.models import User
from tests.rows import NOW, make_user
from tickets.prepared import SOME_HOUR, SOMEBODY, Prepared

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans nothing ahead")
pytestmark = pytest.mark.django_db


def test_it_is_asked_for_one_hour_and_person_after_the_other() -> None:
    first, second = make_user("one"), make_user("two")
    question = Prepared.of(User.objects.filter(pk=SOMEBODY, date_joined__lte=SOME_HOUR).values_list("pk"))
    User.objects.update(date_joined=NOW)
    assert question.ask(NOW, first.pk) == [(first.pk,)]
    assert question.ask(NOW, second.pk) == [(second.pk,)]
    assert question.ask(NOW.replace(year=NOW.year - 1), second.pk) == []


@pytest.mark.parametrize("word", ["O'Neill", "100%s", "%", "back\\slash", "数据库"])
def test_a_word_in_it_is_that_word(word: str) -> None:
    make_user("one")
    said = Value(word, output_field=CharField())
    assert Prepared.of(User.objects.values_list(said)).ask() == [(word,)]


@on_postgresql
def test_it_is_planned_once_however_often_and_for_whomever_it_is_asked() -> None:
    question = Prepared.of(User.objects.filter(pk=SOMEBODY, name="planned once").values_list("pk"))
    for person in (1, 2, 3):
        question.ask(NOW, person)
    with connection.cursor() as cursor:
        kept = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s"
        cursor.execute(kept, ["%planned once%"])
        assert cursor.fetchall() == [(3, 0)]


@on_postgresql
@pytest.mark.parametrize(
    "instant",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        NOW.replace(microsecond=120_000),
        datetime(9999, 12, 31, 23, 59, 59, 1, tzinfo=UTC),
    ],
)
def test_an_instant_is_read_as_it_was_written(instant: datetime) -> None:
    make_user("one")
    (read,) = User.objects.values_list(Value(instant, output_field=DateTimeField()), flat=True)
    assert (read, read.tzinfo) == (instant, UTC)
