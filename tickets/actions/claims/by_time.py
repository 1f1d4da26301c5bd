"""What time alone does to a claim: an answer, a decision or a proof is overdue. Silence settles nothing."""

from contextlib import suppress
from datetime import datetime

from accounts.roles import AUTHORITY_OFFICER
from tickets.actions.claims import born, limits, telling
from tickets.actions.claims.hearing import Hearing
from tickets.actions.claims.marks import borne, remark
from tickets.models import Claim, Ticket
from tickets.models.claims import ACCEPTED, CONTESTED


def lapse_claim(pk: int, now: datetime) -> bool:
    """Note what is overdue of one claim, and pass it on. False: nothing is."""
    claim = Claim.objects.filter(pk=pk, next_at__lte=now).first()
    if claim is None:
        return False
    with suppress(Ticket.DoesNotExist), Hearing.of(pk, _what(claim), actor=None, now=now) as act:
        if act.claim.next_at is None or act.claim.next_at > now:  # another sweep was quicker
            return False
        {"claim.unanswered": unanswered, "claim.undecided": undecided, "claim.proof_missing": unproved}[act.action](act)
        return True
    return False


def _what(claim: Claim) -> str:
    if claim.state == ACCEPTED:
        return "claim.proof_missing"
    return "claim.undecided" if claim.state == CONTESTED or claim.answer_overdue else "claim.unanswered"


def unanswered(act: Hearing) -> None:
    """The other side was silent: that is neither consent nor contest; the supervisor may decide."""
    claim = act.claim
    if any(one.saying == "referred" for one in claim.said):
        undecided(act)
        return
    assert claim.due_at is not None  # noqa: S101  # the database: claim_unsettled_has_a_limit
    act.say("unanswered")
    claim.answer_overdue = True
    claim.due_at = claim.next_at = limits.decided_by(act.rules, claim.due_at)
    telling.of_step(act, claim, "claim_unanswered")
    act.keep("answer_overdue", "due_at", "next_at")


def undecided(act: Hearing) -> None:
    """The supervisor was silent, too: the authority is told and may decide; nobody waits any longer to be told."""
    claim = act.claim
    act.say("undecided")
    claim.decision_overdue, claim.next_at = True, None
    act.store(claim, "decision_overdue", "next_at")
    remark(act, borne(act, claim))
    telling.of_step(act, claim, "claim_undecided", (AUTHORITY_OFFICER,))
    act.keep()


def unproved(act: Hearing) -> None:
    """The proof of force majeure is missing: nothing falls by itself, the supervisor decides (14.3)."""
    claim = act.claim
    assert claim.proof_due is not None  # noqa: S101  # nothing else makes an accepted claim fall due
    born.say(act, claim, "proof_missing", born.Value(nothing=True))
    claim.state = CONTESTED
    claim.due_at = claim.next_at = limits.decided_by(act.rules, claim.proof_due)
    act.store(claim, "state", "due_at", "next_at")
    remark(act, borne(act, claim))
    telling.of_step(act, claim, "claim_unproved")
    act.keep()
