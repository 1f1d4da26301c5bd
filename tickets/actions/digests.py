"""The digest of a ticket's content, to which approvals are bound."""

import hashlib
import json
from collections.abc import Mapping

from tickets.models import Attachment, Ticket

#: The sealed papers: exchanging one changes the content. Supplements and evidence are left out.
SEALED = ("application", "replacement_notice", "switchover_notice", "written_application")
REQUEST = ("lines", "term", "type")
#: What later editions of the form asked beside: left out where it is empty, so that earlier digests stay.
LATER = ("to_system",)


def bind(ticket: Ticket) -> None:
    """Set `digest` and `request` in memory to what the ticket says now."""
    content = [ticket.kind, ticket.contract_id, ticket.system_id, ticket.title, ticket.fields, _sealed(ticket)]
    ticket.digest = digest(content)
    asked = {name: ticket.fields.get(name) for name in REQUEST}
    ticket.request = digest(asked | {name: ticket.fields[name] for name in LATER if ticket.fields.get(name)})


def digest(content: object) -> str:
    """sha256 over canonical JSON; dates, decimals and the like as text."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _sealed(ticket: Ticket) -> Mapping[str, str]:
    """slot -> sha256 of its newest file."""
    if ticket._state.adding:
        return {}
    files = Attachment.objects.filter(ticket=ticket, slot__in=SEALED).order_by("id")
    return dict(files.values_list("slot", "sha256"))
