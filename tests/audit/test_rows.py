"""What somebody changes in the database past the door is named: the ticket, the row, the column."""

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accounts.doors import people, rights
from accounts.management.answering import shell
from accounts.models import Membership
from accounts.roles import AGENCY_LEAD
from tests.triggers import lift_and_restore
from tests.world import Made, World, copied, made
from tickets import actions, attachments, audit
from tickets.actions import Value
from tickets.audit.faces import EVIDENCE, NEWEST
from tickets.audit.rows import Replay, differences
from tickets.models import (
    Alert,
    Attachment,
    AuditEntry,
    Breach,
    Claim,
    Clause,
    Counter,
    Deadline,
    Endorsement,
    LedgerEntry,
    Pause,
    ReadBack,
    Supplement,
    Ticket,
)
from tickets.policy import calendar_files, contract_files


@contextmanager
def superuser() -> Iterator[None]:
    """Past the triggers, as only the owner of the database can go."""
    lift, restore = lift_and_restore(connection.introspection.table_names())
    with connection.cursor() as cursor:
        connection.check_constraints()
        for statement in lift:
            cursor.execute(statement)
        yield
        connection.check_constraints()
        for statement in restore:
            cursor.execute(statement)


def faults() -> set[str]:
    return {str(fault) for fault in [*audit.verify_rows(), *audit.verify_files(attachments.open_file)]}


GROWN = (
    "submit_for_costing clear_cost approve record_filing require_supplement sign_supplement "
    "countersign_supplement start_work deliver confirm"
)
RESTING = "submit issue_demand acknowledge nominate"


def furnished(world: World) -> World:
    grown = world.file("change", lines=[{"line": "vcpu", "quantity": 500}])
    world.take(grown, *GROWN.split())
    world.take(world.file("restart"), "submit", "approve_restart")
    fault = world.file("incident")
    world.later(hours=2).take(fault, "respond")
    world.take(world.file("staff_replacement"), *RESTING.split())
    value = Value(world.now - timedelta(hours=1))
    by = {"actor": world.user("lead"), "now": world.now, "reason": "核对通话记录"}
    actions.claim_time(fault, fact="respond", value=value, **by)
    world.take(world.file("restart", "desk"), "take_call")
    return world


@pytest.fixture(scope="module")
def made_office(
    made_once: Made, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Made, Path]:
    """Its rows and its files, for each of these tests to have them as they were."""
    folder = tmp_path_factory.mktemp("office")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder):
        return made(lambda: furnished(copied(made_once))), folder


@pytest.fixture
def office(db: None, made_office: tuple[Made, Path], settings: Any, tmp_path: Path) -> World:
    """The register on record; a growth in use, a restart approved, a fault missed, a replacement that rests."""
    rows, files = made_office
    settings.MEDIA_ROOT = shutil.copytree(files, tmp_path / "files")
    return copied(rows)


def number(kind: str) -> str:
    return str(Ticket.objects.filter(kind=kind).earliest("id").number)


def test_what_went_through_the_door_is_as_recorded(office: World) -> None:
    assert faults() == set()
    assert list(audit.verify()) == []


def forged_endorsement() -> Endorsement:
    given = Endorsement.objects.get(name="approval", ticket__kind="restart")
    given.pk, given.name = None, "permit"
    given.save(force_insert=True)
    return given


def incident_clock() -> Deadline:
    return Deadline.objects.get(ticket__kind="incident", code="incident.respond")


def invented_pause() -> Pause:
    row = incident_clock()
    start = row.started_at
    return Pause.objects.create(
        deadline=row, started_at=start, ended_at=start + timedelta(hours=1), reason="third_party", action="suspend"
    )


def claimed_of_another_clock() -> Any:
    """The claim would settle that one, and leave the one that it was raised on."""
    link = Claim.clocks.through.objects.filter(deadline__code="incident.respond")
    link.update(deadline=Deadline.objects.get(ticket__kind="incident", code="incident.handle"))


#: What is changed by plain SQL, and the line that names it; `{…}` is the number of the ticket of that kind.
Tampering = Callable[[], Any]
TAMPERINGS: dict[str, tuple[Tampering, str]] = {
    "the dues of an open clock": (
        lambda: Deadline.objects.filter(ticket__kind="restart", code="restart.verify").update(
            due_at=F("due_at") + timedelta(days=30), nominal_due=F("nominal_due") + timedelta(days=30)
        ),
        "{restart} deadline restart.verify/1 due_at: not as recorded",
    ),
    "when the sweep looks": (
        lambda: Deadline.objects.filter(ticket__kind="restart", code="restart.verify").update(next_at=None),
        "{restart} deadline restart.verify/1 next_at: not as recorded",
    ),
    "a breach that is gone": (
        lambda: Breach.objects.filter(deadline=incident_clock()).delete(),
        "{incident} breach incident.respond/1/{due} *: row missing",
    ),
    "a breach that became a clock met": (
        lambda: Deadline.objects.filter(pk=incident_clock().pk).update(state="met", breached_at=None),
        "{incident} deadline incident.respond/1 state: not as recorded",
    ),
    "when a breach was detected": (
        lambda: Breach.objects.update(detected_at=F("detected_at") + timedelta(days=1)),
        "{incident} breach incident.respond/1/{due} detected_at: not as recorded",
    ),
    "the state of a ticket": (
        lambda: Ticket.objects.filter(kind="restart").update(state="closed"),
        "{restart} ticket {restart} state: not as recorded",
    ),
    "an approval given to somebody else": (
        lambda: Endorsement.objects.filter(name="approval", ticket__kind="restart").update(by=person("finance")),
        "{restart} endorsement {approval} by_id: not as recorded",
    ),
    "an approval that is gone": (
        lambda: Endorsement.objects.filter(name="approval", ticket__kind="restart").delete(),
        "{restart} endorsement {approval} *: row missing",
    ),
    "an approval that nobody gave": (forged_endorsement, "{restart} endorsement {newest} *: row never recorded"),
    "the title": (
        lambda: Ticket.objects.filter(kind="change").update(title="别的"),
        "{change} ticket {change} title: not as recorded",
    ),
    "what was asked for": (
        lambda: Ticket.objects.filter(kind="change").update(fields={}),
        "{change} ticket {change} fields: not as recorded",
    ),
    "a pause that nobody asked for": (invented_pause, "{incident} pause {pause} *: row never recorded"),
    "a line of the ledger": (
        lambda: LedgerEntry.objects.update(quantity=F("quantity") + 1),
        "system log ledgerentry {ledger} quantity: not as recorded",
    ),
    "a supplement": (
        lambda: Supplement.objects.update(quantity=F("quantity") + 1),
        "{change} supplement {supplement} quantity: not as recorded",
    ),
    "the digest of a file": (
        lambda: Attachment.objects.filter(slot="replacement_notice").update(sha256="0" * 64),
        "{staff_replacement} attachment replacement_notice/1 sha256: not as recorded",
    ),
    "a warning": (
        lambda: Alert.objects.filter(deadline=incident_clock()).update(collapsed=True),
        "{incident} alert incident.respond/1/breach/{due} collapsed: not as recorded",
    ),
    "the limits of the contract": (
        lambda: Clause.objects.filter(contract__number="DEMO").update(limit_n=F("limit_n") * 2),
        "system log clause DEMO/restart.verify/1 limit_n: not as recorded",
    ),
    "the counter of numbers": (
        lambda: Counter.objects.update(last=F("last") + 100),
        "system log counter ticket/2026 last: not as recorded",
    ),
    "a role that nobody gave": (
        lambda: Membership.objects.create(
            user=person("clerk"), organization=person("clerk").memberships.get().organization, role=AGENCY_LEAD
        ),
        "system log membership {membership} *: row never recorded",
    ),
    "the number at which a lead is called back": (
        lambda: type(person("lead")).objects.filter(username="lead").update(phone="010-99999999"),
        "system log user lead phone: not as recorded",
    ),
    "the clock that a claim bears on": (
        claimed_of_another_clock,
        "{incident} claim_clocks 1/incident.respond/1 *: row missing",
    ),
    "a code whose words are known": (
        lambda: ReadBack.objects.update(nonce="0" * 32),
        "{called} readback {code} nonce: not as recorded",
    ),
    "an account that was closed": (
        lambda: type(person("clerk")).objects.filter(username="clerk").update(is_active=False),
        "system log user clerk is_active: not as recorded",
    ),
}


def person(name: str) -> Any:
    return Membership.objects.get(user__username=name).user


def named(line: str) -> str:
    """The line with the numbers, ids and instants of the rows at hand."""
    newest = {"newest": Endorsement, "pause": Pause, "ledger": LedgerEntry, "supplement": Supplement}
    ids = {word: model.objects.order_by("-id").values_list("id", flat=True).first() for word, model in newest.items()}
    ids["membership"] = Membership.objects.order_by("-id").values_list("id", flat=True)[0]
    approvals = AuditEntry.objects.filter(ticket__kind="restart", action="approve_restart")
    ids["approval"] = next(iter(approvals.values_list("data__rows__endorsement", flat=True)[0]))
    due = incident_clock().due_at.astimezone(UTC).isoformat()
    kinds = ("change", "incident", "staff_replacement")
    ids |= {"restart": approvals.get().ticket.number, "called": ReadBack.objects.get().ticket.number}
    ids["code"] = ReadBack.objects.get().pk
    return line.format(**{kind: number(kind) for kind in kinds}, **ids, due=due)


@pytest.mark.parametrize("case", TAMPERINGS)
def test_a_change_past_the_door_is_named_with_ticket_row_and_column(office: World, case: str) -> None:
    tamper, line = TAMPERINGS[case]
    expected = named(line) if "{newest}" not in line and "{pause}" not in line and "{membership}" not in line else ""
    with superuser():
        tamper()
    assert (expected or named(line)) in faults()
    assert list(audit.verify()) == []


@pytest.mark.parametrize(("harm", "said"), [("overwrite", "sha256: file overwritten"), ("lose", "path: file missing")])
def test_a_file_that_is_overwritten_or_lost_is_named(office: World, settings: Any, harm: str, said: str) -> None:
    one = Attachment.objects.get(slot="replacement_notice")
    file = Path(settings.MEDIA_ROOT) / one.path
    file.write_bytes(b"FORGED") if harm == "overwrite" else file.unlink()
    assert faults() == {f"{number('staff_replacement')} attachment replacement_notice/1 {said}"}


def test_the_command_names_them_and_says_how_long_each_part_took(office: World) -> None:
    said, faulty = StringIO(), StringIO()
    call_command("verify_audit", stdout=said)
    assert "均与审计记载一致" in said.getvalue()
    Ticket.objects.filter(kind="change").update(title="别的")
    with pytest.raises(CommandError, match="1"):
        call_command("verify_audit", stderr=faulty)
    assert faulty.getvalue() == f"{number('change')} ticket {number('change')} title: 与审计记载不符\n"


def test_the_command_leaves_the_collector_as_it_was(office: World) -> None:
    usual = (gc.get_threshold(), gc.get_freeze_count())
    call_command("verify_audit", stdout=StringIO())
    assert (gc.get_threshold(), gc.get_freeze_count()) == usual


def test_a_ticket_that_no_entry_tells_of_is_named(office: World) -> None:
    with superuser():
        AuditEntry.objects.filter(ticket__kind="incident", seq=1).delete()
    line = f"{number('incident')} ticket {number('incident')} *: what stands here was never recorded"
    assert any(fault.startswith(line) for fault in faults())


def test_accounts_that_are_made_and_closed_stay_on_record(office: World) -> None:
    office = person("clerk").memberships.get().organization
    newcomer, _password = people.add(shell(), "newcomer", "新人", unit=office)
    rights.take(shell(), rights.grant(shell(), newcomer, office, AGENCY_LEAD))
    rights.grant(shell(), newcomer, office, AGENCY_LEAD)
    people.rename_account(shell(), newcomer, "arrived")
    people.stop(shell(), newcomer)
    assert faults() == set()


def test_a_contract_and_a_calendar_that_are_loaded_anew_stay_on_record(office: World, tmp_path: Path) -> None:
    shipped = contract_files.CONTRACTS / "FW2025091703.toml"
    other = tmp_path / "other.toml"
    other.write_text(shipped.read_text().replace('warn = "days"', 'warn = "long"', 1))
    call_command("load_contract", other)
    call_command("load_calendar", calendar_files.SHIPPED / "2026.toml")
    assert faults() == set()


def test_only_tickets_with_entries_since_the_last_seal_are_looked_at(office: World) -> None:
    audit.seal(office.now.date(), office.now)
    Ticket.objects.filter(kind="change").update(title="别的")
    assert list(audit.verify_rows(since_seal=True)) == []
    count = audit.RowCount()
    office.take(Ticket.objects.filter(kind="restart").earliest("id"), "verify")
    assert list(audit.verify_rows(count, since_seal=True)) == []
    assert count.tickets == 1


def test_a_number_past_all_counting_is_named_and_stops_no_check(office: World) -> None:
    with superuser():
        Ticket.objects.filter(kind="change").update(number="GD-2026-99999Z")
    assert "system log counter ticket/2026 last: not as recorded" in faults()


def test_of_an_order_of_before_only_the_tables_of_then_are_compared(office: World) -> None:
    """Rows of a table that this release added to the evidence were told of by nobody then."""
    told = AuditEntry.objects.get(ticket__kind="incident", seq=1)
    assert told.data[audit.EDITION] == NEWEST
    replay = Replay(whole=True)
    found = {("claim_clocks", "1/incident.respond/1"): {"claim_id": 1}}
    assert list(differences("GD-2026-000001", replay.state, found, replay.edition)) == []
    assert list(differences("GD-2026-000001", replay.state, found, NEWEST)) != []


def test_every_column_of_evidence_is_told_or_left_out_with_a_reason() -> None:
    for one in EVIDENCE:
        known = {each.name for each in one.model._meta.concrete_fields}
        assert one.left_out.keys() <= known, one.table
        assert all(one.left_out.values()), one.table
