"""What is said to a claim: accepted, contested, passed on, decided, withdrawn, corrected, reviewed."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AUTHORITY_OFFICER
from tickets.actions.claims import born, limits, telling
from tickets.actions.claims.born import Value
from tickets.actions.claims.bounds import check
from tickets.actions.claims.hearing import BarredError, Hearing, asked, decidable, deciders, in_time, party_to
from tickets.actions.claims.later import put_back
from tickets.actions.claims.marks import borne, remark
from tickets.actions.claims.settle import SettledClaim, settle
from tickets.actions.idempotency import Once, repeatable
from tickets.clocks import claimed
from tickets.errors import WrongState
from tickets.models import Claim
from tickets.models.claims import ACCEPTED, CONTESTED, DECIDED, PENDING, WITHDRAWN
from tickets.permissions import Capacity


@repeatable
def accept(claim: int, *, actor: User, now: datetime, comment: str = "", once: Once | None = None) -> Claim:
    """属实: the value claimed stands. Raises Forbidden for the claimant's side, WrongState once it is settled."""
    with Hearing.of(claim, "claim.accepted", actor=actor, now=now, comment=comment, once=once) as act:
        act.hear_all()
        act.speak(
            telling.answerers(act.claim), _("Only the other side answers a claim: nobody accepts their own word.")
        )
        act.open_to(PENDING, CONTESTED)
        words = [born.say(act, one, "accepted", reason=act.comment) for one in act.heard]
        settle(act, [SettledClaim(one.claim, claimed.claimed(one.claim), one) for one in words], ACCEPTED)
        act.keep()
        return act.claim


@repeatable
def contest(
    claim: int, *, value: Value | None, actor: User, now: datetime, comment: str, once: Once | None = None
) -> Claim:
    """时间不符: the other side's own value, the standing one where none is named; also of what counted at once, which
    it puts back. Raises as `accept`, and Invalid."""
    asked(comment)
    with Hearing.of(claim, "claim.contested", actor=actor, now=now, comment=comment, once=once) as act:
        act.hear_all()
        act.speak(
            telling.answerers(act.claim), _("Only the other side answers a claim: nobody accepts their own word.")
        )
        if claimed.unasked(act.claim):
            in_time(act)
            put_back(act, act.claim)
        act.open_to(PENDING, CONTESTED)
        for one in act.heard:
            _contest(act, one, value if one is act.claim else None)
        telling.of_step(act, act.claim, "claim_contested")
        act.keep("state", "late_contest", "due_at", "next_at")
        return act.claim


def _contest(act: Hearing, claim: Claim, value: Value | None) -> None:
    """Of a question whoever contests names one value; of the rest the standing one is theirs."""
    own = check(act, claim, value or born.standing(claim))
    born.say(act, claim, "contested", own, act.comment)
    late = claim.late_contest or act.now >= (claim.due_at or act.now) or claim.answer_overdue
    claim.state, claim.late_contest = CONTESTED, late
    claim.due_at = claim.next_at = limits.decided_by(act.rules, act.now)


@repeatable
def refer(claim: int, *, actor: User, now: datetime, comment: str = "", once: Once | None = None) -> Claim:
    """不掌握情况，转监管: the other side cannot tell; neither consent nor contest. Raises as `accept`."""
    with Hearing.of(claim, "claim.referred", actor=actor, now=now, comment=comment, once=once) as act:
        act.hear_all()
        act.speak(
            telling.answerers(act.claim), _("Only the other side answers a claim: nobody accepts their own word.")
        )
        act.open_to(PENDING)
        act.heard = [one for one in act.heard if one.state == PENDING]
        for one in act.heard:
            born.say(act, one, "referred", reason=act.comment)
            one.due_at = one.next_at = limits.decided_by(act.rules, act.now)
            one.answer_overdue = False
        telling.of_step(act, act.claim, "claim_referred")
        act.keep("due_at", "next_at", "answer_overdue")
        return act.claim


@repeatable
def decide(claim: int, *, value: Value, actor: User, now: datetime, comment: str, once: Once | None = None) -> Claim:
    """监管核定: any value within the bounds. Raises Forbidden, WrongState before it is contested or unanswered."""
    asked(comment)
    with Hearing.of(claim, "claim.decided", actor=actor, now=now, comment=comment, once=once) as act:
        act.speak(deciders(act), _who_decides(act))
        decidable(act)
        value = check(act, act.claim, value)
        word = act.say("decided", value)
        settle(act, [SettledClaim(act.claim, word, word)], DECIDED)
        act.keep()
        return act.claim


def _who_decides(act: Hearing) -> str:
    if AUTHORITY_OFFICER in deciders(act):
        return _("The supervisor is a party to this or was silent: the authority decides.")
    return _("Only the supervisor decides a claim.")


@repeatable
def withdraw(claim: int, *, actor: User, now: datetime, comment: str = "", once: Once | None = None) -> Claim:
    """撤回: the standing value is kept; another claim may follow. Raises Forbidden, WrongState."""
    with Hearing.of(claim, "claim.withdrawn", actor=actor, now=now, comment=comment, once=once) as act:
        act.claimants(_("Only the side that claimed may withdraw."))
        act.open_to(PENDING, CONTESTED)
        if claimed.spoken(act.claim, "proof_missing") is not None:
            raise WrongState(_("The pause counts and its proof is missing: the supervisor decides on it."))
        settle(act, [SettledClaim(act.claim, None, act.say("withdrawn"))], WITHDRAWN)
        act.keep()
        return act.claim


@repeatable
def correct(
    claim: int, *, value: Value, actor: User, now: datetime, comment: str = "", once: Once | None = None
) -> Claim:
    """A mistyped value, put right while nobody has answered; the other side's limit begins anew."""
    with Hearing.of(claim, "claim.corrected", actor=actor, now=now, comment=comment, once=once) as act:
        act.claimants(_("Only the side that claimed may withdraw."))
        act.open_to(PENDING)
        value = check(act, act.claim, value)
        act.say("corrected", value)
        act.claim.due_at = act.claim.next_at = limits.answered_by(act.rules, act.now)
        act.claim.answer_overdue = False
        remark(act, borne(act, act.claim))
        telling.of_birth(act, act.claim)
        act.keep("due_at", "next_at", "answer_overdue")
        return act.claim


@repeatable
def ask_review(claim: int, *, actor: User, now: datetime, comment: str, once: Once | None = None) -> Claim:
    """复核: once, by either party, with newer evidence; the authority decides anew. Raises Forbidden, WrongState."""
    asked(comment)
    with Hearing.of(claim, "claim.review_asked", actor=actor, now=now, comment=comment, once=once) as act:
        act.capacity = _party(act)
        act.open_to(DECIDED)
        decision = claimed.decided(act.claim)
        if decision is None or claimed.spoken(act.claim, "review_asked") is not None:
            raise WrongState(_("A decision is reviewed once."))
        if act.now >= limits.reviewed_by(act.rules, decision.at):
            raise WrongState(
                _(
                    "The time to ask for a review is over. Consult with the other side, as the contract has it for "
                    "disputes."
                )
            )
        act.say("review_asked")
        telling.of_step(act, act.claim, "claim_review", (AUTHORITY_OFFICER,))
        act.keep()
        return act.claim


def _party(act: Hearing) -> Capacity:
    held = act.where.held(act.ticket) if act.where is not None else ()
    found = next((one for one in held if party_to(act.claim, one, act.actor)), None)
    if found is None:
        raise BarredError(act, "party_to_it", _("Only a party to the claim may ask for its review."))
    return found


@repeatable
def review(claim: int, *, value: Value, actor: User, now: datetime, comment: str, once: Once | None = None) -> Claim:
    """The authority decides anew; both decisions stay. Raises Forbidden, WrongState where nobody asked for it."""
    asked(comment)
    with Hearing.of(claim, "claim.reviewed", actor=actor, now=now, comment=comment, once=once) as act:
        act.speak((AUTHORITY_OFFICER,), _("The authority decides a review."))
        if claimed.spoken(act.claim, "review_asked") is None or claimed.spoken(act.claim, "reviewed") is not None:
            raise WrongState(_("Nobody asked for a review of this claim, or it is decided already."))
        value = check(act, act.claim, value)
        word = act.say("reviewed", value)
        settle(act, [SettledClaim(act.claim, word, word)], DECIDED)
        act.keep()
        return act.claim
