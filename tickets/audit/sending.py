"""Each seal outside the database as well: appended to a file or posted to an address (setting SEAL_URL).

Whoever owns the database can drop the newest seals with the entries under them; the copies tell that they were there.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.translation import gettext_noop

from tickets.audit.chain import RESTORED, canonical
from tickets.audit.seals import told
from tickets.audit.verify import Fault
from tickets.models import AuditEntry, Seal, SentSeal

DIFFERENT: Final = gettext_noop("seal is not as it was sent outside")
DROPPED: Final = gettext_noop("seal was sent outside and is gone")
TIMEOUT_SECONDS: Final = 10
#: A seal that could not be sent for so long makes `/readyz` red.
PATIENCE: Final = timedelta(days=1)


def line(seal: Seal) -> dict[str, Any]:
    """What is sent of a seal: all that it says, and its digest."""
    return {"seal": {**told(seal), "digest": seal.digest}}


def unsent() -> list[Seal]:
    """Those that still have to be sent, oldest first. Of what was sealed before SEAL_URL was set all are sent."""
    return list(Seal.objects.filter(sent=None).order_by("day")) if settings.SEAL_URL else []


def overdue(now: datetime) -> int:
    """How many seals wait for more than a day to be sent."""
    return sum(seal.at < now - PATIENCE for seal in unsent())


def send(seal: Seal, now: datetime) -> None:
    """Hand one seal over and note it. A second sending is the same line again. Raises OSError where it cannot."""
    text = canonical(line(seal)) + "\n"
    if (file := kept_in()) is not None:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text)
    else:
        _post(text)
    SentSeal.objects.get_or_create(seal=seal, defaults={"at": now})


def kept_in() -> Path | None:
    """The file to which seals are appended; None where they are posted, or nowhere."""
    place = urlsplit(settings.SEAL_URL)
    return Path(place.path) if place.scheme == "file" else None


def _post(text: str) -> None:
    """Raises OSError for an address that cannot be reached or does not take it."""
    headers = {"Content-Type": "application/json"}
    request = Request(settings.SEAL_URL, text.encode(), headers, method="POST")  # noqa: S310  # settings: http(s) alone
    with urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass


def verify_sent(path: Path | None = None) -> Iterator[Fault]:
    """Each seal of the copies outside that is another one here, or none. `path`: the copies; None: where SEAL_URL
    appends them, if it names a file. A seal that was made between a backup and its restore is forgotten, as the entry
    of the restore tells. Raises OSError or ValueError where they cannot be read."""
    file = path or kept_in()
    if file is None or (path is None and not SentSeal.objects.exists()):
        return
    forgotten = list(restores())
    here = {seal.day.isoformat(): line(seal) for seal in Seal.objects.all()}
    with file.open(encoding="utf-8") as lines:
        for number, kept in enumerate(map(json.loads, lines), start=1):
            day = kept["seal"]["day"]
            if here.get(day) != kept and not _within(datetime.fromisoformat(kept["seal"]["at"]), forgotten):
                yield Fault(f"seal {day}", number, DIFFERENT if day in here else DROPPED)


def restores() -> Iterator[tuple[datetime, datetime]]:
    """Of each restore the instant of its backup and its own: what was written between is gone."""
    entries = AuditEntry.objects.filter(ticket=None, action=RESTORED).order_by("seq")
    for at, made_at in entries.values_list("at", "data__made_at"):
        yield datetime.fromisoformat(made_at), at


def _within(at: datetime, spans: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(begins <= at <= ends for begins, ends in spans)
