"""Questions whose text is kept say what they said when they were put together, and are planned once a connection."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, Value
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from accounts.roles import AGENCY_CLERK
from tests.rows import NOW, make_unit, make_user
from tickets.prepared import SOME_HOUR, SOME_ID, SOMEBODY, Prepared, PreparedRows, filled

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


def test_several_are_one_question_and_each_row_says_of_which() -> None:
    people = [make_user(name).pk for name in ("one", "two", "three")]
    by_name = User.objects.order_by("username", "pk").values_list("username", "pk")
    question = Prepared.beside([by_name.filter(pk__gt=people[0])[:1], by_name[:2]])
    assert [(place, name) for place, name, _pk in question.ask()] == [(0, "three"), (1, "one"), (1, "three")]


def test_rows_by_a_word_are_what_django_would_give_and_each_is_made_once() -> None:
    for name in ("one", "two"):
        make_user(name)
    with CaptureQueriesContext(connection) as asked:
        found = Prepared.of(User.objects.filter(pk__gt=0)).by("username", User)
        assert set(found) == {"one", "two"}
        assert "three" not in found
        one = found["one"]
        assert found["one"] is one
    assert len(asked) == 1
    usual = User.objects.get(username="one")
    values = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(one, name) for name in values] == [getattr(usual, name) for name in values]


def test_models_come_as_asked_for_with_those_beside_them_and_what_was_not_asked_for_deferred() -> None:
    people = [make_user(name) for name in ("one", "two")]
    asked = User.objects.filter(pk=SOME_ID).annotate(called=Upper("username")).only("username")
    question = PreparedRows(asked)
    for one in people:
        with CaptureQueriesContext(connection) as spent:
            (found,) = question.ask([one.pk])
            assert (found, found.called) == (one, one.username.upper())
            assert "email" in found.get_deferred_fields()
        assert len(spent) == 1
    three = make_user("three", role=AGENCY_CLERK, unit=make_unit("unit", "agency"))
    beside = PreparedRows(Membership.objects.filter(user=SOME_ID).select_related("user"))
    with CaptureQueriesContext(connection) as spent:
        assert [row.user.username for row in beside.ask([three.pk])] == ["three"]
    assert len(spent) == 1


def test_models_come_for_one_hour_after_the_other() -> None:
    one = make_user("one")
    User.objects.update(date_joined=NOW)
    question = PreparedRows(User.objects.filter(pk=SOMEBODY, date_joined__lte=SOME_HOUR))
    assert question.ask(person=one.pk, now=NOW) == [one]
    assert question.ask(person=one.pk, now=NOW.replace(year=NOW.year - 1)) == []


def test_where_no_model_could_ever_fit_none_is_sought() -> None:
    with CaptureQueriesContext(connection) as spent:
        assert PreparedRows(User.objects.filter(pk__in=[])).ask() == []
    assert len(spent) == 0


@pytest.mark.parametrize("length", [0, 1, 24, 25, 26, 60])
def test_few_lengths_of_ids_are_asked_for_and_none_that_is_somebodys(length: int) -> None:
    ids = range(1, length + 1)
    found = filled(ids)
    assert len(found) % 25 == 0
    assert len(set(found)) == len(found) < length + 25
    assert [one for one in found if one > 0] == list(ids)


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
