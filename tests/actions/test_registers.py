"""Registers of a contract: one person enters, another confirms; what was said stands, and a correction says why."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.world import PDF, World
from tickets import actions, registered
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import AuditEntry, Notice, RegisterEntry
from tickets.permissions import confirmable_entries, standing, visible_entries

BADGE = {"badge": "OPS-07", "signed_on": "2026-02-01", "training_on": "2026-02-02", "access_from": "2026-02-10"}
ADDRESS = {"address": "203.0.113.7", "network": "internet", "used_from": "2026-03-01"}


def enter(world: World, code: str = "secrecy", who: str = "desk", **said: Any) -> RegisterEntry:
    typed = {"secrecy": BADGE, "addresses": ADDRESS}.get(code, {}) | said
    return actions.enter(world.contract, code, typed, actor=world.user(who), now=world.now)


def confirm(world: World, entry: RegisterEntry, who: str = "clerk") -> RegisterEntry:
    return actions.confirm_entry(entry, actor=world.user(who), now=world.now)


def in_force(world: World, code: str = "secrecy") -> list[RegisterEntry]:
    return registered.said_on(world.contract, code, world.now.date())


def test_an_entry_counts_once_somebody_of_the_other_side_has_confirmed_it(world: World) -> None:
    entry = enter(world)
    assert in_force(world) == []
    confirm(world, entry)
    assert [one.subject for one in in_force(world)] == ["OPS-07"]


def test_a_hidden_danger_is_told_and_the_agency_confirms_that_it_knows(world: World) -> None:
    said = {"danger": "证书链即将失效", "effect": "届时无法访问", "found_on": "2026-03-01", "removed": "no"}
    entry = enter(world, "dangers", "engineer", **said)
    assert confirmable_entries(standing(world.user("clerk"), world.now)).get() == entry
    confirm(world, entry)
    (known,) = in_force(world, "dangers")
    assert registered.flags(known, registered.values(known), world.now.date()) == [("隐患尚未消除", False)]
    assert Notice.objects.filter(recipient__username="auditor").exists()


@pytest.mark.parametrize("who", ["desk", "manager", "engineer", "finance", "officer", "auditor", "vendor", "outsider"])
def test_nobody_confirms_but_the_side_that_the_register_names(world: World, who: str) -> None:
    entry = enter(world)
    with pytest.raises(Forbidden):
        confirm(world, entry, who)


@pytest.mark.parametrize("who", ["clerk", "lead", "engineer", "officer", "auditor", "vendor", "outsider", "sysadmin"])
def test_nobody_enters_but_who_keeps_the_register(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        enter(world, who=who)


@pytest.mark.parametrize(("first", "second"), [("clerk", "lead"), ("desk", "manager"), ("manager", "desk")])
def test_each_side_names_its_own_head_and_a_second_person_of_it_confirms(world: World, first: str, second: str) -> None:
    said = {"post": "项目经理", "holder": "项目主管", "head_from": "2026-03-01"}
    entry = enter(world, "heads", first, **said)
    with pytest.raises(Forbidden):
        confirm(world, entry, first)
    with pytest.raises(Forbidden):
        confirm(world, entry, "manager" if first == "clerk" else "lead")
    confirm(world, entry, second)
    other = "lead" if first != "clerk" else "manager"
    assert Notice.objects.filter(event="register_confirmed", recipient=world.user(other)).count() == 1


def test_the_other_side_keeps_a_head_of_its_own_beside(world: World) -> None:
    said = {"post": "项目经理", "holder": "项目主管", "head_from": "2026-03-01"}
    confirm(world, enter(world, "heads", "clerk", **said), "lead")
    confirm(world, enter(world, "heads", "desk", **said), "manager")
    confirm(world, enter(world, "heads", "desk", **said | {"head_from": "2026-03-02", "holder": "新主管"}), "manager")
    assert [(one.subject, one.values["holder"]) for one in in_force(world, "heads")] == [
        ("agency", "项目主管"),
        ("provider", "新主管"),
    ]


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("secrecy", {"badge": ""}, "badge"),
        ("secrecy", {"signed_on": "2026-03-03"}, "signed_on"),
        ("secrecy", {"access_to": "2026-02-09"}, "access_to"),
        ("secrecy", {"access_from": "1926-02-10"}, "access_from"),
        ("secrecy", {"unheard": "of"}, "unheard"),
        ("addresses", {"address": "203.0.113.256"}, "address"),
        ("addresses", {"address": "www.example.test"}, "address"),
        ("addresses", {"system": "NOWHERE"}, "system"),
        ("addresses", {"by_order": "GD-2026-999999"}, "by_order"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(
    world: World, code: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        enter(world, code, **changes)
    assert set(refused.value.errors) == {field}
    assert not RegisterEntry.objects.exists()


def test_one_address_has_one_writing(world: World) -> None:
    enter(world, "addresses", address=" 2001:DB8::0:1 ")
    assert RegisterEntry.objects.get().subject == "2001:db8::1"


def test_an_address_is_told_by_the_order_on_which_it_rests(world: World) -> None:
    order = world.take(world.file("restart"), "submit", "approve_restart")
    entry = enter(world, "addresses", by_order=order.number, system=world.system.code)
    assert entry.ticket == order


def test_the_same_is_not_said_twice(world: World) -> None:
    entry = enter(world)
    with pytest.raises(WrongState):
        enter(world)
    actions.withdraw_entry(entry, actor=world.user("manager"), now=world.now)
    enter(world)


def test_what_was_returned_says_why_and_counts_for_nothing(world: World) -> None:
    entry = enter(world)
    with pytest.raises(Invalid) as refused:
        actions.return_entry(entry, {"reason": " "}, actor=world.user("clerk"), now=world.now)
    assert set(refused.value.errors) == {"reason"}
    actions.return_entry(entry, {"reason": "工牌号有误"}, actor=world.user("clerk"), now=world.now)
    assert in_force(world) == []
    told = Notice.objects.get(event="register_returned")
    assert (told.recipient, told.params["text"]) == (world.user("desk"), "工牌号有误")
    with pytest.raises(WrongState):
        confirm(world, entry)


def correct(world: World, entry: RegisterEntry, who: str = "desk", **changes: Any) -> RegisterEntry:
    typed = {**entry.values, "why": "录入有误", **changes}
    return actions.correct(entry, typed, actor=world.user(who), now=world.now)


def test_a_correction_is_a_row_of_its_own_and_the_old_one_counts_until_it_is_confirmed(world: World) -> None:
    entry = confirm(world, enter(world))
    fresh = correct(world, entry, signed_on="2026-02-05")
    assert [one.pk for one in in_force(world)] == [entry.pk]
    confirm(world, fresh)
    assert [one.pk for one in in_force(world)] == [fresh.pk]
    assert (fresh.replaces, fresh.note) == (entry, "录入有误")
    logged = AuditEntry.objects.filter(action="register_corrected").latest("seq").data
    assert logged["altered"] == {"secrecy.signed_on": ["2026-02-01", "2026-02-05"]}


def test_a_correction_says_why(world: World) -> None:
    entry = confirm(world, enter(world))
    with pytest.raises(Invalid) as refused:
        correct(world, entry, why="")
    assert set(refused.value.errors) == {"why"}


@pytest.mark.parametrize("decided", [False, True])
def test_an_entry_is_corrected_once(world: World, *, decided: bool) -> None:
    entry = confirm(world, enter(world))
    fresh = correct(world, entry, duty="驻场")
    if decided:
        confirm(world, fresh)
    with pytest.raises(WrongState):
        correct(world, entry, duty="巡检")


def test_what_nobody_confirmed_is_not_corrected(world: World) -> None:
    with pytest.raises(WrongState):
        correct(world, enter(world))


def test_what_was_never_so_is_struck_by_two_people(world: World) -> None:
    entry = confirm(world, enter(world))
    annulled = actions.annul(entry, {"why": "无此人员"}, actor=world.user("desk"), now=world.now)
    assert [one.pk for one in in_force(world)] == [entry.pk]
    confirm(world, annulled)
    assert in_force(world) == []
    assert registered.counting(RegisterEntry.objects.all()).count() == 0


def test_of_a_subject_the_last_that_had_begun_is_in_force(world: World) -> None:
    confirm(world, enter(world, "addresses"))
    later = (world.now + timedelta(days=5)).date().isoformat()
    confirm(world, enter(world, "addresses", used_from=later, used_for="新系统"))
    assert [one.values.get("used_for") for one in in_force(world, "addresses")] == [None]
    world.later(days=5)
    assert [one.values.get("used_for") for one in in_force(world, "addresses")] == ["新系统"]


def test_a_certificate_comes_with_its_scan_or_the_order_that_carries_it(world: World) -> None:
    said = {
        "certificate": "level3", "certified": "政务云平台", "certificate_no": "DJ-1", "issuer": "测评机构",
        "certificate_from": "2025-06-01", "certificate_until": "2026-05-31",
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        enter(world, "certificates", **said)
    assert set(refused.value.errors) == {"file"}
    scan = ("测评报告.pdf", io.BytesIO(PDF))
    entry = actions.enter(world.contract, "certificates", said, actor=world.user("desk"), now=world.now, scan=scan)
    stream = actions.hand_out_scan(entry, actor=world.user("auditor"), now=world.now, address="203.0.113.9")
    assert stream.read() == PDF
    stream.close()
    assert AuditEntry.objects.filter(action="download").latest("seq").data["sha256"] == entry.file_sha256


def test_a_scan_that_is_no_scan_is_refused(world: World) -> None:
    scan = ("测评报告.pdf", io.BytesIO(b"MZ\x90\x00" * 100))
    with pytest.raises(Invalid) as refused:
        actions.enter(world.contract, "secrecy", BADGE, actor=world.user("desk"), now=world.now, scan=scan)
    assert set(refused.value.errors) == {"file"}


@pytest.mark.parametrize(
    ("who", "sees"),
    [("clerk", True), ("finance", True), ("engineer", True), ("officer", True), ("auditor", True),
     ("vendor", False), ("outsider", False), ("sysadmin", False)],
)  # fmt: skip
def test_the_parties_see_it_and_nobody_else(world: World, who: str, *, sees: bool) -> None:
    enter(world)
    assert visible_entries(standing(world.user(who), world.now)).exists() is sees


@pytest.mark.parametrize(("who", "waits"), [("clerk", 1), ("lead", 1), ("desk", 0), ("manager", 0), ("auditor", 0)])
def test_it_waits_for_those_who_may_confirm_it(world: World, who: str, waits: int) -> None:
    enter(world)
    assert confirmable_entries(standing(world.user(who), world.now)).count() == waits


def test_who_may_confirm_is_told_and_asked_no_more_once_it_is_decided(world: World) -> None:
    entry = enter(world)
    asked = Notice.objects.filter(event="register_entered")
    assert set(asked.values_list("recipient__username", flat=True)) == {"clerk", "lead"}
    confirm(world, entry)
    assert not asked.filter(ended_at=None).exists()


FROZEN = {"subject": "OPS-08", "values": {"badge": "OPS-08"}, "state": "returned", "note": "x", "reason": "x"}


@pytest.mark.parametrize("column", FROZEN)
def test_the_database_keeps_what_was_said_and_decided(world: World, column: str) -> None:
    entry = confirm(world, enter(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        RegisterEntry.objects.filter(pk=entry.pk).update(**{column: FROZEN[column]})
    with pytest.raises(DatabaseError), transaction.atomic():
        RegisterEntry.objects.filter(pk=entry.pk).delete()


def test_the_database_takes_no_confirmation_by_whoever_entered_it(world: World) -> None:
    entry = enter(world)
    decided = {"state": "confirmed", "decided_by": world.user("desk"), "decided_at": world.now}
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.filter(pk=entry.pk).update(**decided)
