"""监管周报 and 月报: a draft is taken, the signed one handed in, and sent to the parties of the contract.

No single order is about it, so that all of it stands in the system log.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, User, unit_of
from accounts.roles import PARTY, SUPERVISOR_AUDITOR
from tickets import attachments, audit, outbox
from tickets.actions import door
from tickets.datelaw import explain
from tickets.datelaw.periods import Period
from tickets.errors import Forbidden, WrongState
from tickets.models import Attachment, Contract, SupervisionReport
from tickets.permissions import PARTIES, Capacity, Standing, standing


def check_report(contract: Contract, where: Standing) -> Capacity:
    """The supervisor of the contract. Raises Forbidden."""
    held = (one for one in where.on(contract, None, "") if one.role == SUPERVISOR_AUDITOR and not one.kinds)
    if (capacity := next(held, None)) is None:
        raise Forbidden(_("Only the supervisor of the contract draws up its reports."))
    return capacity


def take_draft(contracts: Iterable[Contract], period: Period, *, actor: User, now: datetime, address: str) -> None:
    """Say in the system log who took which draft. Raises Forbidden."""
    named, where = list(contracts), standing(actor, now)
    for contract in named:
        check_report(contract, where)
    numbers = [one.number for one in named]
    data = {"report": period.code, "form": "draft", "contracts": numbers, "address": address}
    audit.log_system("download", now=now, actor=actor, unit=unit_of(actor), data=data)


def hand_in_report(
    contract: Contract, period: Period, *, name: str, stream: BinaryIO, actor: User, now: datetime
) -> SupervisionReport:
    """Keep the signed report of a period that is over. The file is in the store before the transaction; a rollback
    leaves it there without a row. Raises Invalid, Forbidden, WrongState."""
    check_report(contract, standing(actor, now))
    _check_over(period, now)
    attachments.types.check_signed(name)
    door.check_shut()
    stored = attachments.store(name, stream)
    with transaction.atomic(durable=True):
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
        capacity = check_report(contract, standing(actor, now))
        row = _new(contract, period, stored, actor, capacity, now)
        row.save(force_insert=True)
        _record("report_handed_in", row, actor, now)
    return row


def _check_over(period: Period, now: datetime) -> None:
    """Raises WrongState: a report of what still runs would leave out whatever comes of it."""
    if now < period.over:
        said = _("This period runs until 24:00 of %(day)s. Its signed report is handed in once it is over.")
        raise WrongState(said % {"day": explain.day(period.ends)})


def _new(
    contract: Contract, period: Period, stored: Attachment, actor: User, capacity: Capacity, now: datetime
) -> SupervisionReport:
    of_period = {"contract": contract, "sort": period.sort, "starts": period.starts}
    file = {name: getattr(stored, name) for name in ("name", "content_type", "size", "sha256", "path")}
    version = SupervisionReport.objects.filter(**of_period).count() + 1
    return SupervisionReport(
        **of_period, **file, ends=period.ends, version=version, by=actor, unit_id=capacity.unit, at=now
    )


def send_report(report: SupervisionReport, *, actor: User, now: datetime) -> SupervisionReport:
    """Open it to the parties of the contract, and tell them. Raises Forbidden, WrongState."""
    door.check_shut()
    with transaction.atomic(durable=True):
        contract = Contract.objects.select_for_update().get(pk=report.contract_id)
        check_report(contract, standing(actor, now))
        row = SupervisionReport.objects.get(pk=report.pk)
        row.contract = contract
        if row.sent_at is not None:
            raise WrongState(_("This report has been sent already."))
        row.sent_by, row.sent_at = actor, now
        row.save(update_fields=["sent_by", "sent_at"])
        _record("report_sent", row, actor, now)
        told = {"actor": actor.get_full_name(), "contract": contract.number, "period": row.period.code}
        people = _parties(contract, exclude=actor)
        outbox.queue("report_sent", people, ticket=None, key=f"report_sent:{row.pk}", params=told, now=now)
    return row


def hand_out_report(report: SupervisionReport, *, actor: User, now: datetime, address: str) -> BinaryIO:
    """The bytes of a signed report that the actor may see, and the system log says who took them. Raises
    FileNotFoundError where the store has lost them; nothing is recorded then."""
    stream = attachments.open_file(Attachment(path=report.path))
    taken = {"report": report.period.code, "form": "signed", "contracts": [report.contract.number]}
    data = {**taken, "version": report.version, "sha256": report.sha256, "address": address}
    audit.log_system("download", now=now, actor=actor, unit=unit_of(actor), data=data)
    return stream


def _record(action: str, row: SupervisionReport, actor: User, now: datetime) -> None:
    said: dict[str, Any] = {"contract": row.contract.number, "report": row.period.code, "version": row.version}
    data = {**said, "name": row.name, "sha256": row.sha256}
    audit.log_system(action, now=now, actor=actor, unit=row.unit, data=data, rows=audit.faces_of([row]))


def addressees(contract: Contract, *, exclude: User) -> dict[str, int]:
    """To whom a report would be sent: unit -> how many people. One query."""
    people = {(str(held.organization), held.user_id) for held in _acting(contract, exclude)}
    return dict(Counter(unit for unit, _person in sorted(people)))


def _parties(contract: Contract, *, exclude: User) -> list[int]:
    return sorted({held.user_id for held in _acting(contract, exclude)})


def _acting(contract: Contract, exclude: User) -> list[Membership]:
    """Everybody who acts for a party of the contract in its unit, but for the actor."""
    units = {(party, getattr(contract, f"{party}_id")) for party in PARTIES}
    held = Membership.objects.filter(organization__in={unit for _party, unit in units}, user__is_active=True)
    rows = held.exclude(user=exclude).select_related("organization").order_by("organization", "id")
    return [row for row in rows if (PARTY.get(row.role), row.organization_id) in units]
