"""Consents to a drill of the platform (10.2): which may be used, and how the drill that begins uses one up."""

from collections.abc import Mapping

from django.db.models import F

from tickets.lifecycle.endorsements import APPROVAL
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.kinds.consent import MATTER, PLATFORM_DRILL, VALID_FROM, VALID_TO, Consent
from tickets.lifecycle.questions import CONCERNED
from tickets.lifecycle.scene import Consented
from tickets.models import Contract, Endorsement, Ticket


def to_drills(contract: Contract) -> Mapping[str, Consented]:
    """What they cover, by their numbers."""
    return {ticket.number: _consented(ticket) for ticket in usable(contract)}


def usable(contract: Contract) -> list[Ticket]:
    """Those that are granted for what they say now and not used yet."""
    unused = Endorsement.objects.filter(name=APPROVAL.name, voided_at=None, used_at=None, digest=F("ticket__digest"))
    of_matter = {"ticket__kind": Consent.kind, f"ticket__fields__{MATTER.name}": PLATFORM_DRILL}
    found = unused.filter(ticket__contract=contract, ticket__state=Consent.granted.code, **of_matter)
    return [row.ticket for row in found.select_related("ticket__system").order_by("ticket")]


def _consented(ticket: Ticket) -> Consented:
    said = revive_all(Consent.opening.asks, ticket.fields)
    own = {ticket.system.code} if ticket.system is not None else set()
    return Consented(said[VALID_FROM.name], said[VALID_TO.name], frozenset(said.get(CONCERNED.name) or ()) | own)
