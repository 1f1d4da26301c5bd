"""What a list asks of tickets: whose they are, and what their number or title says."""

import pytest

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
