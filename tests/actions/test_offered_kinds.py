"""A kind is opened under a contract only when the contract declares it and gives all that it runs on."""

import pytest

from tests.world import World
from tickets.errors import WrongState
from tickets.lifecycle import KINDS
from tickets.models import Ticket


def refused(world: World, kind: str) -> str:
    with pytest.raises(WrongState) as refusal:
        world.file(kind)
    assert not Ticket.objects.exists()
    return refusal.value.message


def test_a_kind_that_the_contract_does_not_declare_is_refused_in_one_sentence(world: World) -> None:
    world.contract.kinds = [kind for kind in KINDS if kind != "restart"]
    world.contract.save(update_fields=["kinds"])
    assert refused(world, "restart") == "合同 DEMO 未约定“重启”工单，不能提单。"
    assert world.file("incident").pk


def test_a_kind_that_lacks_a_clause_is_refused_and_the_clause_is_named(world: World) -> None:
    world.contract.clauses.filter(code__in=["restart.verify", "restart.execute"]).update(current=False)
    assert refused(world, "restart") == (
        "合同 DEMO 缺少 restart.execute, restart.verify，目前不能提交“重启”工单，请运维人员重新载入合同文件。"
    )
    assert world.file("exit").pk


def test_a_kind_that_lacks_a_parameter_is_refused_and_the_parameter_is_named(world: World) -> None:
    world.contract.interpretations.filter(key="go_live.trial_days").delete()
    assert "go_live.trial_days" in refused(world, "go_live")


def test_what_is_only_advised_may_be_missing(world: World) -> None:
    world.contract.clauses.filter(sort="advice").update(current=False)
    assert all(world.file(kind).pk for kind in KINDS)
