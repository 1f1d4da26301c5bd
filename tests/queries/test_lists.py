"""What a list asks of tickets: whose they are, and what their number or title says."""

import pytest
from django.db.models import Q

from tests.rows import NOW, make_clause, make_deadline, make_ticket, make_user
from tickets import queries
from tickets.models import Deadline, Ticket

pytestmark = pytest.mark.django_db


def numbers(asked: object) -> set[str]:
    return {number[-1] for number in Ticket.objects.filter(asked).values_list("number", flat=True)}


def test_mine_is_what_i_opened_and_what_i_have_in_hand() -> None:
    engineer = make_user("engineer")
    for number in "123":
        make_ticket(f"GD-2026-00000{number}")
    Ticket.objects.filter(number__endswith="2").update(opened_by=engineer)
    Ticket.objects.filter(number__endswith="3").update(assignee=engineer)
    clerk = Ticket.objects.get(number__endswith="1").opened_by
    assert numbers(queries.mine(engineer)) == {"2", "3"}
    assert numbers(queries.mine(clerk)) == {"1", "3"}
    assert numbers(queries.mine(make_user("desk"))) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("重启", "1"),
        ("GD-2026", "123"),
        ("gd-2026", "123"),
        ("000002", "2"),
        ("OA", "2"),
        ("oa", "2"),
        ("Oa系统", "2"),
        ("门户 网站", ""),
        ("网站", "3"),
        ("3", "3"),
        ("%", ""),
        ("无", ""),
    ],
)
def test_a_text_is_looked_for_in_number_and_title_whatever_its_case(text: str, found: str) -> None:
    for number, title in (("1", "重启申请"), ("2", "OA系统变更"), ("3", "门户网站迁移")):
        make_ticket(f"GD-2026-00000{number}", title=title)
    assert numbers(queries.containing(text)) == set(found)


@pytest.mark.parametrize(
    ("text", "how"), [("重启", "contains"), ("2026-0001", "contains"), ("OA", "icontains"), ("oa系统", "icontains")]
)
def test_case_is_folded_only_where_there_is_one(text: str, how: str) -> None:
    """Asked of the question, not of its answer: SQLite folds the case of ASCII whether it is asked to or not."""
    assert queries.containing(text) == Q(**{f"number__{how}": text}) | Q(**{f"title__{how}": text})


def test_the_clocks_of_tickets_are_all_of_theirs_and_no_others_with_what_a_row_shows(
    django_assert_num_queries,
) -> None:
    clause, first, second = make_clause(), make_ticket("GD-2026-000001"), make_ticket("GD-2026-000002")
    clocks = [make_deadline(one, clause, NOW, round=n) for one in (first, second) for n in (1,)]
    settled = make_deadline(first, clause, NOW, round=2, state="met", stopped_at=NOW, next_at=None)
    assert set(queries.clocks(Ticket.objects.all())) == {*clocks, settled}
    with django_assert_num_queries(1):
        listed = [
            (one, one.clause.code, one.ticket.number) for one in queries.clocks(Ticket.objects.filter(pk=first.pk))
        ]
    assert {one for one, _code, _number in listed} == set(Deadline.objects.filter(ticket=first))
    assert {number for _one, _code, number in listed} == {"GD-2026-000001"}
