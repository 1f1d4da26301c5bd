"""Bare rows, for what lies below the door: the audit, the outbox, the sweep's own bookkeeping."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts import mailboxes
from accounts.models import Membership, Organization, User
from tickets import audit
from tickets.datelaw.types import ZONE
from tickets.lifecycle import KINDS
from tickets.models import PROXIES, AuditEntry, Clause, Contract, Deadline, SystemLogHead, Ticket

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)


def make_unit(code: str, kind: str) -> Organization:
    return Organization.objects.get_or_create(code=code, defaults={"name": code, "kind": kind})[0]


def make_user(username: str, *, role: str = "", unit: Organization | None = None, **more: object) -> User:
    user = User.objects.create(username=username, name=username, **more)
    mailboxes.vouch(user, f"{username}@example.test")
    if role:
        Membership.objects.create(user=user, organization=unit or make_unit("ops", "operator"), role=role)
    return user


def make_contract() -> Contract:
    units = {kind: make_unit(kind, kind) for kind in ("agency", "provider", "authority", "supervisor")}
    return Contract.objects.get_or_create(
        number="T-1",
        defaults={
            **units,
            "title": "云服务合同",
            "starts": date(2026, 1, 1),
            "ends": date(2026, 12, 31),
            "amount": Decimal("100.00"),
            "digest": "",
            "loaded_at": NOW,
        },
    )[0]


def make_ticket(number: str = "GD-2026-000001", *, kind: str = "restart", title: str = "重启申请") -> Ticket:
    contract = make_contract()
    opener = User.objects.filter(username="clerk").first() or make_user("clerk")
    return PROXIES[kind].objects.create(
        number=number,
        kind=kind,
        state=KINDS[kind].initial.code,
        contract=contract,
        title=title,
        digest="",
        opened_by=opener,
        opened_unit=contract.agency,
        opened_at=NOW,
        state_since=NOW,
        slots_since=NOW,
    )


def write_down(ticket: Ticket, action: str, **said: Any) -> AuditEntry:
    """One audit entry, as an act leaves it: appended, and the ticket's row kept in step. The first tells of the row."""
    entry = audit.draft(ticket, action, **said)
    audit.append(ticket, entry, audit.faces_of([ticket]) if entry.seq == 1 else None)
    ticket.save(update_fields=audit.CHAIN)
    return entry


def put_register_on_record() -> None:
    """As after an upgrade: contracts and people that were made by hand stand in the system log from now on."""
    SystemLogHead.objects.update_or_create(pk=1, defaults={"baseline_due": True})
    audit.register_baseline(NOW)


def make_clause(
    code: str = "staff.replace", *, basis: str = "contract", article: str = "8.9", **more: object
) -> Clause:
    values = {
        "since": NOW,
        "article": article,
        "title": "人员更换",
        "title_en": "Staff replacement",
        "party": "provider",
        "basis": basis,
        "sort": "clock",
        "limit_n": 5,
        "limit_unit": "day",
        "pause_basis": basis,
        "warn": "days",
    }
    return Clause.objects.create(contract=make_contract(), code=code, **(values | more))


def make_deadline(ticket: Ticket, clause: Clause, due_at: datetime, **more: object) -> Deadline:
    values = {
        "limit_n": 5,
        "limit_unit": "day",
        "started_at": NOW,
        "nominal_due": due_at,
        "target_at": due_at,
        "amber_at": due_at,
        "calendar": "2026.1",
        "next_at": due_at,
    }
    return Deadline.objects.create(
        ticket=ticket, clause=clause, code=clause.code, party="provider", due_at=due_at, **(values | more)
    )
