"""Whether a kind of order may be opened now: by whom, and under what the contract, its term and the system allow."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets import register
from tickets.actions import terms
from tickets.datelaw import explain
from tickets.datelaw.types import local
from tickets.errors import Forbidden, WrongState
from tickets.lifecycle import KINDS
from tickets.lifecycle.kind import AfterTerm, Kind
from tickets.lifecycle.kinds.change import Change
from tickets.lifecycle.kinds.exit import Exit
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.kinds.switchover import Switchover
from tickets.models import Contract, System, Ticket
from tickets.permissions import Capacity, Standing


def may_open_any(where: Standing) -> bool:
    """Whether one of the person's roles opens tickets at all; under which contract is `check_open`'s matter."""
    return any(where.roles & set(kind.opening.by) for kind in KINDS.values())


def opening_capacity(kind: type[Kind], contract: Contract, system: System | None, where: Standing) -> Capacity | None:
    """In which capacity the person opens this kind for this system, whatever the contract allows now. A developer
    opens for their own systems alone; `system` None: for the whole contract."""
    return next((one for one in where.on(contract, system, kind.kind) if one.role in kind.opening.by), None)


def check_open(
    kind: type[Kind],
    contract: Contract,
    system: System | None,
    where: Standing,
    now: datetime,
    *,
    missing: Mapping[str, tuple[str, ...]] | None = None,
) -> Capacity:
    """In which capacity the person may open this kind under this contract now: their own role before a lent one.

    missing: of this contract, as `register.missing` says, where it has been read already. Raises Forbidden where no
    role of theirs opens it, WrongState where the contract, its term or the system does not allow it.
    """
    capacity = opening_capacity(kind, contract, system, where)
    if capacity is None:
        raise Forbidden(_("Your role may not open this kind of order under this contract."))
    _check_kind(kind, contract, register.missing([contract])[contract.pk] if missing is None else missing)
    _check_term(kind, contract, now)
    check_system(kind, contract, system)
    return capacity


def _check_kind(kind: type[Kind], contract: Contract, missing: Mapping[str, tuple[str, ...]]) -> None:
    """The contract provides for the kind and gives all that it runs on. Raises WrongState."""
    named = {"number": contract.number, "kind": kind.label()}
    if kind.kind not in missing:
        raise WrongState(_("Contract %(number)s does not provide for “%(kind)s”.") % named)
    if lacking := missing[kind.kind]:
        message = _(
            "“%(kind)s” cannot be opened under contract %(number)s, which lacks %(missing)s. The operator must load"
            " the contract's file again."
        )
        raise WrongState(message % {**named, "missing": ", ".join(lacking)})


def _check_term(kind: type[Kind], contract: Contract, now: datetime) -> None:
    """Once the term is over what its end brings about stays open, and for the month of the switchover what a running
    service needs (13.3). Raises WrongState saying what to do instead."""
    today, ends = local(now).date(), contract.term_ends
    if today < contract.starts:
        message = _("The term of contract %(number)s begins on %(day)s.")
        raise WrongState(message % {"number": contract.number, "day": explain.day(contract.starts)})
    if today <= ends or kind.after_term is AfterTerm.ALWAYS:
        return
    if kind.after_term is AfterTerm.DURING_SWITCHOVER and switching(contract, ends, now):
        return
    raise WrongState(_over(kind, contract, ends))


def switching(contract: Contract, ends: date, now: datetime) -> bool:
    """Within the month after the last day (13.3), noticed or not; or while a switchover is under way."""
    until = terms.switchover_until(register.clauses(contract), register.calendar(), ends)
    if until is not None and now < until:
        return True
    under_way = Ticket.objects.filter(contract=contract, kind=Switchover.kind, closed_at=None, sent_at__isnull=False)
    return under_way.exists()


def _over(kind: type[Kind], contract: Contract, ends: date) -> str:
    """Why not, and what to do instead."""
    if kind.after_term is AfterTerm.DURING_SWITCHOVER:
        why = _("The term of contract %(number)s ended on %(day)s and its switchover is over.")
    else:
        why = _("The term of contract %(number)s ended on %(day)s: this kind can no longer be opened under it.")
    instead = _(
        "Move what still runs off the cloud by “%(switchover)s” or “%(exit)s”; a fault of it can be reported as"
        " “%(incident)s” at any time."
    )
    kinds = {"switchover": Switchover.label(), "exit": Exit.label(), "incident": Incident.label()}
    return f"{why % {'number': contract.number, 'day': explain.day(ends)}} {instead % kinds}"


def check_system(kind: type[Kind], contract: Contract, system: System | None) -> None:
    """What has left the cloud takes no orders, and what is in service is not put into service again.

    Raises WrongState saying what to do instead.
    """
    if system is None:
        if not any(one.gone_since is None for one in contract.systems.all()):
            raise WrongState(_("Every system of this contract has left the cloud: there is nothing left to order for."))
    elif system.gone_since is not None:
        message = _("“%(system)s” left the cloud on %(day)s and takes no orders. Choose a system that still runs.")
        raise WrongState(message % _since(system, system.gone_since))
    elif kind.puts_into_service and system.live_since is not None:
        message = _("“%(system)s” has been in service since %(day)s. What is to be altered in it is a “%(change)s”.")
        raise WrongState(message % {**_since(system, system.live_since), "change": Change.label()})


def _since(system: System, instant: datetime) -> dict[str, Any]:
    return {"system": system.name, "day": explain.day(local(instant).date())}
