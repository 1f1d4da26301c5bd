"""What every act upon a register leaves: an entry of the system log, with old and new, and notices."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from tickets import audit, outbox
from tickets.models import RegisterEntry, Ticket
from tickets.outbox import lives
from tickets.permissions import holders
from tickets.registers import REGISTERS

#: What asks its reader to confirm; over once the entry is decided.
ASKING = "register_entered"


def record(action: str, entry: RegisterEntry, *, actor: User, now: datetime, **said: Any) -> None:
    """The system log says who, for which side, what it said before and what it says now."""
    data = {"contract": entry.contract.number, "register": entry.register, "entry": entry.pk}
    unit = entry.decided_unit or entry.entered_unit
    rows = audit.faces_of([entry])
    audit.log_system(action, now=now, actor=actor, unit=unit, data={**data, **said}, rows=rows)


def altered(register: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What an entry changes: register and field -> [before, after]; None where it said nothing."""
    names = [*new, *(name for name in old if name not in new)]
    changed = [name for name in names if old.get(name) != new.get(name)]
    return {f"{register}.{name}": [old.get(name), new.get(name)] for name in changed}


def ask(entry: RegisterEntry, *, actor: User, now: datetime) -> None:
    """Those who may confirm it are told that it waits."""
    roles = REGISTERS[entry.register].confirmers(entry.side)
    _tell(ASKING, entry, roles, actor=actor, now=now)


def decided(event: str, entry: RegisterEntry, roles: Iterable[str], *, actor: User, now: datetime) -> None:
    """Nobody is asked any more; whoever entered it is told, and these roles beside."""
    over(entry, now)
    _tell(event, entry, roles, actor=actor, now=now, beside={entry.entered_by_id})


def over(entry: RegisterEntry, now: datetime) -> None:
    """Nobody is asked to confirm it any more."""
    lives.end(lives.of_no_order(ASKING, _key(ASKING, entry)), now=now)


def _tell(
    event: str,
    entry: RegisterEntry,
    roles: Iterable[str],
    *,
    actor: User,
    now: datetime,
    beside: frozenset[int] | set[int] = frozenset(),
) -> None:
    found = holders(Ticket(contract=entry.contract, kind=""), roles, now)
    register = REGISTERS[entry.register]
    systems = entry.contract.systems.filter(code__in=register.systems([entry.values]))
    params = {
        "actor": actor.get_full_name(),
        "contract": entry.contract.number,
        "register": entry.register,
        "says": {one.name: entry.values.get(one.name) for one in register.about},
        "side": entry.side,
        "names": dict(systems.values_list("code", "name")),
        "text": entry.reason,
    }
    people = {*found, *beside} - {actor.pk}
    outbox.queue(event, people, ticket=None, key=_key(event, entry), params=params, now=now)


def _key(event: str, entry: RegisterEntry) -> str:
    return f"{event}:{entry.pk}"
