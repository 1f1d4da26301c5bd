"""分系统费用表: the agency's finance enters it, its lead and the provider's agree; until then a sum on one system is
only estimated by the whole amount (G3). No order is about it, so that it stands in the system log."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AGENCY_FINANCE, AGENCY_LEAD, PROVIDER_LEAD
from texts import tidy
from tickets import audit, outbox
from tickets.actions import door
from tickets.actions.act import refuse
from tickets.errors import Forbidden, Invalid, PolicyError, WrongState
from tickets.lifecycle.fees import BASIS, FEE, FEE_SYSTEM, FEE_TABLE, FEES
from tickets.lifecycle.fields import clean_all
from tickets.models import Contract, FeeTable, System, SystemFee
from tickets.outbox import lives
from tickets.penalties import fees
from tickets.permissions import Capacity, Standing, people_of, standing
from tickets.queries import RoleHeld

ENTERING: Final = (AGENCY_FINANCE, AGENCY_LEAD)
SIGNING: Final = {AGENCY_LEAD: "agency", PROVIDER_LEAD: "provider"}
PROPOSED, SIGNED, WITHDRAWN = "fees_entered", "fees_signed", "fees_withdrawn"
LONGEST: Final = 500


def check_enter_fees(contract: Contract, where: Standing) -> Capacity:
    """The agency's finance or lead, while no other table waits. Raises Forbidden, WrongState."""
    capacity = _held(contract, where, ENTERING, _("The agency's finance enters the table of fees."))
    if contract.fee_tables.filter(signed_at=None, withdrawn_at=None).exists():
        raise WrongState(_("A table of fees waits to be agreed on. Have it agreed on or taken back first."))
    return capacity


def check_agree_fees(table: FeeTable, where: Standing) -> Capacity:
    """The lead of a side that has not agreed yet, and never who entered it. Raises Forbidden, WrongState."""
    capacity = _held(table.contract, where, SIGNING, _("The leads of agency and provider agree on the table of fees."))
    if where.user.pk == table.entered_by_id:
        raise Forbidden(_("You have entered this table; another lead of your unit agrees to it."))
    if not table.open:
        raise WrongState(_("This table has been agreed on or taken back already."))
    if getattr(table, f"{SIGNING[capacity.role]}_by_id") is not None:
        raise WrongState(_("Your side has agreed to this table already."))
    if not _is_of(table, table.contract):
        raise WrongState(_("Amount or systems of the contract are others since. Take this table back, enter another."))
    return capacity


def check_withdraw_fees(table: FeeTable, where: Standing) -> Capacity:
    """Taken back by the agency or declined by the provider, as long as it is not signed. Raises Forbidden,
    WrongState."""
    told = _("Only the agency's finance and the leads of both sides take a table of fees back.")
    capacity = _held(table.contract, where, (*ENTERING, PROVIDER_LEAD), told)
    if not table.open:
        raise WrongState(_("This table has been agreed on or taken back already."))
    return capacity


def fees_to_agree_on(user: User, roles: Iterable[RoleHeld]) -> QuerySet[FeeTable] | None:
    """The tables that wait for the lead of a side, but for what the person has entered themselves; None for whoever is
    no lead. Who stands in for one in some kinds of orders alone signs no table."""
    signing = sorted({one for one in roles if one.role in SIGNING and not one.kinds}, key=repr)
    if not signing:
        return None
    mine = Q()
    for held in signing:
        side = SIGNING[held.role]
        mine |= Q(**{f"contract__{side}": held.unit, f"{side}_by__isnull": True})
    waiting = FeeTable.objects.filter(mine, signed_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.exclude(entered_by=user).order_by("id")


def enter_fees(contract: Contract, raw: Mapping[str, object], *, actor: User, now: datetime) -> FeeTable:
    """Enter what each system costs. Raises Forbidden, WrongState; Invalid where a system is missing or the fees do not
    come to the contract's amount, with the difference."""
    typed, errors = clean_all(FEE_TABLE, raw)
    door.check_shut()
    with transaction.atomic(durable=True):
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
        capacity = check_enter_fees(contract, standing(actor, now))
        systems = {one.code: one for one in contract.systems.all()}
        refuse(errors or _misfits(contract, systems, typed[FEES.name]))
        last = contract.fee_tables.aggregate(last=Max("number"))["last"] or 0
        table = FeeTable.objects.create(
            contract=contract, number=last + 1, total=contract.amount, basis=typed[BASIS.name],
            entered_by=actor, entered_unit_id=capacity.unit, entered_at=now,
        )  # fmt: skip
        rows = [SystemFee(table=table, system=systems[one[FEE_SYSTEM]], amount=one[FEE]) for one in typed[FEES.name]]
        SystemFee.objects.bulk_create(rows)
        _record(PROPOSED, table, actor, now, [table, *SystemFee.objects.filter(table=table)])
        _tell(PROPOSED, table, actor, now, SIGNING)
    return table


def agree_fees(table: FeeTable, *, actor: User, now: datetime) -> FeeTable:
    """Agree for one side; with the second it counts from this instant. Raises Forbidden, WrongState."""
    door.check_shut()
    with transaction.atomic(durable=True):
        table = _fee_table(table)
        side = SIGNING[check_agree_fees(table, standing(actor, now)).role]
        setattr(table, f"{side}_by", actor)
        setattr(table, f"{side}_at", now)
        if table.agency_at is not None and table.provider_at is not None:
            table.signed_at = now
        table.save(update_fields=[f"{side}_by", f"{side}_at", "signed_at"])
        _record("fees_agreed", table, actor, now, [table])
        if table.signed_at is not None:
            _over(table, now)
            _tell(SIGNED, table, actor, now, (*SIGNING, AGENCY_FINANCE))
    return table


def withdraw_fees(table: FeeTable, reason: str, *, actor: User, now: datetime) -> FeeTable:
    """It counts for nothing and stays to be read. Raises Forbidden, WrongState; Invalid without a reason."""
    reason = tidy.paragraphs(reason)
    door.check_shut()
    with transaction.atomic(durable=True):
        table = _fee_table(table)
        check_withdraw_fees(table, standing(actor, now))
        if not 0 < len(reason) <= LONGEST:
            said = _("Give the reason, in at most %(most)d characters.") % {"most": LONGEST}
            raise Invalid(said, {"reason": [said]})
        table.withdrawn_by, table.withdrawn_at, table.reason = actor, now, reason
        table.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
        _record(WITHDRAWN, table, actor, now, [table], reason=reason)
        _over(table, now)
        _tell(WITHDRAWN, table, actor, now, (*SIGNING, AGENCY_FINANCE))
    return table


def _held(contract: Contract, where: Standing, roles: Iterable[str], told: str) -> Capacity:
    wanted = tuple(roles)
    held = (one for one in where.on(contract, None, "") if one.role in wanted and not one.kinds)
    if (capacity := next(held, None)) is None:
        raise Forbidden(told)
    return capacity


def _is_of(table: FeeTable, contract: Contract) -> bool:
    """Whether it still comes to the amount, over every system: an edition may have changed both."""
    systems = set(table.fees.values_list("system", flat=True))
    return table.total == contract.amount and systems == set(contract.systems.values_list("pk", flat=True))


def _misfits(contract: Contract, systems: Mapping[str, System], rows: list[Mapping[str, Any]]) -> dict[str, list[str]]:
    if sorted(one[FEE_SYSTEM] for one in rows) != sorted(systems):
        return {FEES.name: [_("Name every system of the contract, each once.")]}
    try:
        fees.signed(contract.amount, {one[FEE_SYSTEM]: Decimal(one[FEE]) for one in rows})
    except PolicyError as error:
        return {FEES.name: [_(error.msgid) % error.params]}
    return {}


def _fee_table(table: FeeTable) -> FeeTable:
    """The contract's row is the lock of all its tables."""
    Contract.objects.select_for_update().get(pk=table.contract_id)
    return FeeTable.objects.select_related("contract").get(pk=table.pk)


def _record(action: str, table: FeeTable, actor: User, now: datetime, rows: list[Any], **more: Any) -> None:
    data = {"contract": table.contract.number, "table": table.number, "total": table.total, **more}
    audit.log_system(action, now=now, actor=actor, data=data, rows=audit.faces_of(rows))


def _over(table: FeeTable, now: datetime) -> None:
    """Nobody is asked for it any more."""
    lives.end(lives.of_no_order(PROPOSED, f"{PROPOSED}:{table.pk}"), now=now)


def _tell(event: str, table: FeeTable, actor: User, now: datetime, roles: Iterable[str]) -> None:
    params = {"actor": actor.get_full_name(), "contract": table.contract.number}
    people = people_of(table.contract, roles) - {actor.pk}
    outbox.queue(event, people, ticket=None, key=f"{event}:{table.pk}", params=params, now=now)
