"""Several entries of one act are told whole: an order that is opened and answered at once is not found unrecorded."""

from datetime import timedelta

from tests.world import World
from tickets import actions, audit


def test_a_fault_taken_by_telephone_stands_as_its_opening_tells(world: World) -> None:
    told = {"caller": "演示·值班员", "symptom": "页面打不开", "answered_at": world.now - timedelta(minutes=13)}
    called = world.now - timedelta(minutes=16)
    where = {"contract": world.contract, "system": world.system}
    fault = actions.take_call(**where, **told, called_at=called, actor=world.user("desk"), now=world.now)
    assert [entry.action for entry in world.audit(fault)][:2] == ["open", "respond"]
    assert list(audit.verify_rows()) == []


def test_stamps_entered_together_stand_as_their_first_tells(world: World) -> None:
    fault = world.file("incident")
    world.later(minutes=40)
    stamps = {name: world.typed(fault, fault.machine.by_step[name]) for name in ("respond", "recover")}
    actions.stamp_late(fault, stamps, late_reason="先抢修，后补录", actor=world.user("manager"), now=world.now)
    assert list(audit.verify_rows()) == []
