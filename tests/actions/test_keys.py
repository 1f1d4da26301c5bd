"""Idempotency keys: a repeat gets the first one's order and changes nothing; a key is for one request."""

import pytest

from tests.world import World
from tickets import actions
from tickets.errors import Invalid, KeyReused
from tickets.models import Ticket

FIELDS = {"post": "OPS-01", "nonconformity": "未按约定值守"}


def open_one(world: World, who: str = "clerk", **changes) -> Ticket:
    given = {"title": "更换人员", "fields": FIELDS, "key": "k-1", **changes}
    return actions.open_ticket(
        "staff_replacement", contract=world.contract, system=None, actor=world.user(who), now=world.now, **given
    )


def submit(world: World, ticket: Ticket, **given) -> Ticket:
    return actions.perform(ticket, "submit", actor=world.user("clerk"), now=world.now, **given)


def test_the_same_filing_under_the_same_key_is_one_ticket(world: World) -> None:
    first, second = open_one(world), open_one(world)
    assert first.pk == second.pk
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("change", [{"title": "更换两名人员"}, {"fields": {**FIELDS, "post": "OPS-09"}}])
def test_another_filing_under_the_same_key_is_refused(world: World, change: dict) -> None:
    open_one(world)
    with pytest.raises(KeyReused) as refused:
        open_one(world, **change)
    assert refused.value.status == 422
    assert Ticket.objects.count() == 1


def test_a_refused_filing_does_not_use_up_its_key(world: World) -> None:
    with pytest.raises(Invalid):
        open_one(world, title=" ")
    assert open_one(world).title == "更换人员"


def test_a_repeated_step_changes_nothing(world: World) -> None:
    ticket = submit(world, open_one(world), key="k-2")
    again = submit(world, ticket, key="k-2")

    assert (again.version, again.chain_length) == (ticket.version, ticket.chain_length)


def test_a_repeat_is_answered_though_the_ticket_has_gone_on(world: World) -> None:
    ticket = submit(world, open_one(world), key="k-2")
    world.take(ticket, "issue_demand")
    assert submit(world, ticket, key="k-2").state == "nominating"


@pytest.mark.parametrize("change", [{"comment": "另有说明"}, {"colour": "red"}])
def test_a_key_of_one_step_does_not_open_another(world: World, change: dict) -> None:
    ticket = submit(world, open_one(world), key="k-2")
    with pytest.raises(KeyReused):
        submit(world, ticket, key="k-2", **change)


def test_keys_are_each_persons_own(world: World) -> None:
    ticket = submit(world, open_one(world), key="k-2")
    after = actions.perform(
        ticket, "return_to_clerk", actor=world.user("lead"), now=world.now, key="k-2", comment="请补充事实"
    )
    assert after.state == "returned_by_lead"


def test_without_a_key_every_request_is_its_own(world: World) -> None:
    assert open_one(world, key=None).pk != open_one(world, key=None).pk
