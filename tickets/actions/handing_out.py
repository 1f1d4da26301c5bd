"""Files handed out: nothing of the ticket changes, and the system log says who took what (GB/T 22239 8.1.4.3)."""

from datetime import datetime
from typing import BinaryIO

from accounts.models import User, unit_of
from tickets import attachments, audit
from tickets.models import Attachment


def hand_out(attachment: Attachment, *, actor: User, now: datetime, address: str) -> BinaryIO:
    """The bytes of a file that the actor may see; `address`: the network address of the request.

    Raises FileNotFoundError where the store has lost them; nothing is recorded then.
    """
    stream = attachments.open_file(attachment)
    unit = unit_of(actor)
    taken = {
        "ticket": attachment.ticket.number,
        "attachment": attachment.pk,
        "slot": attachment.slot,
        "sha256": attachment.sha256,
        "address": address,
    }
    audit.log_system("download", now=now, actor=actor, unit=unit.pk if unit else None, data=taken)
    return stream
