"""Rows that are written many at once stand as Django writes each by itself, whatever the database."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, connection
from django.db.models import Model

from tests.rows import NOW, make_ticket, make_user
from tickets.models import Delivery, Notice, NoticeHours, at_once

pytestmark = pytest.mark.django_db

#: What the words of a notice may hold: quotes, signs that mean something to a database, nothing, numbers by their sort.
PARAMS: list[dict[str, Any]] = [
    {},
    {"text": "引“号” ' \" \\ % %s {}", "none": None, "one": 1, "yes": True, "list": [1, "二", None]},
    {"one": True},
    {"one": 1},
]


def stored(model: type[Model], rows: list[Any]) -> list[dict[str, Any]]:
    """All columns but the id, in the order of `rows`."""
    found = model._default_manager.in_bulk([one.pk for one in rows])
    names = [one.attname for one in model._meta.concrete_fields if not one.primary_key]
    return [{name: getattr(found[one.pk], name) for name in names} for one in rows]


def notices() -> list[Notice]:
    """Of one reader each sort of words, the last of them told to many."""
    ticket, people = make_ticket(), [make_user(f"reader{n}") for n in range(4)]
    said = {"event": "comment", "ticket": ticket, "at": NOW}
    rows = [Notice(recipient=people[0], key=f"k{n}", params=params, **said) for n, params in enumerate(PARAMS)]
    one = Notice(key="all", params=PARAMS[1], read_at=NOW + timedelta(microseconds=1), **said)
    return [*rows, *(one.like(recipient_id=person.pk) for person in people * 2)][:9]


def in_both_ways(rows: list[Any], **how: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """As `at_once` writes them, and as Django does."""
    model = type(rows[0])
    again = [one.like() for one in rows]
    stands = stored(model, at_once.insert(rows, **how))
    model._default_manager.filter(pk__in=[one.pk for one in rows]).delete()
    for one in again:
        one.save(force_insert=True)
    return stands, stored(model, again)


def test_rows_stand_as_django_writes_each_of_them() -> None:
    rows = notices()[:8]
    once, each = in_both_ways(rows)
    assert once == each
    assert [type(one["params"].get("one")) for one in once[2:4]] == [bool, int]
    (_hours, plain) = in_both_ways([NoticeHours(user=rows[0].recipient, quiet_from=time(23, 30))])
    assert plain == _hours


def test_deliveries_stand_as_django_writes_them_and_one_row_as_many() -> None:
    rows = at_once.insert(notices()[:3])
    lease = UUID(int=7)
    said = {"channel": "mail", "next_at": NOW}
    for many in (1, 3):
        made = [Delivery(notice=one, lease=lease, urgent=one is rows[0], **said) for one in rows[:many]]
        once, each = in_both_ways(made)
        assert once == each
        Delivery.objects.all().delete()


def test_each_row_gets_the_id_under_which_it_stands() -> None:
    rows = notices()[:8]
    at_once.insert(rows)
    assert [one["key"] for one in stored(Notice, rows)] == [one.key for one in rows]
    given = rows[0].like(id=rows[-1].pk + 1_000, key="given")
    fresh = rows[0].like(id=None, key="fresh")
    at_once.insert([fresh, given])
    assert given.pk == rows[-1].pk + 1_000
    assert [one["key"] for one in stored(Notice, [fresh, given])] == ["fresh", "given"]


def test_of_rows_that_stood_there_in_any_order_each_gets_its_own_id() -> None:
    rows = notices()[:6]
    before = at_once.insert([rows[4], rows[1]])
    known = {(one.recipient_id, one.key): one.pk for one in before}
    again = [one.like(id=None, event="breach") for one in rows]
    at_once.insert(again, unless=("recipient", "key"))
    assert {key: pk for one in again for key, pk in [((one.recipient_id, one.key), one.pk)] if key in known} == known
    assert [(one["key"], one["event"]) for one in stored(Notice, again)] == [
        (one.key, "comment" if (one.recipient_id, one.key) in known else "breach") for one in again
    ]
    at_once.insert([one.like(id=None) for one in rows], ignore=True)
    assert Notice.objects.count() == len(rows)


def test_columns_are_written_of_many_as_of_each() -> None:
    rows = at_once.insert(notices()[:5])
    for n, one in enumerate(rows):
        one.read_at, one.held, one.params = NOW + timedelta(seconds=n), "daily", PARAMS[n % 4]
    at_once.update(rows, ["read_at", "held", "params"])
    meant = [{name: getattr(one, name) for name in ("read_at", "held", "params")} for one in rows]
    assert [{name: row[name] for name in meant[0]} for row in stored(Notice, rows)] == meant


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no lengths")
@pytest.mark.parametrize("many", [1, 2])
def test_what_is_too_long_is_refused_and_never_cut(many: int) -> None:
    rows = [one.like(key=f"{n}" * 121) for n, one in enumerate(notices()[:many])]
    with pytest.raises(DataError):
        at_once.insert(rows)
