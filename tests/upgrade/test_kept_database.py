"""The database of the former release after the upgrade: all of it is there, says what it said, and is trusted."""

import json
from copy import copy
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.api.conftest import Api
from tests.pages.conftest import Visitor
from tests.upgrade.kept import PAPER, kept
from tests.world import World
from tickets import audit
from tickets.audit.chain import hash_of
from tickets.models import AuditEntry, Endorsement, KeyedSince, SystemLogHead, Ticket


def numbers(*sequence: int) -> set[str]:
    return {f"GD-2026-{number:06}" for number in sequence}


ALL = numbers(*range(1, 26))
THEIRS = numbers(23)  # another agency's
INSIDE = numbers(18, 20, 25)  # drafts, and what waits for the agency's own lead
OTHER_SYSTEMS = numbers(1, 2, 12, 14, 15, 16, 19, 22)
#: Whom the former release showed what.
SEEN = {
    **dict.fromkeys(("clerk", "lead", "finance"), ALL - THEIRS),
    **dict.fromkeys(("desk", "engineer", "manager", "officer", "auditor"), ALL - THEIRS - INSIDE),
    "vendor": ALL - THEIRS - INSIDE - OTHER_SYSTEMS,
    "outsider": THEIRS,
}
OFFICE = ("/", "/board/", "/notices/", "/contracts/", "/kinds/")


def test_no_migration_is_left_to_do(world: World) -> None:
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_everybody_finds_the_orders_that_they_saw_before(api: Api) -> None:
    found = {who: api.get(who, "tickets/", page_size=200)["results"] for who in SEEN}
    assert {who: {one["number"] for one in rows} for who, rows in found.items()} == SEEN


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
def test_administrators_who_found_no_orders_are_refused_their_list(api: Api, who: str) -> None:
    assert api.get(who, "tickets/", expect=403)["code"] == "forbidden"


@pytest.mark.parametrize("who", ["lead", "manager", "outsider"])
def test_every_page_of_an_office_opens(visitor: Visitor, who: str) -> None:
    for path in OFFICE:
        visitor.get(who, path)
    listed = visitor.get(who, "/tickets/")
    assert any(number in listed for number in SEEN[who])


@pytest.mark.parametrize("number", sorted(ALL))
def test_an_order_opens_as_a_page_and_by_rest_and_its_clocks_are_explained(
    api: Api, visitor: Visitor, number: str
) -> None:
    who = "outsider" if number in THEIRS else "lead"
    assert number in visitor.get(who, f"/tickets/{number}/")
    assert api.get(who, f"tickets/{number}/")["number"] == number
    assert api.get(who, f"tickets/{number}/events/")[0]["action"] == "open"
    said = StringIO()
    call_command("explain", number, stdout=said)
    assert said.getvalue().startswith(number)


# --- the clocks ---


def utc(stored: str | None) -> datetime | None:
    """An instant as SQLite stores it: in UTC, without saying so."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None


def instant(answered: str | None) -> datetime | None:
    return datetime.fromisoformat(answered) if answered else None


INSTANTS = ("started_at", "due_at", "stopped_at", "breached_at")


def told(row: dict[str, Any]) -> str:
    return "breached" if row["state"] == "paused" and row["breached_at"] else row["state"]


def test_no_clock_says_anything_else_than_before(api: Api) -> None:
    """Whatever a clause is called by now, no date moves and nothing late becomes good; what rested late reads late."""
    before = {
        row["id"]: (row["round"], told(row), *(utc(row[name]) for name in INSTANTS))
        for row in kept().tables["tickets_deadline"]
    }
    rows = api.get("lead", "deadlines/", page_size=200)["results"]
    after = {row["id"]: (row["round"], row["state"], *(instant(row[name]) for name in INSTANTS)) for row in rows}
    assert after == before


def test_what_fell_due_while_the_service_was_down_is_told_when_it_is_up(
    world: World, api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    """The half hour to carry out a permitted restart ran out meanwhile."""
    late = {"ticket": "GD-2026-000024", "state": "breached"}
    assert api.get("lead", "deadlines/", **late)["results"] == []
    call_command("sweep", until_idle=True)
    (clock,) = api.get("lead", "deadlines/", **late)["results"]
    assert instant(clock["breached_at"]) < world.now
    call_command("verify_audit")


# --- the record ---


def test_the_audit_is_as_it_was_when_the_release_ended(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By itself, and against the heads of its chains that were noted then."""
    heads = [
        {"chain": row["number"], "length": row["chain_length"], "hash": row["chain_head"]}
        for row in kept().tables["tickets_ticket"]
    ]
    heads += [
        {"chain": "house", "length": row["length"], "hash": row["head"]} for row in kept().tables["tickets_housechain"]
    ]
    noted = tmp_path / "heads.jsonl"
    noted.write_text("".join(json.dumps({"head": head}) + "\n" for head in heads))
    call_command("verify_audit", against=noted)


def test_every_row_that_the_release_left_is_on_record_from_the_baseline_on(world: World) -> None:
    assert [str(fault) for fault in audit.verify_rows()] == []
    row = Endorsement.objects.exclude(voided_at=None)[0]
    Endorsement.objects.filter(pk=row.pk).update(request="0" * 64)
    expected = f"{row.ticket.number} endorsement {row.pk} request: not as recorded"
    assert [str(fault) for fault in audit.verify_rows()] == [expected]


def test_what_was_written_without_a_key_stands_under_one_seal_with_a_key(world: World) -> None:
    since = KeyedSince.objects.get()
    assert since.entries == len(kept().tables["tickets_auditentry"].rows)
    assert not AuditEntry.objects.filter(id__gt=since.through, keyed_by="").exists()
    assert list(audit.verify_seals()) == list(audit.verify()) == []


def test_an_entry_without_a_key_is_believed_no_more(world: World) -> None:
    """The perfect forgery of release 0.1: an entry behind the end, hashed as every reader could hash it."""
    entry = AuditEntry.objects.filter(ticket__number="GD-2026-000012").latest("seq")
    forged = copy(entry)
    forged.pk, forged.seq, forged.previous, forged.keyed_by = None, entry.seq + 1, entry.hash, ""
    forged.hash = hash_of(forged, "GD-2026-000012")
    forged.save(force_insert=True)
    Ticket.objects.filter(number="GD-2026-000012").update(chain_length=forged.seq, chain_head=forged.hash)
    assert [str(fault) for fault in audit.verify()] == [
        f"GD-2026-000012/{forged.seq}: entry not under the key of its time"
    ]


def test_a_baseline_made_again_changes_nothing(world: World) -> None:
    before = AuditEntry.objects.count()
    call_command("baseline", stdout=StringIO())
    assert (AuditEntry.objects.count(), SystemLogHead.objects.get().baseline_due) == (before, False)


def test_the_record_of_an_order_reads_as_it_was_written(api: Api) -> None:
    number = "GD-2026-000012"
    pk = next(row["id"] for row in kept().tables["tickets_ticket"] if row["number"] == number)
    written = [row for row in kept().tables["tickets_auditentry"] if row["ticket_id"] == pk]
    *read, baseline = api.get("lead", f"tickets/{number}/events/")
    assert baseline["action"] == "baseline"
    assert [(one["seq"], one["action"], one["hash"], one["data"]) for one in read] == [
        (one["seq"], one["action"], one["hash"], json.loads(one["data"])) for one in written
    ]


def test_a_file_that_was_handed_in_can_be_fetched(api: Api) -> None:
    one = api.get("lead", "tickets/GD-2026-000012/attachments/")[0]
    answer = api.client("lead").get(f"/api/v1/attachments/{one['id']}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PAPER


# --- what goes on ---


def test_a_request_repeated_under_its_old_key_still_changes_nothing(api: Api) -> None:
    body = {
        "kind": "staff_replacement",
        "contract": "DEMO",
        "system": None,
        "title": "更换驻场运维岗 A-07",
        "fields": {"post": "A-07", "nonconformity": "连续两周未按约定时间到岗。", "requirements": None},
    }
    again = api.post("clerk", "tickets/", body, expect=201, HTTP_IDEMPOTENCY_KEY="0.1.0-kept")
    assert (again["number"], again["state"]) == ("GD-2026-000018", "draft")
    assert len(api.get("clerk", "tickets/", page_size=200)["results"]) == len(SEEN["clerk"])


def test_whoever_stands_in_for_somebody_goes_on_doing_so(world: World, api: Api) -> None:
    number = "GD-2026-000025"
    api.hand_in("finance", number, "written_application")
    api.post("finance", f"tickets/{number}/actions/approve_restart/")
    assert api.get("clerk", f"tickets/{number}/events/")[-1]["on_behalf_of"] == "lead"


def test_a_new_order_takes_the_next_number(world: World) -> None:
    assert world.file("incident").number == "GD-2026-000026"


def test_new_rows_get_new_ids_in_every_table(world: World) -> None:
    with connection.cursor() as cursor:
        behind = [table for table in connection.introspection.table_names(cursor) if is_behind(cursor, table)]
    assert behind == []


def is_behind(cursor: Any, table: str) -> bool:
    """Whether the counter of a table's ids would give one out that is taken."""
    name = connection.ops.quote_name(table)
    for sequence in connection.introspection.get_sequences(cursor, table):
        cursor.execute(f"SELECT max({sequence['column']}) FROM {name}")  # noqa: S608  # our own names
        (highest,) = cursor.fetchone()
        if isinstance(highest, int) and last_given(cursor, table, sequence["column"]) < highest:
            return True
    return False


def last_given(cursor: Any, table: str, column: str) -> int:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s))", [table, column])
    else:
        cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
    (last,) = cursor.fetchone()
    return last or 0
