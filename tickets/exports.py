"""Lists and evidence packs on their way into files, the sole writer of `Export`: asked for, leased, done, forgotten.

What a file holds is made above, by the pages; here is only whose turn it is. A process that dies over a file leaves it
to the next one, which begins it anew: a file is named by its row only once it is whole.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User, unit_of
from tickets import attachments, audit
from tickets.errors import WrongState
from tickets.models import Attachment, AuditEntry, Breach, Export, Ticket
from tickets.models.exports import DONE, FAILED, RUNNING, UNFINISHED, WAITING

#: Rows up to which a file is handed out at once, and beyond which none is made.
AT_ONCE: Final = 1_000
MOST_ROWS: Final = 100_000
#: So many of one person may be on their way.
MOST_UNFINISHED: Final = 3
#: So long a process may say nothing of a file in its hands; so often one is begun.
LEASE: Final = timedelta(minutes=1)
MOST_TRIES: Final = 5
#: So long a file waits to be fetched.
KEPT: Final = timedelta(days=3)
FOLDER: Final = "exports"
#: Name, among the lists, of an order or a breach with all its evidence; and the act by which its making is recorded.
PACK: Final = "evidence"
PACKED: Final = "evidence_pack"
#: Bytes of attachments up to which a pack is handed out at once.
PACK_AT_ONCE: Final = 16 * 1024 * 1024
#: So many packs of an order are named where their digests are compared.
MOST_PACKS: Final = 20


@transaction.atomic
def ask(
    owner: User, name: str, asked: Mapping[str, Sequence[str]], *, said: str, language: str, now: datetime
) -> Export:
    """said: how the list was narrowed, in the owner's words. Raises WrongState where they have enough on their way."""
    User.objects.select_for_update().get(pk=owner.pk)
    if Export.objects.filter(owner=owner, state__in=UNFINISHED).count() >= MOST_UNFINISHED:
        said = _("%(n)d exports of yours are still being made. Wait for one of them.")
        raise WrongState(said % {"n": MOST_UNFINISHED})
    plain = {key: list(values) for key, values in asked.items()}
    return Export.objects.create(owner=owner, list=name, asked=plain, said=said, language=language, asked_at=now)


def of(owner: User, now: datetime) -> QuerySet[Export]:
    """What the person asked for and can still use, the newest first."""
    return Export.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), owner=owner)


def unmade(now: datetime) -> QuerySet[Export]:
    """What nobody makes, the one first that has waited longest."""
    free = Q(state=WAITING) | Q(state=RUNNING, lease_until__lte=now)
    return Export.objects.filter(free, state__in=UNFINISHED).order_by("asked_at", "id")


def lease_next(now: datetime) -> Export | None:
    """The file that has waited longest, in the caller's hands for `LEASE`. None: there is none."""
    if not unmade(now).exists():
        return None  # nothing is locked for a look
    with transaction.atomic():
        row = unmade(now).select_for_update(of=("self",), skip_locked=True).select_related("owner").first()
        if row is None:
            return None
        if row.tries >= MOST_TRIES:
            row.state, row.lease, row.lease_until, row.expires_at = FAILED, None, None, now + KEPT
        else:
            row.state, row.lease, row.lease_until = RUNNING, uuid4(), now + LEASE
            row.tries, row.written, row.total = row.tries + 1, 0, 0
        row.save()
    return row if row.state == RUNNING else None


def progress(row: Export, written: int, total: int, now: datetime) -> bool:
    """So far; the lease begins anew. False: the row is in other hands by now, or gone."""
    return _in_hand(row).update(written=written, total=total, lease_until=now + LEASE) == 1


def done(row: Export, path: str, size: int, sha256: str, now: datetime) -> bool:
    """The file is whole and stands under this path. False: as `progress`."""
    made = {"path": path, "size": size, "sha256": sha256, "done_at": now, "expires_at": now + KEPT}
    return _in_hand(row).update(state=DONE, lease=None, lease_until=None, **made) == 1


def failed(row: Export, now: datetime) -> None:
    """It cannot be made: whoever asked is told, and may ask again."""
    _in_hand(row).update(state=FAILED, lease=None, lease_until=None, expires_at=now + KEPT)


def _in_hand(row: Export) -> QuerySet[Export]:
    return Export.objects.filter(pk=row.pk, lease=row.lease, state=RUNNING)


def hand_out(row: Export, *, now: datetime, address: str) -> BinaryIO:
    """The bytes of a finished file, for its owner; the system log says so. Raises FileNotFoundError."""
    stream = attachments.place(row.path).open("rb")
    asked = {"number": row.asked["number"]} if row.list == PACK else row.asked
    record(row.owner, row.list, asked, row.total, row.sha256, now=now, address=address)
    return stream


def record(
    owner: User, name: str, asked: Mapping[str, Any], rows: int, sha256: str, *, now: datetime, address: str
) -> None:
    """Who took which list out of the service, how it was narrowed, and the digest of the file (GB/T 22239 8.1.4.3)."""
    data = {"list": name, "asked": asked, "count": rows, "sha256": sha256, "address": address}
    audit.log_system("export", now=now, actor=owner, unit=unit_of(owner), data=data)


def record_finding(breach: Breach, ticket: Ticket, state: str, *, owner: User, now: datetime, address: str) -> None:
    """Who took out the finding of which breach (取证单), how it stood then, and how far the order's chain went."""
    data = {
        "ticket": ticket.number,
        "clause": breach.code,
        "occurred_at": breach.occurred_at,
        "state": state,
        "chain_head": ticket.chain_head,
        "address": address,
    }
    audit.log_system("finding", now=now, actor=owner, unit=unit_of(owner), data=data)


def ask_pack(owner: User, ticket: Ticket, breach: Breach | None, *, site: str, language: str, now: datetime) -> Export:
    """An evidence pack of an order, or of one breach on it, that a worker makes. site: scheme and host under which
    people reach the service. Raises as `ask`."""
    asked = {"number": [ticket.number], "breach": [str(breach.pk)] if breach else [], "site": [site]}
    return ask(owner, PACK, asked, said=pack_title(ticket, breach, language), language=language, now=now)


def pack_title(ticket: Ticket, breach: Breach | None, language: str) -> str:
    """`GD-2026-000012` or `GD-2026-000012 Response to a fault`: of what a pack is made."""
    return f"{ticket.number} {breach.deadline.clause.title_in(language)}" if breach else ticket.number


def pack_at_once(ticket: Ticket) -> bool:
    """Whether it is small enough to be handed out while its reader waits. One query."""
    size = Attachment.objects.filter(ticket=ticket).aggregate(size=Sum("size"))["size"] or 0
    return ticket.chain_length <= AT_ONCE and size <= PACK_AT_ONCE


def record_pack(
    ticket: Ticket, breach: Breach | None, manifest: str, *, owner: User, now: datetime, address: str
) -> None:
    """Who made an evidence pack of which order, and the digest of its manifest: by it a forged one is found."""
    of_breach = {"clause": breach.code, "occurred_at": breach.occurred_at} if breach else {}
    data = {"ticket": ticket.number, **of_breach, "manifest": manifest, "chain_head": ticket.chain_head}
    said = data | ({"address": address} if address else {})
    audit.log_system(PACKED, now=now, actor=owner, unit=unit_of(owner), data=said)


def packs_of(ticket: Ticket) -> list[AuditEntry]:
    """The entries of its packs, the newest first."""
    made = AuditEntry.objects.filter(ticket=None, action=PACKED, data__ticket=ticket.number)
    return list(made.select_related("actor", "unit").order_by("-seq")[:MOST_PACKS])


def forget_old(now: datetime) -> None:
    """Drop what nobody may fetch any more, row and file."""
    transaction.on_commit(partial(_forget_orphans, now))
    old = list(Export.objects.filter(expires_at__lte=now))
    Export.objects.filter(pk__in=[row.pk for row in old]).delete()
    transaction.on_commit(partial(attachments.remove, *(row.path for row in old if row.path)))


def _forget_orphans(now: datetime) -> None:
    """What a process left that died over a file: it belongs to no row."""
    store, folder = attachments.place(""), attachments.place(FOLDER)
    named = set(Export.objects.exclude(path="").values_list("path", flat=True))
    for file in folder.glob("*/*"):
        left = file.stat().st_mtime < (now - KEPT).timestamp()
        if left and file.relative_to(store).as_posix() not in named:
            file.unlink(missing_ok=True)
