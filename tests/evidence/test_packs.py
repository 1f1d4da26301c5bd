"""What a pack holds, for whom, and what it costs to make one."""

import json
import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.evidence.conftest import ODD, Elsewhere, made, members
from tests.pages.conftest import words
from tests.pages.test_merged_rounds import denied  # noqa: F401  # a fixture
from tests.world import PDF, World
from tickets import actions, audit
from tickets.errors import WrongState
from tickets.models import AuditEntry, Breach, Delivery, Notice, ReadBack, Ticket
from tickets.pages.evidence import gathering
from tickets.pages.evidence.making import VERIFIER

#: Queries of a pack, however much there is on the order.
MOST = 48  # on PostgreSQL one reads its clock


def read(held: dict[str, bytes], topic: str) -> object:
    return json.loads(held[f"record/{topic}.json"])


def test_it_holds_all_that_stands_of_the_order(world: World, full: Ticket, pack: bytes) -> None:
    held = members(pack)
    order, clocks, claims = read(held, "order"), read(held, "deadlines"), read(held, "claims")
    assert (order["number"], order["chain"]["head"]) == (full.number, full.chain_head)
    missed = next(one for one in clocks if one["code"] == "incident.respond")
    assert missed["versions"][-1]["state"] == "breached"
    assert len(missed["breach"]) == 1
    assert any("5分钟" in line for line in missed["steps"])
    assert [one["saying"] for one in claims["statement"].values()] == ["claimed", "contested", "decided"]
    assert {one["code"] for one in read(held, "clauses")["clauses"]} >= {"incident.respond", "incident.handle"}
    assert [one["source"] for one in read(held, "calendars")][-1] == "国办发明电〔2025〕7号"
    assert any(one["clock"] == "incident.respond/1" and one["name"] for one in read(held, "notices"))
    entries = [json.loads(line) for line in held["audit/chain.jsonl"].splitlines()]
    assert [line["entry"]["seq"] for line in entries[:-1]] == list(range(1, full.chain_length + 1))


def test_its_files_are_those_that_were_handed_in_byte_for_byte(full: Ticket, pack: bytes) -> None:
    held = members(pack)
    files = read(held, "files")
    assert held["verify.py"] == VERIFIER.read_bytes()
    assert {one["name"] for one in files} == set(full.attachments.values_list("name", flat=True))
    assert {held[one["member"]] for one in files} == {PDF + name.encode() for name in ODD}
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9]+\.[a-z0-9]+|[a-z]+\.[a-z]+", name) for name in held), list(held)


def test_the_page_reads_without_the_service(full: Ticket, pack: bytes) -> None:
    page = members(pack)["index.html"].decode()
    said = words(page)
    for part in (full.number, "取证包", "故障响应", "以记录为准", "未接到该电话", "国办发明电〔2025〕7号", *ODD[:2]):
        assert part in said, part
    assert not re.findall(r'<script|<link|<img|src=|href="(?!files/)', page)
    assert "<script>alert(1)</script>" in unescape(page)
    assert set(re.findall(r'href="([^"]*)"', page)) == {f"files/00{n}.pdf" for n in range(1, 5)}
    assert not re.findall(r"9000-|9001-|\bNone\b|incident\.|provider|site packages", said)


def test_in_english_it_is_all_english(world: World, full: Ticket) -> None:
    with translation.override("en"):
        page = members(made(world, "auditor", full))["index.html"].decode()
    assert "<title>Evidence pack" in page
    assert "Claims and decisions" in page


def test_of_one_breach_it_is_the_finding_with_all_the_rest(world: World, full: Ticket, elsewhere: Elsewhere) -> None:
    breach = Breach.objects.get(deadline__ticket=full, code="incident.respond")
    pack = made(world, "auditor", full, breach.pk)
    said = words(members(pack)["index.html"].decode())
    assert "超期认定取证单" in said
    assert "状态：成立" in said
    found = elsewhere.verify(pack)
    assert (found.code, f"取证包：{full.number} 故障响应" in found.said) == (0, True)


def test_a_clock_that_is_part_of_another_is_packed(
    world: World,
    denied: Ticket,  # noqa: F811
    elsewhere: Elsewhere,
) -> None:
    pack = made(world, "clerk", world.fresh(denied))
    assert elsewhere.verify(pack).code == 0
    assert any(one["merged_into"] == 1 for one in read(members(pack), "deadlines"))


def test_a_closed_order_with_decided_claims_is_packed(world: World, closed: Ticket, elsewhere: Elsewhere) -> None:
    assert closed.final
    pack = made(world, "manager", closed)
    assert elsewhere.verify(pack).code == 0
    assert read(members(pack), "order")["closed_at"]
    assert "以记录为准" in words(members(pack)["index.html"].decode())


def test_the_approvals_of_an_order_are_packed(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify", "begin", "complete", "confirm")
    assert ticket.final
    held = members(made(world, "manager", ticket))
    assert read(held, "approvals")["endorsement"]
    assert "办结" in words(held["index.html"].decode())


def test_the_same_state_at_the_same_instant_gives_the_same_bytes(world: World, full: Ticket, pack: bytes) -> None:
    assert made(world, "auditor", full) == pack
    later = members(made(world.later(seconds=1), "auditor", full))
    changed = {name for name, data in members(pack).items() if later[name] != data}
    assert changed == {"index.html", "manifest.json"}


@pytest.mark.parametrize("who", ["outsider", "sysadmin", "secadmin", "auditadmin"])
def test_who_does_not_see_the_order_gets_none(world: World, full: Ticket, who: str) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(Http404):
        made(world, who, full)
    with pytest.raises(Http404):
        made(world, who, full, Breach.objects.filter(deadline__ticket=full)[0].pk)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("who", ["clerk", "lead", "engineer", "manager", "officer", "auditor", "vendor"])
def test_whoever_sees_the_order_gets_one(world: World, full: Ticket, elsewhere: Elsewhere, who: str) -> None:
    assert elsewhere.verify(made(world, who, full)).code == 0


def test_a_draft_is_packed_for_its_own_unit_alone(world: World) -> None:
    draft = world.file("change")
    assert made(world, "clerk", draft)
    with pytest.raises(Http404):
        made(world, "manager", draft)


def test_what_others_were_told_beside_the_clocks_is_their_own(world: World, full: Ticket) -> None:
    for who, sees in (("clerk", True), ("manager", False)):
        told = Notice.objects.filter(ticket=full, deadline=None, recipient__username="clerk")
        assert told.exists()
        shown = read(members(made(world, who, full)), "notices")
        assert any(one["clock"] is None and one["to"] == world.user("clerk").pk for one in shown) is sees


def test_no_address_of_a_delivery_and_no_place_of_a_file_is_told(world: World, full: Ticket) -> None:
    notice = Notice.objects.filter(ticket=full).exclude(deadline=None)[0]
    error = "550 someone@example.org"
    Delivery.objects.create(notice=notice, channel="mail", state="dead", error=error, next_at=world.now)
    held = members(made(world, "manager", full))
    everything = b"".join(held.values())
    assert b"example.org" not in everything
    assert read(held, "notices")
    assert not any("path" in one for one in read(held, "files"))


def test_an_entry_that_tells_of_the_register_is_shown_by_its_hash_alone(
    world: World, full: Ticket, elsewhere: Elsewhere
) -> None:
    entry = audit.draft(full, "comment", now=world.now, actor=None, unit=None, data={"comment": "密"})
    audit.append(full, entry, {"user": {"x": {"phone": "13800000000"}}})
    full.save(update_fields=[*audit.CHAIN])
    pack = made(world, "clerk", full)
    assert b"13800000000" not in b"".join(members(pack).values())
    last = json.loads(members(pack)["audit/chain.jsonl"].splitlines()[-2])
    assert (sorted(last["link"]), last["hash"]) == (["chain", "keyed_by", "previous", "seq"], full.chain_head)
    assert elsewhere.verify(pack).code == 0


def test_the_nonce_of_a_code_told_by_telephone_stays_within(world: World, full: Ticket) -> None:
    at = {"sent_at": world.now, "expires_at": world.now.replace(year=2027)}
    row = ReadBack.objects.create(ticket=full, to=world.user("lead"), nonce="0123456789abcdef" * 2, **at)
    entry = audit.draft(full, "comment", now=world.now, actor=None, unit=None)
    audit.append(full, entry, audit.faces_of([row]))
    full.save(update_fields=[*audit.CHAIN])
    assert row.nonce.encode() not in b"".join(members(made(world, "desk", full)).values())


def test_the_chain_of_a_pack_is_checked_by_whoever_has_the_key(world: World, full: Ticket, pack: bytes) -> None:
    chain = members(pack)["audit/chain.jsonl"].decode()
    assert list(audit.against(StringIO(chain))) == []
    forged = chain.replace("未接到该电话", "接到了该电话")
    (fault,) = audit.against(StringIO(forged))
    assert (fault.chain, fault.what) == (full.number, "entry changed")


def test_its_seals_are_those_that_took_its_entries_in(world: World, full: Ticket) -> None:
    seal = audit.seal(world.now.date(), world.now)
    kept = json.loads(members(made(world, "auditor", full))["audit/seals.json"])["seals"]
    assert [(one["day"], one["digest"], one["up_to_seq"]) for one in kept] == [
        (seal.day.isoformat(), seal.digest, full.chain_length)
    ]


def test_an_order_that_never_stands_still_is_not_packed(
    world: World, full: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_once = gathering._gather

    def moved(here, wanted):
        found = read_once(here, wanted)
        actions.comment(world.fresh(full), "又一句", actor=world.user("clerk"), now=world.now)
        return found

    monkeypatch.setattr(gathering, "_gather", moved)
    with pytest.raises(WrongState, match="正在办理"):
        made(world, "auditor", full)


def test_it_costs_few_queries_and_locks_nothing_however_much_there_is(world: World, full: Ticket) -> None:
    actions.comment(full, "一句", actor=world.user("clerk"), now=world.now)
    made(world, "auditor", full)
    with CaptureQueriesContext(connection) as few:
        made(world, "auditor", full)
    for number in range(12):
        actions.comment(world.fresh(full), f"第{number}句", actor=world.user("clerk"), now=world.now)
    with CaptureQueriesContext(connection) as many:
        made(world, "auditor", full)
    assert len(many) == len(few) <= MOST, len(few)
    assert not [one["sql"] for one in many if one["sql"].startswith(("INSERT", "UPDATE", "SAVEPOINT", "BEGIN"))]


def test_the_command_writes_one_and_puts_it_on_record(
    world: World, full: Ticket, tmp_path: Path, elsewhere: Elsewhere, capsys: pytest.CaptureFixture[str], clock_at
) -> None:
    clock_at(world.now)
    out = tmp_path / "取证.zip"
    call_command("evidence", full.number, "--by", "lead", "--out", str(out))
    digest = capsys.readouterr().out.strip()
    assert elsewhere.verify(out.read_bytes(), "--digest", digest).code == 0
    entry = AuditEntry.objects.get(action="evidence_pack")
    assert (entry.actor, entry.data["manifest"], entry.data["ticket"]) == (world.user("lead"), digest, full.number)


@pytest.mark.parametrize(
    ("by", "said"), [("outsider", "无权查看"), ("auditadmin", "无权查看"), ("nobody", "没有可登录的账号")]
)
def test_the_command_leaves_nothing_for_who_may_not(
    world: World, full: Ticket, tmp_path: Path, by: str, said: str, clock_at
) -> None:
    clock_at(world.now)
    out = tmp_path / "取证.zip"
    with pytest.raises(CommandError, match=said):
        call_command("evidence", full.number, "--by", by, "--out", str(out))
    assert not out.exists()
    out.write_bytes(b"mine")
    with pytest.raises(CommandError):
        call_command("evidence", full.number, "--by", "lead", "--out", str(out))
    assert out.read_bytes() == b"mine"
