"""更正备案号: the authority puts a wrong filing number right; both are kept."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AGENCY_LEAD, AUTHORITY_OFFICER, PROVIDER_DESK, PROVIDER_LEAD
from tickets.actions import telling
from tickets.actions.act import Act, comment_errors, refuse
from tickets.actions.talk import MOST_TOLD
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle.endorsements import FILING
from tickets.lifecycle.questions import FILING_NO
from tickets.models import Endorsement, Ticket
from tickets.permissions import Capacity, Standing, standing

TOLD = (AGENCY_LEAD, PROVIDER_DESK, PROVIDER_LEAD)
MOST = 200


def check_correct_filing(ticket: Ticket, where: Standing, *, filed: bool) -> Capacity:
    """The authority corrects the number of a ticket that is `filed`. Raises Forbidden, WrongState."""
    capacity = where.acting(ticket, (AUTHORITY_OFFICER,))
    if capacity is None:
        raise Forbidden(_("Only the authority corrects a filing number."))
    if not filed:
        raise WrongState(_("No filing is recorded on this order."))
    return capacity


def correct_filing(ticket: Ticket, *, actor: User, now: datetime, filing_no: str, comment: str) -> Ticket:
    """Put another filing number in the place of the recorded one. Raises Invalid, Forbidden, WrongState."""
    refuse(comment_errors(comment, _("Write something.")))
    number = filing_no.strip()
    if not number or len(filing_no) > MOST:
        raise Invalid(_("Check what you entered."), {"filing_no": [_("Write the filing number.")]})
    with Act.on(ticket.pk, "correct_filing", actor=actor, now=now) as act:
        filings = Endorsement.objects.filter(ticket=act.ticket, name=FILING.name, voided_at__isnull=True)
        act.capacity = check_correct_filing(act.ticket, standing(actor, now), filed=filings.exists())
        old = _replace(filings.get(), act, act.capacity, number)
        act.record(comment=comment.strip(), changes={FILING_NO.name: [old, number]})
        act.tell("filing_corrected", telling.of_talk(act.ticket, TOLD, now), text=comment[:MOST_TOLD])
        act.save()
        return act.ticket


def _replace(filing: Endorsement, act: Act, capacity: Capacity, number: str) -> str:
    """Void the filing and record it anew with this number, as of this act. Returns the number before."""
    old = filing.data.get(FILING_NO.name, "")
    Endorsement.objects.filter(pk=filing.pk).update(voided_at=act.now)
    filing.pk, filing.data, filing.by, filing.at = (None, {**filing.data, FILING_NO.name: number}, act.actor, act.now)
    filing.unit_id, filing.on_behalf_of_id = capacity.unit, capacity.principal
    filing.save(force_insert=True)
    return str(old)
