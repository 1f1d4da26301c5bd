"""Each act in the system log: who, upon whom, what stood before and what stands now."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts import record
from accounts.doors.hands import Hand, Power
from accounts.models import User


def write(
    by: Hand,
    act: Power,
    *,
    whom: User | None = None,
    rows: Iterable[Model] = (),
    dropped: Iterable[Model] = (),
    tells: Iterable[User] = (),
    **data: Any,
) -> None:
    """Hand the act to the recorder. rows: as they stand now; dropped: those that are about to go. tells: who is told
    of it. data: JSON values beside it, `old` and `new` where something changed."""
    named = {"username": whom.username, **data} if whom else data
    record.record(
        act.value,
        actor=by.user,
        at=by.now,
        address=by.address,
        rows=rows,
        dropped=dropped,
        tells=tells,
        **named,
    )


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs: (old, new)."""
    differing = [name for name, value in after.items() if before.get(name) != value]
    return {name: before.get(name) for name in differing}, {name: after[name] for name in differing}


class ChangedMeanwhileError(ValidationError):
    """Somebody else changed the row since it was read: field -> as it stands now."""

    def __init__(self, now: Mapping[str, str]) -> None:
        super().__init__(_("Somebody else changed this meanwhile. Nothing is lost: choose, then send it again."))
        self.now = now


def refuse_stale(seen: Mapping[str, str] | None, now: Mapping[str, str]) -> None:
    """seen: the row as whoever changes it read it; None: they overwrite whatever stands. Raises
    ChangedMeanwhileError."""
    if seen is not None and seen != now:
        raise ChangedMeanwhileError(now)


def masked(email: str) -> str:
    """`z***@example.com`: the log shows that an address changed, not the address."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""
